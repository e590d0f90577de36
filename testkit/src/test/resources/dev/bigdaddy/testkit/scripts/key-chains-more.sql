-- REPLACE under foreign keys, triggers that actions fire, triggers that count in rows of literal names.
PRAGMA foreign_keys = ON;
CREATE TABLE parent(id INTEGER PRIMARY KEY, code TEXT UNIQUE COLLATE NOCASE, n INT);
CREATE TABLE child(id INTEGER PRIMARY KEY, parent INT REFERENCES parent(id) ON DELETE CASCADE, up INT REFERENCES child(id) ON DELETE SET NULL, n INT);
CREATE TABLE item(child INT REFERENCES child(id) ON DELETE CASCADE, no INT, v INT, PRIMARY KEY(child, no)) WITHOUT ROWID;
CREATE TABLE bycode(id INTEGER PRIMARY KEY, code TEXT REFERENCES parent(code) ON DELETE RESTRICT);
CREATE TABLE later(id INTEGER PRIMARY KEY, parent INT REFERENCES parent(id) DEFERRABLE INITIALLY DEFERRED);
CREATE TABLE stat(k TEXT PRIMARY KEY, n INT, m INT DEFAULT 0);
CREATE TABLE num(k, n INT);
CREATE TABLE log(id INTEGER PRIMARY KEY, what TEXT, who INT);
WITH RECURSIVE i(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM i WHERE n < 20) INSERT INTO parent SELECT n, 'c' || n, n FROM i;
WITH RECURSIVE i(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM i WHERE n < 60) INSERT INTO child SELECT n, n % 20 + 1, CASE WHEN n > 3 THEN n - 3 END, n FROM i;
INSERT INTO item SELECT id, 1, id FROM child WHERE id % 2;
INSERT INTO item SELECT id, 2, id FROM child WHERE id % 3 = 0;
INSERT INTO bycode VALUES (1, 'C3'), (2, 'c4');
INSERT INTO later VALUES (1, 5), (2, 6);
INSERT INTO stat(k, n) VALUES ('child', 0), ('Child', 0), ('gone', 0), ('x', 0);
INSERT INTO num VALUES (1, 0), ('1', 0), (1.0, 0), (2, 0);

REPLACE INTO parent VALUES (7, 'c7', 70);
SELECT changes(), total_changes(), last_insert_rowid();
SELECT count(*), sum(id) FROM child;
SELECT count(*), sum(child) FROM item;
REPLACE INTO parent VALUES (8, 'C9', 80);
SELECT changes(), total_changes();
SELECT count(*), sum(id), count(up) FROM child;
REPLACE INTO parent VALUES (30, 'new', 1), (31, 'c10', 2), (30, 'again', 3);
SELECT * FROM parent ORDER BY id;
SELECT count(*), sum(id), count(up) FROM child;
-- error
REPLACE INTO parent VALUES (3, 'c3', 0);
-- error
REPLACE INTO parent VALUES (50, 'C4', 0);
REPLACE INTO child VALUES (40, 20, NULL, 400), (41, 20, 40, 410);
SELECT changes();
-- error
REPLACE INTO child VALUES (42, 999, NULL, 0);
REPLACE INTO child VALUES (1, 1, 999, 0);
SELECT * FROM child WHERE id > 37 ORDER BY id;
INSERT OR REPLACE INTO item VALUES (41, 1, 5), (41, 2, 6), (41, 1, 7);
-- error
INSERT OR REPLACE INTO item VALUES (999, 1, 5);
SELECT count(*), sum(child), sum(v) FROM item;
-- error
REPLACE INTO parent(id, code) VALUES (5, 'five'), (6, 'c3');
BEGIN;
REPLACE INTO parent VALUES (5, 'five', 5);
REPLACE INTO parent VALUES (60, 'c6', 6);
-- error
COMMIT;
INSERT INTO parent VALUES (6, 'six', 6);
COMMIT;
SELECT * FROM later ORDER BY id;
INSERT OR REPLACE INTO parent SELECT id, code || 'x', n FROM parent WHERE id IN (11, 12);
SELECT changes(), total_changes();
SELECT * FROM parent ORDER BY id;
SELECT id, parent, up FROM child ORDER BY id;
PRAGMA foreign_key_check;

-- literals
CREATE TRIGGER child_new AFTER INSERT ON child BEGIN UPDATE stat SET n = n + 1 WHERE k = 'child'; UPDATE num SET n = n + 1 WHERE k = 1; END;
INSERT INTO child VALUES (200, 1, NULL, 0), (201, 2, 200, 0);
SELECT changes(), total_changes();
-- error
INSERT INTO child VALUES (202, 777, NULL, 0);
INSERT INTO child(parent) SELECT id FROM parent WHERE id < 3;
SELECT * FROM stat ORDER BY k;
SELECT k, typeof(k), n FROM num ORDER BY rowid;
INSERT INTO child VALUES (200, 1, NULL, 5) ON CONFLICT(id) DO UPDATE SET n = excluded.n;
REPLACE INTO child VALUES (201, 2, NULL, 9);
SELECT * FROM stat ORDER BY k;
CREATE TRIGGER stat_up AFTER UPDATE ON stat WHEN new.k = 'child' BEGIN INSERT INTO log(what, who) VALUES (new.k, new.n); UPDATE stat SET m = m + 1 WHERE k = 'x' AND n < 100; END;
INSERT INTO child VALUES (303, 1, NULL, 0), (304, 2, 303, 0);
SELECT * FROM stat ORDER BY k;
SELECT * FROM log;

-- triggers that actions fire
CREATE TRIGGER child_gone AFTER DELETE ON child BEGIN INSERT INTO log(what, who) VALUES ('gone', old.id); UPDATE stat SET n = n + 1 WHERE k = 'gone'; END;
CREATE TRIGGER item_gone BEFORE DELETE ON item BEGIN INSERT INTO log(what, who) VALUES ('item', old.child); END;
CREATE TRIGGER child_up AFTER UPDATE OF up ON child BEGIN INSERT INTO log(what, who) VALUES ('up', new.id); END;
DELETE FROM parent WHERE id = 13;
SELECT changes(), total_changes();
SELECT * FROM log;
DELETE FROM parent WHERE id IN (14, 15) RETURNING id;
DELETE FROM child WHERE id = 19;
DELETE FROM parent WHERE code IN (SELECT 'C' || n FROM child WHERE id BETWEEN 16 AND 17);
SELECT changes(), total_changes();
SELECT * FROM log;
SELECT * FROM stat ORDER BY k;
SELECT id, parent, up FROM child ORDER BY id;
REPLACE INTO parent VALUES (16, 'sixteen', 16);
SELECT * FROM log;
PRAGMA recursive_triggers = ON;
REPLACE INTO child VALUES (303, 1, NULL, 1);
REPLACE INTO parent VALUES (1, 'one', 1);
SELECT * FROM log;
SELECT * FROM stat ORDER BY k;
PRAGMA foreign_key_check;
