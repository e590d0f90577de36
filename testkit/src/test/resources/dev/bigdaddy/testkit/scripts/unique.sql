-- UNIQUE indexes that do not contain the shard key: rivals can lie on different nodes.
CREATE TABLE member(id INTEGER PRIMARY KEY, mail TEXT COLLATE NOCASE, team INT, nick, n INT);
INSERT INTO member VALUES
  (1, 'a@x', 1, 'one', 1), (2, 'b@x', 1, 'two', 2), (3, NULL, 2, 'One', 3), (4, NULL, 2, NULL, 4),
  (5, 'e@x', 3, 1, 5), (6, 'f@x', 3, '1', 6), (7, 'g@x', NULL, x'31', 7), (8, 'h@x', NULL, 1.5, 8);
CREATE UNIQUE INDEX member_mail ON member(mail);
CREATE UNIQUE INDEX member_team ON member(team, nick);
-- error
CREATE UNIQUE INDEX member_bad ON member(team);
-- error
CREATE UNIQUE INDEX member_bad ON member(nick COLLATE NOCASE);
-- error
CREATE UNIQUE INDEX member_bad ON member(lower(nick), n % 2);
-- error
CREATE UNIQUE INDEX member_bad ON member(lower(nick)) WHERE n < 4;
CREATE UNIQUE INDEX member_part ON member(n % 4) WHERE n < 4;
SELECT id FROM member WHERE mail = 'A@X';
-- error
INSERT INTO member VALUES (20, 'A@x', 9, 'z', 20);
-- error
INSERT INTO member(mail) VALUES ('new@x'), ('B@X');
SELECT count(*) FROM member WHERE mail = 'new@x';
INSERT INTO member(mail, team, nick, n) VALUES (NULL, 1, NULL, 20), (NULL, 1, NULL, 21);
-- error
INSERT INTO member(team, nick) VALUES (3, '1');
-- error
INSERT INTO member(team, nick) VALUES (3, 1.0);
INSERT INTO member(team, nick) VALUES (3, 1.25), (3, x'31');
-- error
INSERT INTO member(id, n) VALUES (30, 2);
INSERT INTO member(id, n) VALUES (30, 6);
-- error
INSERT INTO member(id, n) VALUES (31, 0), (32, 0);
SELECT count(*) FROM member;
-- error
UPDATE member SET mail = 'b@X' WHERE id = 1;
UPDATE member SET mail = 'A@X' WHERE id = 1;
UPDATE member SET mail = 'z@x' WHERE mail = 'a@x';
SELECT id, mail FROM member WHERE mail = 'z@X';
INSERT INTO member(id, mail) VALUES (40, 'a@x');
-- error
UPDATE member SET mail = 'same@x' WHERE team = 1;
UPDATE member SET mail = mail || '.org' WHERE mail IS NOT NULL;
SELECT id, mail FROM member ORDER BY id;
-- error
UPDATE member SET n = 2 WHERE n > 5;
UPDATE member SET n = n - 1;
UPDATE member SET team = team + 10;
DELETE FROM member WHERE id = 40;
INSERT INTO member(id, mail) VALUES (41, 'a@x.org');
SELECT id FROM member WHERE mail = 'A@x.ORG';
INSERT OR REPLACE INTO member(id, mail) VALUES (42, 'A@X.org');
SELECT id, mail FROM member WHERE mail = 'a@x.org';
INSERT OR IGNORE INTO member(id, mail) VALUES (43, 'A@X.org'), (44, 'only@x');
SELECT id, mail FROM member WHERE id > 40;
INSERT INTO member(id, mail) VALUES (45, 'ONLY@x') ON CONFLICT(mail) DO UPDATE SET mail = 'upserted', n = 99;
SELECT id, mail, n FROM member WHERE mail = 'upserted';
INSERT INTO member(id, mail) VALUES (46, 'upserted') ON CONFLICT DO NOTHING;
SELECT count(*) FROM member WHERE id = 46;
BEGIN;
DELETE FROM member WHERE mail = 'upserted';
INSERT INTO member(id, mail) VALUES (47, 'upserted');
-- error
INSERT INTO member(id, mail) VALUES (48, 'UPSERTED');
ROLLBACK;
SELECT id FROM member WHERE mail = 'upserted';
BEGIN;
SAVEPOINT s;
UPDATE member SET mail = 'free' WHERE mail = 'upserted';
ROLLBACK TO s;
-- error
INSERT INTO member(id, mail) VALUES (48, 'UPSERTED');
INSERT INTO member(id, mail) VALUES (48, 'free');
COMMIT;
SELECT id, mail FROM member WHERE mail IN ('free', 'upserted') ORDER BY id;
-- error
INSERT INTO member(id, mail) SELECT id + 100, mail FROM member WHERE mail IS NOT NULL;
INSERT OR IGNORE INTO member(id, mail) SELECT id + 100, mail FROM member WHERE id < 5;
SELECT count(*) FROM member WHERE id > 100;
-- The row that moves with its key keeps its value to itself.
UPDATE member SET id = 500 WHERE mail = 'free';
-- error
INSERT INTO member(id, mail) VALUES (501, 'FREE');
DELETE FROM member WHERE id = 500;
INSERT INTO member(id, mail) VALUES (501, 'FREE');
INSERT INTO member(id, mail) VALUES (502, 'x1') RETURNING id, mail;
-- error
INSERT INTO member(id, mail) VALUES (503, 'x2'), (504, 'X1') RETURNING id, mail;
DROP INDEX member_mail;
INSERT INTO member(id, mail) VALUES (505, 'x1');
-- error
CREATE UNIQUE INDEX member_mail ON member(mail);
DELETE FROM member WHERE id = 505;
CREATE UNIQUE INDEX IF NOT EXISTS member_mail ON member(mail);
-- error
INSERT INTO member(id, mail) VALUES (505, 'x1');
ALTER TABLE member RENAME COLUMN mail TO address;
-- error
INSERT INTO member(id, address) VALUES (505, 'x1');
ALTER TABLE member RENAME TO person;
-- error
INSERT INTO person(id, address) VALUES (505, 'x1');
DELETE FROM person;
INSERT INTO person(id, address) VALUES (505, 'x1');
SELECT * FROM person;
-- What is compared with a column follows its affinity, also in a row that comes or goes.
CREATE TABLE pair0(id PRIMARY KEY);
CREATE TABLE member0(id PRIMARY KEY);
CREATE TABLE log(n INTEGER PRIMARY KEY, what TEXT, v, w REAL);
CREATE UNIQUE INDEX log_what ON log(what) WHERE what > 2;
CREATE UNIQUE INDEX log_sum ON log(v || what, what < 3) WHERE w > '7';
INSERT INTO log VALUES (432, '2', 0, 1), (160, 'ä', 0, 10), (1, 5, 1, '8'), (2, '1', 2, 9), (3, '2', 2, 9);
UPDATE log SET v = (SELECT count(*) FROM pair0) WHERE n > 100;
UPDATE log SET what = (SELECT 1 FROM member0 LIMIT 1) WHERE n > 100;
-- error
UPDATE log SET what = (SELECT 4) WHERE n > 100;
UPDATE log SET what = 1 WHERE what = '5';
-- error
UPDATE log SET what = 'ö' WHERE n < 10;
INSERT INTO log VALUES (7, 5, 1, 1);
DELETE FROM log WHERE n < 3;
INSERT INTO log VALUES (8, '1', 2, 9), (9, 77, 1, 8);
-- error
INSERT INTO log VALUES (10, '1', 2, 9);
SELECT * FROM log ORDER BY n;
SELECT n FROM log WHERE what = 77 AND what > 2;
CREATE TABLE pair(a, b, c, d AS (c + 1), PRIMARY KEY(a, b)) WITHOUT ROWID;
CREATE UNIQUE INDEX pair_c ON pair('c');
CREATE UNIQUE INDEX pair_d ON pair(d DESC);
INSERT INTO pair VALUES (1, 1, 10), (1, 2, 20), (2, 1, 30), (2, 2, NULL), (3, 1, NULL);
-- error
INSERT INTO pair VALUES (4, 1, 20);
-- error
INSERT INTO pair VALUES (4, 1, '20');
-- error
UPDATE pair SET c = c + 10;
UPDATE pair SET c = c + 1;
SELECT a, b FROM pair WHERE c = 21;
SELECT a, b FROM pair WHERE d = 22;
INSERT OR REPLACE INTO pair VALUES (9, 9, 21);
SELECT * FROM pair ORDER BY a, b;
DELETE FROM pair WHERE c = 21;
INSERT INTO pair VALUES (9, 8, 21);
SELECT a, b FROM pair WHERE c = 21;
SELECT name FROM sqlite_schema WHERE type = 'index' ORDER BY name;
