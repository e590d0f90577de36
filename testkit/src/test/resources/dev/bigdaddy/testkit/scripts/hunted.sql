-- What random scripts did not come upon: found by hand.
-- signed positions in ORDER BY
CREATE TABLE d(id INTEGER PRIMARY KEY, v) /* SHARDS=8 */;
INSERT INTO d VALUES (1,'c'),(2,'b'),(3,'a'),(4,'b');
SELECT v FROM d ORDER BY +1;
SELECT v FROM d ORDER BY - -1;
SELECT v FROM (SELECT v FROM d ORDER BY +1 LIMIT 2);
DROP TABLE d;
-- RETURNING * of a table with an alias
CREATE TABLE d(id INTEGER PRIMARY KEY, v) /* SHARDS=8 */;
INSERT INTO d VALUES (1,'a'),(2,'b'),(3,'c');
INSERT INTO d AS q (id, v) VALUES (4, 'x') RETURNING *;
INSERT INTO d AS q (id, v) VALUES (1, 'x') ON CONFLICT DO UPDATE SET v = q.v || '~' RETURNING *;
UPDATE d AS q SET v = q.id WHERE q.id < 3 RETURNING *;
DELETE FROM d AS q WHERE q.id = 3 RETURNING *;
DROP TABLE d;
-- JSON is text behind a subquery
CREATE TABLE j(id INTEGER PRIMARY KEY, doc TEXT) /* SHARDS=8 */;
INSERT INTO j VALUES (1,'{"a":[1]}'),(2,'[2]');
SELECT json_array(x) FROM (SELECT json(doc) AS x FROM j);
SELECT json_object('a', x) FROM (SELECT doc -> 'a' AS x FROM j);
WITH q AS (SELECT id, json_array(id) AS x FROM j) SELECT json_array(x) FROM q WHERE id = 1;
DROP TABLE j;
-- a DEFAULT of the moment in INSERT … SELECT
CREATE TABLE d(id INTEGER PRIMARY KEY, v) /* SHARDS=8 */;
CREATE TABLE log(id INTEGER PRIMARY KEY, v, at TEXT DEFAULT CURRENT_TIMESTAMP) /* SHARDS=8 */;
INSERT INTO d VALUES (1,1),(2,2),(3,3);
INSERT INTO log(id, v) SELECT id, v FROM d WHERE id > 1;
SELECT id, v, length(at) FROM log ORDER BY id;
DROP TABLE d;
DROP TABLE log;
-- errors quote CHECKs as they are written
CREATE TABLE cc(id INTEGER PRIMARY KEY, v CHECK (v  <>   'bad')) /* SHARDS=8 */;
-- error
INSERT INTO cc VALUES (1,'bad');
DROP TABLE cc;
-- the rowid named twice
CREATE TABLE e(id INTEGER PRIMARY KEY, v) /* SHARDS=8 */;
INSERT INTO e(id, id, v) VALUES (7, 8, 'x');
SELECT v FROM e WHERE id = 8;
-- error
INSERT INTO e(id, v) VALUES (8, 'twin');
SELECT * FROM e ORDER BY id;
UPDATE e SET id = id + 100 WHERE v = 'x';
DROP TABLE e;
-- the same of an UPDATE
CREATE TABLE t(id INTEGER PRIMARY KEY, a) /* SHARDS=8 */;
INSERT INTO t VALUES(1,1);
UPDATE t AS x SET a = a + 1 WHERE id = 1 RETURNING *;
DROP TABLE t;
-- a CHECK again
CREATE TABLE t(id INTEGER PRIMARY KEY, a CHECK(a>0)) /* SHARDS=8 */;
-- error
INSERT INTO t VALUES(1, -1);
DROP TABLE t;
-- a primary key that tells apart less than its column
CREATE TABLE t(k TEXT, PRIMARY KEY(k COLLATE NOCASE)) WITHOUT ROWID /* SHARDS=8 */;
INSERT INTO t VALUES('a'),('b');
UPDATE t SET k = upper(k);
SELECT * FROM t ORDER BY 1;
DROP TABLE t;
-- a DEFAULT of the day
CREATE TABLE s(id INTEGER PRIMARY KEY) /* SHARDS=8 */;
CREATE TABLE d(id INTEGER PRIMARY KEY, x, made TEXT DEFAULT CURRENT_DATE) /* SHARDS=8 */;
INSERT INTO s VALUES(1),(2);
INSERT INTO d(id, x) SELECT id, 1 FROM s;
SELECT id, x FROM d ORDER BY id;
DROP TABLE s;
DROP TABLE d;
-- NATURAL JOIN of columns without names, and of rowids
CREATE TABLE d(id INTEGER PRIMARY KEY, v) /* SHARDS=8 */;
INSERT INTO d VALUES (1,'a'),(2,'b'),(3,'c');
SELECT count(*) FROM (SELECT oid, v FROM d) NATURAL JOIN (SELECT 1 AS oid FROM d);
SELECT count(*) FROM (SELECT oid, v FROM d) NATURAL JOIN (SELECT 1 AS rowid FROM d);
SELECT count(*) FROM (SELECT oid, v FROM d) NATURAL JOIN (SELECT 1 AS id FROM d);
SELECT count(*) FROM (SELECT rowid, v FROM d) NATURAL JOIN (SELECT id FROM d);
SELECT count(*) FROM (SELECT rowid, v FROM d) NATURAL JOIN (SELECT id AS rowid FROM d);
SELECT x.rowid, x.v FROM (SELECT rowid, v FROM d) AS x ORDER BY 1;
SELECT x.oid, x.v FROM (SELECT oid, v FROM d) AS x ORDER BY 1;
SELECT rowid FROM (SELECT rowid, v FROM d) ORDER BY 1;
SELECT * FROM (SELECT rowid, v FROM d) AS x JOIN d ON d.id = x.rowid ORDER BY 1;
CREATE TABLE aa(k INTEGER, v) /* SHARDS=8 SHARD_KEY=k */;
INSERT INTO aa VALUES (1,'a'),(1,'b'),(2,'c');
SELECT * FROM (SELECT k, count(*) FROM aa GROUP BY k) NATURAL JOIN (SELECT k, max(v) FROM aa GROUP BY k) ORDER BY k;
SELECT count(*) FROM (SELECT k, 1 FROM aa) NATURAL JOIN (SELECT k, 2 FROM aa);
SELECT * FROM (SELECT k, v || 'x' FROM aa) NATURAL LEFT JOIN (SELECT k, k + 7 FROM aa) ORDER BY 1, 2;
SELECT count(*) FROM (SELECT v, count(*) FROM aa GROUP BY v) NATURAL JOIN (SELECT count(*) FROM aa);
SELECT count(*) FROM (SELECT rowid, v FROM aa) NATURAL JOIN (SELECT k AS rowid FROM aa);
DROP TABLE d;
DROP TABLE aa;
-- columns that go by their text
CREATE TABLE d(id INTEGER PRIMARY KEY, v) /* SHARDS=8 */;
INSERT INTO d VALUES (1,'c'),(2,'b');
CREATE VIEW y AS SELECT id+1, v FROM d;
SELECT "id+1" FROM y ORDER BY 1;
SELECT [id+1] FROM y ORDER BY 1;
SELECT v FROM y WHERE "id+1" = 3;
SELECT sum("id+1") FROM (SELECT id+1 FROM d);
WITH q AS (SELECT count( * ) FROM d) SELECT "count( * )" FROM q;
DROP VIEW y;
DROP TABLE d;
-- views that ask for something of the session
CREATE TABLE d(id INTEGER PRIMARY KEY, v) /* SHARDS=8 */;
CREATE TABLE w(id INTEGER PRIMARY KEY, v) /* SHARDS=1 */;
CREATE VIEW v0 AS SELECT last_insert_rowid() AS l, changes() AS c;
CREATE VIEW v1(x, y) AS SELECT l, c FROM v0;
CREATE VIEW v2(p, q) AS SELECT id, last_insert_rowid() FROM d;
CREATE VIEW vd AS SELECT id, last_insert_rowid() AS l, changes() AS c FROM d;
CREATE VIEW vw AS SELECT *, last_insert_rowid() AS l FROM w;
INSERT INTO w VALUES (8, 8);
INSERT INTO d VALUES (1,1),(2,2),(3,3),(4,4),(5,5);
SELECT * FROM v0;
SELECT * FROM v1;
SELECT * FROM v2 ORDER BY 1;
SELECT * FROM vw;
SELECT id FROM d WHERE id = (SELECT l FROM v0);
SELECT * FROM vd ORDER BY id;
SELECT vd.id, v0.l FROM vd JOIN v0 ON vd.id = v0.l;
UPDATE d SET v = (SELECT l FROM v0) + 100 WHERE id = 2;
SELECT * FROM d ORDER BY 1;
INSERT INTO w SELECT id + 20, l FROM vd WHERE id = 1;
SELECT * FROM w ORDER BY 1;
DELETE FROM d WHERE id IN (SELECT l - 18 FROM v0);
SELECT * FROM d ORDER BY 1;
WITH v0 AS (SELECT 7 AS l) SELECT * FROM v0, d ORDER BY id;
CREATE VIEW vt AS SELECT id, datetime('now') > '2000' AS later, v FROM d;
SELECT * FROM vt ORDER BY id;
SELECT count(*) FROM vt WHERE later;
DROP VIEW v0;
DROP VIEW v1;
DROP VIEW v2;
DROP VIEW vd;
DROP VIEW vw;
DROP VIEW vt;
DROP TABLE d;
DROP TABLE w;
-- a name that stands for another table within a transaction
CREATE TABLE rt(id INTEGER PRIMARY KEY, n TEXT) /* SHARDS=8 */;
INSERT INTO rt(n) VALUES ('old');
BEGIN;
DROP TABLE rt;
CREATE TABLE rt(id INTEGER PRIMARY KEY, n TEXT) /* SHARDS=2 */;
INSERT INTO rt(n) VALUES ('x'), ('y');
SELECT * FROM rt ORDER BY id;
ROLLBACK;
INSERT INTO rt(n) VALUES ('after');
SELECT * FROM rt ORDER BY id;
-- what a view reads is not what the statement calls so
CREATE VIEW rv AS SELECT id, n FROM rt WHERE datetime('now') > '2000';
WITH rt AS (SELECT 77 AS id, 'cte' AS n) SELECT * FROM rv ORDER BY id;
CREATE VIEW rvn(a, b) AS SELECT * FROM rt WHERE datetime('now') > '2000';
SELECT b FROM rvn ORDER BY a;
-- names of a column list that mean something else inside
CREATE TABLE ra(id INTEGER PRIMARY KEY, k, v) /* SHARDS=8 */;
INSERT INTO ra VALUES (1, 7, 'x'), (2, 8, 'abc'), (3, 9, 'abc');
WITH q(abc) AS (SELECT k FROM ra WHERE v = "abc") SELECT * FROM q ORDER BY 1;
SELECT b.id, (WITH q(y) AS (SELECT k FROM ra WHERE ra.id = y) SELECT y FROM q) FROM (SELECT id, id AS y FROM ra) AS b ORDER BY 1;
-- extremes of equal values, and names of aggregates in HAVING
CREATE TABLE ri(id INTEGER PRIMARY KEY, k INT, v TEXT COLLATE NOCASE) /* SHARDS=8 SHARD_KEY=k */;
CREATE INDEX riv ON ri(v);
CREATE TABLE rb(k INTEGER PRIMARY KEY, y, u) /* SHARDS=8 */;
INSERT INTO ri VALUES (1, 1, 'abc'), (2, 1, 'ABC');
INSERT INTO rb VALUES (1, 0, 0), (2, 0, 0);
UPDATE rb SET (y, u) = (SELECT max(v), min(id) FROM ri WHERE ri.k = rb.k);
SELECT * FROM rb ORDER BY k;
UPDATE rb SET (y, u) = (SELECT max(id) AS m, count(*) AS n FROM ri WHERE ri.k = rb.k HAVING n > 1);
SELECT * FROM rb ORDER BY k;
-- columns called schema and arg
CREATE TABLE cfg(schema TEXT PRIMARY KEY, arg) /* SHARDS=8 */;
INSERT INTO cfg VALUES ('rt', 0), ('none', 0);
UPDATE cfg SET arg = (SELECT count(*) FROM sqlite_schema WHERE name = cfg.schema);
SELECT * FROM cfg ORDER BY 1;
WITH pragma_user_version(q) AS (SELECT 5) SELECT q, rt.id FROM pragma_user_version, rt ORDER BY 2;
-- columns of a view with its schema
CREATE TABLE xa(id INTEGER PRIMARY KEY, k) /* SHARDS=8 SHARD_KEY=k */;
CREATE TABLE xb(id INTEGER PRIMARY KEY, k) /* SHARDS=8 SHARD_KEY=k */;
CREATE VIEW va AS SELECT id, k FROM xa WHERE id<>14;
CREATE VIEW vs AS SELECT id, k, last_insert_rowid() AS l FROM xa;
INSERT INTO xa VALUES(1,1),(2,2);
INSERT INTO xb VALUES(1,1),(2,2);
SELECT main.va.id, xb.id FROM main.va JOIN main.xb ON xb.k=main.va.k ORDER BY 1,2;
SELECT main.vs.l, main.vs.id FROM main.vs ORDER BY main.vs.id;
SELECT main.xb.id, (SELECT max(main.va.id) FROM main.va WHERE main.va.k <= main.xb.k) FROM main.xb ORDER BY 1;
SELECT va.id FROM va WHERE EXISTS (SELECT 1 FROM xb WHERE xb.k = main.va.k) ORDER BY 1;
SELECT main.va.id, count(*) OVER () FROM va, xb ORDER BY 1;
