-- UPDATE and DELETE that look at other rows: found by a query first, then changed by key.
CREATE TABLE t(id INTEGER PRIMARY KEY, a INT, b TEXT, c REAL);
CREATE TABLE u(id INTEGER PRIMARY KEY, tid INT, x INT, y TEXT);
CREATE TABLE w(k TEXT, n INT, v, PRIMARY KEY(k, n)) WITHOUT ROWID;
CREATE TABLE s(a INT, b INT, note TEXT);
WITH RECURSIVE i(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM i WHERE n < 60)
  INSERT INTO t SELECT n, n % 7, 'b' || (n % 5), n / 4.0 FROM i;
WITH RECURSIVE i(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM i WHERE n < 90)
  INSERT INTO u SELECT n, n * 2 % 70, n % 11, 'y' || (n % 4) FROM i;
WITH RECURSIVE i(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM i WHERE n < 40)
  INSERT INTO w SELECT 'k' || (n % 9), n, CASE n % 4 WHEN 0 THEN n WHEN 1 THEN n || '' WHEN 2 THEN n / 2.0 ELSE x'00' || n END FROM i;
WITH RECURSIVE i(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM i WHERE n < 50)
  INSERT INTO s SELECT n % 6, n, 's' || n FROM i;
CREATE INDEX u_tid ON u(tid);
CREATE INDEX t_a ON t(a);
CREATE VIEW v AS SELECT tid, sum(x) AS sx FROM u GROUP BY tid;
CREATE VIEW tv AS SELECT id, a FROM t WHERE a > 3;

-- uncorrelated subqueries in WHERE
DELETE FROM t WHERE id = (SELECT max(tid) FROM u WHERE tid < 20);
SELECT changes(), total_changes();
DELETE FROM t WHERE id IN (SELECT tid FROM u WHERE x = 3) AND a <> 2;
SELECT changes();
SELECT * FROM t ORDER BY id;
UPDATE t SET b = 'found' WHERE id IN (SELECT tid FROM u WHERE x = 4);
SELECT changes();
UPDATE t SET b = b || '!' WHERE a = (SELECT min(a) FROM t WHERE c > 3);
SELECT changes();
DELETE FROM t WHERE id NOT IN (SELECT tid FROM u WHERE tid IS NOT NULL) AND a = 1;
SELECT changes();
UPDATE t SET c = c + 1 WHERE EXISTS (SELECT 1 FROM u WHERE x > 100);
SELECT changes();
UPDATE t SET c = c + 1 WHERE EXISTS (SELECT 1 FROM u WHERE x > 9);
SELECT changes();
SELECT * FROM t ORDER BY id;

-- correlated ones
DELETE FROM t WHERE EXISTS (SELECT 1 FROM u WHERE u.tid = t.id AND u.x = 5);
SELECT changes();
UPDATE t SET a = (SELECT count(*) FROM u WHERE u.tid = t.id);
SELECT changes();
UPDATE t SET b = (SELECT y FROM u WHERE u.id = t.id + 3), c = a WHERE id % 2 = 0;
SELECT changes();
UPDATE t SET b = coalesce((SELECT max(y) FROM u WHERE u.tid = t.id), 'none') WHERE c > (SELECT avg(c) FROM t);
SELECT changes();
UPDATE t AS q SET a = a + (SELECT sx FROM v WHERE v.tid = q.id) WHERE q.id IN (SELECT tid FROM v WHERE sx > 5);
SELECT changes();
SELECT * FROM t ORDER BY id;
DELETE FROM u WHERE tid NOT IN (SELECT id FROM t);
SELECT changes();
DELETE FROM u WHERE (SELECT a FROM t WHERE t.id = u.tid) > 8;
SELECT changes();
SELECT count(*), sum(id), sum(tid), sum(x) FROM u;

