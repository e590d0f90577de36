-- CREATE TABLE AS SELECT from tables of any kind.
CREATE TABLE item(id INTEGER PRIMARY KEY, name TEXT, price REAL, raw BLOB, any);
CREATE TABLE line(id INTEGER PRIMARY KEY, item INTEGER, n INTEGER);
INSERT INTO item VALUES (1, 'one', 1.5, x'00ff', 'text'), (2, 'two', 2, NULL, 5), (3, 'three', NULL, x'', 2.5), (4, NULL, 4e10, 'blob', NULL);
INSERT INTO line VALUES (1, 1, 10), (2, 1, 20), (3, 3, 30), (4, 9, 40);
CREATE TABLE copy AS SELECT * FROM item;
SELECT rowid, *, typeof(id), typeof(price), typeof(raw), typeof(any) FROM copy;
SELECT sql FROM sqlite_schema WHERE name = 'copy';
CREATE TABLE joined AS SELECT i.name AS what, l.n, l.n * 2 AS twice, 'x' || i.id FROM item i LEFT JOIN line l ON l.item = i.id ORDER BY i.id, l.n;
SELECT * FROM joined;
SELECT sql FROM sqlite_schema WHERE name = 'joined';
CREATE TABLE totals AS SELECT item, sum(n) AS total, count(*) FROM line GROUP BY item ORDER BY item;
SELECT * FROM totals;
CREATE TABLE IF NOT EXISTS totals AS SELECT 1 AS other FROM line;
SELECT * FROM totals;
-- error
CREATE TABLE totals AS SELECT 1 FROM line;
CREATE TABLE ranked AS WITH r AS (SELECT n, row_number() OVER (ORDER BY n DESC) AS place FROM line) SELECT * FROM r WHERE place < 3 ORDER BY place;
SELECT * FROM ranked;
CREATE TABLE none AS SELECT id, name FROM item WHERE id > 100;
SELECT count(*) FROM none;
PRAGMA table_info(none);
CREATE TEMP TABLE mine AS SELECT id, name FROM item WHERE id < 3 ORDER BY id;
SELECT * FROM mine;
CREATE TABLE both AS SELECT m.name, l.n FROM temp.mine m JOIN line l ON l.item = m.id ORDER BY l.n;
SELECT * FROM both;
BEGIN;
INSERT INTO item(id, name) VALUES (5, 'uncommitted');
CREATE TABLE within AS SELECT id, name FROM item WHERE id > 3 ORDER BY id;
SELECT * FROM within;
ROLLBACK;
-- error
SELECT * FROM within;
-- error
CREATE TABLE failing AS SELECT abs(-9223372036854775807 - id) FROM item;
-- error
SELECT * FROM failing;
CREATE TABLE ragged AS SELECT id FROM item UNION ALL SELECT n FROM line ORDER BY 1;
SELECT * FROM ragged;
SELECT changes(), total_changes(), last_insert_rowid();
