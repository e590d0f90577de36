-- What is computed first and sent along: uncorrelated subqueries, tables that do not lie with the others, whole tables,
-- subqueries that mix rows of all nodes. Types, collations and NULLs must survive the journey.
CREATE TABLE orders(id INTEGER PRIMARY KEY, customer INTEGER, total REAL, day TEXT);
CREATE TABLE items(order_id INTEGER NOT NULL, line INTEGER NOT NULL, part INTEGER, qty INTEGER, note TEXT COLLATE NOCASE,
  PRIMARY KEY (order_id, line)) /* SHARD_KEY=order_id */;
CREATE TABLE customers(id INTEGER PRIMARY KEY, name TEXT COLLATE NOCASE, city TEXT, code, level NUMERIC);
CREATE TABLE parts(id INTEGER PRIMARY KEY, label TEXT, price REAL, sku TEXT UNIQUE);
CREATE TABLE keyless(a, b TEXT);
CREATE TABLE regions(city TEXT PRIMARY KEY, region TEXT) /* REFERENCE */;
INSERT INTO customers VALUES (1, 'Ann', 'Rome', '1', 1), (2, 'bob', 'Oslo', 1, 2.5), (3, 'CID', 'Rome', 1.0, '3'),
  (4, 'dan', NULL, x'31', NULL), (5, 'Eve', 'Bonn', NULL, 1), (6, 'ann', 'Oslo', 'one', 9);
INSERT INTO orders VALUES (1, 1, 10.5, '2024-01-01'), (2, 1, 20, '2024-01-02'), (3, 2, 5.25, '2024-01-02'), (4, 3, 99, NULL),
  (5, NULL, 1, '2024-02-01'), (6, 77, 2, '2024-02-02'), (7, 5, 0, '2024-03-01'), (8, 2, 7, '2024-03-01'), (9, 1, 3, NULL);
INSERT INTO items VALUES (1, 1, 10, 2, 'Red'), (1, 2, 11, 1, 'red'), (2, 1, 10, 5, NULL), (3, 1, 12, NULL, 'blue'),
  (4, 1, 99, 3, 'BLUE'), (7, 1, NULL, 4, 'x'), (8, 1, 11, 2, 'Y'), (8, 2, 11, 2, 'y'), (50, 1, 10, 1, 'lost');
INSERT INTO parts VALUES (10, 'bolt', 0.5, 'B-1'), (11, 'nut', 0.25, 'N-1'), (12, 'gear', 12, NULL), (13, 'cog', NULL, NULL);
INSERT INTO keyless VALUES (1, '1'), ('1', '2'), (1.0, NULL), (NULL, '1'), (x'31', 'a'), ('Ann', 'ANN');
INSERT INTO regions VALUES ('Rome', 'south'), ('Oslo', 'north'), ('Bonn', 'middle'), ('Kiel', 'north');
CREATE VIEW busy AS SELECT customer, count(*) AS n, sum(total) AS total FROM orders GROUP BY customer;
SELECT id FROM orders WHERE total > (SELECT avg(total) FROM orders) ORDER BY id;
SELECT id FROM orders WHERE total = (SELECT max(total) FROM orders WHERE customer = 1);
SELECT id FROM orders WHERE total > (SELECT total FROM orders WHERE id = 100);
SELECT id, (SELECT count(*) FROM items), (SELECT name FROM customers WHERE id = 2) FROM orders ORDER BY id;
SELECT count(*) FROM orders WHERE (SELECT min(qty) FROM items) = 1;
SELECT id FROM customers WHERE name = (SELECT name FROM customers WHERE id = 6) ORDER BY id;
SELECT id FROM customers WHERE 'ANN' = (SELECT name FROM customers WHERE id = 6) ORDER BY id;
SELECT id FROM customers WHERE code = (SELECT code FROM customers WHERE id = 2) ORDER BY id;
SELECT id FROM customers WHERE code = (SELECT '1' FROM orders WHERE id = 1) ORDER BY id;
SELECT id FROM customers WHERE level = (SELECT '1' FROM orders WHERE id = 1) ORDER BY id;
SELECT id FROM orders WHERE id = (SELECT max(customer) FROM orders WHERE customer < 10);
SELECT id FROM orders WHERE id = (SELECT customer FROM orders WHERE id = 8);
SELECT id FROM orders WHERE customer IN (SELECT id FROM customers WHERE city = 'Rome') ORDER BY id;
SELECT id FROM orders WHERE customer NOT IN (SELECT id FROM customers WHERE city = 'Rome') ORDER BY id;
SELECT id FROM customers WHERE id NOT IN (SELECT customer FROM orders) ORDER BY id;
SELECT id FROM customers WHERE id NOT IN (SELECT customer FROM orders WHERE customer IS NOT NULL) ORDER BY id;
SELECT id, id IN (SELECT customer FROM orders), id NOT IN (SELECT part FROM items) FROM customers ORDER BY id;
SELECT id FROM customers WHERE code IN (SELECT b FROM keyless) ORDER BY id;
SELECT id FROM customers WHERE code IN (SELECT a FROM keyless) ORDER BY id;
SELECT id FROM customers WHERE city IN (SELECT note FROM items) ORDER BY id;
SELECT line FROM items WHERE 'RED' IN (SELECT note FROM items) ORDER BY order_id, line;
SELECT line FROM items WHERE qty IN (SELECT b FROM keyless) ORDER BY order_id, line;
SELECT order_id, line FROM items WHERE (part, qty) IN (SELECT part, max(qty) FROM items GROUP BY part) ORDER BY 1, 2;
SELECT id FROM orders WHERE customer IN (SELECT id FROM customers ORDER BY name LIMIT 2) ORDER BY id;
SELECT id FROM orders WHERE EXISTS (SELECT 1 FROM customers WHERE city = 'Bonn') ORDER BY id;
SELECT id FROM orders WHERE NOT EXISTS (SELECT 1 FROM customers WHERE city = 'Kiel') AND id < 4 ORDER BY id;
SELECT id FROM orders WHERE EXISTS (SELECT 1 FROM items WHERE part = customer) ORDER BY id;
SELECT (SELECT count(*) FROM orders), (SELECT sum(qty) FROM items), EXISTS (SELECT 1 FROM parts WHERE id > 12);
SELECT region, (SELECT count(*) FROM orders) FROM regions ORDER BY city;
SELECT p.label FROM parts p WHERE p.price < 5 AND p.id < (SELECT 5 * sum(qty) FROM items i WHERE i.part = p.id) ORDER BY 1;
SELECT c.id FROM customers c WHERE c.city = 'Rome' AND NOT EXISTS (SELECT * FROM orders o WHERE o.customer = c.id AND total > 15);
SELECT c.id, (SELECT max(total) FROM orders o WHERE o.customer = c.id) FROM customers c WHERE c.name > 'b' ORDER BY 1;
SELECT c.id FROM customers c WHERE c.name > 'b' AND c.id IN (SELECT o.customer FROM orders o WHERE o.day = c.city) ORDER BY 1;
SELECT o.id, i.line FROM orders o JOIN items i ON i.order_id = o.id JOIN parts p ON p.id = i.part
  WHERE p.label = 'bolt' AND i.qty <= (SELECT avg(qty) FROM items x WHERE x.part = p.id) ORDER BY 1, 2;
