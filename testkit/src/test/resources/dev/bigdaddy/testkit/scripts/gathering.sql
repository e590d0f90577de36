-- Writes that need more rows than their own: conflict clauses, subqueries, keys that change, triggers.
CREATE TABLE a(id INTEGER PRIMARY KEY, n INTEGER UNIQUE, s TEXT COLLATE NOCASE DEFAULT 'd', r REAL);
CREATE TABLE b(k TEXT PRIMARY KEY, v, w INTEGER NOT NULL ON CONFLICT IGNORE DEFAULT 5) WITHOUT ROWID;
CREATE TABLE c(x, y);
INSERT INTO a(n, s, r) VALUES (1,'a',1.5),(2,'b',2.5),(3,'c',3),(4,'d',NULL);
INSERT INTO b VALUES ('x',1,1),('y',2,2),('z',1.0,3);
INSERT INTO c SELECT id, s FROM a;
SELECT rowid, * FROM c ORDER BY rowid;
INSERT OR REPLACE INTO a(id, n, s) VALUES (10, 2, 'new'), (1, 7, 'x') RETURNING *;
SELECT changes(), total_changes(), last_insert_rowid();
INSERT OR IGNORE INTO a(n) VALUES (7), (70), (3) RETURNING id, n;
-- error
INSERT OR FAIL INTO a(n) VALUES (71), (72), (3), (73);
SELECT changes(), total_changes(), last_insert_rowid();
SELECT * FROM a ORDER BY id;
BEGIN;
-- error
INSERT OR FAIL INTO a(n) VALUES (171), (172), (3), (173);
SELECT changes(), total_changes(), last_insert_rowid();
-- error
INSERT OR ROLLBACK INTO a(n) VALUES (271), (272), (3), (173);
-- error
COMMIT;
SELECT * FROM a ORDER BY id;
-- error
UPDATE a SET id = id + 1 WHERE id > 10;
-- error
UPDATE a SET id = -id, n = n + 1;
SELECT * FROM a ORDER BY id;
INSERT INTO b SELECT 'x', count(*), 9 FROM a WHERE 1 ON CONFLICT (k) DO UPDATE SET v = excluded.v, w = w + 1 RETURNING *;
INSERT INTO b(k, v, w) VALUES ('n', 1, NULL), ('m', 2, 3);
SELECT * FROM b ORDER BY k;
UPDATE b SET k = k || 'q' FROM c WHERE c.x = b.v RETURNING *;
SELECT * FROM b ORDER BY k;
DELETE FROM a WHERE n > (SELECT avg(n) FROM a) RETURNING id;
DELETE FROM c RETURNING x ORDER BY x DESC LIMIT 2;
-- error
WITH q(z) AS (SELECT 1 UNION ALL SELECT z + 1 FROM q WHERE z < 20) INSERT INTO a(id, n, s) SELECT z, z*1000, 'q' || z FROM q;
SELECT count(*), sum(id), sum(n) FROM a;
UPDATE a SET s = upper(s) WHERE id IN (SELECT x FROM c) RETURNING s;
UPDATE b SET v = 1.0 WHERE v = 1;
UPDATE b SET v = 1 WHERE v = 1 RETURNING typeof(v);
SELECT k, v, typeof(v) FROM b ORDER BY k;
CREATE TABLE log(m TEXT, id INTEGER);
CREATE TRIGGER ta AFTER INSERT ON a BEGIN INSERT INTO log VALUES ('ins', new.id); UPDATE b SET w = w + 1 WHERE k = 'x' || new.id; END;
CREATE TRIGGER tb BEFORE DELETE ON a WHEN old.id > 5 BEGIN SELECT RAISE(IGNORE) FROM b WHERE old.id = 6; INSERT INTO log VALUES ('del', old.id); END;
CREATE TRIGGER tc AFTER UPDATE OF n ON a BEGIN SELECT CASE WHEN new.n = 13 THEN RAISE(ABORT, 'thirteen') WHEN new.n = 14 THEN RAISE(ROLLBACK, 'fourteen') WHEN new.n=15 THEN RAISE(FAIL,'fifteen') END; END;
INSERT INTO a(n, s) VALUES (5000, 't') RETURNING *;
SELECT changes(), total_changes(), last_insert_rowid();
DELETE FROM a WHERE id BETWEEN 4 AND 8;
SELECT changes(), total_changes(), last_insert_rowid();
SELECT * FROM log ORDER BY rowid;
UPDATE a SET n = 13 WHERE id = 6;
BEGIN;
UPDATE a SET n = 15 WHERE id = 6;
SELECT n FROM a WHERE id = 6;
UPDATE a SET n = 14 WHERE id = 6;
SELECT n FROM a WHERE id = 6;
COMMIT;
CREATE VIEW va AS SELECT id, n FROM a;
CREATE TRIGGER tv INSTEAD OF INSERT ON va BEGIN INSERT INTO a(id, n) VALUES (new.id, new.n); END;
INSERT INTO va VALUES (100, 100), (101, 101);
SELECT changes(), total_changes(), last_insert_rowid();
SELECT count(*) FROM log;
CREATE TABLE f(id INTEGER PRIMARY KEY, a INTEGER, b TEXT COLLATE NOCASE, u TEXT, c AS (a + 1));
CREATE UNIQUE INDEX fu ON f(id, u);
WITH q(z) AS (SELECT 1 UNION ALL SELECT z + 1 FROM q WHERE z < 60) INSERT INTO f(id, a, b, u) SELECT z, z % 7, 'B' || z % 5, 'u' || z FROM q;
CREATE VIEW vf AS SELECT * FROM f;
DELETE FROM f AS t WHERE t.a > 4 AND id IN (SELECT x FROM c) OR id = 60;
UPDATE f SET a = a + 10 WHERE b = 'b1' AND a IS NOT NULL AND id < (SELECT max(id) FROM a) RETURNING id, a, c;
UPDATE f SET a = (SELECT count(*) FROM f) WHERE id BETWEEN 10 AND 12 RETURNING a;
UPDATE f SET a = (SELECT max(a) FROM vf) WHERE id = 20 RETURNING a;
-- error
UPDATE f SET u = 'u21', id = 22 WHERE id = 23;
UPDATE OR REPLACE f SET id = 24 WHERE id = 25 RETURNING *;
UPDATE f SET b = 'moved' WHERE a < 3 AND c > 1 AND id > 30 ORDER BY id DESC LIMIT 3;
DELETE FROM f WHERE a = 2 AND abs(id) > 30 RETURNING id ORDER BY id DESC LIMIT 2;
UPDATE f AS g SET a = s.v FROM (SELECT 1 AS k, 99 AS v) AS s WHERE g.id = s.k AND g.b = 'b1' RETURNING *;
-- params: 40, 'b2'
DELETE FROM f WHERE id >= ?1 AND b IN (?2, 'b3') AND id IN (SELECT id + 1 FROM a UNION SELECT ?1 + 2);
SELECT * FROM f ORDER BY id;
PRAGMA foreign_keys = ON;
CREATE TABLE fp(id INTEGER PRIMARY KEY, n, k TEXT UNIQUE);
CREATE TABLE fc(id INTEGER PRIMARY KEY, p INTEGER REFERENCES fp ON DELETE CASCADE, k TEXT REFERENCES fp(k), n);
INSERT INTO fp VALUES (1, 1, 'a'), (2, 2, 'b'), (3, 3, 'c');
INSERT INTO fc VALUES (1, 1, 'a', 0), (2, 2, NULL, 0), (3, NULL, 'c', 0);
UPDATE fp SET n = n + 1 WHERE id > 1;
UPDATE fc SET n = n + 1;
DELETE FROM fc WHERE id = 3;
-- error
UPDATE fc SET k = 'zz' WHERE id = 2;
-- error
UPDATE fp SET k = 'zz' WHERE id = 1;
UPDATE fp SET k = 'zz' WHERE id = 3;
DELETE FROM fp WHERE id = 2;
DELETE FROM fp;
SELECT * FROM fp ORDER BY id;
SELECT * FROM fc ORDER BY id;
-- Only rows that WHERE leaves are loaded, and errors stay those of plain SQLite.
CREATE TABLE narrow(id INTEGER PRIMARY KEY, city TEXT COLLATE NOCASE, age, note TEXT);
CREATE TABLE wide(id INTEGER PRIMARY KEY, nid INT, v);
INSERT INTO narrow VALUES (1, 'Rome', 5, '{}'), (2, 'rome', 7.0, 'x'), (3, 'Bern', '7', '[1]'), (4, NULL, 7, '{}'), (5, 'ROME ', x'07', 'y');
INSERT INTO wide VALUES (1, 1, 'a'), (2, 2, 'b'), (3, 2, 'c'), (4, 9, 'd'), (5, 3, NULL);
SELECT id, rank() OVER (ORDER BY age), count(*) OVER () FROM narrow WHERE city = 'ROME';
SELECT id, rank() OVER (ORDER BY age) FROM narrow WHERE age = 7;
SELECT id, rank() OVER (ORDER BY age) FROM narrow WHERE age >= '7' OR city IS NULL;
-- params: 'rome', 7
SELECT id, row_number() OVER (ORDER BY id DESC) FROM narrow WHERE city = ? AND age < ?;
SELECT id, row_number() OVER (ORDER BY id) FROM narrow WHERE id IN (1, 3, 5) AND city <> 'Bern';
SELECT narrow.id, v, lag(v) OVER (ORDER BY wide.id) FROM narrow, wide WHERE nid = narrow.id AND city = 'rome' AND v > 'a';
SELECT n.id, v, sum(w.id) OVER (PARTITION BY city) FROM narrow AS n JOIN wide AS w ON w.nid = n.id WHERE n.id < 3 AND w.id > 1 ORDER BY w.id;
SELECT n.id, v, count(*) OVER () FROM narrow AS n LEFT JOIN wide AS w ON w.nid = n.id WHERE v IS NULL ORDER BY n.id;
SELECT id, rank() OVER (ORDER BY id), (SELECT count(*) FROM narrow AS o WHERE o.age > narrow.age) FROM narrow WHERE city = 'rome';
SELECT id, rank() OVER (ORDER BY id) FROM narrow WHERE json_valid(note) AND city = 'rome';
-- error
SELECT id, rank() OVER (ORDER BY id) FROM narrow WHERE json_extract(note, '$') IS NOT NULL AND id > 4;
-- error
SELECT id, rank() OVER (ORDER BY id) FROM narrow WHERE city = 'rome' AND json_extract(note, '$') IS NOT NULL;
SELECT id AS age, rank() OVER (ORDER BY id) FROM narrow WHERE age > 6;
SELECT max(id), city, count(*) OVER () FROM narrow WHERE id <> 3 GROUP BY city ORDER BY 1;

-- 0.0 and -0.0 are equal, but not the same.
CREATE TABLE zeros(n, v);
INSERT INTO zeros VALUES (1, 1.0), (2, 9223372036854775807), (3, 2.5), (4, -0.0), (5, 0);
UPDATE OR REPLACE zeros SET v = v % 5;
SELECT * FROM zeros ORDER BY n;
