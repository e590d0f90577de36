-- Statements that read the schema together with tables.
CREATE TABLE doc(about TEXT, note TEXT, n INTEGER);
CREATE TABLE person(id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT UNIQUE);
CREATE TABLE "it's"(a, b);
CREATE INDEX doc_note ON doc(note);
CREATE VIEW people AS SELECT name FROM person;
INSERT INTO doc VALUES ('person', 'who', 1), ('doc_note', 'index', 2), ('gone', 'none', 3), ('it''s', 'odd', 4);
INSERT INTO person(name) VALUES ('a'), ('b');
SELECT type, name, note FROM sqlite_schema JOIN doc ON name = about ORDER BY n;
SELECT d.about, m.type FROM doc d LEFT JOIN main.sqlite_master AS m ON m.name = d.about ORDER BY d.n;
SELECT about FROM doc WHERE about IN (SELECT name FROM sqlite_schema WHERE type = 'table') ORDER BY n;
SELECT about, (SELECT sql FROM sqlite_schema WHERE name = about) FROM doc ORDER BY n;
SELECT main.sqlite_schema.name, count(*) FROM main.sqlite_schema, doc GROUP BY 1 ORDER BY 1;
WITH m AS (SELECT tbl_name, count(*) AS c FROM sqlite_schema GROUP BY 1) SELECT m.tbl_name, c, note FROM m JOIN doc ON about = tbl_name ORDER BY 1;
WITH sqlite_schema(name) AS (VALUES ('person')) SELECT s.name, note FROM sqlite_schema s JOIN doc ON about = s.name;
SELECT p.name, p.type, note FROM pragma_table_info('person') AS p, doc ORDER BY p.cid, n;
SELECT about, name FROM doc, pragma_index_list('doc') ORDER BY n, name;
SELECT count(*) FROM sqlite_temp_schema, doc;
SELECT m.name, seq FROM sqlite_schema m JOIN person p ON p.id = 1 LEFT JOIN (SELECT max(id) AS seq FROM person) WHERE m.name LIKE 'p%' ORDER BY m.name;
SELECT name FROM sqlite_schema WHERE name = 5 OR rootpage = '0' AND EXISTS (SELECT 1 FROM doc) ORDER BY 1;
-- params: 'table'
SELECT name FROM sqlite_schema, doc WHERE type = ? AND n = 1 ORDER BY 1;
SELECT name FROM sqlite_schema UNION SELECT about FROM doc ORDER BY 1;
-- refused
INSERT INTO doc SELECT name, type, 10 FROM sqlite_schema WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite%';
-- refused
UPDATE doc SET note = (SELECT type FROM sqlite_schema WHERE name = about) WHERE about IN (SELECT name FROM sqlite_master);
-- refused
DELETE FROM doc WHERE about NOT IN (SELECT name FROM sqlite_schema);
SELECT * FROM doc ORDER BY about, n;
-- refused
SELECT user_version FROM pragma_user_version, doc LIMIT 1;