-- SET that looks at the target itself
UPDATE t SET a = a - (SELECT min(a) FROM t);
SELECT changes();
UPDATE t SET a = (SELECT count(*) FROM t AS o WHERE o.a <= t.a);
SELECT id, a FROM t ORDER BY id;
UPDATE t SET a = CASE WHEN id > 20 THEN (SELECT sum(a) FROM t) ELSE a + 1 END;
SELECT id, a FROM t ORDER BY id;
UPDATE t SET b = (SELECT o.id FROM t AS o WHERE o.id > t.id ORDER BY o.id LIMIT 1);
SELECT id, b FROM t ORDER BY id;
UPDATE t SET b = (SELECT o.b FROM t AS o WHERE o.id = t.id - 2) WHERE id = 30;
UPDATE t SET a = (SELECT max(a) FROM tv) WHERE id < 10;
UPDATE t SET a = (SELECT count(*) FROM tv WHERE tv.a > t.a);
SELECT id, a, b FROM t ORDER BY id;
UPDATE t SET a = 1 + (SELECT max(a) FROM t) WHERE id IN (SELECT id FROM t WHERE a IS NOT NULL ORDER BY id DESC LIMIT 4);
SELECT id, a, b FROM t ORDER BY id;

-- ORDER BY and LIMIT
DELETE FROM t WHERE a >= 0 ORDER BY c DESC, id LIMIT 3;
SELECT changes();
DELETE FROM t ORDER BY b LIMIT 2;
DELETE FROM t LIMIT 1;
DELETE FROM t WHERE a > 1 LIMIT 2 OFFSET 3;
UPDATE t SET b = 'first' ORDER BY id DESC LIMIT 4;
UPDATE t SET b = 'limit' WHERE a > 2 LIMIT 5;
UPDATE t SET b = 'zero' LIMIT 0;
SELECT changes();
SELECT * FROM t ORDER BY id;
DELETE FROM s ORDER BY a, b DESC LIMIT 3;
DELETE FROM s WHERE a = 2 LIMIT 2;
SELECT * FROM s ORDER BY b;
DELETE FROM w ORDER BY n LIMIT 2;
SELECT * FROM w ORDER BY k, n;

-- FROM
UPDATE t SET b = u.y, a = u.x FROM u WHERE u.id = t.id;
SELECT changes();
SELECT * FROM t ORDER BY id;
UPDATE t SET c = n.total FROM (SELECT tid, sum(x) AS total FROM u GROUP BY tid) AS n WHERE n.tid = t.id;
SELECT changes();
UPDATE t SET b = 'same' FROM u WHERE u.tid = t.id;
SELECT changes();
UPDATE t AS q SET b = u.y || s.note FROM u JOIN s ON s.b = u.id WHERE u.id = q.id AND s.a < 4;
SELECT changes();
UPDATE t SET b = o.b FROM t AS o WHERE o.id = t.id + 1;
SELECT changes();
UPDATE t SET b = coalesce(s.note, '-') FROM u LEFT JOIN s ON s.b = u.x + 100 WHERE u.id = t.id;
SELECT * FROM t ORDER BY id;

-- WITH
WITH big AS (SELECT tid FROM u GROUP BY tid HAVING count(*) > 1) UPDATE t SET b = 'big' WHERE id IN (SELECT tid FROM big);
SELECT changes();
WITH RECURSIVE i(n) AS (SELECT 3 UNION ALL SELECT n + 9 FROM i WHERE n < 60) DELETE FROM t WHERE id IN i;
SELECT changes();
WITH t AS (SELECT 1 AS id) UPDATE t SET b = 'shadow' WHERE id IN (SELECT id FROM u WHERE x = 1);
SELECT changes();
SELECT * FROM t ORDER BY id;

-- RETURNING
DELETE FROM t WHERE id IN (SELECT tid FROM u WHERE x = 6) RETURNING id, b;
UPDATE t SET a = (SELECT max(x) FROM u WHERE u.tid = t.id) WHERE id > 40 RETURNING *;
UPDATE s SET note = (SELECT count(*) FROM u WHERE u.x = s.a) WHERE b < 20 RETURNING rowid, note;

