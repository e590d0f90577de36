-- PRAGMA defer_foreign_keys: all foreign keys are checked at COMMIT.

CREATE TABLE p(id INTEGER PRIMARY KEY, u UNIQUE, v);
CREATE TABLE c(id INTEGER PRIMARY KEY, p REFERENCES p, x);
CREATE TABLE r(id INTEGER PRIMARY KEY, p REFERENCES p ON DELETE RESTRICT ON UPDATE RESTRICT);
CREATE TABLE d(id INTEGER PRIMARY KEY, p REFERENCES p DEFERRABLE INITIALLY DEFERRED);
CREATE TABLE k(id INTEGER PRIMARY KEY, p REFERENCES p(u) ON DELETE CASCADE ON UPDATE SET NULL);
PRAGMA defer_foreign_keys;
BEGIN;
PRAGMA defer_foreign_keys = ON;
PRAGMA defer_foreign_keys;
INSERT INTO c VALUES (900, 900, 'nobody looks');
COMMIT;
PRAGMA defer_foreign_keys;
DELETE FROM c;
PRAGMA foreign_keys = ON;

BEGIN;
-- error
INSERT INTO c VALUES (1, 1, 'a');
PRAGMA defer_foreign_keys = ON;
INSERT INTO c VALUES (1, 1, 'a'), (2, 2, 'b');
SELECT * FROM c;
-- error
COMMIT;
INSERT INTO p VALUES (1, 'one', 1);
-- error
COMMIT;
INSERT INTO p VALUES (2, 'two', 2);
COMMIT;
SELECT * FROM p;
-- error
INSERT INTO c VALUES (3, 3, 'c');

-- RESTRICT waits too.
INSERT INTO r VALUES (1, 1), (2, 2);
-- error
DELETE FROM p WHERE id = 2;
BEGIN;
PRAGMA defer_foreign_keys = ON;
DELETE FROM p WHERE id = 2;
UPDATE p SET id = 5 WHERE id = 1;
-- error
COMMIT;
INSERT INTO p VALUES (1, 'one again', 1), (2, 'two again', 2);
DELETE FROM p WHERE id = 5;
COMMIT;
SELECT * FROM p;

-- Cascades act at once.
INSERT INTO k VALUES (1, 'one again'), (2, 'two again'), (3, NULL);
BEGIN;
PRAGMA defer_foreign_keys = ON;
UPDATE p SET u = 'uno' WHERE id = 1;
SELECT * FROM k;
DELETE FROM p WHERE id = 2;
SELECT * FROM k;
-- error
COMMIT;
ROLLBACK;
SELECT * FROM k;
SELECT * FROM p;

-- Switched off, it forgives.
BEGIN;
PRAGMA defer_foreign_keys = ON;
INSERT INTO c VALUES (10, 99, 'forgiven');
PRAGMA defer_foreign_keys = OFF;
PRAGMA defer_foreign_keys;
COMMIT;
SELECT * FROM c WHERE id = 10;
SELECT count(*) FROM pragma_foreign_key_list('c');
DELETE FROM c WHERE id = 10;

-- Savepoints bring the count back, but not the switch.
BEGIN;
PRAGMA defer_foreign_keys = ON;
SAVEPOINT a;
INSERT INTO c VALUES (11, 77, 'gone');
ROLLBACK TO a;
PRAGMA defer_foreign_keys;
INSERT INTO c VALUES (12, 78, 'mended');
RELEASE a;
UPDATE c SET p = 1 WHERE id = 12;
COMMIT;
SAVEPOINT outer_one;
PRAGMA defer_foreign_keys = ON;
INSERT INTO c VALUES (13, 79, 'x');
-- error
RELEASE outer_one;
DELETE FROM c WHERE id = 13;
RELEASE outer_one;
SELECT * FROM c;

-- Keys that are deferred anyway are counted with the others, and forgiven with them.
BEGIN;
INSERT INTO d VALUES (1, 50);
PRAGMA defer_foreign_keys = ON;
DELETE FROM d WHERE id = 1;
COMMIT;
BEGIN;
INSERT INTO d VALUES (1, 50);
PRAGMA defer_foreign_keys = ON;
DELETE FROM d WHERE id = 1;
PRAGMA defer_foreign_keys = OFF;
COMMIT;
BEGIN;
PRAGMA defer_foreign_keys = ON;
INSERT INTO d VALUES (1, 50);
INSERT INTO c VALUES (40, 50, 'other');
PRAGMA defer_foreign_keys = OFF;
COMMIT;
SELECT * FROM d;
DELETE FROM d;
SELECT * FROM c;
DELETE FROM c WHERE id = 40;

-- Off again, it forgives nothing that comes later.
BEGIN;
PRAGMA defer_foreign_keys = ON;
PRAGMA defer_foreign_keys = OFF;
INSERT INTO d VALUES (1, 50);
UPDATE p SET v = v;
INSERT INTO c VALUES (41, 1, 'another');
-- error
COMMIT;
-- error
INSERT INTO c VALUES (42, 98, 'at once');
DELETE FROM d;
COMMIT;
SELECT * FROM c WHERE id > 40;
DELETE FROM c WHERE id > 40;

-- A table is made anew under its children, as migrations do it.
BEGIN;
PRAGMA defer_foreign_keys = ON;
CREATE TABLE p_new(id INTEGER PRIMARY KEY, u UNIQUE, v, w DEFAULT 'new');
INSERT INTO p_new(id, u, v) SELECT id, u, v FROM p;
DROP TABLE p;
ALTER TABLE p_new RENAME TO p;
SELECT * FROM p;
SELECT * FROM k;
-- unordered
PRAGMA foreign_key_check;
ROLLBACK;
SELECT * FROM p;
SELECT * FROM k;

BEGIN;
PRAGMA defer_foreign_keys = ON;
DROP TABLE r;
DROP TABLE d;
COMMIT;
SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name;
-- error
INSERT INTO c VALUES (20, 20, 'no');
