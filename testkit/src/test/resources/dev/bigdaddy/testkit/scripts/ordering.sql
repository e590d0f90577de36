-- The order of rows that come through views and subqueries in FROM, and the order of groups: ties follow one file's scan,
-- groups its index. Names inside of a view are not taken for aliases around it.
CREATE TABLE t(id INTEGER PRIMARY KEY, a INTEGER, b TEXT);
INSERT INTO t WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n WHERE i < 40) SELECT i, i % 4, 'x' || (i % 7) FROM n;
CREATE TABLE h(a, b);
INSERT INTO h SELECT a, b FROM t;
CREATE VIEW ve AS SELECT id, a + 1 AS x, upper(b) AS u FROM t;
CREATE VIEW v1 AS SELECT * FROM t WHERE a > 0;
CREATE VIEW v2 AS SELECT id AS i2, a AS a2 FROM v1 WHERE b > 'x2';
CREATE VIEW vh AS SELECT a || b AS ab FROM h;
SELECT * FROM ve;
SELECT x FROM ve;
SELECT x FROM ve LIMIT 5;
SELECT u FROM ve WHERE x = 2;
SELECT * FROM ve ORDER BY x;
SELECT * FROM ve ORDER BY x LIMIT 7;
SELECT * FROM v2;
SELECT * FROM v2 ORDER BY a2;
SELECT ab FROM vh;
SELECT ab FROM vh ORDER BY length(ab) LIMIT 9;
SELECT * FROM (SELECT a, b FROM h WHERE a = 2);
SELECT y FROM (SELECT a * 2 AS y FROM h);
SELECT y AS a FROM (SELECT b AS y, a FROM h) ORDER BY a;
SELECT y AS a FROM (SELECT b AS y, a FROM h);
SELECT x, count(*), u FROM ve GROUP BY x;
SELECT DISTINCT u FROM ve;
SELECT DISTINCT x FROM ve ORDER BY u;
SELECT group_concat(x) FROM ve;
SELECT group_concat(x) FROM (SELECT a + 1 AS x FROM h);
SELECT max(x), u FROM ve;
SELECT min(u), id FROM ve;
SELECT x, row_number() OVER (ORDER BY x) FROM ve;
SELECT id, (SELECT 1) FROM ve;
SELECT id FROM ve WHERE x IN (1, 2);
SELECT id FROM ve WHERE x = (SELECT 2);
WITH q AS (SELECT a + 1 AS x, b FROM h) SELECT * FROM q;
WITH q AS (SELECT a, b FROM h WHERE a = 1) SELECT * FROM q;
WITH q AS (SELECT a, b FROM h WHERE a = 1) SELECT * FROM q LIMIT 3;
WITH q AS MATERIALIZED (SELECT a, b FROM h WHERE a = 1) SELECT * FROM q LIMIT 3;
SELECT * FROM (SELECT * FROM (SELECT * FROM h));
SELECT a FROM (SELECT a FROM h ORDER BY b);
SELECT a FROM (SELECT a FROM h ORDER BY b LIMIT 10);
SELECT a FROM (SELECT a FROM h ORDER BY b LIMIT 10) WHERE a > 1;
SELECT a, b FROM (SELECT a, b, row_number() OVER (ORDER BY b) AS r FROM h) WHERE r < 10;
SELECT * FROM (SELECT DISTINCT a FROM h);
SELECT * FROM (SELECT a, count(*) FROM h GROUP BY a);
SELECT * FROM (SELECT id, a FROM t GROUP BY id);
SELECT * FROM (SELECT id, a FROM t WHERE id > 3 UNION ALL SELECT 1, 2);
SELECT a.x FROM (SELECT a + 1 AS x, id FROM t) AS a WHERE id BETWEEN 3 AND 20;
SELECT (x) FROM (SELECT (a) AS x FROM h);
SELECT * FROM (SELECT a, count(*) AS n FROM h GROUP BY a) ORDER BY n;
SELECT n FROM (SELECT a % 2 AS g, b, count(*) AS n FROM h GROUP BY g, b) ORDER BY n LIMIT 4;
SELECT n FROM (SELECT a % 2 AS g, b, count(*) AS n FROM h GROUP BY 1, 2) LIMIT 4;
SELECT n, b FROM (SELECT b, count(*) AS n FROM h GROUP BY b) WHERE n > 2 ORDER BY n DESC;
SELECT * FROM (SELECT id % 5 AS m, a, sum(id) FROM t GROUP BY id % 5, a) ORDER BY a;
SELECT * FROM (SELECT DISTINCT a, b FROM h) ORDER BY a LIMIT 6;
SELECT a FROM (SELECT id, a, row_number() OVER (PARTITION BY id) AS r FROM t) ORDER BY r LIMIT 8;
SELECT * FROM (SELECT id, count(*) AS n FROM t GROUP BY id) ORDER BY n LIMIT 9;
SELECT * FROM (SELECT id, count(*) AS n FROM t GROUP BY id) LIMIT 9;
SELECT * FROM (SELECT id, a FROM t UNION ALL SELECT id, 5 FROM t) ORDER BY 2 LIMIT 9;
SELECT x FROM (SELECT id, a + 1 AS x, b AS y FROM v1) WHERE y > 'x3' ORDER BY x LIMIT 5;
SELECT x AS z FROM (SELECT a + 1 AS x FROM t) ORDER BY z LIMIT 5;
SELECT x AS b, id FROM (SELECT a + 1 AS x, id FROM t) ORDER BY b LIMIT 5;
SELECT x AS b, id FROM (SELECT a + 1 AS x, id FROM t) ORDER BY b + 0 LIMIT 5;
SELECT x AS zz, count(*) FROM (SELECT a + 1 AS x, id FROM t) GROUP BY zz HAVING zz > 1;
SELECT sum(x) FROM (SELECT a + 1 AS x FROM t);
SELECT x, x + 1, "x" FROM (SELECT a + 1 AS x FROM t) WHERE x BETWEEN 2 AND 3 LIMIT 3;
SELECT "x y" FROM (SELECT a + 1 AS "x y" FROM t) ORDER BY "x y" DESC LIMIT 3;
SELECT x FROM (SELECT a AS x FROM t WHERE b = "x3") ORDER BY 1 LIMIT 3;
SELECT x FROM (SELECT a AS x FROM t AS q WHERE q.b = 'x3') ORDER BY 1 LIMIT 3;
SELECT r, s FROM (SELECT rowid AS r, a AS s FROM h) ORDER BY s LIMIT 6;
SELECT s FROM (SELECT rowid AS r, a AS s FROM h) WHERE r > 10 ORDER BY s, r DESC LIMIT 6;
SELECT x FROM (SELECT 1 AS x, a FROM t) ORDER BY x, a LIMIT 4;
SELECT x = '2', typeof(x) FROM (SELECT a + 1 AS x FROM t) LIMIT 3;
SELECT count(*) FROM (SELECT CAST(a AS TEXT) AS x FROM t) WHERE x = 1;
SELECT count(*) FROM (SELECT a AS x FROM t) WHERE x = '1';
SELECT count(*) FROM (SELECT a || '' AS x FROM t) WHERE x = 1;
SELECT x FROM (SELECT -a AS x, b FROM t) ORDER BY -x, b LIMIT 5;
CREATE TABLE swapped(id INTEGER PRIMARY KEY, b INTEGER, q INTEGER);
INSERT INTO swapped VALUES (1, 3, 1), (2, 2, 5), (3, 1, 3), (4, 9, 2);
SELECT y AS q FROM (SELECT b AS y, q AS z FROM swapped) ORDER BY z;
SELECT y AS q FROM (SELECT b AS y, q AS z FROM swapped) WHERE z > 1 ORDER BY z DESC;
SELECT y AS q, count(*) FROM (SELECT b AS y, q AS z FROM swapped) GROUP BY z;
SELECT y AS q, z FROM (SELECT b AS y, q AS z FROM swapped) WHERE q > 1;
SELECT y AS q, z FROM (SELECT b AS y, q AS z FROM swapped) ORDER BY q;
SELECT y AS q, max(z) FROM (SELECT b AS y, q AS z FROM swapped) GROUP BY q ORDER BY 1;
SELECT y AS id FROM (SELECT b AS y, q AS z, id AS i FROM swapped) ORDER BY i;
SELECT y AS rowid FROM (SELECT b AS y, q AS z, id AS i FROM swapped) ORDER BY i DESC;
SELECT max(y) AS q FROM (SELECT b AS y, q AS z FROM swapped) GROUP BY z ORDER BY z;
SELECT y AS q FROM (SELECT b AS y, q AS z FROM swapped) GROUP BY z HAVING z > 2;
SELECT DISTINCT y AS q FROM (SELECT b AS y, q AS z FROM swapped) ORDER BY z;
CREATE TABLE grouped(id INTEGER PRIMARY KEY, a INTEGER, b TEXT, c TEXT COLLATE NOCASE);
INSERT INTO grouped WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n WHERE i < 60) SELECT i, i * 7 % 9, 'x' || (i * 5 % 7), CASE i % 3 WHEN 0 THEN 'Q' WHEN 1 THEN 'q' ELSE 'p' END FROM n;
CREATE INDEX grouped_a ON grouped(a DESC);
CREATE INDEX grouped_ba ON grouped(b, c);
CREATE TABLE wr(k TEXT, n INTEGER, v, PRIMARY KEY(k DESC, n)) WITHOUT ROWID;
INSERT INTO wr SELECT b, id, a FROM grouped;
-- ordered
SELECT a, count(*) FROM grouped GROUP BY a;
-- ordered
SELECT a, count(*) FROM grouped GROUP BY a LIMIT 3;
-- ordered
SELECT a, count(*) FROM grouped GROUP BY a ORDER BY 2;
-- ordered
SELECT a, count(*) FROM grouped GROUP BY a ORDER BY 2 DESC LIMIT 4;
-- ordered
SELECT a, sum(id) FROM grouped WHERE a > 3 GROUP BY a;
-- ordered
SELECT c, b, count(*) FROM grouped GROUP BY c, b;
-- ordered
SELECT c, b, count(*) FROM grouped GROUP BY c, b LIMIT 4;
-- ordered
SELECT c, b, count(*) FROM grouped GROUP BY c, b ORDER BY 3;
-- ordered
SELECT b, count(*) FROM grouped GROUP BY b;
-- ordered
SELECT k, count(*) FROM wr GROUP BY k;
-- ordered
SELECT k, max(v) FROM wr GROUP BY k LIMIT 2;
-- ordered
SELECT n, k, max(v) FROM wr GROUP BY n, k LIMIT 5;
-- ordered
SELECT id, a FROM grouped GROUP BY id;
-- ordered
SELECT id, count(*) FROM grouped GROUP BY id ORDER BY a LIMIT 5;
-- ordered
SELECT id, a, count(*) FROM grouped GROUP BY a, id;
-- ordered
SELECT * FROM (SELECT a, count(*) AS n FROM grouped GROUP BY a) ORDER BY n;
-- ordered
SELECT * FROM (SELECT a, count(*) AS n FROM grouped GROUP BY a);
-- ordered
SELECT * FROM (SELECT k, count(*) AS n FROM wr GROUP BY k) ORDER BY n;
-- ordered
SELECT DISTINCT a FROM grouped;
-- ordered
SELECT DISTINCT c FROM grouped;
-- ordered
SELECT DISTINCT c, b FROM grouped;
-- ordered
SELECT DISTINCT b, c FROM grouped;
-- ordered
SELECT DISTINCT a FROM grouped ORDER BY b;
-- ordered
SELECT DISTINCT a FROM grouped WHERE a < 5 LIMIT 3;
-- ordered
SELECT a, min(id), b FROM grouped GROUP BY a;
-- ordered
SELECT count(*) FROM grouped GROUP BY a;
-- ordered
SELECT count(*) FROM grouped GROUP BY b, a % 2;
-- ordered
SELECT a, count(*) FROM grouped GROUP BY a HAVING count(*) > 6;
-- ordered
SELECT a, count(*) FROM grouped GROUP BY a ORDER BY a;
-- ordered
SELECT a, count(*) FROM grouped GROUP BY a ORDER BY a DESC;
-- ordered
SELECT a FROM grouped ORDER BY a;
-- ordered
SELECT a, id FROM grouped ORDER BY a;
-- ordered
SELECT a, id FROM grouped ORDER BY a DESC;
-- ordered
SELECT a, id FROM grouped WHERE a IN (3, 1) ORDER BY a DESC;
-- ordered
SELECT b, id FROM grouped ORDER BY b DESC;
-- ordered
SELECT c, id, b FROM grouped ORDER BY b, c;
-- ordered
SELECT c, id, b FROM grouped WHERE b = 'x3' ORDER BY c DESC;
-- ordered
SELECT group_concat(id) FROM grouped GROUP BY a;
-- ordered
SELECT group_concat(id) FROM grouped WHERE a > 6;
CREATE TABLE sorted(id INTEGER PRIMARY KEY, a INTEGER, b TEXT, c TEXT COLLATE NOCASE);
INSERT INTO sorted WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n WHERE i < 60) SELECT i, i * 7 % 9, 'x' || (i * 5 % 7), CASE i % 3 WHEN 0 THEN 'Q' WHEN 1 THEN 'q' ELSE 'p' END FROM n;
-- ordered
SELECT a, count(*) FROM sorted GROUP BY a ORDER BY count(*) DESC;
-- ordered
SELECT a, count(*) FROM sorted GROUP BY a ORDER BY count(*) DESC LIMIT 3;
-- ordered
SELECT a, count(*) FROM sorted GROUP BY a ORDER BY count(*);
-- ordered
SELECT a, b, count(*) FROM sorted GROUP BY a, b ORDER BY count(*) DESC;
-- ordered
SELECT a, b, count(*) FROM sorted GROUP BY a, b ORDER BY count(*) DESC, max(c);
-- ordered
SELECT a, b, count(*) FROM sorted GROUP BY a, b ORDER BY count(*), max(c) DESC;
-- ordered
SELECT b, a FROM sorted GROUP BY a, b ORDER BY a DESC;
-- ordered
SELECT b, a FROM sorted GROUP BY a, b ORDER BY b;
-- ordered
SELECT id, a FROM sorted GROUP BY id ORDER BY a DESC;
-- ordered
SELECT a FROM sorted GROUP BY a ORDER BY 1 DESC;
-- ordered
SELECT * FROM (SELECT a, count(*) AS n FROM sorted GROUP BY a) ORDER BY n DESC;
-- ordered
SELECT b, sum(a) AS s FROM sorted GROUP BY b ORDER BY s DESC LIMIT 2;
-- ordered
SELECT b, length(b) FROM sorted GROUP BY b ORDER BY 2 DESC LIMIT 2;
-- ordered
SELECT b, group_concat(id) FROM sorted GROUP BY b ORDER BY length(b) DESC;
CREATE TABLE counted(k INTEGER NOT NULL, v, m TEXT NOT NULL) /* SHARD_KEY=k */;
INSERT INTO counted WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n WHERE i < 60) SELECT i % 13, i, 'm' || (i % 2) FROM n;
-- ordered
SELECT k, count(*) FROM counted GROUP BY k ORDER BY count(*) DESC;
-- ordered
SELECT k, count(*) FROM counted GROUP BY k ORDER BY count(*) DESC LIMIT 3;
-- ordered
SELECT k, m, count(*) FROM counted GROUP BY k, m ORDER BY count(*) DESC, max(v) < 0;
-- ordered
SELECT k, m, count(*) FROM counted GROUP BY m, k ORDER BY count(*), max(v) < 0 DESC;
-- ordered
SELECT k, m, count(*) FROM counted GROUP BY k, m ORDER BY count(*) DESC;
-- ordered
SELECT k FROM counted GROUP BY k ORDER BY count(*) > 3 DESC;
-- ordered
SELECT * FROM (SELECT k, count(*) AS n FROM counted GROUP BY k) ORDER BY n DESC;
-- ordered
SELECT m, count(*) FROM counted GROUP BY m ORDER BY count(*) DESC;
CREATE TABLE wn(id INTEGER PRIMARY KEY, k INTEGER NOT NULL, a, b TEXT COLLATE NOCASE) /* SHARD_KEY=k */;
INSERT INTO wn WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n WHERE i < 50) SELECT i, i * 3 % 7, i % 4, CASE i % 3 WHEN 0 THEN 'B' WHEN 1 THEN 'b' ELSE 'a' END FROM n;
CREATE INDEX wn_b ON wn(b DESC, a);
CREATE INDEX wn_k ON wn(k, a DESC);
-- ordered
SELECT k, a, row_number() OVER (PARTITION BY k ORDER BY a) FROM wn;
-- ordered
SELECT k, a, row_number() OVER (PARTITION BY k) FROM wn;
-- ordered
SELECT k, b, rank() OVER (PARTITION BY k ORDER BY b) FROM wn;
-- ordered
SELECT k, b, rank() OVER (PARTITION BY k ORDER BY b COLLATE BINARY DESC) FROM wn WHERE a > 0;
-- ordered
SELECT id, b, rank() OVER (PARTITION BY k ORDER BY b DESC) FROM wn WHERE b = 'B';
-- ordered
SELECT id, count(*) OVER (PARTITION BY k ORDER BY a ROWS 1 PRECEDING), sum(a) OVER (PARTITION BY k ORDER BY a) FROM wn LIMIT 20;
-- ordered
SELECT id, count(*) OVER (PARTITION BY k ORDER BY a), sum(a) OVER (PARTITION BY k ORDER BY b) FROM wn LIMIT 20;
-- ordered
SELECT id, count(*) OVER (PARTITION BY k ORDER BY a), sum(a) OVER (PARTITION BY k ORDER BY b) FROM wn ORDER BY a LIMIT 20;
-- ordered
SELECT id, rank() OVER (PARTITION BY k ORDER BY a) AS r FROM wn ORDER BY r LIMIT 20;
-- ordered
SELECT id, rank() OVER w AS r FROM wn WINDOW w AS (PARTITION BY k ORDER BY a DESC) ORDER BY r DESC;
-- ordered
SELECT id, rank() OVER (w ORDER BY a DESC) AS r FROM wn WINDOW w AS (PARTITION BY k);
-- ordered
SELECT id, a AS k2, rank() OVER (PARTITION BY a, k ORDER BY b) FROM wn WHERE k = 3;
-- ordered
SELECT id, count(*) OVER (PARTITION BY k ORDER BY 1), max(a) OVER (PARTITION BY k ORDER BY a + id % 2 NULLS LAST) FROM wn;
-- ordered
SELECT a AS id, rank() OVER (PARTITION BY k ORDER BY id DESC) FROM wn;
-- ordered
SELECT k, a FROM wn ORDER BY k, b;
-- ordered
SELECT k, a, id FROM wn ORDER BY k DESC, b;
-- ordered
SELECT b, id FROM wn ORDER BY b, id % 3;
-- ordered
SELECT b, id FROM wn WHERE b = 'b' ORDER BY b, a DESC;
-- ordered
SELECT id FROM wn WHERE k = 2 ORDER BY a LIMIT 4;
-- ordered
SELECT id FROM wn WHERE k IN (2, 5) ORDER BY k DESC, a;
-- ordered
SELECT * FROM (SELECT k, a, row_number() OVER (PARTITION BY k ORDER BY a) AS r FROM wn) WHERE r < 3;
-- ordered
SELECT * FROM (SELECT k, a, row_number() OVER (PARTITION BY k ORDER BY a) AS r FROM wn) WHERE r < 3 ORDER BY a;
-- ordered
SELECT k, count(*) FROM wn GROUP BY k, id LIMIT 10;
-- ordered
SELECT b, k, count(*) FROM wn GROUP BY k, b;
-- ordered
SELECT a, b, count(*) FROM wn GROUP BY a, b;
CREATE TABLE ix(id INTEGER PRIMARY KEY, b TEXT COLLATE NOCASE, c TEXT);
INSERT INTO ix WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n WHERE i < 30) SELECT i, CASE i % 3 WHEN 0 THEN 'B' WHEN 1 THEN 'b' ELSE 'a' END, CASE i % 5 WHEN 0 THEN 'Z' WHEN 1 THEN 'z' ELSE 'y' END FROM n;
CREATE INDEX ix_b ON ix(b COLLATE BINARY);
CREATE INDEX ix_c ON ix(c COLLATE NOCASE);
-- ordered
SELECT b FROM ix;
-- ordered
SELECT c FROM ix;
-- ordered
SELECT b FROM ix WHERE b COLLATE BINARY > 'A';
-- ordered
SELECT c, id FROM ix WHERE c COLLATE NOCASE > 'y';
-- ordered
SELECT c, id FROM ix ORDER BY c COLLATE NOCASE DESC;
-- ordered
SELECT b, id FROM ix ORDER BY b COLLATE BINARY DESC;
-- ordered
SELECT b, count(*) FROM ix GROUP BY b COLLATE BINARY;
-- ordered
SELECT c COLLATE NOCASE, count(*) FROM ix GROUP BY c COLLATE NOCASE;
-- ordered
SELECT b, count(*) FROM ix GROUP BY b;
-- ordered
SELECT c, count(*) FROM ix GROUP BY c ORDER BY 2;

