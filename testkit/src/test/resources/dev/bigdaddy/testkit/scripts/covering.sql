-- Indexes that are as wide as their tables: the hidden column of a node's table must not make SQLite read
-- them where a plain file reads the table, which shows in the order in which rows are met.
CREATE TABLE t(id INTEGER PRIMARY KEY, k INTEGER, v INTEGER) /* SHARDS=8 SHARD_KEY=k */;
CREATE INDEX tv ON t(v, k);
INSERT INTO t VALUES (1, 1, 9), (2, 1, 3), (3, 2, 8), (4, 2, 5), (5, 1, 1), (6, 3, 7), (7, 3, 2), (8, 5, 4), (9, 5, 3), (10, 1, 4);
SELECT k, v, row_number() OVER (PARTITION BY k) FROM t;
SELECT k, v, row_number() OVER (PARTITION BY k) FROM t WHERE k = 1;
SELECT group_concat(v) FROM t WHERE k = 1;
SELECT max(k), v FROM t WHERE k = 1;
SELECT k, v FROM t WHERE k = 1 GROUP BY k;
SELECT k, v FROM t WHERE k = 1 LIMIT 2;
SELECT k, v FROM t WHERE k IN (1, 2) LIMIT 2;
SELECT DISTINCT k FROM t;
SELECT k, group_concat(v) FROM t GROUP BY k;
SELECT k, v FROM t GROUP BY k;
SELECT k, sum(v) FROM t GROUP BY k LIMIT 2;
SELECT * FROM (SELECT k, group_concat(v) AS g FROM t GROUP BY k) WHERE k < 4;
SELECT * FROM (SELECT k, v, row_number() OVER (PARTITION BY k) AS g FROM t) WHERE k = 1;
SELECT k, (SELECT group_concat(v) FROM t AS u WHERE u.k = t.k) FROM t;
SELECT k, (SELECT v FROM t AS u WHERE u.k = t.k LIMIT 1) FROM t;
SELECT k, (SELECT v FROM t AS u WHERE u.k = 1) FROM t;
SELECT json_group_array(v) FROM t WHERE k = 5;
UPDATE t SET v = v + 1 WHERE k = 1 RETURNING id, v;
DELETE FROM t WHERE k = 5 RETURNING id;
INSERT INTO t(k, v) SELECT k, v FROM t WHERE k = 1;
SELECT * FROM t;
CREATE TABLE s(id INTEGER PRIMARY KEY, v ANY, w TEXT) STRICT /* SHARDS=8 */;
CREATE INDEX s_w ON s(w, v);
INSERT INTO s VALUES (5, 1.0, 'ä'), (2101, 9223372036854775808, '10'), (2135, 'a', 'z'), (2565, 2.5, '10'), (545, 1, 'A'), (279, 0, 'ABC');
SELECT v FROM s GROUP BY v;
SELECT v, count(*) FROM s GROUP BY v;
CREATE TABLE u(a INT, b VARCHAR(20), c BLOB, UNIQUE(b, a, c)) /* SHARDS=8 SHARD_KEY=a */;
INSERT INTO u VALUES (1, 'z', x'00'), (1, 'y', x'01'), (1, 'x', NULL), (2, 'w', x'02'), (2, 'v', x'03');
SELECT group_concat(b) FROM u WHERE a = 1;
SELECT a, (SELECT b FROM u AS i WHERE i.a = u.a) FROM u;
SELECT a, b, lag(b) OVER (PARTITION BY a) FROM u;
WITH x AS (SELECT a, group_concat(b) AS g FROM u WHERE a = 2 GROUP BY a) SELECT * FROM x;
-- NOT NULL makes a condition a constant, in what is gathered too.
CREATE TABLE n("x y" NOT NULL, value, more) /* SHARDS=11 */;
CREATE INDEX n_i ON n("x y", value);
INSERT INTO n VALUES ('b', x'', 1), ('a', x'61', 2), ('2', x'31', 3), ('ABC', x'', 4);
SELECT DISTINCT value FROM n WHERE "x y" NOT NULL LIMIT 2;
SELECT group_concat(hex(value)) FROM n WHERE "x y" IS NOT NULL;
SELECT "x y", row_number() OVER () FROM n WHERE "x y" IS NOT NULL;
-- An index of all columns, of which some are computed: SQLite takes all columns to be asked for, and the
-- index has not the hidden one.
CREATE TABLE c(id BLOB PRIMARY KEY, a NUMERIC, b, v AS (id || '!') STORED, r REAL) WITHOUT ROWID /* SHARDS=8 */;
CREATE INDEX "c (all)" ON c(a, b, r, v);
INSERT INTO c(id, a, b, r) VALUES (1778, 5, '1', -0.0), (x'0c62', 3.5, '1', 0.1), (979, 1, 1.0, 7.25), ('1303', '2', 'a', 7.25), (x'011d', 1, 9.2E18, 7.25), (787, 3.5, 1, x'61'), (x'07b8', NULL, 2, 0.0), ('770', 10, 'b ', 2.5);
SELECT b, avg(v), total(a) FROM c GROUP BY b ORDER BY 1;
SELECT b, group_concat(v) FROM c GROUP BY b;
SELECT group_concat(v) FROM c;
SELECT b, v, row_number() OVER (PARTITION BY b) FROM c;
CREATE TABLE d(id INTEGER PRIMARY KEY, a INT, b ANY, v INT AS (a * 2) STORED, UNIQUE (b, a, v)) /* SHARDS=8 SHARD_KEY=a */;
-- error
INSERT INTO d(id, a, b) VALUES (1, 5, 1), (2, 4, 1.0), (3, 5, 2), (4, 5, '1'), (5, 4, 7), (6, 3, 2.0);
INSERT INTO d(id, a, b) VALUES (1, 5, 1), (2, 4, 1.0), (3, 5, 2), (4, 5, 'x'), (5, 4, 7), (6, 3, 2.0);
SELECT b, sum(v) FROM d GROUP BY b;
SELECT DISTINCT b FROM d WHERE v > 5;
SELECT a, group_concat(v || b) FROM d GROUP BY a;
SELECT group_concat(v || b) FROM d WHERE a = 5;
