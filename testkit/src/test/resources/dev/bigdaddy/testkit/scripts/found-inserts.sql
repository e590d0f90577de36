-- INSERT … SELECT from one spread table: the rows are read first.
CREATE TABLE t(id INTEGER PRIMARY KEY, a INT, b TEXT, c);
CREATE TABLE d(id INTEGER PRIMARY KEY, a INT, b TEXT);
CREATE TABLE h(a INT, b TEXT);
CREATE TABLE w(k TEXT, n INT, v, PRIMARY KEY(k, n)) WITHOUT ROWID;
CREATE TABLE agg(k INTEGER PRIMARY KEY, n INT, m REAL);
CREATE TABLE q(id INTEGER PRIMARY KEY AUTOINCREMENT, x UNIQUE, y INT CHECK (y < 40), z INT NOT NULL DEFAULT 7, g AS (y + 1) STORED);
CREATE TABLE small(a INT, n INT) /* SHARDS=1 */;
CREATE TABLE ref(a INTEGER PRIMARY KEY, n INT) /* REFERENCE */;
CREATE INDEX t_a ON t(a);
CREATE INDEX d_b ON d(b);
WITH RECURSIVE i(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM i WHERE n < 80)
  INSERT INTO t SELECT n, n % 7, 'b' || (n % 5), CASE n % 5 WHEN 0 THEN n WHEN 1 THEN n || '' WHEN 2 THEN n / 2.0 WHEN 3 THEN x'00' || n END FROM i;

INSERT INTO d SELECT id, a, b FROM t WHERE a = 3;
SELECT changes(), total_changes(), last_insert_rowid();
INSERT INTO d(a, b) SELECT a, b FROM t WHERE a = 4;
SELECT changes(), last_insert_rowid();
SELECT * FROM d ORDER BY id;
INSERT INTO t SELECT id + 100, a, b, c FROM t WHERE a < 2;
SELECT count(*), sum(id), max(id), last_insert_rowid() FROM t;
INSERT INTO t(a, b) SELECT a + 1, b FROM t WHERE a = 6 RETURNING id, a;
INSERT INTO h SELECT a, b FROM t WHERE a > 4 ORDER BY b DESC, id;
SELECT rowid, * FROM h;
INSERT INTO h(b) SELECT DISTINCT b FROM t;
INSERT INTO h SELECT a, count(*) FROM t GROUP BY a HAVING count(*) > 3;
SELECT rowid, * FROM h WHERE rowid > 20;
INSERT INTO agg SELECT a, count(*), avg(id) FROM t GROUP BY a;
SELECT * FROM agg;
INSERT INTO agg SELECT a, 1, 0 FROM t WHERE id < 20 ON CONFLICT(k) DO UPDATE SET n = n + excluded.n, m = m + 1;
SELECT changes(), last_insert_rowid();
SELECT * FROM agg;
INSERT OR REPLACE INTO agg SELECT a + 3, id, id FROM t WHERE a > 3;
SELECT changes(), last_insert_rowid();
SELECT * FROM agg;
INSERT OR IGNORE INTO agg SELECT a + 5, id, id FROM t WHERE a > 3;
SELECT changes(), last_insert_rowid();
SELECT * FROM agg;
INSERT INTO w SELECT b, id, c FROM t WHERE id % 3 = 0;
SELECT changes();
REPLACE INTO w SELECT b, id, a FROM t WHERE id % 9 = 0;
SELECT k, n, v, typeof(v) FROM w ORDER BY k, n;
-- error
INSERT INTO w SELECT b, id, c FROM t WHERE id % 6 = 0;
SELECT count(*) FROM w;

-- keys, checks and defaults
INSERT INTO q(x, y) SELECT id, id FROM t WHERE id < 5;
SELECT changes(), last_insert_rowid();
-- error
INSERT INTO q(x, y) SELECT id + 10, id FROM t WHERE id > 30 AND id < 60;
-- error
INSERT INTO q(x, y) SELECT id, 1 FROM t WHERE id > 3 AND id < 8;
-- error
INSERT INTO q(x, y, z) SELECT id + 50, 1, c FROM t WHERE id > 3 AND id < 12;
INSERT OR IGNORE INTO q(x, y) SELECT id, 1 FROM t WHERE id > 3 AND id < 8;
INSERT OR REPLACE INTO q(x, y) SELECT id, 2 FROM t WHERE id > 5 AND id < 9;
INSERT OR FAIL INTO q(x, y) SELECT id + 90, 3 FROM t WHERE id > 5 AND id < 9;
-- error
INSERT OR FAIL INTO q(x, y) SELECT id + 88, 3 FROM t WHERE id > 5 AND id < 12;
INSERT INTO q(x, y) SELECT id, 1 FROM t WHERE id < 0;
INSERT INTO q(x, y) SELECT id + 200, 1 FROM t WHERE id < 4 ON CONFLICT(x) DO NOTHING RETURNING id, x, g;
SELECT * FROM q ORDER BY id;
SELECT * FROM sqlite_sequence;
INSERT INTO q(id, x, y) SELECT NULL, 'n' || id, 2 FROM t WHERE id IN (3, 5, 7);
INSERT INTO q(id, x, y) SELECT id + 1000, 'm' || id, 2 FROM t WHERE id IN (3, 5, 7);
SELECT id, x FROM q WHERE id > 10 ORDER BY id;
SELECT * FROM sqlite_sequence;
-- error
INSERT INTO d SELECT id, abs(-9223372036854775807 - 1), b FROM t WHERE id > 70;

