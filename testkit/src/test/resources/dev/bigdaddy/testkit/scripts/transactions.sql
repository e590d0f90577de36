-- Transactions: what they keep, what they give back, what fails inside them.
CREATE TABLE acc(id INTEGER PRIMARY KEY, name TEXT, amount INTEGER NOT NULL CHECK (amount >= 0));
CREATE TABLE log(id INTEGER PRIMARY KEY AUTOINCREMENT, what TEXT);
INSERT INTO acc VALUES (1, 'a', 100), (2, 'b', 100), (3, 'c', 100), (4, 'd', 100), (5, 'e', 100);
BEGIN;
UPDATE acc SET amount = amount - 30 WHERE id = 1;
UPDATE acc SET amount = amount + 30 WHERE id = 2;
SELECT * FROM acc ORDER BY id;
SELECT sum(amount) FROM acc;
COMMIT;
SELECT * FROM acc;
BEGIN IMMEDIATE;
UPDATE acc SET amount = 0;
INSERT INTO log(what) VALUES ('zeroed');
DELETE FROM acc WHERE id > 3;
SELECT count(*), sum(amount) FROM acc;
ROLLBACK;
SELECT * FROM acc;
SELECT * FROM log;
BEGIN EXCLUSIVE;
INSERT INTO acc VALUES (6, 'f', 1), (7, 'g', 2), (8, 'h', 3);
-- error
UPDATE acc SET amount = amount - 2;
SELECT id, amount FROM acc ORDER BY id;
-- error
INSERT INTO acc VALUES (9, 'i', 1), (1, 'dup', 1);
SELECT count(*) FROM acc;
INSERT INTO acc VALUES (9, 'i', 1);
END TRANSACTION;
SELECT * FROM acc;
-- error
COMMIT;
-- error
ROLLBACK;
BEGIN DEFERRED TRANSACTION;
-- error
BEGIN;
SELECT count(*) FROM acc;
COMMIT TRANSACTION;
SAVEPOINT one;
INSERT INTO log(what) VALUES ('one');
SAVEPOINT two;
INSERT INTO log(what) VALUES ('two');
UPDATE acc SET name = 'two';
ROLLBACK TO two;
SELECT what FROM log ORDER BY id;
SELECT name FROM acc ORDER BY id;
INSERT INTO log(what) VALUES ('two again');
RELEASE two;
SAVEPOINT three;
DELETE FROM log;
ROLLBACK TO SAVEPOINT three;
RELEASE SAVEPOINT one;
SELECT id, what FROM log ORDER BY id;
-- error
RELEASE one;
-- error
ROLLBACK TO nothere;
BEGIN;
SAVEPOINT inner;
UPDATE acc SET amount = amount * 2 WHERE id IN (1, 2, 3);
RELEASE inner;
ROLLBACK;
SELECT sum(amount) FROM acc;
BEGIN;
INSERT INTO log(what) VALUES ('x');
SELECT last_insert_rowid(), changes();
ROLLBACK;
INSERT INTO log(what) VALUES ('y');
SELECT * FROM log ORDER BY id;
BEGIN;
CREATE TABLE made(id INTEGER PRIMARY KEY, v);
INSERT INTO made VALUES (1, 'x'), (2, 'y');
SELECT * FROM made;
CREATE INDEX made_v ON made(v);
ROLLBACK;
-- error
SELECT * FROM made;
BEGIN;
CREATE TABLE made(id INTEGER PRIMARY KEY, w);
INSERT INTO made VALUES (1, 'x'), (2, 'y');
COMMIT;
SELECT w FROM made ORDER BY id;
BEGIN;
DROP TABLE made;
-- error
SELECT * FROM made;
ROLLBACK;
SELECT * FROM made;
BEGIN;
DELETE FROM made WHERE id = 1;
INSERT INTO made VALUES (1, 'back'), (3, 'new');
UPDATE made SET w = w || '.' WHERE id > 1;
COMMIT;
SELECT * FROM made;
BEGIN;
-- error
SELECT nothere FROM made;
-- error
INSERT INTO made VALUES (1, 'dup');
UPDATE made SET w = 'still open' WHERE id = 2;
COMMIT;
SELECT * FROM made;
-- refused
INSERT OR ROLLBACK INTO made VALUES (10, 'fine');
BEGIN;
UPDATE made SET w = 'lost by rollback';
-- refused, error
INSERT OR ROLLBACK INTO made VALUES (1, 'dup');
-- Recursion of triggers is switched inside a transaction.
CREATE TABLE again_whole(n, v) /* SHARDS=1 */;
CREATE TABLE again(n, v) /* SHARDS=4 */;
BEGIN;
CREATE TRIGGER again_whole_i INSERT ON again_whole WHEN new.n < 5 BEGIN INSERT INTO again_whole(n, v) VALUES (new.n + 1, new.n); END;
CREATE TRIGGER again_i INSERT ON again WHEN new.n < 5 BEGIN INSERT INTO again(n, v) VALUES (new.n + 1, new.n); END;
INSERT INTO again_whole VALUES (1, 1);
SELECT count(*) FROM again_whole;
PRAGMA recursive_triggers = ON;
INSERT INTO again_whole VALUES (1, 1);
SELECT count(*) FROM again_whole;
INSERT INTO again VALUES (1, 1);
SELECT count(*) FROM again;
PRAGMA recursive_triggers = OFF;
INSERT INTO again_whole VALUES (1, 1);
SELECT count(*) FROM again_whole;
COMMIT;
INSERT INTO again VALUES (1, 1);
SELECT count(*) FROM again;
