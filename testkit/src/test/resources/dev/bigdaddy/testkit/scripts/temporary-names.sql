-- What is lent to a session has names, as what the session has.
CREATE TABLE s(id INTEGER PRIMARY KEY, v, w UNIQUE, g AS (v * 2), h TEXT COLLATE NOCASE);
CREATE INDEX s_v ON s(v DESC);
CREATE TABLE k(a, b, c, PRIMARY KEY (a, b)) WITHOUT ROWID;
CREATE TABLE one(x);
INSERT INTO s(id, v, w, h) VALUES (1, 10, 'a', 'X'), (2, 20, 'b', 'x'), (3, 30, 'c', 'y'), (9, NULL, NULL, NULL);
INSERT INTO k VALUES (1, 1, 'p'), (1, 2, 'q'), (2, 1, 'r');
INSERT INTO one VALUES (1), (2), (3);
CREATE VIEW w1 AS SELECT id, v FROM s WHERE v > 10;
CREATE VIEW v1 AS SELECT id FROM w1;
CREATE TEMP TABLE t(id INTEGER PRIMARY KEY, x, y);
INSERT INTO t(id) VALUES (1), (2), (3), (4);
UPDATE t SET x = (SELECT g FROM s WHERE s.id = t.id), y = (SELECT group_concat(c, '+') FROM k WHERE a = t.id);
SELECT * FROM t;
DELETE FROM t WHERE id IN v1;
SELECT * FROM t;
INSERT INTO t(id, x) SELECT rowid + 10, x FROM one UNION ALL SELECT id + 20, (SELECT count(*) FROM s x WHERE x.h = s.h) FROM s ORDER BY 1 DESC LIMIT 3;
SELECT * FROM t;
UPDATE t SET x = (SELECT w FROM s INDEXED BY sqlite_autoindex_s_1 WHERE w > 'a' ORDER BY w LIMIT 1) WHERE id = 1;
WITH RECURSIVE n(i) AS (SELECT min(id) FROM s UNION ALL SELECT i + 1 FROM n WHERE i < (SELECT max(id) FROM s WHERE v IS NOT NULL)) INSERT OR REPLACE INTO t SELECT i, i, (SELECT v FROM s WHERE id = i) FROM n RETURNING *;
UPDATE t SET y = s.v, x = k.c FROM s LEFT JOIN k ON k.a = s.id WHERE s.id = t.id AND s.h = 'X';
SELECT * FROM t;
UPDATE t SET (x, y) = (SELECT v, (SELECT count(*) FROM k WHERE a = s.id) FROM s WHERE s.id = t.id) WHERE EXISTS (SELECT 1 FROM s JOIN one ON one.x = s.id WHERE s.id = t.id) RETURNING id, x, y, (SELECT max(rowid) FROM one);
CREATE TEMP VIEW w1 AS SELECT 1 AS id, 2 AS v;
-- refused
UPDATE t SET x = (SELECT count(*) FROM v1);
DROP VIEW w1;
CREATE INDEX temp.s_v ON t(x);
-- refused
UPDATE t SET x = (SELECT max(v) FROM s);
DROP INDEX temp.s_v;
UPDATE t SET x = (SELECT count(*) FROM pragma_table_info('s'));
CREATE TEMP TABLE w2(z);
UPDATE t SET x = (SELECT count(*) FROM s);
SELECT * FROM t;
SELECT name FROM sqlite_temp_schema;
