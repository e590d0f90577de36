-- INSERT … SELECT that fails: with the first row that SQLite would fail with.
CREATE TABLE s(id INTEGER PRIMARY KEY, v, w) /* SHARDS=4 */;
WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < 900) INSERT INTO s SELECT n, n % 700, 'w' || n FROM c;
CREATE TABLE t(id INTEGER PRIMARY KEY, v UNIQUE, w TEXT CHECK (w <> 'w777')) /* SHARDS=4 */;
-- error
INSERT INTO t SELECT id, v, w FROM s WHERE id > 0 ORDER BY id;
SELECT changes(), total_changes(), last_insert_rowid();
-- error
INSERT INTO t(v, w) SELECT v, w FROM s WHERE id > 0 ORDER BY id;
SELECT changes(), total_changes(), last_insert_rowid();
-- error
INSERT INTO t SELECT id, id, w FROM s WHERE id > 0;
SELECT changes(), total_changes(), last_insert_rowid();
SELECT count(*) FROM t;
INSERT INTO t SELECT id, v, w FROM s WHERE id < 600;
SELECT changes(), total_changes(), last_insert_rowid();
-- error
INSERT INTO t SELECT id + 1000, v + 400, w FROM s WHERE id > 0;
SELECT changes(), total_changes(), last_insert_rowid();
-- error
INSERT INTO t(id, v) SELECT 5, NULL FROM s WHERE id = 8;
INSERT OR IGNORE INTO t SELECT id, v + 100, w FROM s WHERE id > 400;
SELECT changes(), total_changes(), last_insert_rowid();
-- error
INSERT OR ABORT INTO t(v, w) SELECT v + 2000, w FROM s WHERE id > 100 RETURNING id;
SELECT changes(), total_changes(), last_insert_rowid();
BEGIN;
INSERT INTO t(v) VALUES (-5);
-- error
INSERT INTO t(v, w) SELECT v - 10, w FROM s WHERE id > 0 ORDER BY id;
SELECT changes(), total_changes(), last_insert_rowid(), (SELECT count(*) FROM t);
COMMIT;
SELECT count(*), sum(v), max(id) FROM t;
-- error
INSERT INTO t(v, w) SELECT value, 'x' FROM json_each('[7000, 7001, 7000, 7002]') WHERE value > 0;
SELECT changes(), total_changes(), last_insert_rowid();
INSERT INTO t(v, w) SELECT value, 'x' FROM json_each('[7000, 7001, 7002]') WHERE value > 0;
SELECT changes(), total_changes(), last_insert_rowid();
CREATE TABLE wh(a INTEGER PRIMARY KEY, b) /* SHARDS=1 */;
INSERT INTO wh VALUES (1, 'x'), (2, 'y'), (9, 'z');
INSERT INTO s SELECT a + 5000, b, b || c FROM wh, (SELECT 3 AS c UNION ALL SELECT 4) WHERE c = 3;
SELECT * FROM s WHERE id >= 5000 ORDER BY id;
-- error
INSERT INTO s SELECT a + 5001, b, b FROM wh WHERE a > 0;
SELECT changes(), total_changes(), last_insert_rowid();
CREATE VIRTUAL TABLE f USING fts5(x);
INSERT INTO f(rowid, x) SELECT id, w FROM s WHERE id < 5;
SELECT rowid, x FROM f;
