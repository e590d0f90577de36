-- Writes to tables of all kinds that read temporary tables.
CREATE TABLE s(id INTEGER PRIMARY KEY, v TEXT COLLATE NOCASE, n) /* SHARDS=8 */;
CREATE TABLE r(id INTEGER PRIMARY KEY, v) /* REFERENCE */;
CREATE TABLE log(what, n);
INSERT INTO s VALUES (1, 'a', 1), (2, 'b', 2), (3, 'C', 3), (4, NULL, 4), (5, 'e', 5);
CREATE TEMP TABLE t(id, v TEXT COLLATE NOCASE, n INT, UNIQUE (v));
CREATE INDEX temp.t_n ON t(n);
INSERT INTO t VALUES (1, 'A', '10'), (3, 'c', 30), (9, 'x', NULL);
UPDATE s SET n = n * 10 WHERE id IN (SELECT id FROM t);
SELECT * FROM s ORDER BY id;
UPDATE s SET n = t.n + s.n FROM temp.t WHERE t.v = s.v;
SELECT * FROM s ORDER BY id;
DELETE FROM s WHERE EXISTS (SELECT 1 FROM t WHERE t.v = s.v AND t.n > 20) RETURNING id, v;
UPDATE s SET v = (SELECT max(v) FROM t WHERE t.rowid <= s.id), n = (SELECT count(*) FROM t) WHERE id > 3;
SELECT * FROM s ORDER BY id;
INSERT INTO s(id, n) VALUES ((SELECT max(id) + 10 FROM t), (SELECT sum(n) FROM t));
INSERT INTO s SELECT id, v, n FROM t WHERE true ON CONFLICT (id) DO UPDATE SET n = (SELECT count(*) FROM temp.t AS o WHERE o.n >= excluded.n);
SELECT * FROM s ORDER BY id;
CREATE TRIGGER s_u AFTER UPDATE ON s BEGIN INSERT INTO log VALUES ('u', new.id); END;
WITH q AS (SELECT id, n FROM t ORDER BY n LIMIT 2) UPDATE s SET n = (SELECT q.n FROM q WHERE q.id = s.id) WHERE id IN (SELECT id FROM q);
SELECT * FROM s ORDER BY id;
SELECT * FROM log ORDER BY n;
SELECT changes(), total_changes();
BEGIN;
INSERT INTO t VALUES (2, 'b', 20);
DELETE FROM s WHERE id IN (SELECT id FROM t WHERE n = 20);
SELECT id FROM s ORDER BY id;
CREATE TEMP TABLE made(id);
INSERT INTO made VALUES (5), (19);
UPDATE s SET v = 'made' WHERE id IN made;
SELECT id, v FROM s ORDER BY id;
SAVEPOINT a;
DELETE FROM s WHERE id IN (SELECT id FROM made UNION ALL SELECT id FROM t);
SELECT count(*) FROM s;
ROLLBACK TO a;
SELECT count(*) FROM s;
COMMIT;
BEGIN;
DELETE FROM s WHERE id NOT IN (SELECT id FROM t);
ROLLBACK;
SELECT * FROM s ORDER BY id;
-- error
UPDATE s SET n = (SELECT nothing FROM t);
-- error
UPDATE s SET n = (SELECT abs(-9223372036854775808) FROM t) WHERE id = 1;
UPDATE s SET n = x.n FROM (SELECT v, sum(n) AS n FROM t GROUP BY v) AS x WHERE x.v = s.v;
SELECT * FROM s ORDER BY id;
SELECT * FROM t ORDER BY id;
-- error
INSERT OR FAIL INTO s(id, v) SELECT id + 100, v FROM t UNION ALL SELECT id, v FROM t;
SELECT * FROM s ORDER BY id;
-- params: 7
INSERT INTO s(id, v) SELECT id, v FROM t WHERE true ON CONFLICT (id) DO UPDATE SET n = ?1 RETURNING id, n, (SELECT count(*) FROM t);
SELECT * FROM s ORDER BY id;

-- A trigger that lost a column: where triggers are recursive, REPLACE looks into those of DELETE.
CREATE TABLE side(id INTEGER PRIMARY KEY, x, y);
CREATE TABLE fires(id INTEGER PRIMARY KEY, a UNIQUE);
CREATE TRIGGER fires_gone DELETE ON fires BEGIN UPDATE side SET "y" = old.a WHERE "y" IS NULL; END;
CREATE TEMP TABLE given(a);
REPLACE INTO fires(a) SELECT a FROM given;
ALTER TABLE side DROP COLUMN y;
REPLACE INTO fires(a) SELECT a FROM given;
PRAGMA recursive_triggers = ON;
-- error
REPLACE INTO fires(a) SELECT a FROM given;
-- error
REPLACE INTO fires(a) VALUES (1);
INSERT INTO fires(a) SELECT a FROM given;
PRAGMA recursive_triggers = OFF;
REPLACE INTO fires(a) VALUES (1);
SELECT count(*) FROM fires;
