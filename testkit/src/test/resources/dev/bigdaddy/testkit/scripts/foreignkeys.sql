-- Foreign keys that connect tables of any kind, immediate and deferred, with every action.
PRAGMA foreign_keys = ON;
CREATE TABLE p(id INTEGER PRIMARY KEY, u TEXT UNIQUE, n);
CREATE TABLE c1(id INTEGER PRIMARY KEY, p INTEGER REFERENCES p ON DELETE CASCADE ON UPDATE CASCADE, t);
CREATE TABLE c2(k TEXT PRIMARY KEY, u TEXT DEFAULT 'dflt' REFERENCES p(u) ON DELETE SET DEFAULT ON UPDATE SET NULL);
CREATE TABLE c3(a, b INTEGER REFERENCES c1(id) ON DELETE SET NULL);
CREATE TABLE c4(x INTEGER REFERENCES p(id) DEFERRABLE INITIALLY DEFERRED);
CREATE TABLE c5(x INTEGER REFERENCES p(id) ON DELETE RESTRICT);
INSERT INTO p(u, n) VALUES ('a', 1), ('b', 2), ('c', 3), ('dflt', 4);
INSERT INTO c1(p, t) VALUES (1, 'x'), (1, 'y'), (2, 'z'), (NULL, 'n');
-- error
INSERT INTO c1(p, t) VALUES (3, 'ok'), (99, 'bad');
INSERT INTO c2 VALUES ('k1', 'a'), ('k2', 'b'), ('k3', NULL);
INSERT INTO c3 SELECT t, id FROM c1;
-- error
INSERT INTO c4 VALUES (77);
INSERT INTO c4 VALUES (3);
DELETE FROM p WHERE id = 1;
SELECT changes(), total_changes();
SELECT * FROM c1 ORDER BY id;
SELECT * FROM c2 ORDER BY k;
SELECT rowid, * FROM c3 ORDER BY rowid;
UPDATE p SET id = 200, u = 'bb' WHERE id = 2;
SELECT * FROM c1 ORDER BY id;
SELECT * FROM c2 ORDER BY k;
-- error
DELETE FROM p WHERE id = 3;
BEGIN;
INSERT INTO c4 VALUES (500);
DELETE FROM p WHERE id = 3;
-- error
COMMIT;
INSERT INTO p VALUES (500, 'fh', 0);
-- error
COMMIT;
SAVEPOINT s;
INSERT INTO p VALUES (3, 'cc', 0);
ROLLBACK TO s;
-- error
COMMIT;
INSERT INTO p VALUES (3, 'cc', 0);
COMMIT;
SELECT * FROM p ORDER BY id;
SELECT * FROM c4 ORDER BY x;
INSERT INTO c5 VALUES (500);
-- error
DELETE FROM p WHERE id = 500;
BEGIN;
-- error
DELETE FROM p WHERE id = 500;
-- error
INSERT OR REPLACE INTO p VALUES (500, 'other', 1);
COMMIT;
SELECT * FROM p ORDER BY id;
PRAGMA foreign_keys = OFF;
INSERT INTO c4 VALUES (999);
PRAGMA foreign_keys = ON;
BEGIN;
DELETE FROM c4 WHERE x = 999;
INSERT INTO c4 VALUES (998);
-- error
COMMIT;
ROLLBACK;
SELECT * FROM c4 ORDER BY x;
UPDATE p SET n = n + 1 RETURNING *;
DELETE FROM c5;
DELETE FROM c4;
-- error
DELETE FROM p;
SELECT changes(), total_changes();
SELECT * FROM c1 ORDER BY id;
SELECT * FROM c2 ORDER BY k;
-- DEFERRABLE belongs to the table's last foreign key so far, be it another column's.
CREATE TABLE named(n INTEGER PRIMARY KEY, what TEXT);
CREATE TABLE late(id INTEGER PRIMARY KEY, v TEXT REFERENCES named ON DELETE RESTRICT, w DEFERRABLE INITIALLY DEFERRED) /* SHARDS=5 */;
CREATE TABLE twice(id INTEGER PRIMARY KEY, v REFERENCES c1 REFERENCES named DEFERRABLE INITIALLY DEFERRED) /* SHARDS=5 */;
BEGIN;
INSERT INTO late(id, v) VALUES (3, 'ABC');
-- error
COMMIT;
INSERT INTO named VALUES (7, 'x');
UPDATE late SET v = 7;
COMMIT;
BEGIN;
-- error
INSERT INTO twice VALUES (1, 99);
INSERT INTO c1(id) VALUES (98);
INSERT INTO twice VALUES (2, 98);
-- error
COMMIT;
ROLLBACK;
SELECT * FROM late;
SELECT * FROM twice;
-- What triggers did counts, though the statement fails at its end.
CREATE TABLE noted(n INTEGER PRIMARY KEY, what TEXT, v);
CREATE TABLE noting(id INTEGER PRIMARY KEY, c INTEGER REFERENCES noted DEFERRABLE INITIALLY DEFERRED);
CREATE TRIGGER noting_i INSERT ON noting BEGIN INSERT INTO noted(what) VALUES (new.c); UPDATE noted SET v = 1; END;
INSERT INTO noted VALUES (1, 1, 1), (2, 2, 2);
-- error
INSERT INTO noting VALUES (626, 270);
SELECT changes(), total_changes();
SELECT * FROM noted;
-- Rows that were wrong before stay so under another name.
PRAGMA foreign_keys = OFF;
CREATE TABLE nowhere(x UNIQUE);
CREATE TABLE wrong(id INTEGER, d REFERENCES nowhere(x) DEFERRABLE INITIALLY DEFERRED);
INSERT INTO wrong(id, d) VALUES (1, 10), (2, 20);
PRAGMA foreign_keys = ON;
ALTER TABLE wrong RENAME TO still_wrong;
SELECT count(*) FROM still_wrong;

-- Rows that violated a deferred key before anybody counted: SQLite's count never falls below zero.
PRAGMA foreign_keys = OFF;
CREATE TABLE before_parent(n PRIMARY KEY);
CREATE TABLE before_child(id INTEGER PRIMARY KEY,
  e REFERENCES before_parent DEFERRABLE INITIALLY DEFERRED, b);
INSERT INTO before_parent VALUES (7);
INSERT INTO before_child VALUES (1, 'x', 1), (2, 'y', 2), (3, 7, 3);
PRAGMA foreign_keys = ON;
BEGIN;
UPDATE before_child SET b = 9;
COMMIT;
SAVEPOINT s;
UPDATE before_child SET e = e WHERE id = 1;
-- error
RELEASE s;
ROLLBACK TO s;
UPDATE before_child SET e = 'z' WHERE id < 3;
-- error
COMMIT;
DELETE FROM before_child WHERE id = 2;
COMMIT;
SELECT * FROM before_child;
BEGIN;
UPDATE before_child SET e = 7 WHERE id = 1;
COMMIT;
SELECT * FROM before_child;
