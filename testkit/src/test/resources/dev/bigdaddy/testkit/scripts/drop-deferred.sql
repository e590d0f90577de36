-- DROP TABLE of a parent whose rows a deferred key needs.
CREATE TABLE log(n INTEGER PRIMARY KEY, what TEXT, v);
PRAGMA foreign_keys = ON;
CREATE TABLE t1(id INTEGER, c NOT NULL REFERENCES log DEFERRABLE INITIALLY DEFERRED);
INSERT INTO log(n, what) VALUES (109, '1'), (360, NULL), (772, 'a '), (-1, NULL), (246, 'a');
INSERT INTO t1 VALUES (18, -1);
-- error
DROP TABLE log;
SELECT changes(), total_changes();
BEGIN;
DROP TABLE log;
SELECT changes(), total_changes();
-- error
COMMIT;
SELECT changes(), total_changes();
ROLLBACK;
SELECT changes(), total_changes();
