-- Corners of SQLite's writes, by hand.
CREATE TABLE t(id INTEGER PRIMARY KEY, a INTEGER, b TEXT DEFAULT ('d' || 1), c REAL CHECK (c IS NULL OR c < 1000), UNIQUE(a, b));
CREATE TABLE u(id INTEGER PRIMARY KEY AUTOINCREMENT, tid INTEGER, n TEXT COLLATE NOCASE UNIQUE, v);
CREATE TABLE w(k TEXT, j INTEGER, x, PRIMARY KEY(k, j)) WITHOUT ROWID;
CREATE TABLE g(id INTEGER PRIMARY KEY, p INTEGER, q AS (p * 2), r TEXT AS (upper(s)) STORED, s TEXT);
CREATE TABLE s(id INT PRIMARY KEY, n INTEGER NOT NULL ON CONFLICT IGNORE, m TEXT UNIQUE ON CONFLICT REPLACE);
CREATE TABLE st(id INTEGER PRIMARY KEY, i INT, r REAL, t TEXT, b BLOB, a ANY) STRICT;
CREATE TABLE log(n INTEGER PRIMARY KEY, what TEXT, v);
INSERT INTO t(id, a, b, c) VALUES (1,1,'one',1.5),(2,2,'two',NULL),(3,1,'three',-2.5),(4,NULL,'four',4),(5,3,NULL,0.25);
INSERT INTO t(a) VALUES (7) RETURNING *;
INSERT INTO t DEFAULT VALUES RETURNING id, b AS bee, a IS NULL;
INSERT INTO u(tid, n, v) VALUES (1,'A',10),(1,'b','x'),(2,'C',x'01') RETURNING id, n || v;
INSERT INTO w VALUES ('a',1,1),('a',2,'two'),('b',1,NULL),('c',3,2.5);
INSERT INTO g(id, p, s) VALUES (1, 2, 'x'), (2, NULL, 'y'), (3, 5, NULL) RETURNING *;
-- error
INSERT INTO g(id, q) VALUES (9, 9);
INSERT INTO g VALUES (9, 9, 9);
-- error
INSERT INTO g VALUES (9, 9, 'nine');
INSERT INTO s VALUES (1, 1, 'm'), (2, NULL, 'n'), (3, 3, 'm');
SELECT * FROM s ORDER BY id;
-- error
INSERT INTO s VALUES (3, 4, 'z');
INSERT INTO st VALUES (1, 1, 2, 'x', x'00', 'any'), (2, '5', '2.5', 7, NULL, 1.5);
SELECT *, typeof(i), typeof(r), typeof(t), typeof(a) FROM st ORDER BY id;
-- error
INSERT INTO st(id, i) VALUES (3, 'abc');
-- error
INSERT INTO st(id, b) VALUES (3, 'abc');
-- error
UPDATE st SET i = 1.5 WHERE id = 1;
UPDATE st SET i = i + 1, a = i, t = a RETURNING *;
INSERT INTO t(id, a, b) VALUES (1, 9, 'x') ON CONFLICT(id) DO UPDATE SET a = excluded.a + t.a, b = excluded.b || t.b RETURNING *;
INSERT INTO t(id, a, b) VALUES (100, 2, 'two') ON CONFLICT(a, b) DO UPDATE SET c = 7 WHERE c IS NULL RETURNING *;
INSERT INTO t(id, a, b) VALUES (100, 2, 'two') ON CONFLICT(a, b) DO UPDATE SET c = 8 WHERE c IS NULL RETURNING *;
INSERT INTO t(id, a, b) VALUES (2, 2, 'two'), (101, 3, 'new') ON CONFLICT DO NOTHING RETURNING id;
INSERT INTO t(id, a, b) VALUES (3, 2, 'two') ON CONFLICT(id) DO NOTHING ON CONFLICT(a, b) DO UPDATE SET c = 99;
-- error
INSERT INTO t(id, a) VALUES (1, 1) ON CONFLICT(c) DO NOTHING;
INSERT INTO t(id, a, b) SELECT id + 200, a, b || '!' FROM t WHERE a IS NOT NULL ON CONFLICT(a, b) DO NOTHING;
INSERT OR REPLACE INTO t(id, a, b) SELECT id, a, b || '?' FROM t WHERE id < 3;
INSERT OR IGNORE INTO t(id, a, b, c) VALUES (1, 1, 'q', 1), (300, 1, 'three', 1), (301, 4, 'r', 5000), (302, 4, 'r', 5);
SELECT * FROM t ORDER BY id;
REPLACE INTO t(id, a, b) VALUES (3, 1, 'three'), (303, 4, 'r') RETURNING id;
-- error
INSERT OR FAIL INTO t(id, a, b) VALUES (400, 40, 'x'), (401, 41, 'y'), (400, 42, 'z'), (402, 43, 'w');
SELECT id, a, b FROM t WHERE id >= 400 ORDER BY id;
-- error
INSERT INTO t(id, c) VALUES (500, 1), (501, 5000), (502, 2);
SELECT count(*) FROM t WHERE id >= 500;
UPDATE t SET (a, b) = (SELECT tid + 10, n FROM u WHERE u.id = t.id) WHERE id IN (SELECT id FROM u);
UPDATE t SET c = v.n FROM (SELECT tid, count(*) AS n FROM u GROUP BY tid) AS v WHERE v.tid = t.id RETURNING t.id, t.c;
UPDATE t SET a = w.j, b = w.k FROM w JOIN u ON u.id = w.j WHERE t.id = w.j + 3;
WITH m AS (SELECT max(id) AS top FROM t) UPDATE t SET c = 12 FROM m WHERE t.id = m.top;
UPDATE OR REPLACE t SET a = 1, b = 'same' WHERE id IN (4, 5);
UPDATE OR IGNORE t SET a = 1, b = 'same' WHERE id IN (6, 7);
-- error
UPDATE t SET a = 1, b = 'same' WHERE id IN (6, 7);
UPDATE t SET id = id + 1000 WHERE id > 100 RETURNING id;
UPDATE t SET id = 1 - id WHERE id < 4;
UPDATE t SET c = c + 1 ORDER BY id DESC LIMIT 2;
DELETE FROM t WHERE id IN (SELECT id FROM t ORDER BY id LIMIT 1) RETURNING id;
DELETE FROM t ORDER BY id DESC LIMIT 1 OFFSET 1;
SELECT * FROM t ORDER BY id;
UPDATE w SET k = k || j, j = j * 2 RETURNING *;
DELETE FROM w WHERE (k, j) IN (SELECT 'a1', 2);
SELECT * FROM w;
UPDATE g SET p = p + 1 WHERE q > 4 RETURNING id, q;
-- error
UPDATE g SET q = 4;
UPDATE u SET n = upper(n) || id;
-- error
INSERT INTO u(n) VALUES ('a1');
INSERT INTO u(id, n) VALUES (50, 'fifty');
INSERT INTO u(n) VALUES ('next') RETURNING id;
DELETE FROM u WHERE id = 51;
INSERT INTO u(n) VALUES ('again') RETURNING id;
SELECT * FROM sqlite_sequence ORDER BY name;
UPDATE sqlite_sequence SET seq = 99 WHERE name = 'u';
INSERT INTO u(n) VALUES ('hundred') RETURNING id;
CREATE TRIGGER t_ai AFTER INSERT ON t WHEN new.a > 5 BEGIN INSERT INTO log(what, v) VALUES ('ins', new.id); UPDATE u SET v = new.b WHERE id = new.a; END;
CREATE TRIGGER t_bu BEFORE UPDATE OF a ON t BEGIN SELECT RAISE(ABORT, 'no sevens') WHERE new.a = 7; END;
CREATE TRIGGER t_ad AFTER DELETE ON t BEGIN DELETE FROM log WHERE v = old.id; INSERT INTO log(what, v) VALUES ('del', old.b); END;
INSERT INTO t(id, a, b) VALUES (60, 50, 'trig'), (61, 2, 'quiet'), (62, 6, 'trig2');
-- error
UPDATE t SET a = 7 WHERE id = 60;
UPDATE t SET a = 8 WHERE id = 60;
DELETE FROM t WHERE id >= 60;
SELECT * FROM log ORDER BY n;
SELECT * FROM u ORDER BY id;
CREATE VIEW tv AS SELECT t.id, t.a, u.n FROM t LEFT JOIN u ON u.id = t.id;
CREATE TRIGGER tv_ii INSTEAD OF INSERT ON tv BEGIN INSERT INTO t(id, a) VALUES (new.id, new.a); INSERT INTO u(id, n) VALUES (new.id, new.n); END;
CREATE TRIGGER tv_iu INSTEAD OF UPDATE ON tv BEGIN UPDATE t SET a = new.a WHERE id = old.id; UPDATE u SET n = new.n WHERE id = old.id; END;
INSERT INTO tv VALUES (70, 1, 'seventy') RETURNING id, n;
UPDATE tv SET a = 2, n = 'seven-oh' WHERE id = 70;
SELECT * FROM tv WHERE id = 70;
-- error
DELETE FROM tv WHERE id = 70;
SELECT changes(), total_changes() > 0, last_insert_rowid();
BEGIN;
INSERT INTO t(a, b) VALUES (1000, 'in tx');
SAVEPOINT one;
DELETE FROM t;
SELECT count(*) FROM t;
SAVEPOINT one;
INSERT INTO t(id, a) VALUES (1, 1);
ROLLBACK TO one;
RELEASE one;
ROLLBACK TO one;
SELECT count(*) FROM t;
-- error
INSERT OR ROLLBACK INTO t(id, c) VALUES (1, 99999);
-- error
COMMIT;
SELECT count(*) FROM t WHERE b = 'in tx';
ALTER TABLE t ADD COLUMN z TEXT DEFAULT 'zed';
-- error
ALTER TABLE t RENAME COLUMN a TO aa;
DROP TRIGGER tv_iu;
DROP TRIGGER tv_ii;
ALTER TABLE t RENAME COLUMN a TO aa;
SELECT id, aa, z FROM t ORDER BY id LIMIT 3;
ALTER TABLE log RENAME TO journal;
INSERT INTO t(id, aa, b) VALUES (80, 90, 'after rename');
SELECT what, v FROM journal ORDER BY n;
-- error
ALTER TABLE t DROP COLUMN aa;
ALTER TABLE t DROP COLUMN z;
SELECT name, type FROM sqlite_schema WHERE name NOT LIKE 'sqlite%' ORDER BY name;
DROP TRIGGER t_ai;
DROP VIEW tv;
SELECT * FROM t ORDER BY id;