-- without rowid, and rowids without a name
UPDATE w SET v = (SELECT max(x) FROM u WHERE u.id = w.n) WHERE k IN (SELECT 'k' || x FROM u WHERE x < 4);
SELECT changes();
DELETE FROM w WHERE n IN (SELECT x FROM u);
SELECT changes();
SELECT k, n, v, typeof(v) FROM w ORDER BY k, n;
UPDATE s SET a = (SELECT x FROM u WHERE u.id = s.b) WHERE b IN (SELECT id FROM u);
SELECT changes();
DELETE FROM s WHERE a IS NULL AND b NOT IN (SELECT x FROM u);
SELECT changes();
SELECT * FROM s ORDER BY b;

-- types
CREATE TABLE m(id INTEGER PRIMARY KEY, x, i INT, r REAL, t TEXT, n NUMERIC, z BLOB);
INSERT INTO m(id) VALUES (1), (2), (3), (4), (5), (6), (7);
CREATE TABLE src(id INTEGER PRIMARY KEY, val);
INSERT INTO src VALUES (1, 1), (2, 2.5), (3, 'abc'), (4, x'00ff'), (5, NULL), (6, 9223372036854775807), (7, '12.0');
UPDATE m SET x = (SELECT val FROM src WHERE src.id = m.id), i = (SELECT val FROM src WHERE src.id = m.id), r = (SELECT val FROM src WHERE src.id = m.id),
  t = (SELECT val FROM src WHERE src.id = m.id), n = (SELECT val FROM src WHERE src.id = m.id), z = (SELECT val FROM src WHERE src.id = m.id);
SELECT *, typeof(x), typeof(i), typeof(r), typeof(t), typeof(n), typeof(z) FROM m ORDER BY id;
UPDATE m SET t = CAST(x'66ff67' AS TEXT) || (SELECT max(id) FROM src) WHERE id IN (SELECT id FROM src WHERE val > 2);
SELECT id, hex(t) FROM m ORDER BY id;
UPDATE m SET x = CAST((SELECT val FROM src WHERE id = 4) AS TEXT) WHERE id = (SELECT min(id) FROM src);
SELECT id, hex(x), typeof(x) FROM m ORDER BY id;

-- errors, and what they leave
CREATE TABLE c(id INTEGER PRIMARY KEY, q INT CHECK (q < 100), u TEXT UNIQUE, nn INT NOT NULL DEFAULT 3);
INSERT INTO c SELECT id, a % 50, 'u' || id, id FROM t;
-- error
UPDATE c SET q = (SELECT 100 + count(*) FROM src) WHERE id IN (SELECT id FROM c ORDER BY id LIMIT 3);
-- error
UPDATE c SET nn = (SELECT val FROM src WHERE src.id = 5) WHERE id IN (SELECT id FROM t);
-- error
UPDATE c SET u = (SELECT 'same') WHERE id IN (SELECT id FROM t);
UPDATE c SET q = (SELECT abs(-9223372036854775807 - 1) FROM src) WHERE id < 0;
-- error
UPDATE c SET q = (SELECT abs(-9223372036854775807 - 1) FROM src) WHERE id IN (SELECT id FROM t);
UPDATE OR IGNORE c SET q = (SELECT 90 + c.id FROM src LIMIT 1);
UPDATE OR REPLACE c SET u = (SELECT 'r' || (c.id % 3) FROM src LIMIT 1) WHERE id IN (SELECT id FROM t WHERE id % 2);
SELECT * FROM c ORDER BY id;
UPDATE c SET id = id + (SELECT 1000) WHERE id IN (SELECT min(id) FROM c);
UPDATE c SET (q, nn) = (SELECT id, id + 1 FROM src WHERE src.id = c.id % 5 + 1) WHERE id IN (SELECT id FROM t);
SELECT * FROM c ORDER BY id;

