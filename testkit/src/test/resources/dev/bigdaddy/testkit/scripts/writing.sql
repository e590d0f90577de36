-- Writes of every form, failing ones among them; a look at the table after each.
CREATE TABLE t(id INTEGER PRIMARY KEY, a, b TEXT DEFAULT 'dflt', c REAL DEFAULT (1 + 1), d INTEGER NOT NULL DEFAULT -1);
INSERT INTO t DEFAULT VALUES;
INSERT INTO t DEFAULT VALUES;
INSERT INTO t(a) VALUES (1), ('two'), (NULL), (4.5), (x'05');
SELECT * FROM t;
SELECT last_insert_rowid(), changes(), total_changes();
INSERT INTO t(id, a) VALUES (100, 'hundred');
INSERT INTO t(a) VALUES ('after hundred');
INSERT INTO t(id, a) VALUES (NULL, 'null id'), (50, 'fifty'), (NULL, 'null id again');
SELECT id, a FROM t ORDER BY id;
INSERT INTO t VALUES (-10, 'negative', 'b', 3, 4);
INSERT INTO t(a, d) VALUES ('last', 5);
SELECT max(id), min(id), count(*) FROM t;
INSERT INTO t(d, c, b, a, id) VALUES (1, 2, 3, 4, 500);
SELECT * FROM t WHERE id = 500;
-- params: 'p1', 2.5, 'p3', x'ff'
INSERT INTO t(a, c) VALUES (?, ?), (?, ?);
-- params: 700, 'x'
INSERT INTO t(id, a, b) VALUES (?1, ?2, ?2), (?1 + 1, ?2 || ?2, ?1);
SELECT * FROM t WHERE id >= 500 ORDER BY id;
-- error
INSERT INTO t(id) VALUES (500);
-- error
INSERT INTO t(id, a) VALUES (901, 'kept out'), (902, 'too'), (500, 'fails'), (903, 'never');
SELECT count(*) FROM t WHERE id > 900;
-- error
INSERT INTO t(id, d) VALUES (910, 1), (911, NULL);
-- error
INSERT INTO t(id, a) VALUES ('abc', 1);
-- error
INSERT INTO t(id, a) VALUES (1.5, 1);
INSERT INTO t(id, a) VALUES ('1200', 'text id'), (1201.0, 'real id');
SELECT id, typeof(id), a FROM t WHERE id >= 1200 ORDER BY id;
-- error
INSERT INTO t(id, a) VALUES (1);
-- error
INSERT INTO t VALUES (1, 2, 3);
-- error
INSERT INTO t(nothere) VALUES (1);
-- error
INSERT INTO nothere VALUES (1);
-- error
INSERT INTO t(id, id2) VALUES (1, 2);
-- error
INSERT INTO t VALUES (1, 2, 3, 4, 5), (1, 2);
INSERT INTO t(id, a) VALUES (2000, -5), (2001, - - 5), (2002, 7 % 4), (2003, 'a' || 'b'), (2004, (1 + 2) * 3), (2005, 1 + 2 * 3);
SELECT id, a FROM t WHERE id >= 2000 ORDER BY id;
INSERT INTO t(id, a) VALUES (2010, abs(-3)), (2011, CASE WHEN 1 THEN 'yes' END), (2012, upper('x')), (2013, CAST('12' AS INTEGER));
UPDATE t SET a = 'changed' WHERE id = 500;
UPDATE t SET a = a || '!', c = c + 1 WHERE id IN (1, 2, 3);
UPDATE t SET b = 'all';
UPDATE t SET b = 'b' || id WHERE id > 1000 AND id % 2 = 0;
UPDATE t SET (a, c) = (c, a) WHERE id BETWEEN 700 AND 701;
UPDATE t SET a = b, b = a WHERE id = 100;
UPDATE t SET a = NULL WHERE a IS NULL;
UPDATE t SET a = 1 WHERE id = 424242;
UPDATE t SET a = 1 WHERE 0;
SELECT * FROM t ORDER BY id;
SELECT changes();
UPDATE t SET d = d - 1 WHERE d > 0;
UPDATE t SET a = -a WHERE typeof(a) = 'integer';
UPDATE t SET c = NULL, d = abs(d) WHERE id < 0;
-- params: 'new', 2, 100
UPDATE t SET a = ?, d = ? WHERE id = ?;
-- params: 100, 'swapped'
UPDATE t SET a = ?2 WHERE id = ?1;
SELECT * FROM t WHERE id = 100;
-- error
UPDATE t SET d = NULL WHERE id = 100;
-- error
UPDATE t SET d = NULL WHERE id > 0;
SELECT count(*) FROM t WHERE d IS NULL;
-- error
UPDATE t SET nothere = 1;
-- error
UPDATE t SET a = nothere;
-- error
UPDATE nothere SET a = 1;
DELETE FROM t WHERE id = 500;
DELETE FROM t WHERE id = 500;
DELETE FROM t WHERE a IS NULL;
DELETE FROM t WHERE (id = 1 OR id = 2) AND b = 'nothing';
DELETE FROM t WHERE id - 1 = 0;
DELETE FROM t WHERE id > 2000 AND id < 2004;
DELETE FROM t AS x WHERE x.id = 2;
SELECT * FROM t ORDER BY id;
-- error
DELETE FROM t WHERE nothere = 1;
-- error
DELETE FROM t x WHERE t.id = 1;
-- refused
UPDATE t SET id = id + 10000 WHERE id > 0;
-- refused
UPDATE t SET id = 12345 WHERE id = 12100;
SELECT id, a FROM t ORDER BY id;
DELETE FROM t WHERE id > 0;
INSERT INTO t(a) VALUES ('after delete');
SELECT id, a FROM t;
DELETE FROM t;
SELECT changes(), count(*) FROM t;
INSERT INTO t(a) VALUES ('first again'), ('second again');
SELECT id, a FROM t;
INSERT INTO t(id, a) VALUES (9223372036854775807, 'largest');
DELETE FROM t WHERE id = 9223372036854775807;
INSERT INTO t(a) VALUES ('after largest');
SELECT id, a FROM t ORDER BY id;
CREATE TABLE auto(id INTEGER PRIMARY KEY AUTOINCREMENT, v);
INSERT INTO auto(v) VALUES ('a'), ('b'), ('c');
DELETE FROM auto WHERE id = 3;
INSERT INTO auto(v) VALUES ('d');
SELECT * FROM auto;
INSERT INTO auto VALUES (100, 'e'), (NULL, 'f');
DELETE FROM auto;
INSERT INTO auto(v) VALUES ('g');
SELECT * FROM auto;
SELECT name, seq FROM sqlite_sequence;
CREATE TABLE keyless(a, b);
INSERT INTO keyless VALUES (1, 'x'), (1, 'x'), (NULL, NULL), (2, 'y');
SELECT rowid, * FROM keyless;
SELECT * FROM keyless WHERE rowid = 2;
DELETE FROM keyless WHERE rowid = 1;
INSERT INTO keyless VALUES (3, 'z');
INSERT INTO keyless(rowid, a) VALUES (77, 'seventy-seven');
INSERT INTO keyless(a) VALUES ('seventy-eight');
SELECT rowid, a FROM keyless ORDER BY rowid;
UPDATE keyless SET b = rowid WHERE a = 1;
SELECT last_insert_rowid();
DELETE FROM keyless WHERE a IS NULL;
SELECT rowid, * FROM keyless;
CREATE TABLE checked(id INTEGER PRIMARY KEY, n INTEGER CHECK (n > 0), m TEXT CONSTRAINT short CHECK (length(m) < 4), CONSTRAINT together CHECK (n < 100 OR m IS NULL));
INSERT INTO checked VALUES (1, 1, 'abc'), (2, 99, NULL), (3, NULL, NULL);
-- error
INSERT INTO checked VALUES (4, 0, 'x');
-- error
INSERT INTO checked VALUES (4, 1, 'long');
-- error
INSERT INTO checked VALUES (4, 100, 'x');
-- error
INSERT INTO checked VALUES (5, 1, 'ok'), (6, -1, 'bad'), (7, 1, 'ok');
-- error
UPDATE checked SET n = n - 1;
-- error
UPDATE checked SET n = n * 100 WHERE m IS NOT NULL;
SELECT * FROM checked;
CREATE TABLE strict_table(id INTEGER PRIMARY KEY, i INT, r REAL, t TEXT, b BLOB, a ANY) STRICT;
INSERT INTO strict_table VALUES (1, 1, 1, 'x', x'00', '1'), (2, '2', '2.5', 3, NULL, 3.0), (3, 3.0, 4, '', x'', NULL);
-- error
INSERT INTO strict_table(i) VALUES ('x');
-- error
INSERT INTO strict_table(b) VALUES ('text');
-- error
UPDATE strict_table SET i = 'y' WHERE id = 1;
SELECT *, typeof(i), typeof(r), typeof(t), typeof(a) FROM strict_table;
CREATE TABLE generated(id INTEGER PRIMARY KEY, a INTEGER, twice INTEGER AS (a * 2), text TEXT GENERATED ALWAYS AS ('<' || a || '>') STORED);
INSERT INTO generated(id, a) VALUES (1, 10), (2, NULL), (3, -3);
INSERT INTO generated VALUES (4, 40);
SELECT * FROM generated;
SELECT id FROM generated WHERE twice > 10 ORDER BY text;
UPDATE generated SET a = 11 WHERE id = 1;
SELECT twice, text FROM generated WHERE id = 1;
-- error
INSERT INTO generated(id, twice) VALUES (9, 1);
-- error
UPDATE generated SET twice = 1;
-- refused
CREATE TABLE uni(id INTEGER PRIMARY KEY, email TEXT UNIQUE, n);
INSERT INTO uni VALUES (1, 'a@x', 1), (2, 'b@x', 2), (3, NULL, 3), (4, NULL, 4);
-- error
INSERT INTO uni VALUES (5, 'a@x', 5);
-- error
UPDATE uni SET email = 'a@x' WHERE id = 2;
SELECT * FROM uni ORDER BY id;
CREATE TABLE pku(a INTEGER, b INTEGER, v, PRIMARY KEY(a), UNIQUE(a, b));
INSERT INTO pku VALUES (1, 1, 'x'), (2, 1, 'y');
-- error
INSERT INTO pku VALUES (1, 2, 'z');
-- refused
INSERT OR IGNORE INTO pku VALUES (1, 2, 'z'), (3, 3, 'new');
-- refused
INSERT OR REPLACE INTO pku VALUES (1, 2, 'replaced'), (4, 4, 'new');
-- refused
INSERT INTO pku VALUES (1, 2, 'up') ON CONFLICT(a) DO UPDATE SET v = excluded.v || v;
-- refused
INSERT INTO pku SELECT a + 100, b, v FROM pku;
-- refused
INSERT INTO pku VALUES (900, 1, 'r') RETURNING a, v;
-- refused
UPDATE pku SET v = 'ret' WHERE a = 1 RETURNING *;
-- refused
DELETE FROM pku WHERE a = 2 RETURNING a;
-- refused
UPDATE pku SET v = (SELECT max(a) FROM pku) WHERE a = 1;
-- refused
DELETE FROM pku WHERE a > (SELECT avg(a) FROM pku);
SELECT * FROM pku ORDER BY a;
CREATE TABLE IF NOT EXISTS pku(other);
-- error
CREATE TABLE pku(other);
SELECT sql FROM sqlite_schema WHERE name = 'pku';
SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY name;
PRAGMA table_info(t);
PRAGMA table_xinfo(generated);
PRAGMA index_list(pku);
