-- Gathered INSERTs of known rows: rivals and relatives are found by their keys.
CREATE TABLE u(id INTEGER PRIMARY KEY, e TEXT UNIQUE COLLATE NOCASE, f INTEGER, g, UNIQUE(f, g));
INSERT INTO u VALUES (1, 'a', 1, 1), (2, 'b', 1, 2), (3, 'c', 2, 1), (4, NULL, NULL, 3), (5, 'é', 5, NULL), (6, '6', 6, '6');
INSERT INTO u VALUES (9, 'A', 7, 7) ON CONFLICT(e) DO UPDATE SET f = f + 0;
INSERT OR IGNORE INTO u VALUES (10, 'B', 8, 8), (11, 'x', 1, 2), (3, 'y', 9, 9), (12, 'z', 10, 10);
SELECT changes(), total_changes(), last_insert_rowid();
REPLACE INTO u VALUES (13, 'A', 1, 2), (3, 'q', 10, 10);
SELECT changes(), total_changes(), last_insert_rowid();
SELECT * FROM u;
INSERT OR REPLACE INTO u(e, f, g) VALUES (6, '6', 6), ('new', 6, '6');
SELECT * FROM u;
INSERT INTO u(e) VALUES ('c'), ('n2'), ('N2') ON CONFLICT DO NOTHING;
SELECT changes(), total_changes(), last_insert_rowid();
-- error
INSERT INTO u(e) VALUES ('n3'), ('n4'), ('N3');
-- error
INSERT OR FAIL INTO u(e) VALUES ('n3'), ('n4'), ('N3'), ('n5');
SELECT * FROM u;
INSERT INTO u(e, f, g) VALUES ('n4', 100, 100), ('m', 6, '6') ON CONFLICT(e) DO UPDATE SET g = excluded.g || 'u' ON CONFLICT(f, g) DO UPDATE SET e = e || '!' RETURNING *;
SELECT * FROM u;
CREATE UNIQUE INDEX uu ON u(id, f) WHERE g > 5;
INSERT INTO u VALUES (50, 'fifty', 50, 50) ON CONFLICT DO NOTHING;
CREATE TABLE d(k TEXT PRIMARY KEY, n INTEGER NOT NULL DEFAULT 7 UNIQUE, m REAL UNIQUE);
INSERT INTO d(k) VALUES ('seven');
REPLACE INTO d(k, n) VALUES ('other', NULL);
INSERT OR IGNORE INTO d(k, n) VALUES ('third', NULL), ('fourth', 7), ('fifth', 8);
REPLACE INTO d VALUES ('x', 10, 1), ('y', 11, 1.0), ('z', 12, '1'), ('w', 13, 'abc'), ('v', 14, x'61');
SELECT rowid, * FROM d;
CREATE TABLE a(id INTEGER PRIMARY KEY, v UNIQUE);
INSERT INTO a VALUES (9223372036854775807, 1), (5, 5);
SELECT count(*) FROM a WHERE id = 5;
INSERT OR IGNORE INTO a VALUES (6, 1), (7, 7), (NULL, 5);
SELECT * FROM a;
PRAGMA foreign_keys = ON;
CREATE TABLE p(id INTEGER PRIMARY KEY, code TEXT COLLATE NOCASE UNIQUE);
CREATE TABLE c(id INTEGER PRIMARY KEY, p INTEGER REFERENCES p, code TEXT REFERENCES p(code), self REFERENCES c DEFERRABLE INITIALLY DEFERRED, v);
CREATE TABLE g(id INTEGER PRIMARY KEY, c REFERENCES c ON DELETE CASCADE);
INSERT INTO p VALUES (1, 'one'), (2, 'two'), (3, 'three'), (4, 'four');
INSERT INTO c VALUES (1, 1, 'ONE', NULL, 0), (2, '2', 'Two', 1, 0), (3, NULL, NULL, 4, 0), (4, 3, 'three', 4, 0);
-- error
INSERT INTO c VALUES (5, 9, NULL, NULL, 0);
-- error
INSERT INTO c VALUES (5, 1, 'nine', NULL, 0);
-- error
INSERT INTO c VALUES (5, 1, 'one', 99, 0);
INSERT INTO g VALUES (1, 1), (2, 2), (3, 4.0), (4, '4');
-- error
INSERT INTO g VALUES (9, 77);
BEGIN;
INSERT INTO c VALUES (10, 1, 'one', 11, 0);
INSERT INTO c VALUES (12, 1, 'one', 13, 0);
-- error
COMMIT;
INSERT INTO c VALUES (11, 2, 'two', 10, 0);
-- error
COMMIT;
INSERT INTO c VALUES (13, 2, 'two', 10, 0) ON CONFLICT(id) DO UPDATE SET v = 1;
COMMIT;
INSERT INTO c VALUES (13, 2, 'two', 10, 0), (14, 2, 'TWO', 15, 0), (15, 1, 'one', 1, 0) ON CONFLICT(id) DO UPDATE SET v = v + 1;
INSERT OR IGNORE INTO c VALUES (13, 99, 'none', 99, 0), (16, 4, 'FOUR', 16, 0);
-- error
INSERT OR IGNORE INTO c VALUES (17, 99, 'none', 99, 0);
REPLACE INTO c VALUES (1, 4, 'four', 1, 100);
SELECT * FROM c;
SELECT * FROM g;
INSERT INTO c VALUES (2, 1, 'one', 1, 5) ON CONFLICT(id) DO UPDATE SET p = excluded.p, self = NULL;
-- error
INSERT INTO c VALUES (2, 1, 'one', 1, 5) ON CONFLICT(id) DO UPDATE SET p = 1000;
SELECT * FROM c;
CREATE TABLE p2(a, b, PRIMARY KEY (a, b)) WITHOUT ROWID;
CREATE TABLE c3(x TEXT, y INTEGER, z, FOREIGN KEY (x, y) REFERENCES p2 DEFERRABLE INITIALLY DEFERRED);
BEGIN;
INSERT INTO c3 VALUES ('1', 2, 0), ('k', 3, 0), (NULL, 3, 0);
-- error
COMMIT;
INSERT INTO p2 VALUES (1, 2), ('k', 3);
-- error
COMMIT;
INSERT INTO p2 VALUES ('1', 2);
COMMIT;
SELECT * FROM c3;
SELECT * FROM p2;