-- in transactions
BEGIN;
DELETE FROM t WHERE id IN (SELECT tid FROM u WHERE x < 2);
SELECT count(*) FROM t;
UPDATE u SET x = x + (SELECT count(*) FROM t) WHERE tid IN (SELECT id FROM t WHERE id % 3 = 0);
SELECT sum(x) FROM u;
SAVEPOINT p;
DELETE FROM u WHERE tid IN (SELECT id FROM t);
SELECT count(*) FROM u;
-- error
UPDATE c SET q = (SELECT 100 + count(*) FROM src) WHERE id IN (SELECT id FROM c);
ROLLBACK TO p;
SELECT count(*), sum(x) FROM u;
COMMIT;
SELECT count(*), sum(x) FROM u;
BEGIN IMMEDIATE;
UPDATE u SET y = (SELECT b FROM t WHERE t.id = u.tid) WHERE x > (SELECT avg(x) FROM u);
SELECT id, y FROM u ORDER BY id;
ROLLBACK;
SELECT id, y FROM u ORDER BY id;

-- generated columns, partial and expression indexes
CREATE TABLE g(id INTEGER PRIMARY KEY, a INT, twice INT AS (a * 2) STORED, plus INT AS (a + 1));
INSERT INTO g(id, a) SELECT id, x FROM u;
CREATE INDEX g_plus ON g(plus) WHERE a > 3;
UPDATE g SET a = (SELECT count(*) FROM u WHERE u.x = g.plus) WHERE twice IN (SELECT x FROM u);
DELETE FROM g WHERE plus = (SELECT min(plus) FROM g);
SELECT * FROM g ORDER BY id;
SELECT id FROM g WHERE plus = 5 AND a > 3 ORDER BY id;

-- values of one affinity compared with columns of another
CREATE TABLE af(id INTEGER PRIMARY KEY, i INT, r REAL, t TEXT, x, nc TEXT COLLATE NOCASE);
INSERT INTO af VALUES (1, 1, 1.0, '1', 1, 'A'), (2, '2.0', 2.5, '2', '2', 'b'), (3, 'abc', 'abc', 'abc', 'abc', 'ABC'), (4, x'31', x'31', x'31', x'31', 'x'), (5, NULL, NULL, NULL, NULL, NULL), (6, 9007199254740993, 9007199254740993, '9007199254740993', 9007199254740992.0, 'z');
SELECT a.id, (SELECT group_concat(id) FROM (SELECT id FROM af WHERE i = (SELECT i FROM af WHERE id = 6) ORDER BY id)) FROM af AS a WHERE a.i = (SELECT r FROM af WHERE id = 1) ORDER BY 1;
SELECT id FROM af WHERE r = (SELECT i FROM af WHERE id = 6) ORDER BY id;
SELECT id FROM af WHERE i = (SELECT r FROM af WHERE id = 6) ORDER BY id;
SELECT id FROM af WHERE i = (SELECT t FROM af WHERE id = 1) ORDER BY id;
SELECT id FROM af WHERE t = (SELECT i FROM af WHERE id = 1) ORDER BY id;
SELECT id FROM af WHERE x = (SELECT i FROM af WHERE id = 1) ORDER BY id;
SELECT id FROM af WHERE x = (SELECT t FROM af WHERE id = 1) ORDER BY id;
SELECT id FROM af WHERE x = (SELECT x FROM af WHERE id = 2) ORDER BY id;
SELECT id FROM af WHERE t = (SELECT nc FROM af WHERE id = 3) ORDER BY id;
SELECT id FROM af WHERE nc = (SELECT t FROM af WHERE id = 3) ORDER BY id;
SELECT id FROM af WHERE (SELECT t FROM af WHERE id = 3) = nc ORDER BY id;
SELECT id FROM af WHERE (SELECT nc FROM af WHERE id = 3) = t ORDER BY id;
SELECT id FROM af WHERE (SELECT nc FROM af WHERE id = 1) < t AND (id > 1 OR i = 1) ORDER BY id;
SELECT id FROM af WHERE id <= (SELECT max(i) FROM af WHERE i < 4) AND (id = 1 OR id = 2 OR id = 3) AND t <> (SELECT t FROM af WHERE id = 2) ORDER BY id;
SELECT id FROM af WHERE i IS (SELECT i FROM af WHERE id = 5) ORDER BY id;
SELECT id FROM af WHERE i IS NOT (SELECT r FROM af WHERE id = 77) ORDER BY id;
SELECT id FROM af WHERE id = (SELECT t FROM af WHERE id = 2) ORDER BY id;
SELECT id FROM af WHERE id = (SELECT i FROM af WHERE id = 2) ORDER BY id;
SELECT id FROM af WHERE rowid = (SELECT r FROM af WHERE id = 1) ORDER BY id;
UPDATE af SET x = 'hit' WHERE i = (SELECT r FROM af WHERE id = 1) OR t = (SELECT t FROM af WHERE id = 2);
DELETE FROM af WHERE (id = 3 OR id = 4) AND id > (SELECT min(i) FROM af);
SELECT * FROM af ORDER BY id;

