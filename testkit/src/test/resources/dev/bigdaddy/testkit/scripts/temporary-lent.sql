-- A temporary table is written, and what is read lies on several nodes.
CREATE TABLE s(id INTEGER PRIMARY KEY, v, w);
INSERT INTO s VALUES (1, 10, 'a'), (2, 20, 'b'), (3, 30, 'a'), (4, 40, 'c');
CREATE TEMP TABLE t(id INTEGER PRIMARY KEY, x);
INSERT INTO t SELECT id, v FROM s;
SELECT * FROM t;
INSERT INTO t SELECT id, v FROM s WHERE true ON CONFLICT DO UPDATE SET x = (SELECT max(v) FROM s);
SELECT * FROM t;
INSERT INTO t VALUES (10, (SELECT count(*) FROM s)) RETURNING *, (SELECT sum(v) FROM s);
SELECT * FROM t;
INSERT OR REPLACE INTO t VALUES (10, (SELECT count(*) FROM s)), (11, (SELECT sum(v) FROM s WHERE w = 'a'));
SELECT * FROM t;
UPDATE t SET x = (SELECT v FROM s WHERE s.id = t.id) RETURNING *;
SELECT * FROM t;
DELETE FROM t WHERE id IN (SELECT id FROM s WHERE w = 'a');
SELECT * FROM t;
BEGIN;
UPDATE s SET v = v + 1;
UPDATE t SET x = (SELECT sum(v) FROM s WHERE s.id <= t.id);
SELECT * FROM t;
SAVEPOINT a;
DELETE FROM t WHERE EXISTS (SELECT 1 FROM s WHERE s.id = t.id);
ROLLBACK TO a;
SELECT * FROM t;
COMMIT;
SELECT * FROM t;
CREATE VIEW sv AS SELECT id, v * 2 AS d FROM s WHERE w <> 'c';
CREATE TEMP VIEW tv AS SELECT s.*, sv.d FROM s LEFT JOIN sv USING (id);
UPDATE t SET x = tv.d FROM tv WHERE tv.id = t.id;
SELECT * FROM t;
UPDATE t SET x = d FROM sv WHERE sv.id = t.id RETURNING t.id, x, (SELECT count(*) FROM tv);
DELETE FROM t WHERE rowid IN (SELECT rowid FROM s);
SELECT * FROM t;
-- error
INSERT OR FAIL INTO t SELECT CASE id WHEN 3 THEN 10 ELSE id END, v FROM s ORDER BY id;
SELECT *, changes(), total_changes() FROM t;
-- error
INSERT OR ROLLBACK INTO t SELECT 10, v FROM s;
BEGIN;
INSERT INTO t VALUES (77, 1);
-- error
INSERT OR ROLLBACK INTO t SELECT 10, v FROM s;
-- error
COMMIT;
SELECT * FROM t;
INSERT OR IGNORE INTO t SELECT 10, v FROM s;
REPLACE INTO t SELECT 10, max(v) FROM s;
SELECT *, last_insert_rowid() FROM t;
CREATE TEMP TABLE noted(what, n);
CREATE TEMP TABLE strange(a INTEGER PRIMARY KEY ON CONFLICT REPLACE, b NOT NULL ON CONFLICT IGNORE, c CHECK (c > 0));
INSERT INTO strange SELECT id % 2, v, id FROM s;
SELECT * FROM strange;
-- error
INSERT INTO strange SELECT 5, v, id - 3 FROM s ORDER BY id DESC;
SELECT * FROM strange;
-- refused
UPDATE strange SET b = (SELECT v FROM main.s WHERE id = 1);
-- error
UPDATE strange SET b = (SELECT v FROM s INDEXED BY nothing);
CREATE INDEX s_v ON s(v);
UPDATE strange SET b = (SELECT w FROM s INDEXED BY s_v WHERE v > 20 ORDER BY v LIMIT 1);
SELECT * FROM strange;
CREATE TABLE whole(id INTEGER PRIMARY KEY, q) /* SHARDS=1 */;
INSERT INTO whole VALUES (1, 'one'), (2, 'two');
UPDATE t SET x = (SELECT q || w FROM whole JOIN s USING (id) WHERE id = t.id % 3);
SELECT * FROM t;
SELECT name FROM sqlite_temp_schema ORDER BY 1;
SELECT total_changes();
WITH big AS (SELECT id FROM s WHERE v > 20) DELETE FROM t WHERE id IN big OR x IS NULL;
SELECT * FROM t;