-- IN and OR over an index visit several values, in either direction; an equality visits one.
CREATE TABLE listed(id INTEGER PRIMARY KEY, k TEXT COLLATE NOCASE, n NUMERIC, v);
CREATE INDEX listed_k ON listed(k);
CREATE INDEX listed_n ON listed(n DESC) WHERE n IS NOT NULL;
INSERT INTO listed VALUES (3, 'K3', 12.5, 1), (4, 'k3', 3, 2), (8, 'K8', 3, 3), (10, 'k8', 12.5, 4), (11, 'K8', 12.5, 5);
INSERT INTO listed VALUES (29, 'K3', 12.5, 6), (33, 'K3', 3, 7), (34, 'k11', 'n', 8), (35, 'k7', 'n', 9), (36, NULL, NULL, 10);
-- ordered
SELECT k, k FROM listed WHERE k IN ('k8', 'k3') ORDER BY 1 DESC;
-- ordered
SELECT v FROM listed WHERE n IN (12.5, 'n') ORDER BY n;
-- ordered
SELECT v FROM listed WHERE n IN (12.5, 'n') ORDER BY n DESC;
-- ordered
SELECT v FROM listed WHERE k = 'k8' OR k = 'k3' ORDER BY k DESC;
-- ordered
SELECT v FROM listed WHERE k = 'k8' ORDER BY k DESC;
-- ordered
SELECT v FROM listed WHERE k IN ('k8') ORDER BY k DESC;
-- ordered
SELECT v FROM listed WHERE k IN (SELECT 'k8' UNION ALL SELECT 'k3') ORDER BY k DESC;
-- ordered
SELECT v, row_number() OVER (ORDER BY k DESC) FROM listed WHERE k IN ('k8', 'k3');
-- A cast compares as what it casts.
SELECT n, min(CAST(k AS TEXT)), max(CAST(k AS TEXT)) FROM listed GROUP BY n;
SELECT DISTINCT CAST(k AS TEXT) FROM listed;
SELECT CAST(k AS TEXT), count(*) FROM listed GROUP BY 1;
SELECT count(DISTINCT CAST(k AS TEXT)) FROM listed;
-- A term that WHERE makes constant asks for no direction.
CREATE TABLE fixed_k(id INTEGER PRIMARY KEY, k REAL, h TEXT) /* SHARDS=4 */;
CREATE INDEX fixed_k_i ON fixed_k(id, k DESC);
INSERT INTO fixed_k VALUES (25, 6.5, 'B'), (28, 6.5, ''), (29, 4, ''), (36, 3.5, 'A'), (37, 6.5, 'A');
-- ordered
SELECT id FROM fixed_k WHERE 6.5 = k ORDER BY k;
-- ordered
SELECT id FROM fixed_k WHERE 6.5 = k ORDER BY k DESC;
-- ordered
SELECT id FROM fixed_k WHERE k IS 6.5 ORDER BY k, id DESC;
-- ordered
SELECT id FROM fixed_k WHERE k = 6.5 ORDER BY k, h;
-- SQLite plans for the number of rows that is bound.
CREATE TABLE few(id INTEGER PRIMARY KEY, k NUMERIC, h TEXT COLLATE RTRIM) /* SHARDS=8 */;
CREATE INDEX few_k ON few(k);
CREATE INDEX few_h ON few(h) WHERE h IS NOT NULL;
INSERT INTO few VALUES (1, NULL, '10'), (2, NULL, '1'), (3, 15.0, x'61'), (4, 7, 'B'), (5, '3', NULL), (6, 'n21', 'a'), (7, 8.5, '2'), (8, 'n13', 0.5), (9, 'n13', 'x'), (10, 11.0, 'b'), (11, '3', 'abc');
-- ordered
-- params: 11, 0
SELECT * FROM (SELECT k, y FROM (SELECT k, id y FROM few WHERE h <= 'b')) ORDER BY k LIMIT ?1 OFFSET ?2;
-- ordered
-- params: 3
SELECT k, id FROM few WHERE h <= 'b' ORDER BY k LIMIT ?;
-- ordered
SELECT k, id FROM few WHERE h <= 'b' ORDER BY k;

