-- Statements that fail on several rows: SQLite's error of the first row it meets, and what it leaves.

CREATE TABLE t(id INTEGER PRIMARY KEY, b NOT NULL, c CHECK (c < 100), d);
INSERT INTO t VALUES (1,1,1,'1'),(2,2,2,'2'),(3,3,3,'3'),(4,4,4,'4'),(5,5,5,'5'),(6,6,6,'6'),(7,7,7,'7'),(8,8,8,'x'),(9,9,9,'9');
-- error
UPDATE t SET b = CASE id WHEN 5 THEN NULL ELSE b END, c = CASE WHEN id IN (3, 4, 8) THEN 1000 ELSE c END;
-- error
UPDATE t SET b = CASE id WHEN 3 THEN NULL ELSE b END, c = CASE WHEN id IN (4, 5, 8) THEN 1000 ELSE c END;
-- error
UPDATE t SET b = CASE id WHEN 9 THEN NULL ELSE b END, c = CASE WHEN id IN (8) THEN 1000 ELSE c END;
-- error
UPDATE t SET b = CASE id WHEN 9 THEN NULL ELSE b END, d = json(d) || 'x';
-- error
DELETE FROM t WHERE json(d) > 5 AND id > 3;
-- error
DELETE FROM t WHERE json(d) > 5 RETURNING abs(CASE id WHEN 6 THEN -9223372036854775808 ELSE id END);
SELECT * FROM t;
CREATE TABLE w(k TEXT PRIMARY KEY, b NOT NULL, c CHECK (c < 100)) WITHOUT ROWID;
INSERT INTO w VALUES ('a',1,1),('b',2,2),('c',3,3),('d',4,4),('e',5,5),('f',6,6);
-- error
UPDATE w SET b = CASE k WHEN 'e' THEN NULL ELSE b END, c = CASE WHEN k IN ('c', 'd', 'f') THEN 1000 ELSE c END;
-- error
UPDATE w SET b = CASE k WHEN 'b' THEN NULL ELSE b END, c = CASE WHEN k IN ('c', 'd', 'f') THEN 1000 ELSE c END;
-- error
INSERT INTO t VALUES (20, 1, 1, 1), (21, NULL, 1, 1), (22, 1, 1000, 1), (5, 1, 1, 1);
SELECT changes(), total_changes(), last_insert_rowid();
-- error
INSERT INTO t VALUES (30, 1, 1, 1), (22, 1, 1000, 1), (5, 1, 1, 1), (21, NULL, 1, 1);
-- error
INSERT INTO t VALUES (30, 1, 1, 1), (31, 1, 1, json('x')), (5, 1, 1, 1), (21, NULL, 1, 1);
SELECT changes(), total_changes(), last_insert_rowid();
-- error
INSERT INTO t VALUES (30, 1, 1, 1), (5, 1, 1, 1), (31, 1, 1, json('x')), (21, NULL, 1, 1);
BEGIN;
-- error
INSERT INTO t VALUES (30, 1, 1, 1), (5, 1, 1, 1), (31, 1, 1, json('x')), (21, NULL, 1, 1);
-- error
UPDATE t SET b = CASE id WHEN 5 THEN NULL ELSE b END, c = CASE WHEN id IN (3, 4, 8) THEN 1000 ELSE c END;
SELECT * FROM t;
COMMIT;
SELECT * FROM t;
SELECT * FROM w;
CREATE TABLE v(id INTEGER PRIMARY KEY, e UNIQUE, f UNIQUE);
INSERT INTO v VALUES (1, 1, 1), (2, 2, 2), (3, 3, 3), (4, 4, 4);
-- error
INSERT INTO v VALUES (4, 1, 2);
-- error
INSERT INTO v VALUES (5, 1, 2);
-- error
INSERT INTO v VALUES (5, 6, 2);
-- error
INSERT INTO v VALUES (1, 2, 3), (5, 6, 2);
-- error
UPDATE v SET e = 2, f = 3 WHERE id = 1;
-- error
UPDATE v SET e = 9, f = 3 WHERE id = 1;
SELECT * FROM v;