SELECT c.id, o.id FROM customers c LEFT JOIN orders o ON o.customer = c.id AND o.total > (SELECT avg(total) FROM orders x
  WHERE x.customer = c.id) WHERE c.id < 4 ORDER BY 1, 2;
SELECT region FROM regions WHERE city IN (SELECT city FROM customers) ORDER BY 1;
SELECT o.id, c.name FROM orders o JOIN customers c ON c.id = o.customer ORDER BY o.id;
SELECT o.id, c.name FROM orders o, customers c WHERE c.id = o.customer AND c.city = 'Rome' ORDER BY o.id;
SELECT o.id, c.name FROM orders o LEFT JOIN customers c ON c.id = o.customer AND c.city = 'Rome' ORDER BY o.id;
SELECT o.id, c.name FROM orders o LEFT JOIN customers c ON c.id = o.customer WHERE c.city IS NULL ORDER BY o.id;
SELECT c.id, o.id FROM customers c LEFT JOIN orders o ON o.customer = c.id ORDER BY c.id, o.id;
SELECT c.id, count(o.id), sum(o.total) FROM customers c LEFT JOIN orders o ON o.customer = c.id GROUP BY c.id ORDER BY 1;
SELECT c.id, o.id FROM orders o RIGHT JOIN customers c ON o.customer = c.id AND o.total > 5 ORDER BY c.id, o.id;
SELECT c.id, o.id FROM customers c FULL JOIN orders o ON o.customer = c.id ORDER BY c.id, o.id;
SELECT c.city, count(*), sum(i.qty) FROM customers c, orders o, items i WHERE c.id = o.customer AND o.id = i.order_id
  GROUP BY c.city ORDER BY 1;
SELECT o.id, i.line, p.label FROM orders o JOIN items i ON i.order_id = o.id JOIN parts p ON p.id = i.part ORDER BY 1, 2;
SELECT o.id, i.line, p.label, c.name, r.region FROM orders o JOIN items i ON i.order_id = o.id JOIN parts p ON p.id = i.part
  JOIN customers c ON c.id = o.customer LEFT JOIN regions r ON r.city = c.city ORDER BY 1, 2;
