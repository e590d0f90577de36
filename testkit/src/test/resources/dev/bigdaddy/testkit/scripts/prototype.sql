-- The scenarios that the prototype's tests name, with SQLite's own answer in place of the prototype's.

-- conductor: parameters; create table; INSERT/UPDATE/DELETE/SELECT by key and without
CREATE TABLE users(id INTEGER PRIMARY KEY, name TEXT, email TEXT, age INT, city TEXT);
INSERT INTO users VALUES (1, 'Ann', 'ann@x', 30, 'Bern'), (2, 'Bob', 'bob@x', 25, 'Rome'), (3, 'Cid', NULL, 41, 'Bern'), (4, 'Dan', 'dan@x', NULL, 'Oslo'), (5, 'Eve', 'eve@x', 25, 'Rome');
-- params: 3
SELECT name FROM users WHERE id = ?;
-- params: 25, 'Rome', 5
SELECT name FROM users WHERE age = ? AND city = ? AND id = ?;
-- params: 31, 1
UPDATE users SET age = ? WHERE id = ?;
-- params: 'Paris', 'Oslo', 4
UPDATE users SET city = ? WHERE city = ? AND id = ?;
UPDATE users SET name = upper(name);
SELECT * FROM users ORDER BY id;
-- params: 5
DELETE FROM users WHERE id = ?;
-- params: 7, 'Gus'
INSERT INTO users(id, name) VALUES (?, ?);
-- conductor: multi-row INSERT, with parameters and literals
-- params: 10, 'a', 11, 'b', 12, 'c'
INSERT INTO users(id, name) VALUES (?, ?), (?, ?), (?, ?);
INSERT INTO users(name, id) VALUES ('d', 13), ('e', 14), ('f', -5), ('g', 9223372036854775807);
-- conductor: COUNT(*), COUNT(col), alias
SELECT COUNT(*) FROM users;
SELECT COUNT(email), COUNT(DISTINCT city) AS cities, COUNT(*) AS n FROM users;
-- conductor: GROUP BY
SELECT city, COUNT(*) FROM users GROUP BY city ORDER BY city;
SELECT city, COUNT(*), SUM(age), AVG(age), MIN(name), MAX(name) FROM users GROUP BY city ORDER BY 1;
SELECT COUNT(*) FROM users GROUP BY city ORDER BY 1;
-- conductor: CREATE INDEX, plain, unique, IF NOT EXISTS, duplicate, missing table, composite; DROP INDEX
CREATE INDEX by_city ON users(city);
CREATE UNIQUE INDEX by_email ON users(email);
CREATE INDEX IF NOT EXISTS by_city ON users(city);
-- error
CREATE INDEX by_city ON users(name);
-- error
CREATE INDEX nowhere ON missing(a);
CREATE INDEX by_two ON users(city, age);
SELECT name FROM users WHERE city = 'Bern' AND age = 31;
SELECT name FROM users WHERE city = 'Bern' ORDER BY id;
SELECT name FROM users WHERE city IN ('Rome', 'Paris') ORDER BY id;
SELECT name FROM users WHERE city IN ('Nowhere', 'Nothing');
SELECT name FROM users WHERE city IN ('Nowhere', 'Bern') AND id > 1;
-- error
INSERT INTO users(id, email) VALUES (20, 'ann@x');
DROP INDEX by_two;
-- error
DROP INDEX by_two;
DROP INDEX IF EXISTS by_two;
-- conductor: composite primary keys
CREATE TABLE member(grp INT, usr INT, role TEXT, PRIMARY KEY (grp, usr));
INSERT INTO member VALUES (1, 1, 'a'), (1, 2, 'b'), (2, 1, 'c'), (3, 9, 'd'), (4, 9, 'e'), (5, 9, 'f');
-- error
INSERT INTO member VALUES (3, 9, 'again');
SELECT role FROM member WHERE grp = 1 AND usr = 2;
SELECT role FROM member WHERE usr = 9 ORDER BY grp;
-- sharded queries: AND with key, IN on key, UPDATE and DELETE of one or all
SELECT name FROM users WHERE id = 1 AND city = 'Bern';
SELECT name FROM users WHERE id IN (1, 3, 13, 999) ORDER BY id;
UPDATE users SET age = age + 1 WHERE age IS NOT NULL;
DELETE FROM users WHERE age > 41;
SELECT id, age FROM users ORDER BY id;
-- sharded queries: LIMIT and OFFSET
CREATE TABLE many(id INTEGER PRIMARY KEY, v INT);
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 300) INSERT INTO many SELECT i, i % 13 FROM n;
SELECT id FROM many LIMIT 7;
SELECT id FROM many LIMIT 7 OFFSET 20;
SELECT COUNT(*) FROM (SELECT id FROM many LIMIT 10 OFFSET 295);
SELECT id FROM many LIMIT 5 OFFSET 400;
SELECT COUNT(*) FROM (SELECT * FROM many LIMIT 1000);
SELECT id FROM many LIMIT 0;
SELECT id FROM many WHERE v = 5 LIMIT 4;
SELECT id FROM many WHERE v = 5 ORDER BY id DESC LIMIT 4 OFFSET 1;
SELECT COUNT(*), SUM(v) FROM many LIMIT 1;
SELECT id FROM many WHERE id = 17 LIMIT 3;
CREATE TABLE hollow(id INTEGER PRIMARY KEY);
SELECT id FROM hollow LIMIT 3;
SELECT COUNT(*), SUM(id), MIN(id), AVG(id) FROM hollow;
-- own gap list: SUM, MIN, MAX, AVG, OR, ORDER BY over shards
SELECT SUM(v), MIN(v), MAX(v), AVG(v), TOTAL(v) FROM many;
SELECT id FROM many WHERE id = 3 OR v = 12 ORDER BY v DESC, id LIMIT 9;
-- insert, update and delete of indexed values: duplicates share one, NULL, two rows with one value
CREATE TABLE item(id INTEGER PRIMARY KEY, tag TEXT, size INT);
CREATE INDEX item_tag ON item(tag);
CREATE INDEX item_two ON item(tag, size);
INSERT INTO item VALUES (1, 'red', 1), (2, 'red', 2), (3, NULL, 3), (4, 'blue', NULL), (5, 'red', 1);
SELECT id FROM item WHERE tag = 'red' ORDER BY id;
SELECT id FROM item WHERE tag IS NULL;
UPDATE item SET tag = 'green' WHERE id = 2;
UPDATE item SET tag = NULL WHERE id = 4;
UPDATE item SET tag = 'red' WHERE id = 3;
SELECT id FROM item WHERE tag = 'red' ORDER BY id;
SELECT id FROM item WHERE tag = 'red' AND size = 1 ORDER BY id;
DELETE FROM item WHERE id = 1;
SELECT id FROM item WHERE tag = 'red' ORDER BY id;
SELECT id FROM item WHERE tag = 'blue';
DELETE FROM item WHERE tag = 'red';
SELECT * FROM item ORDER BY id;
-- table operations: DROP and CREATE again, ALTER
DROP TABLE item;
CREATE TABLE item(id INTEGER PRIMARY KEY, other);
INSERT INTO item VALUES (1, 'x');
ALTER TABLE item RENAME TO thing;
ALTER TABLE thing ADD COLUMN more DEFAULT 5;
SELECT * FROM thing;
-- error
SELECT * FROM item;
-- storage: a batch in one transaction
BEGIN;
INSERT INTO thing VALUES (2, 'y', 1);
INSERT INTO thing VALUES (3, 'z', 2);
UPDATE thing SET other = 'w' WHERE id = 2;
COMMIT;
SELECT * FROM thing ORDER BY id;
