-- A gathered write leaves the database that it ran in; LIKE in indexes and generated columns holds there still.
CREATE TABLE t(id INTEGER PRIMARY KEY, a TEXT, g AS (a LIKE 'a%'));
CREATE INDEX i ON t(a) WHERE a LIKE 'a%';
CREATE INDEX j ON t(a LIKE '%b');
CREATE INDEX k ON t(g);
INSERT INTO t(id, a) VALUES (1,'a'),(2,'b'),(3,'ab');
UPDATE t SET id = -id;
SELECT id, row_number() OVER () FROM t;
SELECT g, count(*), max(id) FROM t GROUP BY g;
PRAGMA case_sensitive_like = ON;
SELECT 'A' LIKE 'a', count(*) FROM (SELECT 1 FROM t GROUP BY id % 2);
PRAGMA case_sensitive_like = OFF;
SELECT id, row_number() OVER (ORDER BY a) FROM t WHERE a LIKE 'A%';
-- error
UPDATE t SET id = id - 1 WHERE id < 0 AND a LIKE 'A%';
SELECT id, a, g, lag(a) OVER (ORDER BY id) FROM t;
