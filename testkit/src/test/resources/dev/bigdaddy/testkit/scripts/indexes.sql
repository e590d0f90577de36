-- Virtual indexes: what they find must be what plain SQLite finds, whatever was written before, between
-- and after, by whatever way.
CREATE TABLE person(id INTEGER PRIMARY KEY, city TEXT COLLATE NOCASE, zip, height REAL, tag);
CREATE INDEX person_city ON person(city, zip);
INSERT INTO person VALUES
  (1, 'Bern', 3000, 1.5, 'a'), (2, 'BERN', 3001, 2, x'61'), (3, 'Rome', NULL, 3, 1),
  (4, NULL, 5, 4, 1.0), (5, 'Oslo', '0150', 1.75, '1'), (6, 'oslo', 150, 1.75, NULL);
CREATE INDEX person_height ON person(height DESC);
CREATE INDEX person_tag ON person(tag);
CREATE INDEX person_lower ON person(lower(city), height);
CREATE INDEX person_tall ON person(city) WHERE height > 1.6;
CREATE INDEX person_binary ON person(city COLLATE BINARY);
SELECT * FROM person WHERE city = 'bern';
SELECT id FROM person WHERE city = 'bern' AND zip = 3000;
SELECT id FROM person WHERE city = 'rome' AND zip IS NULL;
SELECT id FROM person WHERE city IS NULL;
SELECT id FROM person WHERE city = NULL;
SELECT id FROM person WHERE zip = 150;
SELECT id FROM person WHERE city = 'OSLO' AND zip IN (150, '0150');
SELECT id FROM person WHERE city IN ('rome', 'bern', 'nowhere', NULL);
SELECT count(*), max(height) FROM person WHERE city = 'nowhere';
SELECT id FROM person WHERE city = 'nowhere';
SELECT id FROM person WHERE height = 2;
SELECT id FROM person WHERE height = '2';
SELECT id FROM person WHERE height = 1.75 ORDER BY id DESC;
SELECT id FROM person WHERE tag = 1;
SELECT id FROM person WHERE tag = '1';
SELECT id FROM person WHERE tag = x'61';
SELECT id FROM person WHERE tag = 'a';
SELECT id FROM person WHERE lower(city) = 'oslo';
SELECT id FROM person WHERE lower(city) = 'oslo' AND height = 1.75;
SELECT id FROM person WHERE city = 'BERN' AND height > 1.6;
SELECT id FROM person WHERE city = 'Bern' COLLATE BINARY;
SELECT id FROM person WHERE city = 'bern' OR tag = 1;
-- params: 'bern'
SELECT id FROM person WHERE city = ?;
-- params: NULL
SELECT id FROM person WHERE city = ?;
-- params: 150
SELECT id FROM person WHERE city = 'oslo' AND zip = ?;
-- Values that change, come and go.
UPDATE person SET city = 'Rome' WHERE id = 1;
SELECT id FROM person WHERE city = 'bern';
SELECT id FROM person WHERE city = 'rome';
UPDATE person SET city = city || '!' WHERE city = 'rome';
SELECT id FROM person WHERE city = 'rome!';
SELECT id FROM person WHERE city = 'rome';
DELETE FROM person WHERE id = 3;
SELECT id FROM person WHERE city = 'rome!';
UPDATE person SET height = height + 1;
SELECT id FROM person WHERE height = 2.75;
SELECT id FROM person WHERE city = 'BERN' AND height > 1.6;
INSERT INTO person(city) VALUES ('Bern'), ('Bern'), ('Bern');
SELECT id FROM person WHERE city = 'bern' AND zip IS NULL ORDER BY id;
BEGIN;
INSERT INTO person(id, city) VALUES (100, 'Lima');
SELECT id FROM person WHERE city = 'lima';
SAVEPOINT s;
UPDATE person SET city = 'Quito' WHERE id = 100;
SELECT id FROM person WHERE city = 'quito';
ROLLBACK TO s;
SELECT id FROM person WHERE city = 'lima';
SELECT id FROM person WHERE city = 'quito';
ROLLBACK;
SELECT id FROM person WHERE city = 'lima';
INSERT OR REPLACE INTO person(id, city) VALUES (2, 'Lima');
SELECT id FROM person WHERE city = 'bern';
SELECT id FROM person WHERE city = 'lima';
INSERT INTO person(id, city) VALUES (2, 'Lima') ON CONFLICT(id) DO UPDATE SET city = 'Kyiv';
SELECT id FROM person WHERE city = 'kyiv';
INSERT INTO person(city, zip) SELECT 'copy', id FROM person WHERE city = 'bern';
SELECT count(*) FROM person WHERE city = 'copy';
-- The row that moves with its key.
UPDATE person SET id = 777 WHERE city = 'kyiv';
SELECT id FROM person WHERE city = 'kyiv';
-- Joins.
CREATE TABLE visit(id INTEGER PRIMARY KEY, person INT, place TEXT);
CREATE INDEX visit_place ON visit(place);
INSERT INTO visit(person, place) SELECT id, 'park' FROM person;
INSERT INTO visit(person, place) SELECT id, 'zoo' FROM person WHERE id < 6;
SELECT p.id, v.place FROM visit v JOIN person p ON p.id = v.person WHERE v.place = 'zoo' ORDER BY 1;
SELECT count(*) FROM visit WHERE place = 'zoo' AND person IN (SELECT id FROM person WHERE city = 'oslo');
-- Dropped, made anew, renamed.
DROP INDEX person_tag;
SELECT id FROM person WHERE tag = 1;
CREATE INDEX person_tag ON person(tag, id);
SELECT id FROM person WHERE tag = 1 ORDER BY id;
-- error
CREATE INDEX person_tag ON person(tag);
CREATE INDEX IF NOT EXISTS person_tag ON person(zip);
-- error
DROP INDEX none_such;
DROP TABLE visit;
CREATE TABLE visit(place TEXT);
INSERT INTO visit VALUES ('zoo');
SELECT * FROM visit WHERE place = 'zoo';
CREATE TABLE pair(a, b, c, PRIMARY KEY(a, b)) WITHOUT ROWID;
CREATE INDEX pair_c ON pair(c);
INSERT INTO pair VALUES (1, 1, 'x'), (1, 2, 'x'), (2, 1, 'y'), (2, 2, NULL);
SELECT a, b FROM pair WHERE c = 'x' ORDER BY a, b;
UPDATE pair SET c = 'x' WHERE a = 2;
SELECT a, b FROM pair WHERE c = 'x' ORDER BY a, b;
SELECT name, sql FROM sqlite_schema WHERE type = 'index' ORDER BY name;
-- Rows that SQLite itself inserts, since the nodes cannot, have their entries at once.
CREATE TABLE raw(id INTEGER PRIMARY KEY, c TEXT, n);
CREATE INDEX raw_n ON raw(n);
INSERT INTO raw VALUES (1, CAST(x'ff' AS TEXT), 5);
SELECT id, hex(c) FROM raw WHERE n = 5;
INSERT INTO raw VALUES (2, 'a', 6), (3, CAST(x'fe' AS TEXT), 7);
SELECT id FROM raw WHERE n = 7;
-- error
INSERT INTO raw VALUES (4, 'a', 8), (4, 'b', 9);
SELECT id FROM raw WHERE n IN (8, 9);
INSERT OR IGNORE INTO raw VALUES (5, CAST(x'80' AS TEXT), 10), (1, 'c', 11);
SELECT id FROM raw WHERE n IN (10, 11);
