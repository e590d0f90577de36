-- Corners of SQLite's SELECT, by hand: names that mean several things, aggregates of outer queries, odd literals,
-- and what it refuses.
CREATE TABLE t(id INTEGER PRIMARY KEY, a INTEGER, b TEXT, c REAL);
CREATE TABLE u(id INTEGER PRIMARY KEY, tid INTEGER, n TEXT COLLATE NOCASE, v);
CREATE TABLE w(k TEXT, j INTEGER, x, PRIMARY KEY(k, j)) WITHOUT ROWID;
CREATE TABLE "odd name"("select" INTEGER PRIMARY KEY, "a b", [c d], `e``f`);
INSERT INTO t VALUES (1,1,'one',1.5),(2,2,'two',NULL),(3,1,'three',-2.5),(4,NULL,'four',4),(5,3,NULL,0.25),(6,2,'six',100),(7,1,'Seven',7.0);
INSERT INTO u VALUES (1,1,'A',10),(2,1,'a','x'),(3,2,'B',x'01'),(4,3,'b',2.5),(5,9,'c',NULL),(6,NULL,'C',7),(7,4,'A',8);
INSERT INTO w VALUES ('a',1,1),('a',2,'two'),('b',1,NULL),('c',3,2.5),('c',1,1);
INSERT INTO "odd name" VALUES (1,'x','y','z'),(2,'p','q','r');
SELECT (SELECT sum(t.a) FROM u) FROM t;
SELECT (SELECT sum(t.a) FROM u WHERE u.tid = 1) FROM t;
SELECT (SELECT count(t.id) + count(u.id) FROM u) FROM t;
SELECT (SELECT max(t.a) FROM u WHERE u.id = 1) FROM t GROUP BY t.b IS NULL;
SELECT t.id, (SELECT sum(u.v + t.a) FROM u WHERE u.tid = t.id) FROM t;
SELECT a AS b, b AS a FROM t ORDER BY a;
SELECT a AS b, b AS a FROM t ORDER BY b, a;
SELECT a AS x, count(*) FROM t GROUP BY x ORDER BY x;
SELECT a + 1 AS a, count(*) FROM t GROUP BY a ORDER BY 1;
SELECT a + 1 AS a FROM t WHERE a = 2 ORDER BY id;
SELECT b AS id FROM t ORDER BY id;
SELECT b AS id FROM t ORDER BY id + 0, t.id;
SELECT b AS id FROM t ORDER BY t.id;
SELECT "nothing" FROM t WHERE id = 1;
SELECT "b" FROM t WHERE "b" = "one";
SELECT count(*) FROM t WHERE b = "one" OR "x" = 'x';
SELECT [a b], `c d`, "e`f" FROM "odd name";
SELECT "select" FROM "odd name" WHERE "select" = 2;
SELECT o."select" AS "from", o.* FROM "odd name" AS o ORDER BY "from" DESC;
WITH t AS (SELECT 1 AS q) SELECT * FROM t;
WITH t(id) AS (SELECT id + 10 FROM main.t) SELECT t.id FROM t ORDER BY 1;
WITH u AS (SELECT * FROM t WHERE a = 1) SELECT u.id, (WITH u AS (SELECT * FROM main.u) SELECT count(*) FROM u) FROM u ORDER BY 1;
WITH a AS (SELECT id FROM t), b AS (SELECT id FROM a WHERE id > 2), c AS (SELECT * FROM b UNION ALL SELECT * FROM a) SELECT count(*), sum(id) FROM c;
WITH RECURSIVE f(n, p) AS (SELECT id, 1 FROM t WHERE id = 1 UNION ALL SELECT t.id, p + 1 FROM t JOIN f ON t.id = f.n + 1 WHERE p < 5) SELECT * FROM f;
WITH RECURSIVE f(n) AS (SELECT 1 UNION SELECT (n * 3) % 7 FROM f) SELECT n, (SELECT b FROM t WHERE t.id = n) FROM f ORDER BY n;
WITH RECURSIVE f(n) AS (VALUES (3) UNION ALL SELECT n - 1 FROM f WHERE n > 1 LIMIT 2) SELECT * FROM f JOIN t ON t.id = f.n ORDER BY 1;
SELECT * FROM t JOIN u ON u.tid = t.id AND u.v > 5 ORDER BY t.id, u.id;
SELECT * FROM t LEFT JOIN u ON u.tid = t.id AND t.a = 1 WHERE u.id IS NULL ORDER BY t.id;
SELECT * FROM t LEFT JOIN (u JOIN w ON w.j = u.id) ON u.tid = t.id ORDER BY t.id, u.id, w.k;
SELECT * FROM (t LEFT JOIN u ON u.tid = t.id) LEFT JOIN w ON w.j = u.id AND w.k = 'a' ORDER BY t.id, u.id;
SELECT t.id, u.id FROM t FULL JOIN u ON t.id = u.tid ORDER BY t.id, u.id;
SELECT t.id, u.id, w.k FROM t FULL JOIN u ON t.id = u.tid FULL JOIN w ON w.j = coalesce(t.id, 0) ORDER BY 1, 2, 3;
SELECT * FROM t NATURAL JOIN u ORDER BY 1;
SELECT id, t.id, u.id FROM t NATURAL LEFT JOIN u ORDER BY 1;
SELECT id FROM t JOIN u USING (id) JOIN (SELECT id FROM t WHERE a = 1) USING (id) ORDER BY id;
SELECT id, count(*) FROM t FULL JOIN u USING (id) GROUP BY id ORDER BY id;
SELECT t.*, u.n FROM t, u WHERE t.id = u.id AND (t.a, u.tid) IN (SELECT a, id FROM t) ORDER BY t.id;
SELECT * FROM t WHERE (a, b) = (1, 'one');
SELECT * FROM t WHERE (a, id) > (1, 3) ORDER BY id;
SELECT * FROM t WHERE (a, b) IN (VALUES (1, 'one'), (2, 'two'), (3, NULL)) ORDER BY id;
SELECT id, (a, b) = (SELECT a, b FROM t WHERE id = 1) FROM t ORDER BY id;
SELECT id FROM t WHERE EXISTS (SELECT 1 FROM u WHERE u.tid = t.id AND EXISTS (SELECT 1 FROM w WHERE w.j = u.id AND w.j = t.id)) ORDER BY id;
SELECT id FROM t WHERE NOT EXISTS (SELECT * FROM u WHERE tid = t.id) ORDER BY id;
SELECT id FROM t WHERE id NOT IN (SELECT tid FROM u) ORDER BY id;
SELECT id FROM t WHERE id NOT IN (SELECT tid FROM u WHERE tid IS NOT NULL) ORDER BY id;
SELECT id FROM t WHERE a = (SELECT max(a) FROM t AS t2 WHERE t2.b > t.b) ORDER BY id;
SELECT id, a, rank() OVER (ORDER BY a), dense_rank() OVER (ORDER BY a DESC NULLS LAST), ntile(3) OVER (ORDER BY id) FROM t ORDER BY id;
SELECT id, sum(a) OVER w, count(*) OVER (w ROWS BETWEEN 1 PRECEDING AND CURRENT ROW EXCLUDE CURRENT ROW) FROM t WINDOW w AS (ORDER BY id) ORDER BY id;
SELECT id, group_concat(b, '/') FILTER (WHERE a = 1) OVER (ORDER BY id GROUPS BETWEEN 1 PRECEDING AND 1 FOLLOWING EXCLUDE TIES) FROM t ORDER BY id;
SELECT a, sum(count(*)) OVER (ORDER BY a) FROM t GROUP BY a ORDER BY a;
SELECT a, count(*), sum(sum(c)) OVER (PARTITION BY a > 1 ORDER BY a) FROM t GROUP BY a ORDER BY a;
SELECT first_value(b) OVER (PARTITION BY a ORDER BY id), nth_value(b, 2) OVER (PARTITION BY a ORDER BY id), lead(id, 1, -1) OVER (ORDER BY id) FROM t ORDER BY id;
SELECT percent_rank() OVER (ORDER BY a), cume_dist() OVER (ORDER BY a) FROM t ORDER BY id;
SELECT id, avg(c) OVER (ORDER BY c RANGE BETWEEN 2.5 PRECEDING AND 2.5 FOLLOWING) FROM t ORDER BY id;
SELECT count(DISTINCT a), sum(DISTINCT a), group_concat(DISTINCT a) FROM t;
SELECT group_concat(b, ',' ORDER BY id DESC), string_agg(b, ';' ORDER BY b COLLATE NOCASE) FROM t;
SELECT json_group_array(a ORDER BY id), json_group_object(id, b) FROM t WHERE id < 4;
SELECT a, max(c), b FROM t GROUP BY a ORDER BY a;
SELECT a, min(c), b, id FROM t GROUP BY a HAVING count(*) > 1 ORDER BY a;
SELECT max(id), min(a), count(*) FROM t HAVING count(*) > 3;
SELECT count(*) FROM t HAVING max(id) > 100;
SELECT total(a), avg(a), sum(a) * 1.0 / count(a) FROM t WHERE 0;
SELECT a, b FROM t GROUP BY a, b HAVING a IS NOT NULL ORDER BY 1, 2 LIMIT 3 OFFSET 1;
SELECT DISTINCT a > 1, b IS NULL FROM t ORDER BY 1, 2;
SELECT id FROM t UNION SELECT tid FROM u ORDER BY 1;
SELECT a FROM t EXCEPT SELECT tid FROM u;
SELECT a, b FROM t INTERSECT SELECT id, b FROM t ORDER BY 1;
SELECT n FROM u UNION SELECT b FROM t ORDER BY 1 COLLATE NOCASE;
SELECT n COLLATE BINARY FROM u UNION ALL SELECT b FROM t ORDER BY 1 LIMIT 4;
SELECT 1 AS z UNION ALL SELECT id FROM t ORDER BY z DESC LIMIT 2;
VALUES (1, 'a'), (2, 'b') UNION ALL SELECT id, b FROM t WHERE id < 3;
SELECT * FROM (VALUES (1, 2), (3, 4)) AS v JOIN t ON t.id = v.column1;
SELECT * FROM json_each('[1,2,3]') AS e JOIN t ON t.id = e.value ORDER BY 1;
SELECT t.id, e.key, e.value FROM t, json_each('[' || t.a || ',' || t.id || ']') AS e WHERE t.a IS NOT NULL ORDER BY 1, 2;
SELECT id, b ->> '$' FROM t WHERE json_valid(b);
SELECT json_object('id', id, 'b', b) ->> '$.b' FROM t ORDER BY id;
SELECT id, CASE a WHEN 1 THEN 'x' WHEN NULL THEN 'n' ELSE 'o' END, iif(a > 1, 'big', 'small') FROM t ORDER BY id;
SELECT id FROM t WHERE b LIKE 's%' OR b LIKE '\_%' ESCAPE '\' ORDER BY id;
SELECT id FROM t WHERE b GLOB '[A-Z]*' ORDER BY id;
SELECT id, a BETWEEN 1 AND 2, a NOT BETWEEN id AND 5, a IS NOT DISTINCT FROM NULL FROM t ORDER BY id;
SELECT id FROM u WHERE n = 'a' ORDER BY n, id;
SELECT n, count(*) FROM u GROUP BY n ORDER BY n;
SELECT n FROM u GROUP BY n COLLATE BINARY ORDER BY n COLLATE BINARY;
SELECT DISTINCT n FROM u ORDER BY n;
SELECT min(n), max(n) FROM u;
SELECT id, typeof(v), v FROM u ORDER BY v, id;
SELECT id FROM u WHERE v > 5 ORDER BY id;
SELECT id FROM u WHERE v BETWEEN 1 AND 'x' ORDER BY id;
SELECT id FROM t ORDER BY (SELECT max(v) FROM u WHERE u.tid = t.id) NULLS LAST, id;
SELECT a FROM t GROUP BY (SELECT n FROM u WHERE u.id = t.a) ORDER BY 1;
SELECT id FROM t LIMIT (SELECT count(*) FROM w) - 3;
SELECT id FROM t ORDER BY id LIMIT 2 OFFSET (SELECT 1);
SELECT id FROM t ORDER BY random() * 0, id LIMIT 3;
SELECT k, j, x FROM w ORDER BY k DESC, j;
SELECT k, sum(j) FROM w GROUP BY k HAVING sum(j) > 1 ORDER BY k;
SELECT * FROM w WHERE (k, j) IN (SELECT 'a', id FROM t) ORDER BY 1, 2;
SELECT rowid, * FROM t WHERE rowid = 3;
SELECT oid, _rowid_ FROM u WHERE oid BETWEEN 2 AND 4 ORDER BY 1;
SELECT t.rowid, u.rowid FROM t JOIN u ON t.rowid = u.rowid ORDER BY 1;
SELECT sum(a) FILTER (WHERE id > 2), count(*) FILTER (WHERE b IS NULL) FROM t;
SELECT likelihood(a > 1, 0.5), unlikely(a), likely(id) FROM t ORDER BY id LIMIT 2;
SELECT +a, -a, ~a, NOT a FROM t ORDER BY id;
SELECT a || b, a || NULL, b COLLATE NOCASE = 'ONE' FROM t ORDER BY id;
SELECT CAST(c AS INTEGER), CAST(a AS TEXT) || 'x', CAST(b AS BLOB) FROM t ORDER BY id;
SELECT id / 2, id % 3, id << 2, id & 3, id | 8, 7.0 / id FROM t ORDER BY id;
SELECT 9223372036854775807 + id FROM t ORDER BY id;
SELECT sum(9223372036854775807) FROM t WHERE id < 2;
-- error
SELECT abs(-9223372036854775807 - 1) FROM t LIMIT 1;
SELECT max(a, id), min(a, id, 3), coalesce(a, b, id), nullif(a, 1), ifnull(b, '-') FROM t ORDER BY id;
SELECT printf('%05d|%-5s|%.2f', id, b, c) FROM t ORDER BY id;
SELECT substr(b, 2, 2), instr(b, 'e'), replace(b, 'e', 'E'), trim(b, 'to'), hex(b), quote(c), length(b), unicode(b) FROM t ORDER BY id;
SELECT date('2024-01-31', '+1 month'), strftime('%Y-%W', '2024-06-01', printf('+%d days', id)) FROM t ORDER BY id LIMIT 3;
-- error
SELECT id FROM t INDEXED BY nope;
-- error
SELECT nope FROM t;
-- error
SELECT t.nope FROM t;
-- error
SELECT id FROM t, u;
-- error
SELECT count(*) FROM t GROUP BY count(*);
-- error
SELECT sum(sum(a)) FROM t;
-- error
SELECT a FROM t ORDER BY 5;
-- error
SELECT a FROM t GROUP BY 2;
-- error
SELECT * FROM t WHERE sum(a) > 1;
-- error
SELECT a, b FROM t UNION SELECT a FROM t;
-- error
SELECT * FROM t ORDER BY nope;
-- error
SELECT (SELECT a, b FROM t) FROM u;
-- error
SELECT * FROM t WHERE a IN (SELECT a, b FROM t);
-- error
SELECT row_number() FROM t;
-- error
SELECT sum(a) OVER (ORDER BY id ROWS BETWEEN CURRENT ROW AND 1 PRECEDING) FROM t;
-- error
SELECT * FROM nosuch;
-- error
SELECT nosuch(a) FROM t;
-- error
SELECT * FROM t JOIN u USING (nope);
-- error
SELECT t.* FROM u;
-- error
SELECT 1 FROM t LIMIT 'x';
SELECT DISTINCT count(*) FROM t GROUP BY a;
SELECT DISTINCT a, count(*) OVER (PARTITION BY a) FROM t ORDER BY 1;
SELECT *, count(*) OVER () FROM (SELECT DISTINCT a FROM t) ORDER BY a;
SELECT id FROM t WHERE id IN (SELECT id FROM t ORDER BY a DESC, id LIMIT 3) ORDER BY id;
SELECT * FROM (SELECT a, id FROM t ORDER BY a LIMIT 3) ORDER BY id DESC;
SELECT * FROM (SELECT id FROM t UNION ALL SELECT id FROM u) WHERE id = 3;
SELECT x.id, y.id FROM t AS x JOIN t AS y ON x.a = y.a AND x.id < y.id ORDER BY 1, 2;
SELECT x.id FROM t x WHERE 2 <= (SELECT count(*) FROM t y WHERE y.a = x.a) ORDER BY 1;
SELECT id FROM t WHERE CASE WHEN id > 3 THEN a ELSE c END > 1 ORDER BY id;
SELECT id FROM t WHERE a IN (1, NULL) ORDER BY id;
SELECT id FROM t WHERE a NOT IN (1, NULL) ORDER BY id;
SELECT id FROM t WHERE id IN () ORDER BY id;
SELECT id FROM t WHERE id = '3';
SELECT id FROM t WHERE id = 3.0;
SELECT id FROM t WHERE id = 3.5;
SELECT id FROM t WHERE id > 2.5 AND id <= '5' ORDER BY id;
SELECT id FROM t WHERE id IN ('2', 3.0, x'34', NULL, 4.5) ORDER BY id;
SELECT id FROM t WHERE id = NULL OR id IS 4;
SELECT id FROM t WHERE id IS NOT 4 AND id BETWEEN 3 AND 5 ORDER BY id;
