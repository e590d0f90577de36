-- Attached databases: a session's own, beside tables of any kind.
CREATE TABLE users(id INTEGER PRIMARY KEY, name TEXT, grp INT);
INSERT INTO users VALUES (1, 'ann', 1), (2, 'bob', 1), (3, 'cid', 2), (4, 'dee', NULL);
CREATE TABLE shared(a INTEGER PRIMARY KEY, b TEXT);
INSERT INTO shared VALUES (1, 'main one'), (2, 'main two');
-- error
SELECT * FROM x.t;
-- error
DETACH x;
ATTACH ':memory:' AS x;
-- error
ATTACH ':memory:' AS x;
-- error
ATTACH ':memory:' AS X;
-- error
ATTACH ':memory:' AS main;
-- error
ATTACH ':memory:' AS temp;
-- error
DETACH main;
PRAGMA database_list;
-- error
SELECT * FROM x.t;
CREATE TABLE x.t(id INTEGER PRIMARY KEY, v TEXT COLLATE NOCASE, n REAL);
-- error
CREATE TABLE x.t(id);
CREATE TABLE IF NOT EXISTS x.t(id);
INSERT INTO x.t(v, n) VALUES ('Ann', 1), ('BOB', 2.5), ('zoe', NULL);
SELECT changes(), total_changes(), last_insert_rowid();
INSERT INTO t VALUES (10, 'found', 4) RETURNING id, n;
SELECT * FROM x.t ORDER BY id;
SELECT * FROM t WHERE n > 1 ORDER BY id;
SELECT x.t.v, t.n FROM x.t WHERE id = 2;
CREATE TABLE x.shared(a, c);
INSERT INTO x.shared VALUES (7, 'attached');
SELECT * FROM shared ORDER BY 1;
SELECT * FROM main.shared ORDER BY 1;
SELECT * FROM x.shared;
SELECT m.a, y.a FROM main.shared m, x.shared y ORDER BY 1;
-- Beside tables of main, whatever their kind.
SELECT u.name, t.n FROM users u JOIN x.t ON t.v = u.name ORDER BY u.id;
SELECT u.name, y.n FROM users u LEFT JOIN x.t AS y ON y.id = u.id ORDER BY u.id;
SELECT name FROM users WHERE name IN (SELECT v FROM x.t) ORDER BY 1;
SELECT name FROM users WHERE EXISTS (SELECT 1 FROM t WHERE t.id = users.id) ORDER BY 1;
SELECT (SELECT count(*) FROM users), (SELECT count(*) FROM t);
SELECT v FROM t UNION SELECT name FROM users ORDER BY 1;
WITH t AS (SELECT 5 AS five) SELECT * FROM t;
SELECT grp, count(*), sum(n) FROM users LEFT JOIN t USING (id) GROUP BY grp ORDER BY grp;
-- Writing.
UPDATE x.t SET n = n + 1 WHERE id < 3;
SELECT changes();
UPDATE t SET v = v || '!' WHERE id = 10 RETURNING v;
DELETE FROM x.t WHERE id = 3;
SELECT changes(), total_changes();
REPLACE INTO x.t VALUES (1, 'ann', 9);
INSERT INTO x.t VALUES (1, 'ann', 9) ON CONFLICT(id) DO UPDATE SET n = n + excluded.n RETURNING *;
-- error
INSERT INTO x.t(id) VALUES (1);
-- error
INSERT INTO x.t(nothing) VALUES (1);
INSERT INTO x.t SELECT id + 100, name, grp FROM users;
SELECT changes(), last_insert_rowid();
SELECT * FROM t ORDER BY id;
INSERT INTO users SELECT id + 50, v, n FROM x.t WHERE id < 100;
SELECT changes();
SELECT * FROM users ORDER BY id;
INSERT OR IGNORE INTO users(id, name) SELECT id, v FROM t WHERE id IN (1, 2, 10) ORDER BY id;
SELECT count(*) FROM users;
CREATE TABLE copied AS SELECT id, v, n FROM x.t WHERE id < 102;
SELECT * FROM copied ORDER BY id;
CREATE TABLE x.copied AS SELECT id, name FROM users WHERE id < 4;
SELECT * FROM x.copied ORDER BY id;
-- error
CREATE TABLE x.copied AS SELECT 1;
CREATE TEMP TABLE mine AS SELECT v FROM t WHERE id < 3;
SELECT * FROM mine ORDER BY 1;
-- Schema of the attached one.
SELECT type, name, tbl_name, sql FROM x.sqlite_schema ORDER BY name;
SELECT name FROM x.sqlite_master WHERE type = 'table' ORDER BY 1;
SELECT name FROM sqlite_schema ORDER BY 1;
CREATE INDEX x.t_v ON t(v);
-- error
CREATE INDEX t_v2 ON t(v);
-- error
CREATE INDEX x.t_v ON t(v);
PRAGMA x.index_list(t);
PRAGMA table_info(t);
PRAGMA x.table_info(shared);
PRAGMA table_info(shared);
SELECT name FROM pragma_table_info('t', 'x') ORDER BY cid;
CREATE VIEW x.big AS SELECT id, v FROM t WHERE id > 100;
SELECT * FROM x.big ORDER BY id;
SELECT count(*) FROM big;
-- error
CREATE VIEW main.wrong AS SELECT * FROM x.t;
CREATE TEMP VIEW both AS SELECT u.id, t.v FROM users u JOIN x.t ON t.id = u.id;
SELECT * FROM both ORDER BY id;
CREATE TABLE x.log(what);
CREATE TRIGGER x.watch AFTER INSERT ON t BEGIN INSERT INTO log VALUES (new.v); END;
-- error
CREATE TRIGGER wrong AFTER INSERT ON x.t BEGIN SELECT 1; END;
INSERT INTO x.t(id, v) VALUES (500, 'logged');
SELECT changes(), total_changes(), last_insert_rowid();
SELECT * FROM x.log;
ALTER TABLE x.t ADD COLUMN extra DEFAULT 'e';
ALTER TABLE x.t RENAME COLUMN n TO num;
SELECT * FROM t WHERE id = 500;
ALTER TABLE x.shared RENAME TO renamed;
SELECT * FROM renamed;
-- error
SELECT * FROM x.shared;
REINDEX x.t_v;
REINDEX t_v;
ANALYZE x;
ANALYZE x.t;
SELECT tbl, idx FROM x.sqlite_stat1 ORDER BY 1, 2;
DROP INDEX x.t_v;
DROP TABLE x.log;
-- error
INSERT INTO x.t(id, v) VALUES (501, 'fails');
DROP TRIGGER x.watch;
INSERT INTO x.t(id, v) VALUES (501, 'works');
DROP VIEW x.big;
-- error
DROP TABLE x.nosuch;
DROP TABLE IF EXISTS x.nosuch;
-- error
CREATE TABLE nosuch.t(a);
PRAGMA x.user_version = 7;
PRAGMA x.user_version;
PRAGMA x.integrity_check;
PRAGMA x.application_id;
-- error
PRAGMA nosuch.user_version;
VACUUM x;
-- error
VACUUM nosuch;
-- Transactions.
BEGIN;
INSERT INTO x.t(id, v) VALUES (600, 'undone');
INSERT INTO users(id, name) VALUES (600, 'undone');
CREATE TABLE x.undone(a);
INSERT INTO undone VALUES (1);
SELECT count(*) FROM undone;
-- error
DETACH x;
ROLLBACK;
-- error
SELECT * FROM undone;
SELECT count(*) FROM t WHERE id = 600;
SELECT count(*) FROM users WHERE id = 600;
BEGIN;
SAVEPOINT s;
INSERT INTO x.t(id, v) VALUES (601, 'gone');
CREATE TABLE x.gone(a);
ROLLBACK TO s;
CREATE TABLE x.gone(b, c);
INSERT INTO x.gone VALUES (1, 2);
INSERT INTO x.t(id, v) VALUES (602, 'kept');
INSERT INTO users(id, name) VALUES (602, 'kept');
SELECT u.id, t.v FROM users u JOIN t ON t.id = u.id WHERE u.id > 600;
COMMIT;
SELECT * FROM gone;
SELECT u.id, t.v FROM users u JOIN t ON t.id = u.id WHERE u.id > 600;
BEGIN;
SELECT count(*) > 0 FROM x.t;
-- error
DETACH x;
COMMIT;
BEGIN;
ATTACH ':memory:' AS inside;
CREATE TABLE inside.i(a);
INSERT INTO i VALUES (1);
ROLLBACK;
-- error
SELECT * FROM i;
CREATE TABLE inside.i(a, b);
DETACH inside;
-- Names and parameters.
-- params: ':memory:', 'named'
ATTACH ? AS ?;
CREATE TABLE named.k(a);
-- params: 'named'
DETACH ?;
-- error
SELECT * FROM named.k;
ATTACH ':mem' || 'ory:' AS "a b";
CREATE TABLE "a b"."c d"("e f" INT);
INSERT INTO "a b"."c d" VALUES (1), (2);
SELECT "a b"."c d"."e f" FROM "c d" ORDER BY 1;
SELECT u.name, "e f" FROM users u JOIN "a b"."c d" ON "e f" = u.id ORDER BY u.id;
CREATE INDEX "a b"."g h" ON "c d"("e f");
SELECT count(*) FROM users JOIN "c d" ON "e f" = id;
CREATE TABLE "a b".t(id, v);
INSERT INTO "a b".t VALUES (1, 'second');
SELECT v FROM t WHERE id = 1;
SELECT v FROM "a b".t WHERE id = 1;
SELECT u.name, p.v, q.v FROM users u JOIN x.t p ON p.id = u.id JOIN "a b".t q ON q.id = u.id;
DETACH "a b";
DROP TABLE mine;
DROP VIEW both;
CREATE TEMP TRIGGER follows AFTER INSERT ON x.t BEGIN INSERT INTO x.gone VALUES (new.id, 'trigger'); END;
INSERT INTO x.t(id, v) VALUES (700, 'fires');
SELECT * FROM x.gone ORDER BY 1;
DROP TABLE x.t;
SELECT name FROM sqlite_temp_schema;
DETACH x;
-- error
SELECT * FROM x.gone;
INSERT INTO users(id, name) VALUES (900, 'goes on');
SELECT * FROM users WHERE id = 900;
-- What an attached table's write reads may lie on several nodes.
ATTACH ':memory:' AS lent;
CREATE TABLE many(id INTEGER PRIMARY KEY, v, w);
INSERT INTO many VALUES (1, 10, 'a'), (2, 20, 'b'), (3, 30, 'a'), (4, 40, 'c');
CREATE TABLE lent.few(id INTEGER PRIMARY KEY, x);
INSERT INTO lent.few SELECT id, v FROM many WHERE w = 'a';
UPDATE lent.few SET x = (SELECT sum(v) FROM many WHERE many.id <= few.id) RETURNING *;
INSERT INTO lent.few SELECT id, v FROM many WHERE true ON CONFLICT DO UPDATE SET x = x + (SELECT max(v) FROM many);
SELECT * FROM lent.few;
DELETE FROM lent.few WHERE id IN (SELECT id FROM many WHERE w = 'b');
BEGIN;
UPDATE many SET v = v + 1;
UPDATE lent.few SET x = many.v FROM many WHERE many.id = few.id;
SELECT * FROM lent.few;
ROLLBACK;
SELECT * FROM lent.few;
SELECT changes(), total_changes(), last_insert_rowid();
SELECT count(*) FROM sqlite_temp_schema;
DETACH lent;
