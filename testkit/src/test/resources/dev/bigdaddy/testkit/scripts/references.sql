-- Reference tables whose rows are not what a Java string can hold, read on the nodes of a spread table.
CREATE TABLE r(k INTEGER PRIMARY KEY, v TEXT, w) /* REFERENCE */;
CREATE TABLE p(a TEXT PRIMARY KEY, b) WITHOUT ROWID /* REFERENCE */;
CREATE TABLE t(id INTEGER PRIMARY KEY, k);
INSERT INTO t VALUES (1, 1), (2, 2), (3, 3), (4, 1), (5, 2), (6, 3), (7, 1), (8, 2);
INSERT INTO r VALUES (1, CAST(x'ff' AS TEXT), x'ff'), (2, CAST(x'41ff42' AS TEXT), NULL), (3, 'ok', CAST(x'fe' AS TEXT));
SELECT t.id, hex(r.v), hex(r.w) FROM t JOIN r USING (k) ORDER BY t.id;
UPDATE r SET v = CAST(x'fe' AS TEXT) WHERE k = 1;
SELECT t.id, hex(r.v), typeof(r.v) FROM t JOIN r USING (k) ORDER BY t.id;
INSERT INTO p VALUES (CAST(x'80' AS TEXT), 1), (CAST(x'81' AS TEXT), 2), (char(65533), 3);
SELECT t.id, hex(p.a), p.b FROM t JOIN p ON p.b = t.k ORDER BY t.id;
UPDATE p SET b = b + 1 WHERE hex(a) = '81';
DELETE FROM p WHERE hex(a) = '80';
SELECT t.id, hex(p.a), p.b FROM t JOIN p ON p.b = t.k ORDER BY t.id, p.a;
INSERT OR REPLACE INTO p VALUES (CAST(x'81' AS TEXT), 1) RETURNING hex(a);
SELECT t.id, hex(p.a), p.b FROM t JOIN p ON p.b = t.k ORDER BY t.id, p.a;