SELECT i.note, p.sku FROM items i LEFT JOIN parts p ON p.id = i.part AND p.sku LIKE 'n%' ORDER BY i.order_id, i.line;
SELECT a.id, b.id FROM customers a JOIN customers b ON a.name = b.name AND a.id < b.id ORDER BY 1, 2;
SELECT a.id, b.id FROM customers a, customers b WHERE a.city = b.city AND a.id <> b.id ORDER BY 1, 2;
SELECT count(*) FROM customers, parts;
SELECT count(*) FROM customers a, customers b, customers c;
SELECT k.b, c.id FROM keyless k JOIN customers c ON c.code = k.a ORDER BY c.id, k.b;
SELECT k.rowid, c.id FROM keyless k JOIN customers c ON c.id = k.rowid ORDER BY 1;
SELECT * FROM keyless k JOIN parts p ON p.sku > k.b ORDER BY p.id, k.b LIMIT 5;
SELECT * FROM orders o JOIN customers USING (id) ORDER BY id;
SELECT busy.*, c.name FROM busy JOIN customers c ON c.id = busy.customer ORDER BY customer;
SELECT c.name, busy.n FROM customers c LEFT JOIN busy ON busy.customer = c.id ORDER BY c.id;
SELECT avg(n), max(total) FROM busy;
SELECT customer FROM busy WHERE total = (SELECT max(total) FROM busy);
WITH top AS (SELECT customer, total FROM orders ORDER BY total DESC LIMIT 3)
  SELECT c.name, top.total FROM top LEFT JOIN customers c ON c.id = top.customer ORDER BY 2;
WITH t AS (SELECT part, sum(qty) AS q FROM items GROUP BY part)
  SELECT p.label, t.q FROM parts p JOIN t ON t.part = p.id WHERE t.q = (SELECT max(q) FROM t) ORDER BY 1;
SELECT n, count(*) FROM (SELECT c.id, count(o.id) AS n FROM customers c LEFT JOIN orders o ON o.customer = c.id GROUP BY c.id)
  GROUP BY n ORDER BY n;
SELECT city, sum(total) FROM (SELECT c.city AS city, o.total AS total FROM orders o JOIN customers c ON c.id = o.customer)
  GROUP BY city ORDER BY city;
SELECT d.day, d.n, o.id FROM orders o JOIN (SELECT day, count(*) AS n FROM orders GROUP BY day) d ON d.day = o.day ORDER BY 3;
SELECT id FROM orders UNION SELECT id FROM customers ORDER BY 1;
SELECT id FROM orders UNION ALL SELECT id FROM customers ORDER BY 1 LIMIT 7 OFFSET 2;
SELECT id AS x FROM orders INTERSECT SELECT customer FROM orders ORDER BY x DESC;
SELECT customer FROM orders EXCEPT SELECT id FROM customers ORDER BY 1;
SELECT name FROM customers UNION SELECT note FROM items ORDER BY name;
SELECT note FROM items UNION SELECT name FROM customers ORDER BY 1;
SELECT code FROM customers UNION SELECT a FROM keyless ORDER BY 1;
SELECT id, 'order' FROM orders WHERE id < 3 UNION ALL SELECT id, 'customer' FROM customers WHERE id < 3 ORDER BY 2, 1;
SELECT count(*) FROM (SELECT customer FROM orders UNION SELECT id FROM customers);
SELECT 1 UNION SELECT id FROM orders ORDER BY 1 LIMIT 3;
SELECT id FROM orders WHERE total > (SELECT abs(-9223372036854775808) FROM items WHERE order_id = 1000) OR id = 1;
SELECT id FROM orders WHERE id < 3 OR total > (SELECT abs(-9223372036854775808 + 0 * qty) FROM items WHERE id > 100);
SELECT id FROM orders WHERE id > 0 AND (id < 100 OR total > (SELECT abs(-9223372036854775808 + 0 * max(qty)) FROM items)) ORDER BY id;
-- error
SELECT id FROM orders WHERE total > (SELECT abs(-9223372036854775808 + 0 * max(qty)) FROM items) ORDER BY id;
-- params: 2
SELECT id FROM orders WHERE total > (SELECT avg(total) FROM orders WHERE customer = ?1) AND customer <> ?1 ORDER BY id;
-- params: 'Rome', 5
SELECT o.id FROM orders o JOIN customers c ON c.id = o.customer WHERE c.city = ? AND o.total > ? ORDER BY o.id;
BEGIN;
INSERT INTO orders VALUES (100, 6, 1000, NULL);
SELECT id FROM orders WHERE total = (SELECT max(total) FROM orders);
SELECT o.id, c.name FROM orders o JOIN customers c ON c.id = o.customer WHERE o.id > 7 ORDER BY 1;
ROLLBACK;
BEGIN;
SELECT id FROM orders WHERE total = (SELECT max(total) FROM orders);
SELECT o.id, c.name FROM orders o JOIN customers c ON c.id = o.customer WHERE o.id > 7 ORDER BY 1;
COMMIT;
SELECT id FROM orders WHERE total = (SELECT max(total) FROM orders);
