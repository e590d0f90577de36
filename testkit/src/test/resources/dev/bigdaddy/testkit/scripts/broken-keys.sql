-- Foreign keys that name nothing.

PRAGMA foreign_keys = ON;
CREATE TABLE c(id INTEGER PRIMARY KEY, p REFERENCES nowhere, x);
CREATE TABLE d(id INTEGER PRIMARY KEY, p REFERENCES e(q), x);
CREATE TABLE e(id INTEGER PRIMARY KEY, q);
PRAGMA foreign_keys = OFF;
INSERT INTO c VALUES (1, 1, 1), (2, NULL, 2), (3, 1, 3);
INSERT INTO d VALUES (1, 1, 1), (2, NULL, 2), (3, 1, 3);
INSERT INTO e VALUES (1, 1), (2, 2), (3, 3);
PRAGMA foreign_keys = ON;
SELECT changes();
-- error
DELETE FROM c WHERE id = 2;
SELECT changes();
UPDATE c SET x = 5;
-- error
UPDATE c SET p = 5;
SELECT changes();
-- error
DELETE FROM d WHERE id = 2;
SELECT changes();
UPDATE d SET x = 5;
-- error
UPDATE d SET p = 5;
-- error
DELETE FROM e;
SELECT changes();
-- error
UPDATE e SET q = 5;
INSERT INTO e VALUES (7, 7);
-- error
INSERT INTO e VALUES (8, 7), (9, 8);
-- error
INSERT INTO d VALUES (8, 7, 1), (9, 8, 1);
-- error
INSERT INTO d VALUES (8, NULL, 1);
SELECT * FROM d;
SELECT * FROM c;
SELECT * FROM e;
PRAGMA foreign_keys = OFF;
CREATE TABLE log(n INTEGER PRIMARY KEY, what TEXT, v);
CREATE TABLE t1(id NUMERIC PRIMARY KEY, "x y" BLOB, e NUMERIC REFERENCES log ON DELETE CASCADE, "select" TEXT DEFAULT -1.5);
CREATE TABLE t2(e REAL, c REAL REFERENCES log, a , "x y" );
INSERT INTO t1(id, "x y", e) VALUES ('4', x'31', NULL), ('n691', x'61', 10), ('489', x'', 3.5) ;
INSERT INTO t2 VALUES (0.1, 0.0, 'A', 6) ;
CREATE VIEW w11 AS SELECT l ;
PRAGMA foreign_key_check(t2);
CREATE TABLE n19(id INTEGER PRIMARY KEY AUTOINCREMENT, val TEXT, d BLOB);
PRAGMA foreign_key_check(t2);
PRAGMA foreign_key_check(t1);

-- Whole tables with foreign keys beside a spread one: what is applied to them must not act again.
CREATE TABLE sp(id INTEGER PRIMARY KEY, v) /* SHARDS=3 */;
CREATE TABLE wp(id INTEGER PRIMARY KEY, u UNIQUE, n) /* SHARDS=1 */;
CREATE TABLE wc(id INTEGER PRIMARY KEY, p REFERENCES wp(u) ON DELETE CASCADE ON UPDATE CASCADE, g REFERENCES gone) /* SHARDS=1 */;
INSERT INTO sp VALUES (1, 10), (2, 20), (3, 30);
INSERT INTO wp VALUES (1, 'a', 0), (2, 'b', 0), (3, 'c', 0);
INSERT INTO wc VALUES (1, 'a', NULL), (2, 'a', NULL), (3, 'c', NULL);
PRAGMA foreign_keys = ON;
UPDATE wp SET n = (SELECT count(*) FROM sp) WHERE id < 3;
SELECT * FROM wp;
SELECT * FROM wc;
UPDATE wc SET id = (SELECT max(v) FROM sp WHERE sp.id = wc.id) WHERE id = 2;
SELECT * FROM wc;
DROP TABLE wc;
CREATE TABLE wc(id INTEGER PRIMARY KEY, p REFERENCES wp(u) ON DELETE CASCADE ON UPDATE CASCADE) /* SHARDS=1 */;
INSERT INTO wc VALUES (1, 'a'), (2, 'a'), (3, 'c');
UPDATE wp SET u = (SELECT max(v) FROM sp) WHERE id = 1;
UPDATE wp SET n = (SELECT count(*) FROM sp);
SELECT * FROM wc;
BEGIN;
UPDATE wp SET u = (SELECT min(v) FROM sp) WHERE id = 3;
DELETE FROM wp WHERE n = (SELECT count(*) FROM sp) AND id = 1;
SELECT changes(), total_changes();
SELECT * FROM wp;
COMMIT;
SELECT * FROM wc;
-- A row that refers to a table without a key, which is then dropped, does not keep COMMIT from succeeding.
PRAGMA foreign_keys = OFF;
CREATE TABLE keyless(e, a);
CREATE TABLE refers(id INTEGER PRIMARY KEY, val REFERENCES keyless ON DELETE SET NULL DEFERRABLE INITIALLY DEFERRED);
INSERT INTO refers VALUES (1, 26);
PRAGMA foreign_keys = ON;
BEGIN;
DROP TABLE keyless;
COMMIT;
SELECT * FROM refers;
-- A row that violated a deferred key before, and is written again, counts for COMMIT, beside schema changes too.
PRAGMA foreign_keys = OFF;
CREATE TABLE old_parent(n INTEGER PRIMARY KEY) /* SHARDS=1 */;
CREATE TABLE old_child(id INTEGER PRIMARY KEY, p REFERENCES old_parent DEFERRABLE INITIALLY DEFERRED) /* SHARDS=1 */;
INSERT INTO old_child VALUES (1, 11), (2, NULL);
PRAGMA foreign_keys = ON;
BEGIN;
CREATE VIEW old_view AS SELECT 1;
UPDATE old_child SET p = 11 WHERE id = 1;
-- error
COMMIT;
SELECT count(*) FROM old_child;
UPDATE old_child SET p = NULL WHERE id = 1;
COMMIT;
SELECT * FROM old_child;
SELECT * FROM old_view;
BEGIN;
CREATE INDEX old_index ON old_child(p);
INSERT INTO old_child VALUES (3, 33);
-- error
COMMIT;
INSERT INTO old_parent VALUES (33);
COMMIT;
SELECT * FROM old_child;
