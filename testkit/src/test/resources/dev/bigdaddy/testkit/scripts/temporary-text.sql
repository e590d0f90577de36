-- Text that is not valid UTF-8 on its way into temporary tables.
CREATE TABLE t2(id INTEGER PRIMARY KEY, b INTEGER, c TEXT COLLATE RTRIM);
CREATE TABLE t3(id BLOB PRIMARY KEY, d NUMERIC, b REAL, "x y" AS (id || '!') STORED, c BLOB);
CREATE TEMP TABLE m14 AS SELECT * FROM t2;
INSERT INTO t3(id, d, c) VALUES (x'021c', 2.0, NULL), (x'01ac', 'x', x'0001'), (x'030b', '4', x'61');
SELECT changes();
INSERT INTO m14 SELECT "x y", c, b FROM t3 ;
SELECT changes();
SELECT hex(id), typeof(id), hex(b), c FROM m14 ORDER BY rowid;
CREATE TEMP TABLE m15(a, b TEXT, c INT);
INSERT INTO m15 SELECT "x y", "x y", "x y" FROM t3;
SELECT hex(a), typeof(a), hex(b), hex(c), typeof(c) FROM m15 ORDER BY rowid;
INSERT INTO m15 SELECT b, a, 5 FROM m15;
SELECT hex(a), typeof(a), hex(b), hex(c), typeof(c) FROM m15 ORDER BY rowid;
