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
