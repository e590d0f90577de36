-- Groups and extremes of numbers of either form: nodes may not decide which of 1 and 1.0 stands for them.
CREATE TABLE t(id INTEGER PRIMARY KEY, g INT, r REAL, x, s TEXT) /* SHARDS=8 */;
INSERT INTO t VALUES (1,5,5.0,5,'5'),(2,7,7.5,7.0,'7'),(3,15,-0.4,'15','15'),(4,NULL,0.4,NULL,'x'),(5,25,9e999,9e999,'25'),(6,-5,-9e999,-9e999,'y'),(7,9223372036854775807,1e300,3,'1.5'),(8,9223372036854775807,2.5,3.0,'2.5'),(9,2.5,2.5,2,'z');
SELECT g % 10, count(*) FROM t GROUP BY 1;
SELECT g * 1, count(*) FROM t WHERE id < 7 GROUP BY 1;
SELECT x + 0, count(*), min(id) FROM t GROUP BY 1;
SELECT x, count(*) FROM t GROUP BY x;
SELECT round(r), count(*) FROM t GROUP BY 1;
SELECT round(r, 1), count(*) FROM t GROUP BY 1;
SELECT abs(g), count(*) FROM t WHERE id <> 7 GROUP BY 1;
SELECT abs(x), count(*) FROM t GROUP BY 1;
SELECT min(x + 0), max(x * 1) FROM t;
SELECT min(g % 3), max(g + 1) FROM t WHERE id < 7;
SELECT r + 0, count(*) FROM t GROUP BY 1;
SELECT s + 0, count(*) FROM t GROUP BY 1;
SELECT g / 2, sum(id) FROM t GROUP BY 1;
SELECT DISTINCT g % 10 FROM t;
SELECT count(DISTINCT g % 10), sum(DISTINCT x + 0) FROM t;
