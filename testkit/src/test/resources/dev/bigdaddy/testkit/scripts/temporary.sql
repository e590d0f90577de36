-- Temporary objects: a session's own, found before all others.
CREATE TABLE parent(id INTEGER PRIMARY KEY, name TEXT);
INSERT INTO parent VALUES (1, 'one'), (2, 'two'), (3, 'three');
CREATE TEMP TABLE scratch(a INTEGER PRIMARY KEY, b TEXT UNIQUE);
INSERT INTO scratch(b) VALUES ('x'), ('y'), ('z');
SELECT * FROM scratch;
SELECT * FROM temp.scratch WHERE a > 1;
SELECT count(*), max(b) FROM scratch;
-- error
INSERT INTO scratch(b) VALUES ('x');
-- error
SELECT * FROM main.scratch;
SELECT type, name, tbl_name, sql FROM sqlite_temp_schema ORDER BY name;
SELECT name FROM sqlite_schema ORDER BY name;
PRAGMA table_info(scratch);
PRAGMA temp.index_list(scratch);
SELECT s.a, s.b, p.name FROM scratch s JOIN parent p ON p.id = s.a ORDER BY 1;
SELECT name FROM parent WHERE id IN (SELECT a FROM scratch WHERE b <> 'y') ORDER BY 1;
INSERT INTO scratch SELECT id + 10, name FROM parent;
SELECT changes(), last_insert_rowid();
INSERT INTO parent SELECT a + 100, b FROM scratch WHERE a < 3;
SELECT changes(), last_insert_rowid();
SELECT * FROM parent ORDER BY id;
UPDATE scratch SET b = b || (SELECT count(*) FROM parent) WHERE a = 1;
UPDATE scratch SET b = 'w' WHERE a = 2 RETURNING a, b;
DELETE FROM scratch WHERE a > 10;
SELECT * FROM scratch ORDER BY a;
INSERT INTO scratch VALUES (2, 'again') ON CONFLICT(a) DO UPDATE SET b = excluded.b || scratch.b RETURNING *;
-- error
INSERT INTO scratch VALUES (2, 'again') ON CONFLICT(a) DO UPDATE SET b = excluded.b || missing.b;
CREATE INDEX temp.scratch_b ON scratch(b);
CREATE INDEX scratch_c ON scratch(b, a);
SELECT name, tbl_name FROM sqlite_temp_master WHERE type = 'index' AND name LIKE 'scr%' ORDER BY 1;
CREATE TEMP VIEW names AS SELECT name FROM parent;
SELECT * FROM names ORDER BY 1;
SELECT n.name, s.b FROM names n LEFT JOIN temp.scratch s ON s.a = length(n.name) - 2 ORDER BY 1, 2;
CREATE VIEW temp.pairs(l, r) AS SELECT x.b, y.b FROM scratch x, scratch y WHERE x.a < y.a;
SELECT * FROM pairs ORDER BY 1, 2;
ALTER TABLE scratch ADD COLUMN c DEFAULT 5;
ALTER TABLE scratch RENAME COLUMN c TO d;
SELECT a, d FROM scratch ORDER BY a;
CREATE TEMP VIEW mixed AS SELECT p.id, s.b FROM parent p JOIN scratch s ON s.a = p.id;
SELECT * FROM mixed ORDER BY 1;
SELECT count(*) FROM pairs, names;
DROP VIEW mixed;
DROP VIEW names;
DROP VIEW pairs;
ALTER TABLE scratch RENAME TO notes;
SELECT a, b, d FROM notes ORDER BY a;
-- error
SELECT * FROM scratch;
CREATE TEMP TRIGGER noted AFTER INSERT ON notes WHEN new.d IS NULL BEGIN UPDATE notes SET d = -1 WHERE a = new.a; END;
INSERT INTO notes(b, d) VALUES ('trigger', NULL), ('none', 7);
SELECT changes(), total_changes(), last_insert_rowid();
SELECT a, b, d FROM notes ORDER BY a;
BEGIN;
CREATE TEMP TABLE inside(x);
INSERT INTO inside VALUES (1), (2);
INSERT INTO parent VALUES (50, 'in transaction');
SELECT count(*) FROM inside;
SAVEPOINT s;
CREATE TEMP TABLE deeper AS SELECT a, b FROM notes;
DELETE FROM notes;
SELECT count(*) FROM deeper;
ROLLBACK TO s;
-- error
SELECT count(*) FROM deeper;
SELECT count(*) FROM notes;
COMMIT;
SELECT sum(x) FROM inside;
BEGIN;
DROP TABLE inside;
INSERT INTO notes(b) VALUES ('lost');
ROLLBACK;
SELECT x FROM inside ORDER BY x;
SELECT count(*) FROM notes WHERE b = 'lost';
CREATE TEMP TABLE parent(only_here);
INSERT INTO parent VALUES ('mine');
SELECT * FROM parent;
-- refused
SELECT count(*) FROM main.parent;
PRAGMA table_info(parent);
DROP TABLE parent;
SELECT count(*) FROM parent;
CREATE TEMP TABLE counted(id INTEGER PRIMARY KEY AUTOINCREMENT, v);
INSERT INTO counted(v) VALUES ('a'), ('b');
DELETE FROM counted;
INSERT INTO counted(v) VALUES ('c');
SELECT * FROM counted;
SELECT * FROM temp.sqlite_sequence;
CREATE TEMP TABLE wide(k TEXT PRIMARY KEY, v) WITHOUT ROWID;
INSERT INTO wide VALUES ('k', 1), ('l', 2);
SELECT last_insert_rowid();
REPLACE INTO wide VALUES ('k', 3);
SELECT * FROM wide;
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5) INSERT INTO wide SELECT 'n' || i, i FROM n;
SELECT count(*), sum(v) FROM wide;
EXPLAIN QUERY PLAN SELECT v FROM wide WHERE k = 'k';
-- error
CREATE TEMP TABLE wide(x);
CREATE TEMP TABLE IF NOT EXISTS wide(x);
DROP TABLE IF EXISTS temp.gone;
-- error
DROP TABLE temp.gone;
-- error
CREATE TEMPORARY TABLE other.wrong(x);
DROP TABLE temp.wide;
DROP TABLE notes;
SELECT name FROM sqlite_temp_schema ORDER BY name;

-- Rows of a temporary table into a spread one: later rows find what earlier ones wrote.
CREATE TABLE upserted(n INTEGER PRIMARY KEY, what TEXT NOT NULL DEFAULT 'new');
CREATE TEMP TABLE source AS SELECT 1 AS a, 'x' AS b UNION ALL SELECT 2, 'y' UNION ALL SELECT 2, 'z';
INSERT INTO upserted(n, what) SELECT a, b FROM temp.source WHERE 1 ON CONFLICT(n) DO UPDATE SET what = what || excluded.what;
SELECT * FROM upserted ORDER BY n;
INSERT INTO upserted(what) SELECT b FROM temp.source WHERE 1 ON CONFLICT DO UPDATE SET what = -1;
SELECT * FROM upserted ORDER BY n;
-- error
INSERT INTO upserted(n, what) SELECT a + 2, b FROM temp.source;
SELECT * FROM upserted ORDER BY n;
INSERT OR REPLACE INTO upserted(n, what) SELECT a + 2, b FROM temp.source ORDER BY a;
SELECT * FROM upserted ORDER BY n;
DROP TABLE temp.source;
