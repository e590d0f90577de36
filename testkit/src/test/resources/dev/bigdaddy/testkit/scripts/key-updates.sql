-- UPDATEs of what unique keys are made of: only rows with the old and the new keys are looked at.
CREATE TABLE t(id INTEGER PRIMARY KEY, email TEXT UNIQUE, n INT);
INSERT INTO t VALUES(1,'a',1),(2,'b',2),(3,'c',3),(4,'D',4),(5,NULL,5);
UPDATE t SET id = 11 WHERE id = 1;
-- error
UPDATE t SET id = 3 WHERE id = 2;
-- error
UPDATE t SET email = 'c' WHERE id = 2;
UPDATE OR IGNORE t SET email = 'c' WHERE id = 2;
UPDATE OR REPLACE t SET email = 'c', n = n + 100 WHERE id = 2 RETURNING *;
SELECT * FROM t ORDER BY id;
UPDATE t SET id = id + 100, email = lower(email) WHERE n > 3 RETURNING id, email;
UPDATE t SET (id, email) = (id - 100, 'x' || id) WHERE id > 100;
SELECT * FROM t ORDER BY id;
-- error
UPDATE t SET email = 'same' WHERE id IN (2, 4);
UPDATE OR FAIL t SET email = 'z' WHERE id = 5;
-- error
UPDATE OR FAIL t SET email = 'same' WHERE id IN (2, 4, 5);
SELECT * FROM t ORDER BY id;
UPDATE OR REPLACE t SET email = 'one' WHERE id > 0;
SELECT * FROM t ORDER BY id;
CREATE TABLE k(k TEXT COLLATE NOCASE PRIMARY KEY, v) WITHOUT ROWID;
INSERT INTO k VALUES('a',1),('b',2),('C',3);
-- error
UPDATE k SET k = 'c' WHERE k = 'A';
UPDATE k SET k = 'A' WHERE k = 'a';
UPDATE k SET k = 'new' WHERE k = 'B';
UPDATE OR REPLACE k SET k = 'NEW' WHERE k = 'c';
SELECT * FROM k ORDER BY k;
CREATE TABLE m(a, b, c DEFAULT 7, d, UNIQUE(a, b), UNIQUE(c));
INSERT INTO m VALUES(1, 2, 3, 4),(1, 3, 4, 5),(2.0, 3, '5', 6),(NULL, 3, NULL, 7),(x'01', 'x', 8, 8);
UPDATE m SET b = 9 WHERE a = 1 AND b = 2;
-- error
UPDATE m SET a = 1 WHERE a = 2;
UPDATE OR IGNORE m SET a = 1 WHERE a = 2;
UPDATE OR REPLACE m SET a = 1 WHERE a = 2;
UPDATE m SET c = CAST(c AS TEXT) WHERE d > 4;
UPDATE m SET c = 8 WHERE d = 7;
UPDATE OR REPLACE m SET c = 8.0, a = x'01', b = 'x' WHERE d = 7;
SELECT *, typeof(c) FROM m ORDER BY d;
CREATE UNIQUE INDEX mi ON m(d) WHERE d > 5;
CREATE UNIQUE INDEX me ON m(lower(b), a);
UPDATE OR IGNORE m SET d = 6 WHERE d = 7;
UPDATE OR IGNORE m SET b = 'X' WHERE d > 1;
SELECT * FROM m ORDER BY d, c;
CREATE TABLE s(id INTEGER PRIMARY KEY, u INT UNIQUE NOT NULL ON CONFLICT REPLACE DEFAULT 3) STRICT;
INSERT INTO s VALUES(1, 1),(2, 2),(3, 3);
UPDATE OR REPLACE s SET u = NULL WHERE id = 1;
SELECT * FROM s ORDER BY id;
BEGIN;
UPDATE s SET id = 50 WHERE id = 1;
UPDATE s SET u = 9 WHERE id = 50;
UPDATE OR REPLACE s SET id = 50 WHERE id = 2;
SELECT * FROM s ORDER BY id;
ROLLBACK;
SELECT * FROM s ORDER BY id;
CREATE TABLE g(id INTEGER PRIMARY KEY, a INT, b INT AS (a * 2) STORED UNIQUE);
INSERT INTO g(id, a) VALUES(1, 1),(2, 2);
-- error
UPDATE g SET a = 2 WHERE id = 1;
UPDATE OR REPLACE g SET a = 2 WHERE id = 1;
SELECT * FROM g;
CREATE TABLE sh(id INTEGER PRIMARY KEY, tenant INT, code TEXT, UNIQUE(tenant, code)) /* SHARD_KEY=tenant */;
INSERT INTO sh VALUES(1, 1, 'a'),(2, 1, 'b'),(3, 2, 'a');
UPDATE sh SET tenant = 3 WHERE tenant = 1;
-- error
UPDATE sh SET tenant = 2 WHERE id = 1;
UPDATE OR IGNORE sh SET tenant = 2 WHERE tenant = 3;
SELECT * FROM sh ORDER BY id;
CREATE TABLE big(id INTEGER PRIMARY KEY, v);
INSERT INTO big VALUES(9223372036854775807, 1),(-9223372036854775808, 2),(0, 3);
UPDATE OR REPLACE big SET id = -9223372036854775808 WHERE v = 1;
UPDATE big SET id = 9223372036854775807 WHERE v = 3;
SELECT * FROM big ORDER BY id;
UPDATE big SET id = id - 5 WHERE v = 3;
INSERT INTO big(v) VALUES(10);
SELECT * FROM big ORDER BY id;
PRAGMA foreign_keys = ON;
CREATE TABLE p(id INTEGER PRIMARY KEY, mail TEXT UNIQUE, nick TEXT UNIQUE ON CONFLICT REPLACE);
CREATE TABLE c(id INTEGER PRIMARY KEY, p INT REFERENCES p ON UPDATE CASCADE ON DELETE SET NULL, mail TEXT REFERENCES p(mail), u UNIQUE);
INSERT INTO p VALUES(1, 'a', 'x'),(2, 'b', 'y'),(3, 'c', 'z');
INSERT INTO c VALUES(1, 1, NULL, 1),(2, 2, 'b', 2),(3, 3, NULL, 3);
UPDATE c SET u = u + 10 WHERE id > 1;
UPDATE OR IGNORE c SET u = 1 WHERE id = 2;
UPDATE OR REPLACE c SET u = 1 WHERE id = 2;
UPDATE c SET id = id + 5;
UPDATE p SET id = 20 WHERE id = 2;
-- error
UPDATE p SET mail = 'n' WHERE id = 20;
UPDATE OR IGNORE p SET mail = 'c' WHERE id = 1;
-- error
UPDATE p SET nick = 'y' WHERE id = 3;
SELECT * FROM p ORDER BY id;
SELECT * FROM c ORDER BY id;
-- error
UPDATE c SET p = 99, u = 50 WHERE id = 7;
UPDATE c SET u = 51 WHERE id = 7 RETURNING *;
CREATE TABLE q(id INTEGER PRIMARY KEY, u UNIQUE, r INT REFERENCES q);
INSERT INTO q VALUES(1, 1, NULL),(2, 2, 1),(3, 3, 2);
UPDATE q SET u = u * 10 WHERE id > 1;
-- error
UPDATE q SET id = 9 WHERE id = 1;
UPDATE OR IGNORE q SET u = 1 WHERE id = 3;
SELECT * FROM q ORDER BY id;
