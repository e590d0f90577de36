-- Two errors in one statement: SQLite meets that of the foreign key first.
PRAGMA foreign_keys = ON;
CREATE TABLE t2(id INTEGER, k2 TEXT, "select" REFERENCES t1 ON DELETE SET NULL, d INTEGER NOT NULL, PRIMARY KEY (id, k2), UNIQUE ("select", d)) WITHOUT ROWID;
CREATE TRIGGER g66 DELETE ON t2 BEGIN INSERT INTO log VALUES ('g66' ); END;
CREATE TABLE x(a);
INSERT INTO x VALUES (1), (2);
-- error
DELETE FROM t2 ;
SELECT changes();
CREATE TEMP TABLE tt(a REFERENCES nowhere);
-- error
INSERT INTO tt VALUES (1);
SELECT changes();
