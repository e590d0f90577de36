-- Gathered SELECTs whose conditions leave rows of single tables out before they are loaded.
CREATE TABLE t(id INTEGER PRIMARY KEY, a INTEGER, b TEXT COLLATE NOCASE, r REAL, v, d AS (a * 2));
CREATE TABLE u(k TEXT, n INTEGER, "two words" TEXT);
CREATE TABLE w(x TEXT COLLATE NOCASE, y, PRIMARY KEY(x, y)) WITHOUT ROWID;
CREATE TABLE h(rowid, x, oid);
CREATE INDEX h_oid ON h(oid, rowid);
CREATE INDEX t_b ON t(b);
CREATE INDEX u_n ON u(n DESC);
INSERT INTO t(id, a, b, r, v) VALUES (1,1,'x',1.5,'1'),(2,2,'X',2.5,2),(3,NULL,'y',NULL,2.0),(4,2,NULL,-1,x'32'),(5,3,'Y',0.5,NULL),(6,2,'x',7,'2');
INSERT INTO u VALUES ('1',1,'p'),('2',2,'q'),('2',3,NULL),(NULL,NULL,'r'),('X',2,'q'),('y',9,'p');
INSERT INTO w VALUES ('a',1),('A',2),('b',1),('B','1');
INSERT INTO w VALUES ('c',3);
INSERT INTO h VALUES (3,'c',1),(2,'b',1),(1,'a',2),(9,'z',1);
SELECT id, b, row_number() OVER (ORDER BY r), sum(a) OVER () FROM t WHERE b = 'x';
SELECT id, rank() OVER (ORDER BY v) FROM t AS q WHERE main.q.a = 2 OR q.a IS NULL;
SELECT id, lag(id) OVER (ORDER BY id) FROM t WHERE v = '2';
SELECT id, lag(id) OVER (ORDER BY id) FROM t WHERE v = 2;
SELECT id, lag(id) OVER (ORDER BY id) FROM t WHERE a = '2' AND b <> 'y' COLLATE BINARY;
SELECT id, count(*) OVER () FROM t WHERE a BETWEEN 1 AND 2 AND NOT (b IN ('X', 'z'));
SELECT id, count(*) OVER () FROM t WHERE a AND r > 0;
SELECT id, count(*) OVER () FROM t WHERE d = 4;
SELECT id, count(*) OVER () FROM t WHERE id IN (1, 3, '5', 77, NULL);
SELECT id, count(*) OVER () FROM t WHERE NULL;
SELECT rowid, k, first_value(k) OVER (ORDER BY n) FROM u WHERE n >= 2;
SELECT k, first_value(rowid) OVER () FROM u WHERE n < 5;
SELECT group_concat(k || ':' || n) FROM u WHERE n < 5 AND "two words" = 'q';
SELECT group_concat(b), max(r) FROM t WHERE b = 'x' AND a > 0;
SELECT x, y, row_number() OVER () FROM w WHERE x = 'A';
SELECT group_concat(x) FROM w WHERE y = 1;
SELECT group_concat(x) FROM h WHERE oid = 1;
-- Joins: what WHERE says of a table that an outer join fills asks for its absence too.
SELECT t.id, u.k, count(*) OVER () FROM t JOIN u ON t.a = u.n WHERE u.n = 2 AND t.r > 0;
SELECT t.id, u.k, count(*) OVER () FROM t JOIN u ON t.a = u.n AND u.k = 'X' AND a > 1;
SELECT t.id, u.k, count(*) OVER () FROM t LEFT JOIN u ON t.a = u.n AND u.k = 'X' WHERE t.r > 0;
SELECT t.id, u.k, count(*) OVER () FROM t LEFT JOIN u ON t.a = u.n WHERE u.k IS NULL;
SELECT t.id, u.k, count(*) OVER () FROM t LEFT JOIN u ON t.a = u.n AND t.id > 2 WHERE t.b = 'y';
SELECT t.id, u.k, count(*) OVER () FROM t RIGHT JOIN u ON t.a = u.n WHERE u.n = 2 OR t.id IS NULL;
SELECT t.id, u.k, w.y, count(*) OVER () FROM t LEFT JOIN u ON t.a = u.n JOIN w ON w.y = 1 AND w.x = 'B';
SELECT t.id, u.k, w.y, count(*) OVER () FROM t LEFT JOIN (u JOIN w ON u.n = w.y AND w.x = 'a') ON t.a = u.n WHERE t.id < 5;
SELECT p.id, q.id, count(*) OVER () FROM t AS p JOIN t AS q ON p.a = q.a WHERE p.b = 'x';
SELECT id, count(*) OVER (), (SELECT count(*) FROM t AS q WHERE q.a = 2) FROM t WHERE a = 1;
SELECT id, count(*) OVER (), (1, 2) IN w FROM t WHERE a = 1 AND 1 IN (SELECT y FROM w);
SELECT id, count(*) OVER () FROM t WHERE a = 2 UNION ALL SELECT id, a FROM t WHERE a = 3;
-- Conditions that can fail: SQLite may reach them or not.
-- error
SELECT id, count(*) OVER () FROM t WHERE json_extract(b, '$.x') IS NULL AND a = 100;
-- error
SELECT id, count(*) OVER () FROM t WHERE b ->> '$.x' IS NULL AND r = 100;
SELECT id, sum(abs(a)) OVER () FROM t WHERE a = 2 LIMIT (SELECT 2);
SELECT id FROM t WHERE b = 'x' ORDER BY r LIMIT 1 + (SELECT count(*) FROM u WHERE n = 1);
SELECT b, id, max(r) FROM t WHERE a = 2 GROUP BY b;
SELECT DISTINCT v FROM t WHERE a = 2 AND r < 100;
SELECT id, count(*) OVER () FROM t WHERE main.t.a = 2;
-- Over an index SQLite looks at what the index holds first, whatever stands before it.
-- error
SELECT id, count(*) OVER () FROM t WHERE r = 100 AND json_extract(b, '$.x') IS NULL AND b > 'a';
-- error
SELECT t.id, count(*) OVER () FROM u CROSS JOIN t ON json_extract(u.k, '$.x') IS NULL WHERE t.a = 100;
-- Of a write too SQLite may look first at what an index holds.
CREATE TABLE marked(id INTEGER PRIMARY KEY, k INT, b INT UNIQUE);
CREATE INDEX w_k ON marked(k);
INSERT INTO marked VALUES (1, -9223372036854775808, 0), (2, 5, 1), (3, 6, 2);
CREATE TABLE ws(id INTEGER PRIMARY KEY, w INT);
INSERT INTO ws VALUES (1, 1), (2, 2), (3, 0);
-- error
DELETE FROM marked INDEXED BY w_k WHERE abs(k) > 0 AND k < 9 AND +b > 0 AND +b IN (SELECT w FROM ws);
-- error
UPDATE marked INDEXED BY w_k SET k = 0 WHERE abs(k) > 0 AND k < 9 AND +b > 0 AND +b IN (SELECT w FROM ws);
DELETE FROM marked WHERE +b > 0 AND +b IN (SELECT max(w) FROM ws);
SELECT * FROM marked ORDER BY id;