-- assignments of rows
CREATE TABLE rw(id INTEGER PRIMARY KEY, a INT, b TEXT, c REAL);
INSERT INTO rw SELECT id, x, y, x / 3.0 FROM u;
UPDATE rw SET (a, b) = (a + 1, (SELECT max(y) FROM u WHERE u.id = rw.id)) WHERE id IN (SELECT id FROM u WHERE x < 5);
SELECT changes();
UPDATE rw SET (a, c) = (SELECT count(*), avg(x) FROM u WHERE u.tid = rw.id), b = 'row' WHERE id < (SELECT max(id) FROM u);
SELECT changes();
UPDATE rw SET (a, b) = (SELECT min(a), max(b) FROM rw) WHERE id IN (SELECT id FROM rw ORDER BY id DESC LIMIT 3);
UPDATE rw SET (a, b) = (SELECT x, y FROM u WHERE u.id = rw.id + 1) WHERE id < 20;
UPDATE rw SET (a, b, c) = (SELECT max(x), y, min(x) FROM u WHERE u.id < rw.id) WHERE id < 20 AND id > 10;
UPDATE rw SET (c, a) = (SELECT sum(x), count(*) FROM u WHERE u.id = rw.id HAVING count(*) > 0) WHERE id > 80;
-- error
UPDATE rw SET (a, b) = (1, 2, 3) WHERE id IN (SELECT id FROM u);
-- error
UPDATE rw SET (a, b) = (SELECT count(*) FROM u) WHERE id = 1;
SELECT * FROM rw ORDER BY id;

-- beside NULL, a subquery is passed over, and computed when earlier rows have changed
CREATE TABLE late(id INTEGER PRIMARY KEY, a, b);
INSERT INTO late VALUES (1, NULL, 10), (2, 5, 20), (3, 7, 30);
UPDATE late SET b = a + (SELECT o.b FROM late o);
SELECT * FROM late;
UPDATE late SET b = 1, a = NULL WHERE id = 1;
UPDATE late SET b = (SELECT sum(o.b) FROM late o) || a;
SELECT * FROM late;
UPDATE late SET b = id * 3;
UPDATE late SET b = 2 * (SELECT sum(o.b) FROM late o) + 1;
SELECT * FROM late;
UPDATE late SET b = (SELECT sum(o.b) FROM late o) + (SELECT count(o.a) FROM late o);
SELECT * FROM late;
UPDATE late SET b = (a = 7) + (SELECT sum(o.b) FROM late o) WHERE id IN (SELECT id FROM late);
SELECT * FROM late;
