-- UPDATE and DELETE that look at other rows, under foreign keys and with triggers.
PRAGMA foreign_keys = ON;
CREATE TABLE region(id INTEGER PRIMARY KEY, name TEXT UNIQUE);
CREATE TABLE customer(id INTEGER PRIMARY KEY, region INTEGER REFERENCES region(id) ON DELETE SET NULL, n INT);
CREATE TABLE orders(id INTEGER PRIMARY KEY, customer INTEGER NOT NULL REFERENCES customer(id) ON DELETE CASCADE, n INTEGER);
CREATE TABLE line(id INTEGER PRIMARY KEY, orders INTEGER REFERENCES orders ON DELETE CASCADE, n INTEGER);
CREATE TABLE keep(id INTEGER PRIMARY KEY, orders INTEGER REFERENCES orders(id));
CREATE TABLE wish(c INT, n INT);
INSERT INTO region VALUES (1, 'north'), (2, 'south'), (3, 'none');
WITH RECURSIVE i(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM i WHERE n < 40) INSERT INTO customer SELECT n, n % 3 + 1, n FROM i;
WITH RECURSIVE i(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM i WHERE n < 120) INSERT INTO orders SELECT n, n % 40 + 1, n % 10 FROM i;
WITH RECURSIVE i(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM i WHERE n < 200) INSERT INTO line SELECT n, n % 120 + 1, n FROM i;
INSERT INTO keep VALUES (1, 7), (2, 33), (3, NULL);
INSERT INTO wish VALUES (3, 1), (5, 2), (8, 3), (8, 4), (99, 5);

DELETE FROM customer WHERE id IN (SELECT c FROM wish WHERE n < 3);
SELECT changes(), total_changes();
SELECT count(*), sum(id) FROM orders;
SELECT count(*), sum(id) FROM line;
-- error
DELETE FROM customer WHERE id IN (SELECT c FROM wish WHERE n > 2);
SELECT count(*), sum(id) FROM orders;
-- error
DELETE FROM orders WHERE id = (SELECT orders FROM keep WHERE id = 2);
UPDATE keep SET orders = (SELECT max(id) FROM orders) WHERE orders IN (SELECT id FROM orders WHERE customer = 8);
SELECT * FROM keep ORDER BY id;
DELETE FROM customer WHERE id IN (SELECT c FROM wish WHERE n > 2) RETURNING id;
SELECT count(*), sum(id) FROM line;
DELETE FROM region WHERE id NOT IN (SELECT region FROM customer WHERE n % 3 = 1);
SELECT changes();
SELECT region, count(*) FROM customer GROUP BY region;
DELETE FROM orders WHERE n > 2 AND id NOT IN (SELECT orders FROM keep WHERE orders IS NOT NULL) ORDER BY n DESC, id LIMIT 5;
SELECT changes();
SELECT count(*), sum(id) FROM line;
DELETE FROM orders WHERE NOT EXISTS (SELECT 1 FROM line WHERE line.orders = orders.id) AND id NOT IN (SELECT orders FROM keep WHERE orders IS NOT NULL);
SELECT changes();
WITH rich(id) AS (SELECT customer FROM orders GROUP BY 1 HAVING sum(n) > 16) DELETE FROM customer WHERE id IN rich AND id NOT IN (SELECT customer FROM orders JOIN keep ON keep.orders = orders.id);
SELECT changes();
SELECT * FROM customer ORDER BY id;
SELECT * FROM orders ORDER BY id;
SELECT count(*), sum(id) FROM line;
UPDATE orders SET customer = 1 WHERE customer = (SELECT max(customer) FROM orders);
SELECT changes();
-- error
UPDATE orders SET customer = 1000 WHERE customer = (SELECT max(customer) FROM orders);
UPDATE orders SET n = n + 1 WHERE id IN (SELECT orders FROM line WHERE n > 150);
SELECT changes();
BEGIN;
DELETE FROM customer WHERE id = (SELECT min(id) FROM customer WHERE id > 10);
SELECT count(*) FROM orders;
UPDATE line SET orders = (SELECT min(id) FROM orders) WHERE orders IN (SELECT id FROM orders WHERE n = 4);
SELECT count(*), sum(orders) FROM line;
ROLLBACK;
SELECT count(*), sum(orders) FROM line;
BEGIN;
INSERT INTO customer VALUES (500, 2, 1);
INSERT INTO orders VALUES (900, 500, 1), (901, 500, 2);
INSERT INTO line VALUES (900, 900, 1);
DELETE FROM customer WHERE id IN (SELECT customer FROM orders WHERE id > 800);
SELECT count(*) FROM orders WHERE id > 800;
SELECT count(*) FROM line WHERE id > 800;
COMMIT;
PRAGMA foreign_key_check;

-- triggers
CREATE TABLE log(id INTEGER PRIMARY KEY AUTOINCREMENT, what TEXT, who INT, n INT);
CREATE TABLE total(id INTEGER PRIMARY KEY, c INT UNIQUE, n INT);
INSERT INTO total SELECT id, id, 0 FROM customer;
CREATE TRIGGER c_gone AFTER DELETE ON customer BEGIN INSERT INTO log(what, who, n) VALUES ('gone', old.id, old.n); UPDATE total SET n = -1 WHERE c = old.id; END;
CREATE TRIGGER c_new AFTER UPDATE OF n ON customer WHEN new.n > 3 BEGIN INSERT INTO log(what, who, n) VALUES ('n', new.id, new.n); UPDATE total SET n = n + new.n WHERE c = new.id; END;
CREATE TRIGGER w_before BEFORE UPDATE ON wish BEGIN SELECT CASE WHEN new.n > 50 THEN RAISE(ABORT, 'too many') WHEN new.n > 40 THEN RAISE(IGNORE) END; END;
UPDATE customer SET n = n + 1 WHERE id IN (SELECT customer FROM orders WHERE n > 3);
SELECT changes(), total_changes();
SELECT * FROM log ORDER BY id;
UPDATE customer SET n = n + 10 ORDER BY id DESC LIMIT 3;
UPDATE customer SET n = (SELECT count(*) FROM orders WHERE orders.customer = customer.id) WHERE id IN (SELECT customer FROM orders WHERE n = 5);
SELECT * FROM log ORDER BY id;
DELETE FROM customer WHERE id IN (SELECT id FROM total WHERE n = 0 ORDER BY id LIMIT 2) RETURNING id, n;
SELECT * FROM log ORDER BY id;
SELECT * FROM total ORDER BY id;
-- error
DELETE FROM customer WHERE id = (SELECT who FROM log WHERE what = 'n' ORDER BY id DESC LIMIT 1);
SELECT * FROM log ORDER BY id;
UPDATE wish SET n = n + (SELECT count(*) FROM log) WHERE c IN (SELECT who FROM log);
SELECT * FROM wish ORDER BY n, c;
-- error
UPDATE wish SET n = 60 WHERE c < (SELECT max(c) FROM wish);
UPDATE wish SET n = 45 WHERE c < (SELECT max(c) FROM wish);
SELECT changes();
SELECT * FROM wish ORDER BY n, c;
SELECT name, seq FROM sqlite_sequence;
PRAGMA foreign_keys = OFF;
DELETE FROM customer WHERE id > (SELECT avg(id) FROM customer) AND n < 30;
SELECT changes();
SELECT * FROM log ORDER BY id;
SELECT count(*) FROM orders;
