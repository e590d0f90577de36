-- UNIQUE indexes and keys that a hunt has found not to hold: NULLs that share an entry, collations of the
-- column and of the index, integers that a REAL column rounds.
CREATE TABLE t1(id INTEGER, a, b, d TEXT) /* SHARDS=8 SHARD_KEY=d */;
CREATE UNIQUE INDEX u1 ON t1(a, b);
INSERT INTO t1 VALUES (1, 1, NULL, 'k'), (2, 1, NULL, 'k'), (3, 2, NULL, 'l'), (4, 2, NULL, 'l'), (5, 3, NULL, 'm'), (6, 3, NULL, 'm'), (7, 4, NULL, 'n'), (8, 4, NULL, 'n');
DELETE FROM t1 WHERE id % 2 = 0;
SELECT count(*) FROM t1 WHERE a IN (1, 2, 3, 4);
SELECT * FROM t1 WHERE a = 3;
DELETE FROM t1 WHERE a IN (2, 3, 4);
CREATE TABLE t2(id INTEGER, c TEXT COLLATE NOCASE, d TEXT) /* SHARDS=8 SHARD_KEY=d */;
INSERT INTO t2 VALUES (1, 'B', 'k'), (2, 'b', 'k');
CREATE UNIQUE INDEX u2 ON t2(c COLLATE BINARY);
-- error
INSERT INTO t2 VALUES (3, 'b', 'k1');
CREATE TABLE t3(id INTEGER, c TEXT COLLATE NOCASE, d TEXT) /* SHARDS=8 SHARD_KEY=d */;
INSERT INTO t3 VALUES (1, 'B', 'k'), (2, 'b', 'k');
CREATE UNIQUE INDEX u3 ON t3(+c);
-- error
INSERT INTO t3 VALUES (3, 'b', 'k1');
CREATE TABLE t4(id INTEGER PRIMARY KEY, c REAL UNIQUE);
INSERT INTO t4 VALUES (1, 9007199254740993);
-- error
INSERT INTO t4 VALUES (2, 9007199254740993);
-- error
INSERT INTO t4 VALUES (3, '9007199254740993');
CREATE TABLE p5(r REAL PRIMARY KEY, v) /* SHARDS=8 SHARD_KEY=r */;
INSERT INTO p5 VALUES (9007199254740993, 1);
INSERT INTO p5 VALUES (5, 1);
INSERT INTO p5 VALUES (9007199254740993, 4) ON CONFLICT(r) DO UPDATE SET v = excluded.v;
SELECT last_insert_rowid();
