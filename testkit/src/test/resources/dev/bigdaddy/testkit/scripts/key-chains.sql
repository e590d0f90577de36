-- DELETE and UPDATE under foreign keys: the rows that they meet are found link by link.
PRAGMA foreign_keys = ON;
CREATE TABLE region(id INTEGER PRIMARY KEY, name TEXT UNIQUE);
CREATE TABLE customer(id INTEGER PRIMARY KEY, region INTEGER REFERENCES region(id) ON DELETE SET NULL, code TEXT UNIQUE COLLATE NOCASE);
CREATE TABLE orders(id INTEGER PRIMARY KEY, customer INTEGER NOT NULL REFERENCES customer(id) ON DELETE CASCADE, code TEXT REFERENCES customer(code), n INTEGER);
CREATE TABLE line(orders INTEGER REFERENCES orders ON DELETE CASCADE, no INTEGER, product INTEGER REFERENCES product(id), PRIMARY KEY(orders, no)) WITHOUT ROWID;
CREATE TABLE product(id INTEGER PRIMARY KEY, name TEXT, later INTEGER REFERENCES product(id) ON DELETE SET NULL DEFERRABLE INITIALLY DEFERRED);
CREATE TABLE tree(id INTEGER PRIMARY KEY, parent INTEGER REFERENCES tree(id) ON DELETE CASCADE, name TEXT);
CREATE TABLE note(id INTEGER PRIMARY KEY, orders INTEGER, no INTEGER, text TEXT, FOREIGN KEY(orders, no) REFERENCES line(orders, no) ON DELETE RESTRICT);
INSERT INTO region VALUES (1, 'north'), (2, 'south'), (3, 'none');
INSERT INTO customer VALUES (1, 1, 'a'), (2, 1, 'b'), (3, 2, 'c'), (4, NULL, 'd'), (5, 2, 'e'), (6, 3, 'f');
INSERT INTO product VALUES (1, 'p1', NULL), (2, 'p2', 1), (3, 'p3', 1), (4, 'p4', 2);
INSERT INTO orders VALUES (10, 1, NULL, 1), (11, 1, 'B', 2), (12, 2, 'c', 3), (13, 3, NULL, 4), (14, 4, 'D', 5), (15, 5, NULL, 6);
INSERT INTO line VALUES (10, 1, 1), (10, 2, 2), (11, 1, 3), (12, 1, NULL), (13, 1, 4), (14, 1, 1), (15, 1, 2);
INSERT INTO tree VALUES (1, NULL, 'root'), (2, 1, 'a'), (3, 1, 'b'), (4, 2, 'aa'), (5, 4, 'aaa'), (6, 3, 'ba'), (7, NULL, 'other');
INSERT INTO note VALUES (1, 13, 1, 'keep'), (2, 15, NULL, 'free'), (3, NULL, NULL, 'none');
DELETE FROM region WHERE id = 1 RETURNING name;
SELECT * FROM customer ORDER BY id;
-- error
DELETE FROM customer WHERE id = 2;
-- error
DELETE FROM customer WHERE id = 3;
-- error
DELETE FROM customer WHERE code = 'C';
DELETE FROM customer WHERE id = 1;
SELECT * FROM orders ORDER BY id;
SELECT * FROM line;
-- error
DELETE FROM orders WHERE n = 4;
DELETE FROM note WHERE orders = 13;
DELETE FROM orders WHERE n = 4;
-- error
DELETE FROM product WHERE id = 1;
DELETE FROM line WHERE product = 1;
DELETE FROM product WHERE id = 1;
SELECT * FROM product ORDER BY id;
DELETE FROM tree WHERE name = 'a' RETURNING id;
SELECT * FROM tree ORDER BY id;
DELETE FROM tree WHERE parent IS NULL AND id < 5;
SELECT * FROM tree ORDER BY id;
-- error
UPDATE orders SET customer = 77 WHERE id = 12;
UPDATE orders SET customer = 6 WHERE id = 12;
-- params: '4', 12
UPDATE orders SET customer = ? WHERE id = ?;
-- error
-- params: 'x', 12
UPDATE orders SET code = ? WHERE id = ?;
UPDATE orders SET code = 'F' WHERE n > 2;
UPDATE orders SET code = NULL, customer = 5 WHERE n = 5;
UPDATE orders SET customer = customer + 1 WHERE id = 12;
-- error
UPDATE orders SET customer = customer + 10 WHERE id = 12;
UPDATE customer SET region = 2 WHERE region IS NULL AND id < 4;
-- error
UPDATE customer SET region = 9 WHERE id = 4;
SELECT * FROM customer ORDER BY id;
SELECT * FROM orders ORDER BY id;
-- error
UPDATE customer SET code = 'zz' WHERE code = 'f';
UPDATE customer SET code = 'zz' WHERE code = 'a' OR id = 4;
UPDATE line SET product = 4 WHERE orders = 15;
-- error
UPDATE line SET product = 40 WHERE orders = 15;
BEGIN;
UPDATE product SET later = 99 WHERE id = 4;
-- error
COMMIT;
DELETE FROM line WHERE product = 4;
DELETE FROM product WHERE id = 4;
COMMIT;
SELECT * FROM product ORDER BY id;
BEGIN;
PRAGMA defer_foreign_keys = ON;
DELETE FROM customer WHERE id = 6;
INSERT INTO customer VALUES (6, 2, 'f');
COMMIT;
BEGIN;
PRAGMA defer_foreign_keys = ON;
UPDATE orders SET customer = 900 WHERE id = 14;
-- error
COMMIT;
UPDATE orders SET customer = 6 WHERE id = 14;
COMMIT;
SELECT * FROM orders ORDER BY id;
DELETE FROM customer WHERE region = 2;
SELECT (SELECT count(*) FROM customer), (SELECT count(*) FROM orders), (SELECT count(*) FROM line), (SELECT count(*) FROM note);
PRAGMA foreign_key_check;
CREATE TRIGGER t_insert AFTER INSERT ON tree BEGIN UPDATE tree SET name = name || '+' WHERE id = new.parent; END;
CREATE TRIGGER t_name AFTER UPDATE OF name ON tree WHEN new.id = 7 BEGIN INSERT INTO region(name) VALUES (new.name); END;
INSERT INTO tree VALUES (8, 7, 'x');
UPDATE tree SET parent = NULL WHERE id = 8;
UPDATE tree SET parent = 7 WHERE id = 8;
UPDATE tree SET name = 'seven' WHERE id = 7;
DELETE FROM tree WHERE id = 7;
SELECT * FROM tree;
SELECT * FROM region ORDER BY id;
CREATE TABLE quoted(id INTEGER PRIMARY KEY, a INTEGER REFERENCES region, "x y" INTEGER);
INSERT INTO quoted VALUES (1, NULL, 3);
UPDATE quoted SET a = "x y" WHERE id = 1;
SELECT * FROM quoted;
-- Columns of another affinity than what they refer to: SQLite compares them as numbers if either is one.
CREATE TABLE num(id INTEGER PRIMARY KEY, t TEXT UNIQUE, x UNIQUE);
CREATE TABLE odd(id INTEGER PRIMARY KEY, a REFERENCES num ON DELETE CASCADE, b TEXT REFERENCES num(id) ON DELETE CASCADE, c INTEGER REFERENCES num(t), d BLOB REFERENCES num(x) ON DELETE SET NULL);
INSERT INTO num VALUES (1, '1', 1), (2, '02', '2'), (3, '3', 3.0), (4, '4', x'04'), (5, '5', NULL);
PRAGMA foreign_keys = OFF;
INSERT INTO odd VALUES (1, '1', NULL, NULL, NULL), (2, 1, NULL, NULL, NULL), (3, NULL, '2', NULL, NULL), (4, NULL, '2.0', NULL, NULL), (5, NULL, '02', NULL, NULL), (6, NULL, NULL, 3, NULL), (7, NULL, NULL, NULL, 3), (8, NULL, NULL, NULL, x'04'), (9, 1.0, NULL, NULL, '2'), (10, 'x', '4', 4, 4);
PRAGMA foreign_keys = ON;
DELETE FROM num WHERE id = 1;
SELECT * FROM odd ORDER BY id;
DELETE FROM num WHERE id = 2;
SELECT * FROM odd ORDER BY id;
-- error
DELETE FROM num WHERE id = 3;
DELETE FROM num WHERE id = 5;
DELETE FROM num WHERE id = 4;
SELECT * FROM odd ORDER BY id;
-- Children with triggers: those that the action fires, and others.
CREATE TABLE seen(id INTEGER PRIMARY KEY, what TEXT, v);
CREATE TABLE box(id INTEGER PRIMARY KEY);
CREATE TABLE item(id INTEGER PRIMARY KEY, box INTEGER REFERENCES box ON DELETE CASCADE);
CREATE TABLE tag(id INTEGER PRIMARY KEY, item INTEGER REFERENCES item ON DELETE SET NULL);
CREATE TRIGGER item_new AFTER INSERT ON item BEGIN INSERT INTO seen(what, v) VALUES ('new', new.id); END;
INSERT INTO box VALUES (1), (2), (3);
INSERT INTO item VALUES (1, 1), (2, 1), (3, 2), (4, 3);
INSERT INTO tag VALUES (1, 1), (2, 3), (3, 4);
DELETE FROM box WHERE id = 1;
CREATE TRIGGER tag_set AFTER UPDATE OF item ON tag BEGIN INSERT INTO seen(what, v) VALUES ('loose', new.id); END;
DELETE FROM box WHERE id = 2;
CREATE TRIGGER item_gone AFTER DELETE ON item BEGIN INSERT INTO seen(what, v) VALUES ('gone', old.id); END;
DELETE FROM box WHERE id = 3;
SELECT * FROM seen ORDER BY id;
SELECT * FROM tag ORDER BY id;
