-- ALTER TABLE in all its forms, with rows, indexes, views and transactions around it.
CREATE TABLE item(id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, price REAL CHECK(price >= 0));
CREATE TABLE line(item_id INTEGER, n INTEGER, note TEXT, PRIMARY KEY(item_id, n)) WITHOUT ROWID;
CREATE TABLE keyless(a, b DEFAULT 'b');
CREATE INDEX item_price ON item(price);
INSERT INTO item VALUES (1, 'one', 1.5), (2, 'two', 2.5), (3, 'three', 3.5), (4, 'four', NULL), (9, 'nine', 9);
INSERT INTO line VALUES (1, 1, 'x'), (1, 2, 'y'), (2, 1, 'z'), (9, 1, NULL);
INSERT INTO keyless(a) VALUES (1), (2), (3), (4), (5);
ALTER TABLE item ADD COLUMN stock INTEGER DEFAULT 7;
ALTER TABLE item ADD COLUMN label TEXT COLLATE NOCASE;
ALTER TABLE item ADD twice AS (price * 2);
SELECT * FROM item;
SELECT i.*, l.note FROM item i JOIN line l ON l.item_id = i.id ORDER BY 1, l.n;
PRAGMA table_info(item);
PRAGMA table_xinfo(item);
SELECT sql FROM sqlite_schema WHERE name = 'item';
INSERT INTO item VALUES (5, 'five', 5.5, 50, 'Label');
INSERT INTO item(id, name, label) VALUES (6, 'six', 'LABEL'), (7, 'seven', 'other') RETURNING *;
-- error
INSERT INTO item DEFAULT VALUES RETURNING id;
-- error
INSERT INTO item VALUES (8, 'eight', 8);
SELECT id, twice FROM item WHERE label = 'label' ORDER BY id;
UPDATE item SET stock = stock + 1, label = 'set' WHERE id IN (1, 5) RETURNING id, stock, label, twice;
SELECT count(*), sum(stock), max(label) FROM item;
CREATE INDEX item_label ON item(label, stock);
SELECT id FROM item WHERE label = 'SET' ORDER BY id;
-- error
ALTER TABLE item ADD COLUMN stock;
-- error
ALTER TABLE item ADD COLUMN must NOT NULL;
-- error
ALTER TABLE item ADD COLUMN again PRIMARY KEY;
-- error
ALTER TABLE item ADD COLUMN again UNIQUE;
-- error
ALTER TABLE item ADD COLUMN low DEFAULT 0 CHECK(low > 0);
ALTER TABLE item ADD COLUMN must TEXT NOT NULL DEFAULT 'm';
-- error
ALTER TABLE item DROP COLUMN name;
-- error
ALTER TABLE item DROP COLUMN label;
-- error
ALTER TABLE item DROP COLUMN missing;
-- error
ALTER TABLE item DROP COLUMN id;
ALTER TABLE item DROP COLUMN must;
ALTER TABLE item DROP COLUMN twice;
SELECT * FROM item ORDER BY id;
ALTER TABLE item RENAME COLUMN stock TO amount;
ALTER TABLE item RENAME name TO title;
-- error
SELECT stock FROM item;
SELECT id, title, amount FROM item ORDER BY title;
-- error
INSERT INTO item(id, title) VALUES (10, 'one');
SELECT name, sql FROM sqlite_schema WHERE tbl_name = 'item' ORDER BY name;
ALTER TABLE item RENAME COLUMN id TO item_id;
SELECT title FROM item WHERE item_id = 3;
SELECT i.title, l.n FROM item i JOIN line l USING (item_id) ORDER BY 1, 2;
INSERT INTO item(title) VALUES ('assigned') RETURNING item_id;
DELETE FROM item WHERE item_id = 2;
ALTER TABLE line RENAME COLUMN item_id TO item;
SELECT item, n, note FROM line WHERE item = 1 ORDER BY n;
UPDATE line SET note = 'new' WHERE item = 9;
ALTER TABLE line ADD COLUMN flag DEFAULT 0;
INSERT INTO line VALUES (3, 1, 'n', 1), (3, 2, 'n', 2);
SELECT * FROM line;
ALTER TABLE item RENAME TO article;
-- error
SELECT * FROM item;
SELECT * FROM article ORDER BY item_id;
SELECT name, tbl_name FROM sqlite_schema WHERE tbl_name = 'article' ORDER BY name;
INSERT INTO article(title, price) VALUES ('after', 1);
SELECT count(*) FROM article;
CREATE TABLE item(a);
INSERT INTO item VALUES (1), (2), (3);
SELECT * FROM item;
-- error
ALTER TABLE item RENAME TO article;
-- error
ALTER TABLE missing RENAME TO other;
-- error
ALTER TABLE missing ADD COLUMN x;
CREATE VIEW titles AS SELECT title, price FROM article;
ALTER TABLE article RENAME COLUMN title TO heading;
SELECT sql FROM sqlite_schema WHERE name = 'titles';
-- unordered
SELECT * FROM titles;
-- error
ALTER TABLE article DROP COLUMN heading;
-- error
ALTER TABLE titles ADD COLUMN x;
-- error
ALTER TABLE titles RENAME TO other;
BEGIN;
ALTER TABLE keyless ADD COLUMN c DEFAULT 'c';
INSERT INTO keyless VALUES (6, 'six', 'C');
SELECT * FROM keyless;
SAVEPOINT s;
ALTER TABLE keyless RENAME TO renamed;
ALTER TABLE renamed DROP COLUMN b;
INSERT INTO renamed VALUES (7, 'seven');
SELECT rowid, * FROM renamed;
ROLLBACK TO s;
SELECT rowid, * FROM keyless;
ROLLBACK;
SELECT rowid, * FROM keyless;
INSERT INTO keyless VALUES (8, 'eight');
SELECT count(*) FROM keyless;
BEGIN;
ALTER TABLE keyless RENAME TO kept;
ALTER TABLE kept ADD COLUMN d;
UPDATE kept SET d = a * 10 WHERE a > 3;
COMMIT;
SELECT * FROM kept;
ALTER TABLE kept ADD COLUMN e GENERATED ALWAYS AS (a + 1) VIRTUAL;
SELECT a, e FROM kept WHERE e > 3 ORDER BY a;
-- error
ALTER TABLE kept ADD COLUMN f GENERATED ALWAYS AS (a) STORED;
CREATE TABLE counter(id INTEGER PRIMARY KEY AUTOINCREMENT, v);
INSERT INTO counter(v) VALUES ('a'), ('b'), ('c');
DELETE FROM counter WHERE id = 3;
ALTER TABLE counter RENAME TO counted;
INSERT INTO counted(v) VALUES ('d') RETURNING id;
SELECT * FROM counted ORDER BY id;
-- refused
SELECT name, seq FROM sqlite_sequence;
CREATE TABLE typed(id INTEGER PRIMARY KEY, t TEXT) STRICT;
INSERT INTO typed VALUES (1, 'x');
ALTER TABLE typed ADD COLUMN n INT;
-- error
INSERT INTO typed VALUES (2, 'y', 'not a number');
INSERT INTO typed VALUES (2, 'y', 5);
SELECT *, typeof(n) FROM typed ORDER BY id;
ALTER TABLE typed ALTER COLUMN t SET NOT NULL;
-- error
INSERT INTO typed VALUES (3, NULL, 5);
ALTER TABLE typed ALTER COLUMN t DROP NOT NULL;
INSERT INTO typed VALUES (3, NULL, 5);
ALTER TABLE typed ADD CONSTRAINT small CHECK (n < 10);
-- error
INSERT INTO typed VALUES (4, 'z', 50);
-- error
ALTER TABLE typed ADD CONSTRAINT smaller CHECK (n < 2);
ALTER TABLE typed DROP CONSTRAINT small;
INSERT INTO typed VALUES (4, 'z', 50);
SELECT * FROM typed ORDER BY id;
DROP TABLE article;
SELECT type, name, sql FROM sqlite_schema WHERE name NOT LIKE 'sqlite%' ORDER BY name;