-- tables of other kinds
INSERT INTO small SELECT a, count(*) FROM t GROUP BY a;
SELECT rowid, * FROM small;
INSERT INTO ref SELECT a, max(id) FROM t GROUP BY a;
INSERT OR REPLACE INTO ref SELECT a, min(id) FROM t WHERE a > 2 GROUP BY a;
SELECT * FROM ref;

-- foreign keys and triggers
CREATE TABLE parent(id INTEGER PRIMARY KEY, n INT);
CREATE TABLE child(id INTEGER PRIMARY KEY, p INT REFERENCES parent(id), up INT REFERENCES child(id));
CREATE TABLE log(id INTEGER PRIMARY KEY, what TEXT, n INT);
PRAGMA foreign_keys = ON;
INSERT INTO parent SELECT id, a FROM t WHERE id < 30;
INSERT INTO child(id, p) SELECT id, id FROM t WHERE id < 12;
-- error
INSERT INTO child(id, p) SELECT id, id FROM t WHERE id > 20 AND id < 40;
INSERT INTO child(id, p, up) SELECT id, id, id + 1 FROM t WHERE id >= 20 AND id < 29 UNION ALL SELECT 29, 29, 20;
INSERT INTO child(id, p, up) SELECT id + 1000, id, 1000 + id + CASE WHEN id < 11 THEN 1 ELSE -10 END FROM t WHERE id < 12;
SELECT changes();
SELECT * FROM child ORDER BY id;
CREATE TRIGGER p_new AFTER INSERT ON parent BEGIN INSERT INTO log(what, n) VALUES ('new', new.id); END;
CREATE TRIGGER d_new BEFORE INSERT ON d WHEN new.a > 2 BEGIN INSERT INTO log(what, n) VALUES ('d', new.a); SELECT CASE WHEN new.a = 6 THEN RAISE(IGNORE) END; END;
INSERT INTO parent SELECT id, a FROM t WHERE id > 60 AND id < 70;
SELECT changes(), total_changes(), last_insert_rowid();
INSERT INTO d SELECT id + 500, a, b FROM t WHERE b = 'b2';
SELECT changes(), total_changes(), last_insert_rowid();
SELECT * FROM log;
SELECT * FROM d WHERE id > 500 ORDER BY id;

-- in transactions
BEGIN;
UPDATE t SET a = 50 WHERE id < 4;
INSERT INTO h SELECT a, 'tx' FROM t WHERE a = 50;
SAVEPOINT s;
INSERT INTO h SELECT a, 'gone' FROM t WHERE a = 50;
-- error
INSERT INTO agg SELECT a, 1, 1 FROM t WHERE id < 60;
ROLLBACK TO s;
SELECT count(*) FROM h WHERE b IN ('tx', 'gone');
COMMIT;
SELECT count(*) FROM h WHERE b IN ('tx', 'gone');
SELECT count(*) FROM agg;

-- rows that SQLite finds through several indexes
CREATE TABLE mi(id NUMERIC PRIMARY KEY, xy TEXT COLLATE NOCASE, val INTEGER, UNIQUE (xy, val));
INSERT INTO mi(rowid, id, xy, val) VALUES (17, 595, 'k680', 236), (21, 108, 'k337', 844);
INSERT INTO mi(id, xy, val) SELECT o.rowid + 15, 'k' || (o.rowid), 15 FROM mi AS o WHERE (xy > 2.0 OR xy = 'a ');
SELECT rowid, * FROM mi;
DELETE FROM mi WHERE (xy > 'k2' OR xy = 'a ') LIMIT 1;
SELECT rowid, * FROM mi;

-- A trigger that rolls the whole transaction back.
CREATE TABLE ended(n INTEGER PRIMARY KEY, what);
CREATE TRIGGER ended_ends BEFORE INSERT ON ended WHEN new.what IS NULL BEGIN SELECT RAISE(ROLLBACK, 'back'); END;
CREATE TABLE ending(id INTEGER PRIMARY KEY, v) /* SHARDS=3 */;
INSERT INTO ending VALUES (1, 'a'), (2, NULL), (3, 'c');
SAVEPOINT s1;
INSERT INTO ending VALUES (4, 'd');
-- error
INSERT INTO ended SELECT id, v FROM ending ORDER BY id;
-- error
RELEASE s1;
-- error
INSERT INTO ended SELECT id, v FROM ending ORDER BY id DESC;
SELECT count(*), (SELECT count(*) FROM ended) FROM ending;
