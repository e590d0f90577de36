-- Rows behind LIMIT, before OFFSET or on other nodes may fail: SQLite does not come to them.
CREATE TABLE t(id INTEGER PRIMARY KEY, doc TEXT, n INT);
INSERT INTO t VALUES (1,'{"a":1}',1),(2,'{"a":2}',2),(3,'{"a":3}',3),(4,'bad',4),(5,'bad',5),(6,'bad',6),(7,'bad',7),(8,'bad',8),(9,'bad',9),(10,'bad',10);
SELECT json_extract(doc,'$.a') FROM t ORDER BY id LIMIT 3;
SELECT json_extract(doc,'$.a') FROM t LIMIT 2;
SELECT json_extract(doc,'$.a') FROM t WHERE n < 20 LIMIT 2 OFFSET 1;
SELECT id FROM t WHERE json_extract(doc,'$.a') > 0 ORDER BY id LIMIT 3;
SELECT json_extract(doc,'$.a') FROM t ORDER BY n LIMIT 3;
-- error
SELECT json_extract(doc,'$.a') FROM t ORDER BY n DESC LIMIT 3 OFFSET 7;
-- error
SELECT DISTINCT json_extract(doc,'$.a') FROM t ORDER BY 1 LIMIT 1;
SELECT doc -> '$.a' AS x, count(*) FROM t WHERE id < 4 OR json_valid(doc) GROUP BY 1 LIMIT 1;
SELECT t.id, json_extract(o.doc, '$.a') FROM t JOIN t AS o ON o.id = t.id ORDER BY t.id LIMIT 3;
SELECT EXISTS (SELECT json_extract(doc,'$.a') FROM t WHERE json_extract(doc,'$.a') = 1 ORDER BY id);
SELECT (SELECT json_extract(doc,'$.a') FROM t ORDER BY id);
