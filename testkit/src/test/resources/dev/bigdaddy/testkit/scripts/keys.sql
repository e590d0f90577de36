-- Keys of every kind: what hashes alike, what is equal, what a key lookup must find.
CREATE TABLE tk(k TEXT PRIMARY KEY, v);
INSERT INTO tk VALUES ('1', 'one'), (1.0, 'real one'), (2, 'two'), ('abc', 'lower'), ('ABC', 'upper'), ('abc ', 'blank'), ('', 'empty'), (NULL, 'null 1'), (NULL, 'null 2'), (x'616263', 'blob'), ('ä', 'umlaut'), ('Ä', 'Umlaut');
SELECT * FROM tk WHERE k = 1;
SELECT * FROM tk WHERE k = '1';
SELECT * FROM tk WHERE k = 1.0;
SELECT * FROM tk WHERE k = 2;
SELECT * FROM tk WHERE k = 'abc';
SELECT * FROM tk WHERE k = 'abc' COLLATE NOCASE;
SELECT * FROM tk WHERE k COLLATE NOCASE = 'abc';
SELECT * FROM tk WHERE k = 'abc' COLLATE RTRIM ORDER BY v;
SELECT * FROM tk WHERE k = x'616263';
SELECT * FROM tk WHERE k IS NULL ORDER BY v;
SELECT * FROM tk WHERE k = NULL;
SELECT * FROM tk WHERE k IN ('1', '2', NULL) ORDER BY v;
SELECT * FROM tk WHERE k IN (1, 2) ORDER BY v;
SELECT * FROM tk WHERE k LIKE 'abc' ORDER BY v;
SELECT * FROM tk WHERE k = 'ä';
-- error
INSERT INTO tk VALUES ('abc', 'again');
-- error
INSERT INTO tk VALUES ('new', 1), ('1', 'again');
SELECT count(*) FROM tk WHERE k = 'new';
INSERT INTO tk VALUES (NULL, 'null 3');
-- params: 1
SELECT * FROM tk WHERE k = ?;
-- params: '1'
SELECT * FROM tk WHERE k = ?;
CREATE TABLE nk(k TEXT COLLATE NOCASE PRIMARY KEY, v);
INSERT INTO nk VALUES ('abc', 1), ('Def', 2), ('Ä', 3), ('ä', 4), ('x ', 5), ('x', 6);
SELECT * FROM nk WHERE k = 'ABC';
SELECT * FROM nk WHERE k = 'def';
SELECT * FROM nk WHERE k = 'DEF' COLLATE BINARY;
SELECT * FROM nk WHERE 'DEF' = k;
SELECT * FROM nk WHERE k = 'ä';
SELECT * FROM nk WHERE k IN ('ABC', 'DEF', 'X') ORDER BY v;
-- error
INSERT INTO nk VALUES ('ABC', 7);
UPDATE nk SET v = v + 10 WHERE k = 'dEF';
DELETE FROM nk WHERE k = 'X';
SELECT * FROM nk ORDER BY k, v;
CREATE TABLE rk(k TEXT COLLATE RTRIM PRIMARY KEY, v);
INSERT INTO rk VALUES ('abc', 1), ('abd  ', 2), ('', 3);
SELECT * FROM rk WHERE k = 'abc   ';
SELECT * FROM rk WHERE k = 'abd';
SELECT * FROM rk WHERE k = '   ';
-- error
INSERT INTO rk VALUES ('abc ', 7);
CREATE TABLE fk(k REAL PRIMARY KEY, v);
INSERT INTO fk VALUES (1, 'one'), (1.5, 'half'), (0.0, 'zero'), (9223372036854775807, 'big'), (1e300, 'huge'), ('12', 'twelve'), ('x', 'text'), (NULL, 'null');
SELECT * FROM fk WHERE k = 1;
SELECT * FROM fk WHERE k = '1';
SELECT * FROM fk WHERE k = -0.0;
SELECT * FROM fk WHERE k = 12;
SELECT * FROM fk WHERE k = 9223372036854775807;
SELECT * FROM fk WHERE k = 9223372036854775808;
SELECT * FROM fk WHERE k = 'x';
-- error
INSERT INTO fk VALUES (1.0, 'again');
-- error
INSERT INTO fk VALUES (-0.0, 'again');
CREATE TABLE xk(k PRIMARY KEY, v);
INSERT INTO xk VALUES (1, 'integer'), ('1', 'text'), (x'31', 'blob'), (1.5, 'real'), (NULL, 'null'), ('a', 'a'), ('A', 'A');
SELECT * FROM xk WHERE k = 1;
SELECT * FROM xk WHERE k = 1.0;
SELECT * FROM xk WHERE k = '1';
SELECT * FROM xk WHERE k = x'31';
SELECT * FROM xk WHERE k IN (1, '1', 1.5) ORDER BY v;
-- error
INSERT INTO xk VALUES (1.0, 'again');
INSERT INTO xk VALUES (2.0, 'two');
-- error
INSERT INTO xk VALUES (2, 'two again');
SELECT k, typeof(k), v FROM xk ORDER BY v;
CREATE TABLE bk(k BLOB PRIMARY KEY, v) WITHOUT ROWID;
INSERT INTO bk VALUES (x'', 0), (x'00', 1), ('', 2), ('a', 3), (x'61', 4), (1, 5), (1.5, 6);
SELECT * FROM bk WHERE k = x'61';
SELECT * FROM bk WHERE k = 'a';
SELECT * FROM bk WHERE k = 1.0;
SELECT * FROM bk;
-- error
INSERT INTO bk VALUES (NULL, 9);
-- error
INSERT INTO bk VALUES (x'', 9);
CREATE TABLE ck(a TEXT, b INTEGER, c REAL, v, PRIMARY KEY(a, b, c));
INSERT INTO ck VALUES ('x', 1, 1.0, 1), ('x', 1, 2.0, 2), ('x', 2, 1.0, 3), ('y', 1, 1.0, 4), (NULL, 1, 1.0, 5), (NULL, 1, 1.0, 6), ('x', NULL, NULL, 7), ('x', NULL, NULL, 8);
SELECT * FROM ck WHERE a = 'x' ORDER BY v;
SELECT * FROM ck WHERE a = 'x' AND b = 1 ORDER BY v;
SELECT * FROM ck WHERE b = 1 ORDER BY v;
SELECT * FROM ck WHERE (a, b, c) = ('x', 1, 1.0);
SELECT * FROM ck WHERE (a, b) IN (VALUES ('x', 1), ('y', 1)) ORDER BY v;
SELECT * FROM ck WHERE a IS NULL ORDER BY v;
-- error
INSERT INTO ck VALUES ('x', 1, 1, 9);
INSERT INTO ck(v) VALUES (10);
DELETE FROM ck WHERE a = 'x' AND b IS NULL;
SELECT * FROM ck ORDER BY v;
CREATE TABLE cw(a INTEGER, b TEXT, v, PRIMARY KEY(b, a)) WITHOUT ROWID;
INSERT INTO cw VALUES (3, 'c', 1), (1, 'b', 2), (2, 'b', 3), (1, 'a', 4), (9, 'B', 5);
SELECT * FROM cw;
SELECT * FROM cw WHERE b = 'b';
SELECT * FROM cw WHERE a = 1 ORDER BY v;
SELECT * FROM cw LIMIT 2;
SELECT * FROM cw LIMIT 2 OFFSET 2;
-- error
INSERT INTO cw VALUES (NULL, 'z', 1);
CREATE TABLE dk(a INTEGER, b INTEGER, v, PRIMARY KEY(a DESC, b)) WITHOUT ROWID;
INSERT INTO dk VALUES (1, 1, 'a'), (2, 1, 'b'), (2, 0, 'c'), (3, 5, 'd'), (-1, 2, 'e');
SELECT * FROM dk;
SELECT * FROM dk LIMIT 3;
CREATE TABLE sk(id INTEGER PRIMARY KEY, user_id INTEGER, v) /* SHARDS=4 SHARD_KEY=user_id */;
INSERT INTO sk(id, user_id, v) VALUES (1, 10, 'a'), (2, 20, 'b'), (3, 10, 'c'), (4, NULL, 'd'), (5, '10', 'e'), (6, 10.0, 'f'), (7, 'ten', 'g'), (8, 10.5, 'h');
SELECT * FROM sk WHERE user_id = 10 ORDER BY id;
SELECT * FROM sk WHERE user_id = '10' ORDER BY id;
SELECT * FROM sk WHERE user_id = 10.0 ORDER BY id;
SELECT * FROM sk WHERE user_id = 'ten';
SELECT * FROM sk WHERE user_id = 10.5;
SELECT * FROM sk WHERE user_id IS NULL;
SELECT * FROM sk WHERE id = 3;
SELECT * FROM sk WHERE id IN (1, 4, 7) ORDER BY id;
SELECT * FROM sk;
-- refused, error
INSERT INTO sk(id, user_id, v) VALUES (1, 11, 'the id is taken, on another shard');
SELECT count(*) FROM sk WHERE id = 1;
CREATE TABLE ref(id INTEGER PRIMARY KEY, name TEXT) /* REFERENCE */;
INSERT INTO ref VALUES (10, 'ten'), (20, 'twenty'), (30, 'thirty');
SELECT * FROM ref;
SELECT sk.id, ref.name FROM sk JOIN ref ON ref.id = sk.user_id ORDER BY sk.id;
SELECT ref.name, sk.id FROM ref LEFT JOIN sk ON ref.id = sk.user_id ORDER BY ref.id, sk.id;
SELECT ref.name, sk.id FROM ref FULL JOIN sk ON ref.id = sk.user_id ORDER BY ref.id, sk.id;
UPDATE ref SET name = upper(name) WHERE id > 10;
DELETE FROM ref WHERE id = 20;
SELECT count(*), min(name), max(name) FROM ref;
SELECT (SELECT count(*) FROM ref), count(*) FROM sk;