-- In a transaction a value of a wrong type leaves the rows before it; in autocommit nothing.
CREATE TABLE st(id INTEGER PRIMARY KEY, b INT) STRICT;
INSERT INTO st VALUES (1,1),(2,2),(3,3),(4,4),(5,5);
-- error
ALTER TABLE st ADD COLUMN x TEXT NOT NULL;
-- error
ALTER TABLE st ADD COLUMN x NOT NULL;
-- error
ALTER TABLE st ADD COLUMN x INT NOT NULL DEFAULT 'a';
-- error
ALTER TABLE st ADD COLUMN x INT CHECK (b < 3);
ALTER TABLE st ADD COLUMN y INT NOT NULL DEFAULT 5;
SELECT * FROM st;
CREATE TABLE su(a ANY, b INT) STRICT;
-- error
ALTER TABLE su ADD COLUMN x NOT NULL;
ALTER TABLE su ADD COLUMN x INT NOT NULL;
INSERT INTO su VALUES (1,2,3);
-- error
ALTER TABLE su ADD COLUMN z INT NOT NULL;
CREATE TABLE sw(a ANY, b INT) STRICT;
BEGIN;
-- error
INSERT INTO sw VALUES (31,1),(32,2),(33,'x'),(34,4);
SELECT * FROM sw;
SELECT changes(), total_changes(), last_insert_rowid();
-- error
UPDATE sw SET b = CASE a WHEN 32 THEN 'x' ELSE 7 END;
SELECT * FROM sw;
-- error
UPDATE st SET b = CASE id WHEN 4 THEN 'x' ELSE 7 END;
SELECT * FROM st;
COMMIT;
SELECT * FROM su;
SELECT * FROM st;
-- error
UPDATE st SET b = CASE id WHEN 4 THEN 'x' ELSE 9 END;
SELECT * FROM st;

-- A recursion without end: in a transaction what it did stays, in autocommit nothing.
PRAGMA recursive_triggers = ON;
CREATE TABLE rlog(n INTEGER PRIMARY KEY, v) /* SHARDS=1 */;
CREATE TABLE rt(id) /* SHARDS=1 */;
CREATE TRIGGER rtr BEFORE INSERT ON rt BEGIN INSERT INTO rlog(v) VALUES (new.id); INSERT INTO rt VALUES (new.id); END;
-- error
INSERT INTO rt VALUES (1);
SELECT count(*) FROM rlog;
BEGIN;
-- error
INSERT INTO rt VALUES (1);
SELECT count(*) FROM rlog;
COMMIT;
SELECT count(*) FROM rlog;
SELECT count(*) FROM rt;
-- What a failing statement keeps must satisfy deferred foreign keys, or nothing is kept or counted.
PRAGMA foreign_keys = ON;
CREATE TABLE kept_parent(n INTEGER PRIMARY KEY);
CREATE TABLE kept_child(id INTEGER PRIMARY KEY, c REFERENCES kept_parent DEFERRABLE INITIALLY DEFERRED, v NOT NULL ON CONFLICT FAIL);
CREATE TABLE kept_log(n);
CREATE TRIGGER kept_heard AFTER INSERT ON kept_child BEGIN INSERT INTO kept_log VALUES (new.c); END;
-- error
INSERT INTO kept_child(c, v) VALUES (1, 1), (2, NULL);
SELECT changes(), total_changes(), (SELECT count(*) FROM kept_child), (SELECT count(*) FROM kept_log);
INSERT INTO kept_parent VALUES (1);
-- error
INSERT INTO kept_child(c, v) VALUES (1, 1), (1, NULL);
SELECT changes(), total_changes(), (SELECT count(*) FROM kept_child), (SELECT count(*) FROM kept_log);
-- error
INSERT OR FAIL INTO kept_child(id, c, v) VALUES (10, 2, 1), (10, 1, 1);
SELECT changes(), total_changes(), (SELECT count(*) FROM kept_child), (SELECT count(*) FROM kept_log);
PRAGMA foreign_keys = OFF;