-- The rows of each value that IN gives come sorted: SQLite runs through the index from the end.
CREATE TABLE turned(id INTEGER PRIMARY KEY, k TEXT COLLATE RTRIM, g1 INTEGER, g2 TEXT COLLATE RTRIM) /* SHARDS=8 SHARD_KEY=k */;
CREATE INDEX turned_i ON turned(k, g2 DESC);
INSERT INTO turned VALUES (13, 'k11', 10, 'abc'), (14, 'k3 ', 8, '10'), (20, 'k11  ', 1, 'abc'), (21, 'k3 ', 2, 'ä'), (22, 'k1 ', 2, 'b'), (23, 'k3 ', 5, 'a'), (24, 'k1', 2, 'b');
-- ordered
SELECT * FROM turned WHERE k IN ('k1 ', 'k11') ORDER BY g2;
-- ordered
SELECT * FROM turned WHERE k IN ('k1 ', 'k11') ORDER BY g2 DESC;
-- ordered
SELECT * FROM turned WHERE k IN ('k1 ', 'k11') ORDER BY g1 > 0;
-- ordered
SELECT * FROM turned WHERE k IN ('k1 ', 'k11') ORDER BY g2, g1;
-- ordered
SELECT * FROM turned WHERE k IN ('k1 ', 'k11') ORDER BY k DESC, g2;
-- ordered
SELECT * FROM turned WHERE k IN ('k1 ', 'k11') ORDER BY g2, id DESC;
-- ordered
SELECT * FROM turned WHERE k IN ('k1 ', 'k11') ORDER BY g2, k;
-- ordered
SELECT * FROM turned WHERE k IN ('k1 ', 'k11') ORDER BY g2 COLLATE BINARY;
-- ordered
SELECT * FROM turned WHERE k IN ('k1 ', 'k11') ORDER BY g2 COLLATE NOCASE;
-- ordered
SELECT * FROM turned WHERE k IN ('k1 ', 'k11') ORDER BY g2 COLLATE RTRIM;
-- ordered
SELECT * FROM turned WHERE k IN ('k1 ', 'k11') ORDER BY g2 NULLS LAST;
-- ordered
SELECT g2 AS a, id FROM turned WHERE k IN ('k1 ', 'k11') ORDER BY a;
CREATE TABLE turned_two(id INTEGER PRIMARY KEY, k, g1, g2) /* SHARDS=8 SHARD_KEY=k */;
CREATE INDEX turned_two_i ON turned_two(k, g1, g2);
INSERT INTO turned_two VALUES (1, 'a', 1, 1), (2, 'a', 1, 1), (3, 'a', 2, NULL), (4, 'b', 1, 1), (5, 'b', 2, NULL), (6, 'c', 1, 1), (7, 'a', 2, NULL), (8, 'b', 1, 1), (9, 'd', 3, 3);
-- ordered
SELECT * FROM turned_two WHERE k IN ('a', 'b') ORDER BY g1 DESC, g2 DESC;
-- ordered
SELECT * FROM turned_two WHERE k IN ('a', 'b') ORDER BY g1 DESC, g2;
-- ordered
SELECT * FROM turned_two WHERE k IN ('a', 'b') ORDER BY g1 DESC, g2 DESC NULLS FIRST;
-- ordered
SELECT * FROM turned_two WHERE k IN ('a', 'b') ORDER BY g1 DESC NULLS FIRST, g2 DESC;
-- ordered
SELECT * FROM turned_two WHERE k IN ('a', 'b') ORDER BY g1 DESC;
-- ordered
SELECT * FROM turned_two WHERE k IN ('a', 'b') ORDER BY g1, g2 NULLS LAST;
-- What the key tells apart is sorted by whatever comes behind it in the index.
CREATE TABLE turned_key(k BLOB PRIMARY KEY, a1 TEXT, a2 INTEGER, v AS (a2 + 1), a4 TEXT COLLATE NOCASE) WITHOUT ROWID /* SHARDS=8 */;
INSERT INTO turned_key(k, a1, a2, a4) VALUES (x'01', '1', 4, 'A'), (x'02', '1', 4, 'a'), (x'03', '2', 4, 'b'), (x'04', '1', 5, 'a'), (x'05', NULL, 4, 'a'), (x'06', '1', 4, 'A');
-- ordered
SELECT k FROM turned_key WHERE k IN (x'01', x'02', x'06', x'03') ORDER BY a1 DESC;
-- ordered
SELECT k FROM turned_key WHERE k IN (x'01', x'02', x'06', x'03') ORDER BY a1;
-- ordered
SELECT k FROM turned_key WHERE k IN (x'01', x'02', x'06', x'03') ORDER BY a2 DESC;
-- ordered
SELECT k FROM turned_key WHERE k IN (x'01', x'02', x'06', x'03') ORDER BY a1 DESC, a4;
-- ordered
SELECT k FROM turned_key WHERE k IN (x'01', x'02', x'06', x'03') ORDER BY a1 DESC, a2 DESC, a4 DESC;
-- ordered
SELECT k FROM turned_key WHERE k IN (x'01', x'02', x'06', x'03') ORDER BY a1 DESC, a2, a4 DESC;
CREATE TABLE turned_pair(k1, k2, a1, a2, PRIMARY KEY (k1, k2)) WITHOUT ROWID /* SHARDS=8 */;
INSERT INTO turned_pair VALUES (1, 1, 'x', 1), (1, 2, 'x', 1), (2, 1, 'x', 1), (2, 2, 'x', 1), (3, 1, 'x', 2), (4, 1, 'x', 1);
-- ordered
SELECT * FROM turned_pair WHERE k1 IN (1, 2, 3) ORDER BY k2 DESC;
-- ordered
SELECT * FROM turned_pair WHERE k1 IN (1, 2, 3) ORDER BY k2 DESC, a2;
-- ordered
SELECT * FROM turned_pair WHERE k1 IN (1, 2, 3) ORDER BY k2 DESC, a1 DESC;
-- ordered
SELECT * FROM turned_pair WHERE k1 IN (1, 2, 3) ORDER BY a1 DESC, k2;
CREATE TABLE turned_unique(id INTEGER PRIMARY KEY, k, u NOT NULL, n, x, UNIQUE (k, u), UNIQUE (k, n)) /* SHARDS=8 SHARD_KEY=k */;
INSERT INTO turned_unique VALUES (1, 'a', 1, 1, 5), (2, 'b', 1, 1, 5), (3, 'a', 2, 2, 5), (4, 'b', 2, 2, 5), (5, 'c', 1, 1, 5);
-- ordered
SELECT * FROM turned_unique WHERE k IN ('a', 'b') ORDER BY u DESC, x;
-- ordered
SELECT * FROM turned_unique WHERE k IN ('a', 'b') ORDER BY u DESC;
-- ordered
SELECT * FROM turned_unique INDEXED BY sqlite_autoindex_turned_unique_2 WHERE k IN ('a', 'b') ORDER BY n DESC, x;
-- ordered
SELECT * FROM turned_unique INDEXED BY sqlite_autoindex_turned_unique_2 WHERE k IN ('a', 'b') ORDER BY n DESC;
CREATE TABLE turned_full(k PRIMARY KEY, a1 NOT NULL, a2, a4) WITHOUT ROWID /* SHARDS=8 */;
INSERT INTO turned_full VALUES (1, 'x', 1, 7), (2, 'x', 2, 7), (3, 'y', 1, 7), (4, 'x', 1, 7);
-- ordered
SELECT k FROM turned_full WHERE k IN (1, 2, 3, 4) ORDER BY a1 DESC, a4;
-- ordered
SELECT k FROM turned_full WHERE k IN (1, 2, 3, 4) ORDER BY a4 DESC, a1;
-- A key that ORDER BY compares by a coarser collation still breaks ties by its own.
CREATE TABLE coarse(id TEXT, k, e, PRIMARY KEY(id, k)) WITHOUT ROWID /* SHARDS=14 */;
INSERT INTO coarse VALUES ('b', 1, 1), ('B', 2, 2), ('b', 0, 3), ('a ', 1, 4), ('a', 1, 5), ('A', 3, 6), (3, 1, 7), ('3', 2, 8);
-- ordered
SELECT * FROM coarse ORDER BY id COLLATE NOCASE;
-- ordered
SELECT * FROM coarse ORDER BY id COLLATE NOCASE DESC;
-- ordered
SELECT * FROM coarse ORDER BY id COLLATE RTRIM, id COLLATE NOCASE;
-- ordered
SELECT * FROM coarse ORDER BY id COLLATE NOCASE LIMIT 4;
-- ordered
SELECT DISTINCT id FROM coarse ORDER BY id COLLATE NOCASE;
-- ordered
SELECT id, e, rank() OVER (ORDER BY id COLLATE NOCASE) FROM coarse;
CREATE TABLE coarse_rows(n TEXT COLLATE NOCASE, e) /* SHARDS=8 SHARD_KEY=n */;
CREATE INDEX coarse_n ON coarse_rows(n COLLATE BINARY);
INSERT INTO coarse_rows VALUES ('b', 1), ('B', 2), ('a', 3), ('b', 4), ('A', 5);
-- ordered
SELECT * FROM coarse_rows ORDER BY n;
-- ordered
SELECT * FROM coarse_rows ORDER BY n COLLATE BINARY;
-- ordered
SELECT * FROM coarse_rows WHERE n COLLATE BINARY >= 'a' ORDER BY n;
-- ordered
SELECT n, count(*), min(e) FROM coarse_rows GROUP BY n COLLATE BINARY ORDER BY n;
-- On a node the table is wider than the user's, and an index there more attractive to SQLite.
CREATE TABLE narrow(id INTEGER PRIMARY KEY, d REAL) /* SHARDS=8 */;
CREATE INDEX narrow_d ON narrow(d DESC);
INSERT INTO narrow VALUES (2281, 7.25), (2201, 3.0), (2301, 9.0);
-- ordered
SELECT DISTINCT * FROM narrow;
-- ordered
SELECT DISTINCT id, d FROM narrow WHERE id IN (2281, 2201);
-- ordered
SELECT DISTINCT d, id FROM narrow LIMIT 2;
-- ordered
SELECT * FROM narrow;
-- ordered
SELECT id, count(*) FROM narrow GROUP BY id;
-- ordered
SELECT d, count(*) FROM narrow GROUP BY d;
-- ordered
SELECT id + 0, d FROM narrow GROUP BY 1, 2;
-- ordered
SELECT id, d, row_number() OVER () FROM narrow;
-- ordered
SELECT id FROM narrow UNION ALL SELECT d FROM narrow;
-- Equal by another collation is not the same value: the index serves ORDER BY, from its end.
CREATE TABLE collated(id, e);
CREATE INDEX collated_e ON collated(e DESC);
INSERT INTO collated VALUES (977, 4), (2080.0, 4);
-- ordered
SELECT id FROM collated WHERE e = 4 COLLATE NOCASE ORDER BY e;
-- ordered
SELECT id FROM collated WHERE e = 4 ORDER BY e;
