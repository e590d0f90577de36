-- INSERT … SELECT whose triggers keep rows of a failed statement, or write what is still being read.
CREATE TABLE log(n INTEGER PRIMARY KEY, what TEXT, v) /* SHARDS=8 */;
CREATE TRIGGER g64 INSERT ON log BEGIN SELECT RAISE(FAIL, 'stop') WHERE new.v = 2; END;
INSERT INTO log(what, v) VALUES (NULL, 3), (x'', 1.0);
-- error
INSERT INTO log(n, what, v) VALUES (14, 1, 1), (15, 1, 2);
SELECT rowid FROM log;
-- error
INSERT INTO log(n, what, v) SELECT n + 30, n, n FROM log UNION ALL SELECT 99, 1, 2;
SELECT rowid FROM log;
-- error
INSERT INTO log(n, what, v) SELECT 54, n, n FROM log;
SELECT rowid FROM log;
-- error
INSERT INTO log(n, what, v) SELECT n + 60, n, n FROM log WHERE v <> 7;
SELECT rowid FROM log;
CREATE TABLE log2(n INTEGER PRIMARY KEY, what TEXT, v) /* SHARDS=8 */;
CREATE TABLE t1(id INTEGER PRIMARY KEY AUTOINCREMENT, "a(b," INTEGER, "select" TEXT) /* SHARDS=8 */;
CREATE TABLE t2(id PRIMARY KEY, "x y", a) /* SHARDS=1 */;
INSERT INTO log2 VALUES (13, 5, 1) ON CONFLICT DO UPDATE SET what = coalesce(log2.what, 0) + 1 WHERE excluded.what IS NOT log2.what;
CREATE TABLE n20 AS SELECT * FROM t1;
CREATE TRIGGER g30 UPDATE ON t1 FOR EACH ROW BEGIN INSERT INTO log2(what, v) VALUES ('g30', old."a(b,"); END;
CREATE TRIGGER g32 INSERT ON t2 BEGIN INSERT INTO log2(what, v) VALUES ('g32', new."x y"); UPDATE n20 SET "a(b," = 'g' WHERE "select" = new."x y"; END;
INSERT OR IGNORE INTO t2(rowid, id, "x y") VALUES (5, 25, ''), (9, 10.25, 2), (48, 16.25, 1);
ALTER TABLE log2 ADD COLUMN y35 INTEGER DEFAULT 5;
INSERT INTO t1(id, "a(b,", "select") VALUES (16, 7, 'ABC') ON CONFLICT(id) DO UPDATE SET "a(b," = excluded."a(b,", "select" = t1."select" || '+' RETURNING typeof("a(b,");
INSERT INTO t1 SELECT o.rowid + 1, o.n, o.y35 FROM log2 AS o WHERE 1 ON CONFLICT DO UPDATE SET "select" = "select";
SELECT * FROM log2; SELECT * FROM t1;
