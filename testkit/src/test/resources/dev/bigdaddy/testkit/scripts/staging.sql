-- Rows between temporary tables and tables of any kind, both ways.
CREATE TABLE item(id INTEGER PRIMARY KEY, name TEXT UNIQUE, n INTEGER NOT NULL DEFAULT 1);
CREATE TABLE keyless(a, b);
CREATE TEMP TABLE staged(id INTEGER, name TEXT, n);
INSERT INTO staged VALUES (1, 'one', 10), (2, 'two', 20), (3, 'three', 30);
INSERT INTO item SELECT * FROM staged;
SELECT * FROM item ORDER BY id;
-- error
INSERT INTO item SELECT id + 1, name || 'x', n FROM staged ORDER BY id DESC;
SELECT * FROM item ORDER BY id;
-- refused
INSERT OR IGNORE INTO item SELECT id + 2, name, n FROM staged;
SELECT * FROM item ORDER BY id;
INSERT INTO item(name) SELECT name || '!' FROM staged ORDER BY id RETURNING id, name;
SELECT changes(), total_changes(), last_insert_rowid();
-- error
INSERT INTO item(name, n) SELECT name || '?', nullif(n, 20) FROM staged ORDER BY id;
SELECT count(*) FROM item;
-- refused
REPLACE INTO item SELECT id, name || ' again', n FROM staged;
SELECT count(*) FROM item;
-- refused
INSERT INTO item SELECT id, name, n FROM staged WHERE true ON CONFLICT(id) DO UPDATE SET n = item.n + excluded.n;
INSERT INTO keyless SELECT name, n FROM staged ORDER BY id;
INSERT INTO keyless(b) WITH big AS (SELECT * FROM staged WHERE n > 10) SELECT name FROM big ORDER BY id;
SELECT rowid, * FROM keyless ORDER BY rowid;
-- params: 15
INSERT INTO keyless SELECT name, ? FROM staged WHERE n > 25;
SELECT count(*), max(b) FROM keyless;
CREATE TEMP TABLE result(k INTEGER PRIMARY KEY, total, label TEXT UNIQUE);
INSERT INTO result(total, label) SELECT sum(n), name FROM item GROUP BY name ORDER BY name;
SELECT count(*) > 3 FROM result;
-- error
INSERT INTO result(total, label) SELECT n, name FROM item ORDER BY id;
INSERT OR IGNORE INTO result(total, label) SELECT n, name || iif(id < 3, '', '*') FROM item ORDER BY id;
SELECT changes() > 0;
INSERT INTO result(k, total, label) SELECT 1, count(*), 'upserted' FROM item WHERE true ON CONFLICT(k) DO UPDATE SET label = excluded.label RETURNING k, label;
SELECT k, label FROM result WHERE k < 4 ORDER BY k;
WITH few AS (SELECT name FROM item WHERE id < 3) INSERT INTO staged(name) SELECT name || ' staged' FROM few ORDER BY name;
SELECT name, typeof(n) FROM staged WHERE id IS NULL ORDER BY name;
BEGIN;
INSERT INTO item SELECT 100 + id, 'tx' || id, n FROM staged WHERE id IS NOT NULL;
INSERT INTO staged SELECT id, name, n FROM item WHERE id > 100;
SELECT count(*) FROM staged;
SELECT count(*) FROM item WHERE id > 100;
-- error
INSERT INTO item SELECT id, name, n FROM staged WHERE id > 100;
SELECT count(*) FROM item WHERE id > 100;
ROLLBACK;
SELECT count(*) FROM staged;
SELECT count(*) FROM item WHERE id > 100;
WITH RECURSIVE c(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM c WHERE i < 1300) INSERT INTO staged SELECT 1000 + i, 'many' || i, i FROM c;
INSERT INTO item SELECT * FROM staged WHERE id > 1000;
SELECT changes(), last_insert_rowid();
SELECT count(*), sum(n), min(id), max(id) FROM item WHERE id > 1000;
-- error
INSERT INTO item SELECT id + 1000000, name || CASE n WHEN 1 THEN '' ELSE 'new' END, n FROM staged WHERE id > 1000 ORDER BY id DESC;
SELECT count(*) FROM item WHERE id > 1000000;
CREATE TEMP TABLE back AS SELECT id, n FROM item WHERE id > 1000;
SELECT count(*), sum(n) FROM back;
