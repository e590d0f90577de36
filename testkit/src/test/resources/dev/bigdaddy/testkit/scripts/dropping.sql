-- DROP TABLE where foreign keys are enforced.

PRAGMA foreign_keys = ON;
CREATE TABLE p(id INTEGER PRIMARY KEY, v);
CREATE TABLE c(id INTEGER PRIMARY KEY, p REFERENCES p ON DELETE CASCADE);
CREATE TABLE log(x);
CREATE TRIGGER pd AFTER DELETE ON p BEGIN INSERT INTO log VALUES ('p' || old.id); END;
CREATE TRIGGER cd AFTER DELETE ON c BEGIN INSERT INTO log VALUES ('c' || old.id); END;
INSERT INTO p VALUES (1,1),(2,2),(3,3),(4,4);
INSERT INTO c VALUES (1,1),(2,1),(3,3);
DROP TABLE p;
SELECT changes(), total_changes();
SELECT * FROM log;
SELECT * FROM c;
CREATE TABLE q(id INTEGER PRIMARY KEY, v);
CREATE TABLE d(id INTEGER PRIMARY KEY, q REFERENCES q);
INSERT INTO q VALUES (1,1),(2,2),(3,3),(4,4);
INSERT INTO d VALUES (1,1),(2,1),(3,3);
-- error
DROP TABLE q;
SELECT changes(), total_changes();
SELECT * FROM q;
DELETE FROM d;
DROP TABLE q;
SELECT changes(), total_changes();
CREATE TABLE q(id INTEGER PRIMARY KEY, v);
CREATE TABLE e(id INTEGER PRIMARY KEY, q REFERENCES q DEFERRABLE INITIALLY DEFERRED);
INSERT INTO q VALUES (1,1),(2,2),(3,3),(4,4);
INSERT INTO e VALUES (1,1),(2,1),(3,3);
BEGIN;
DROP TABLE q;
SELECT changes(), total_changes();
-- error
COMMIT;
ROLLBACK;
BEGIN;
INSERT INTO e VALUES (7,7);
DROP TABLE e;
SELECT changes(), total_changes();
COMMIT;
SELECT * FROM q;
BEGIN;
CREATE TABLE q2(id INTEGER PRIMARY KEY);
CREATE TABLE e2(id INTEGER PRIMARY KEY, q REFERENCES q2 DEFERRABLE INITIALLY DEFERRED);
INSERT INTO e2 VALUES (7,7), (8, 8);
DROP TABLE q2;
DROP TABLE e2;
SELECT changes(), total_changes();
COMMIT;
DROP TABLE q;
SELECT changes(), total_changes();

-- A key that names nothing shows before the table's rows are deleted: changes() stays.
PRAGMA foreign_keys = OFF;
CREATE TABLE nokey(n);
CREATE TABLE gone_parent(id PRIMARY KEY);
CREATE TABLE counted(n);
CREATE TABLE both(c REFERENCES nokey REFERENCES gone_parent ON DELETE CASCADE);
PRAGMA foreign_keys = ON;
INSERT INTO counted VALUES (1), (2);
-- error
DROP TABLE gone_parent;
SELECT changes(), total_changes();
BEGIN;
INSERT INTO counted VALUES (3);
-- error
DROP TABLE gone_parent;
SELECT changes(), total_changes();
ROLLBACK;
PRAGMA foreign_keys = OFF;
DROP TABLE both;
DROP TABLE gone_parent;
