-- Found by a review: tables named like a trigger's rows, text that is not valid UTF-8 in unique columns, the
-- smallest rowid as a real, partial indexes whose condition guards their terms.
CREATE TABLE old(id INTEGER PRIMARY KEY, k, a TEXT, b) /* SHARDS=8 SHARD_KEY=k */;
CREATE UNIQUE INDEX u_1 ON old(lower(a));
CREATE UNIQUE INDEX u2_1 ON old(b) WHERE b > 0;
CREATE INDEX u3_1 ON old(upper(a));
INSERT INTO old VALUES (1,1,'A',1),(2,2,'c',2),(3,3,'b',3),(4,4,'D',4),(5,1,'E',5);
DELETE FROM old WHERE id=1;
SELECT * FROM old WHERE lower(a)='e';
SELECT * FROM old WHERE upper(a)='E';
-- error
INSERT INTO old VALUES (10,2,'e',33);
-- error
INSERT INTO old VALUES (11,3,'x',5);
SELECT * FROM old ORDER BY id;
CREATE TABLE t_2(id INTEGER PRIMARY KEY, u TEXT UNIQUE);
INSERT INTO t_2 VALUES (1,'a'),(2,'b'),(3,'c'),(4,'d');
UPDATE t_2 SET u = CAST(x'ff' AS TEXT) WHERE id = 1;
-- error
UPDATE t_2 SET u = CAST(x'ff' AS TEXT) WHERE id = 2;
-- error
UPDATE t_2 SET u = CAST(x'ff' AS TEXT) WHERE id = 3;
-- error
UPDATE t_2 SET u = CAST(x'ff' AS TEXT) WHERE id = 4;
SELECT id, hex(u) FROM t_2 ORDER BY id;
CREATE TABLE s_2(id INTEGER PRIMARY KEY, u TEXT);
CREATE UNIQUE INDEX su_2 ON s_2(u);
INSERT INTO s_2 VALUES (1,'a'),(2,'b'),(3,'c'),(4,'d');
UPDATE s_2 SET u = CAST(x'ff' AS TEXT) WHERE id = 1;
-- error
UPDATE s_2 SET u = CAST(x'ff' AS TEXT) WHERE id = 2;
-- error
UPDATE s_2 SET u = CAST(x'ff' AS TEXT) WHERE id = 3;
-- error
UPDATE s_2 SET u = CAST(x'ff' AS TEXT) WHERE id = 4;
SELECT id, hex(u) FROM s_2 ORDER BY id;
SELECT id FROM s_2 WHERE u = CAST(x'ff' AS TEXT);
CREATE TABLE t_3(id INTEGER PRIMARY KEY, a) /* SHARDS=8 */;
INSERT INTO t_3 VALUES (-9223372036854775808.0, 1);
SELECT id, typeof(id), a FROM t_3;
SELECT a FROM t_3 WHERE id = -9223372036854775808;
-- error
INSERT INTO t_3 VALUES (-9223372036854775808, 1);
-- error
INSERT INTO t_3 VALUES (-9223372036854775807-1, 1);
SELECT id, a FROM t_3;
UPDATE t_3 SET a = 5 WHERE id = -9223372036854775807-1;
SELECT id, a FROM t_3;
CREATE TABLE t_4(id INTEGER PRIMARY KEY, x TEXT) /* SHARDS=8 */;
CREATE INDEX i_4 ON t_4(json_extract(x,'$.a')) WHERE json_valid(x);
INSERT INTO t_4 VALUES (1, '{"a":5}');
INSERT INTO t_4 VALUES (2, 'not json');
UPDATE t_4 SET x = 'no' WHERE id = 1;
UPDATE t_4 SET x = '{"a":7}' WHERE id = 2;
DELETE FROM t_4 WHERE id = 1;
SELECT * FROM t_4 WHERE json_extract(x,'$.a') = 7 AND json_valid(x);
INSERT INTO t_4 VALUES (3, 'not json'),(4,'{"a":7}');
SELECT * FROM t_4;
CREATE TABLE u_4(id INTEGER PRIMARY KEY, x TEXT) /* SHARDS=8 */;
INSERT INTO u_4 VALUES (1, '{"a":5}'),(2,'bad');
CREATE INDEX ui_4 ON u_4(json_extract(x,'$.a')) WHERE json_valid(x);
SELECT * FROM u_4 WHERE json_extract(x,'$.a') = 5 AND json_valid(x);
CREATE TABLE raw(id INTEGER PRIMARY KEY, x);
INSERT INTO raw VALUES (1, 'a');
UPDATE raw SET x = CAST(x'61ff' AS TEXT);
SELECT id FROM raw WHERE x = 'a' || CAST(x'ff' AS TEXT);
CREATE INDEX raw_x ON raw(x);
SELECT id FROM raw WHERE x = 'a' || CAST(x'ff' AS TEXT);
SELECT id FROM raw WHERE x = CAST(x'61ff' AS TEXT);
SELECT id FROM raw WHERE +x = 'a' || CAST(x'ff' AS TEXT);
DELETE FROM raw WHERE x = 'a' || x'ff';
