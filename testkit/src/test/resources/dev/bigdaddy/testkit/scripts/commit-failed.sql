-- A COMMIT that fails leaves the transaction as it was, for its own eyes too.
CREATE TABLE log(n INTEGER PRIMARY KEY, what TEXT, v);
PRAGMA foreign_keys = ON;
CREATE TABLE t1(id , "x y" , a REFERENCES log DEFERRABLE INITIALLY DEFERRED);
BEGIN;
SELECT count(*) FROM t1;
INSERT INTO t1 VALUES (x'0009', x'61', 1);
-- error
END;
SELECT count(*) FROM t1;
UPDATE log SET v = 1;
INSERT INTO log VALUES (1, 'a', 1);
SELECT count(*) FROM log;
COMMIT;
SELECT count(*) FROM t1;
