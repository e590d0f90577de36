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

-- an INSERT of no rows begins to count, too
CREATE TABLE n79(id INTEGER PRIMARY KEY AUTOINCREMENT, val TEXT);
CREATE TABLE n80(id INTEGER PRIMARY KEY AUTOINCREMENT, val TEXT);
CREATE TEMP TABLE m16(b);
INSERT INTO n79(val) SELECT b FROM m16;
SELECT * FROM sqlite_sequence;
INSERT INTO n80(val) SELECT val FROM n79 WHERE id > 5;
SELECT * FROM sqlite_sequence ORDER BY name;
INSERT INTO n79(val) VALUES ('a');
INSERT INTO n80(val) SELECT b FROM m16;
SELECT * FROM sqlite_sequence ORDER BY name;
INSERT INTO m16 VALUES (5);
INSERT INTO n80(val) SELECT b FROM m16;
SELECT * FROM sqlite_sequence ORDER BY name;
