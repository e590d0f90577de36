-- Every form of SELECT over tables small enough to check by hand.
CREATE TABLE users(id INTEGER PRIMARY KEY, name TEXT NOT NULL, country TEXT, age INTEGER, score REAL);
CREATE TABLE posts(id INTEGER PRIMARY KEY, user_id INTEGER, title TEXT, likes INTEGER, at TEXT);
CREATE TABLE tags(post_id INTEGER, tag TEXT COLLATE NOCASE, PRIMARY KEY(post_id, tag)) WITHOUT ROWID;
CREATE TABLE empty(id INTEGER PRIMARY KEY, a, b TEXT);
INSERT INTO users VALUES
  (1, 'Ann', 'US', 31, 1.5), (2, 'Bob', 'DE', NULL, 2.25), (3, 'Cid', 'US', 31, NULL), (4, 'ann', NULL, 17, -4.0),
  (5, 'Eve', 'FR', 64, 0.0), (6, 'Fay', 'DE', 25, 100.5), (7, 'Gus', 'US', 40, 2.25), (8, 'Hal', NULL, NULL, NULL),
  (9, 'Ida', 'FR', 25, 8.0), (10, 'Jon', 'us', 31, 1.5), (-5, 'Neg', 'XX', -1, -0.5), (1000000, 'Big', 'US', 99, 3.0);
INSERT INTO posts VALUES
  (1, 1, 'first', 10, '2024-01-01'), (2, 1, 'second', NULL, '2024-01-02'), (3, 2, 'third', 5, '2024-01-02'),
  (4, 3, 'Fourth', 7, '2024-02-01'), (5, NULL, 'orphan', 0, NULL), (6, 99, 'dangling', 3, '2024-02-02'),
  (7, 7, 'seventh', 10, '2024-03-01'), (8, 7, 'eighth', 9223372036854775807, '2024-03-02'), (9, 9, NULL, -3, '2024-03-02'),
  (10, 1, 'tenth', 5, '2024-01-01'), (11, 6, 'first', 1, '2023-12-31');
INSERT INTO tags VALUES (1, 'red'), (1, 'Blue'), (2, 'RED'), (3, 'green'), (4, 'blue'), (7, 'red'), (7, 'x'), (99, 'lost');
SELECT * FROM users;
SELECT * FROM users WHERE age > 20;
SELECT name, age FROM users WHERE country = 'US' AND age = 31;
SELECT name FROM users WHERE (country = 'US' OR country = 'DE') AND age = 31;
SELECT name FROM users WHERE country = 'US' OR country = 'DE' AND age = 25;
SELECT name FROM users WHERE NOT (country = 'US' OR age IS NULL);
SELECT (age + 1) * 2, age + 1 * 2, -age, age - 1 - 1, age - (1 - 1), 7 % 4, age % 7 FROM users;
SELECT * FROM users LIMIT 3;
SELECT * FROM users LIMIT 3 OFFSET 2;
SELECT * FROM users LIMIT 2, 3;
SELECT * FROM users LIMIT 0;
SELECT * FROM users LIMIT -1;
SELECT * FROM users LIMIT -1 OFFSET 9;
SELECT * FROM users LIMIT 5 OFFSET 100;
SELECT * FROM users LIMIT 1 + 1 OFFSET 1 * 2;
SELECT * FROM users LIMIT '2';
SELECT * FROM users LIMIT (SELECT 2);
SELECT * FROM users LIMIT 9223372036854775807 OFFSET 9223372036854775807;
SELECT * FROM users LIMIT 2 OFFSET -5;
-- error
SELECT * FROM users LIMIT 'two';
-- error
SELECT * FROM users LIMIT NULL;
-- error
SELECT * FROM users LIMIT 2.5;
SELECT * FROM users LIMIT 2.0;
-- params: 2, 3
SELECT * FROM users LIMIT ? OFFSET ?;
-- params: 30, 2, 1
SELECT * FROM users WHERE age > ? ORDER BY age DESC, id LIMIT ? OFFSET ?;
-- params: 'US', 2
SELECT country, count(*) AS n FROM users GROUP BY country HAVING country = ? OR n >= ? ORDER BY 1;
SELECT * FROM users ORDER BY age, name;
SELECT * FROM users ORDER BY age DESC, name COLLATE NOCASE DESC, id;
SELECT name FROM users ORDER BY name;
SELECT name FROM users ORDER BY name COLLATE NOCASE, id DESC;
SELECT name, score FROM users ORDER BY score IS NULL, score DESC, id;
SELECT name FROM users ORDER BY length(name), substr(name, 2), id;
SELECT name AS n, age AS a FROM users ORDER BY a NULLS LAST, n LIMIT 4;
SELECT name, age FROM users ORDER BY 2 DESC, 1 LIMIT 4 OFFSET 1;
SELECT age FROM users ORDER BY -age LIMIT 3;
SELECT name FROM users ORDER BY age LIMIT 4;
SELECT country FROM users ORDER BY country LIMIT 5 OFFSET 3;
SELECT * FROM users ORDER BY rowid DESC LIMIT 3;
SELECT DISTINCT country FROM users;
SELECT DISTINCT country FROM users ORDER BY country LIMIT 2 OFFSET 1;
SELECT DISTINCT age, country FROM users ORDER BY age, country;
SELECT DISTINCT country COLLATE NOCASE FROM users ORDER BY 1;
SELECT count(*), count(age), count(DISTINCT age), sum(age), min(age), max(age), avg(age), total(age) FROM users;
SELECT sum(score), avg(score), total(score), min(score), max(score) FROM users;
SELECT count(*), sum(a), avg(a), min(a), max(a), total(a), group_concat(a) FROM empty;
SELECT count(*) FROM users WHERE id = 777;
SELECT max(age) FROM users WHERE id = 777;
SELECT sum(age), name FROM users WHERE id = 777;
SELECT avg(age) FROM users;
SELECT sum(age) FROM users WHERE id = 777;
SELECT max(name) FROM users;
SELECT min(name) FROM users;
SELECT sum(likes) FROM posts WHERE id <> 8;
-- error
SELECT sum(likes) FROM posts;
SELECT total(likes), avg(likes) FROM posts;
SELECT sum(age) + 1, max(age) - min(age), count(*) * 2, avg(age) / 2, 1.0 * sum(age) / count(age) FROM users;
SELECT country, count(*), sum(age), avg(age), min(name), max(name) FROM users GROUP BY country ORDER BY country;
SELECT country, count(*) FROM users GROUP BY country;
SELECT country, count(*) FROM users GROUP BY country COLLATE NOCASE;
SELECT count(*) FROM users GROUP BY country ORDER BY count(*) DESC, country;
SELECT upper(country), count(*) FROM users GROUP BY upper(country) ORDER BY 1;
SELECT age / 10 AS decade, count(*) AS n, group_concat(name) FROM users GROUP BY decade ORDER BY decade;
SELECT country, age, count(*) FROM users GROUP BY 1, 2 ORDER BY 1, 2;
SELECT country FROM users GROUP BY country HAVING count(*) > 2 ORDER BY 1;
SELECT country, max(age), name FROM users GROUP BY country ORDER BY country;
SELECT country, min(score), name FROM users WHERE score IS NOT NULL GROUP BY country ORDER BY country;
SELECT max(age), name FROM users;
SELECT min(age), name FROM users;
SELECT country, count(*) FILTER (WHERE age > 30), sum(age) FILTER (WHERE age < 30) FROM users GROUP BY country ORDER BY 1;
SELECT count(DISTINCT country), count(DISTINCT age), sum(DISTINCT age), avg(DISTINCT age) FROM users;
SELECT country, count(DISTINCT age) FROM users GROUP BY country ORDER BY 1;
SELECT group_concat(name), group_concat(name, '/') FROM users;
SELECT group_concat(name ORDER BY age DESC, id) FROM users;
SELECT string_agg(name, '-' ORDER BY id) FROM users WHERE age IS NOT NULL;
SELECT json_group_array(age), json_group_object(name, age) FROM users;
SELECT avg(age) FROM users GROUP BY country HAVING avg(age) > 30 ORDER BY 1;
SELECT min(title), max(title), min(at), max(at) FROM posts;
SELECT id FROM users GROUP BY id HAVING count(*) > 1;
SELECT id, sum(age) FROM users GROUP BY id ORDER BY id LIMIT 3;
SELECT count(*) FROM users HAVING count(*) > 100;
SELECT 1 FROM users GROUP BY NULL;
SELECT u.name, p.title FROM users u JOIN posts p ON p.user_id = u.id ORDER BY u.id, p.id;
SELECT u.name, p.title FROM users u LEFT JOIN posts p ON p.user_id = u.id ORDER BY u.id, p.id;
SELECT u.name, p.title FROM users u RIGHT JOIN posts p ON p.user_id = u.id ORDER BY p.id;
SELECT u.name, p.title FROM users u FULL JOIN posts p ON p.user_id = u.id ORDER BY u.id, p.id;
SELECT u.id, p.id FROM users u LEFT JOIN posts p ON p.user_id = u.id AND u.id = 7 ORDER BY 1, 2;
SELECT u.id, p.id FROM users u LEFT JOIN posts p ON p.user_id = u.id WHERE u.id = 7 ORDER BY 1, 2;
SELECT count(*) FROM users, posts;
SELECT count(*) FROM users CROSS JOIN posts WHERE users.id = posts.id;
SELECT * FROM users NATURAL JOIN posts ORDER BY id;
SELECT * FROM users JOIN posts USING (id) ORDER BY id LIMIT 3;
SELECT id, users.id, posts.id FROM users LEFT JOIN posts USING (id) ORDER BY id;
SELECT u.country, sum(p.likes) FROM users u JOIN posts p ON p.user_id = u.id WHERE p.id <> 8 GROUP BY u.country ORDER BY 1;
SELECT p.title, group_concat(t.tag) FROM posts p JOIN tags t ON t.post_id = p.id GROUP BY p.id ORDER BY p.id;
SELECT u.name, count(p.id), count(t.tag) FROM users u LEFT JOIN posts p ON p.user_id = u.id LEFT JOIN tags t ON t.post_id = p.id GROUP BY u.id ORDER BY u.id;
SELECT tag, count(*) FROM tags GROUP BY tag ORDER BY tag;
SELECT DISTINCT tag FROM tags ORDER BY tag;
SELECT a.name, b.name FROM users a JOIN users b ON a.country = b.country AND a.id < b.id ORDER BY 1, 2;
SELECT u.name FROM users u, empty e;
SELECT u.name, e.a FROM users u LEFT JOIN empty e ON 1 ORDER BY u.id;
SELECT name FROM users WHERE id IN (SELECT user_id FROM posts) ORDER BY id;
SELECT name FROM users WHERE id NOT IN (SELECT user_id FROM posts) ORDER BY id;
SELECT name FROM users WHERE id NOT IN (SELECT user_id FROM posts WHERE user_id IS NOT NULL) ORDER BY id;
SELECT name FROM users WHERE id NOT IN (SELECT a FROM empty) ORDER BY id;
SELECT name FROM users u WHERE EXISTS (SELECT 1 FROM posts p WHERE p.user_id = u.id AND p.likes > 5) ORDER BY id;
SELECT name FROM users u WHERE NOT EXISTS (SELECT 1 FROM posts p WHERE p.user_id = u.id) ORDER BY id;
SELECT name, (SELECT count(*) FROM posts p WHERE p.user_id = u.id) FROM users u ORDER BY id;
SELECT name, (SELECT title FROM posts p WHERE p.user_id = u.id ORDER BY likes DESC, id LIMIT 1) FROM users u ORDER BY id;
SELECT name FROM users WHERE age > (SELECT avg(age) FROM users) ORDER BY id;
SELECT name FROM users WHERE age = (SELECT max(age) FROM users WHERE country = 'US') ORDER BY id;
SELECT (SELECT max(likes) FROM posts), (SELECT count(*) FROM users), (SELECT a FROM empty);
SELECT name FROM users WHERE (country, age) IN (SELECT country, max(age) FROM users GROUP BY country) ORDER BY id;
SELECT * FROM (SELECT country, count(*) AS n FROM users GROUP BY country) WHERE n > 1 ORDER BY country;
SELECT * FROM (SELECT name, age FROM users ORDER BY age DESC, id LIMIT 3) ORDER BY name;
SELECT count(*) FROM (SELECT DISTINCT country FROM users);
SELECT avg(n) FROM (SELECT count(*) AS n FROM posts GROUP BY user_id);
SELECT name FROM users UNION SELECT title FROM posts ORDER BY 1;
SELECT name FROM users UNION ALL SELECT title FROM posts ORDER BY 1;
SELECT id FROM users INTERSECT SELECT id FROM posts ORDER BY 1;
SELECT id FROM users EXCEPT SELECT user_id FROM posts ORDER BY 1;
SELECT country FROM users UNION SELECT country FROM users;
SELECT id FROM users UNION ALL SELECT 1 UNION ALL SELECT id FROM empty ORDER BY id LIMIT 4;
SELECT 1 UNION ALL SELECT count(*) FROM users UNION ALL VALUES (7), (8);
SELECT id FROM users WHERE id < 3 UNION ALL VALUES (100), (200);
SELECT name FROM users WHERE id = 1 UNION SELECT name FROM users WHERE id = 4 ORDER BY name COLLATE NOCASE;
VALUES (1, 'a'), (2, 'b');
SELECT 1, 'a' WHERE 0;
SELECT 1;
WITH adults AS (SELECT * FROM users WHERE age >= 18) SELECT country, count(*) FROM adults GROUP BY country ORDER BY 1;
WITH a AS (SELECT id FROM users), b AS (SELECT user_id FROM posts) SELECT count(*) FROM a JOIN b ON a.id = b.user_id;
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5) SELECT i, (SELECT name FROM users WHERE id = i) FROM n;
WITH RECURSIVE up(id, depth) AS (SELECT 1, 0 UNION SELECT p.id, depth + 1 FROM up JOIN posts p ON p.user_id = up.id WHERE depth < 3) SELECT * FROM up ORDER BY depth, id;
WITH x AS MATERIALIZED (SELECT max(age) AS m FROM users) SELECT name FROM users, x WHERE age = m;
SELECT name, row_number() OVER (ORDER BY age, id) FROM users ORDER BY id;
SELECT name, rank() OVER (PARTITION BY country ORDER BY age DESC), dense_rank() OVER (ORDER BY country) FROM users ORDER BY id;
SELECT name, sum(age) OVER (PARTITION BY country ORDER BY id ROWS BETWEEN 1 PRECEDING AND CURRENT ROW) FROM users ORDER BY id;
SELECT name, lag(name) OVER w, lead(name, 2, 'none') OVER w FROM users WINDOW w AS (ORDER BY id) ORDER BY id;
SELECT country, sum(count(*)) OVER (ORDER BY country) FROM users GROUP BY country ORDER BY country;
SELECT id, ntile(3) OVER (ORDER BY id), first_value(name) OVER (PARTITION BY country ORDER BY id) FROM users ORDER BY id;
SELECT count(*) OVER () FROM users LIMIT 2;
SELECT name FROM users WHERE name LIKE 'a%' ORDER BY id;
SELECT name FROM users WHERE name NOT LIKE '%a%' AND name NOT IN ('Bob') ORDER BY id;
SELECT name FROM users WHERE age NOT BETWEEN 20 AND 40 ORDER BY id;
SELECT name FROM users WHERE name GLOB '[A-C]*' ORDER BY id;
SELECT name FROM users WHERE score IS NOT NULL AND score <> 0 ORDER BY id;
SELECT id, name FROM users WHERE id BETWEEN 2 AND 5;
SELECT id, name FROM users WHERE id > 5;
SELECT id, name FROM users WHERE id < 0;
SELECT id, name FROM users WHERE id >= 5 ORDER BY id DESC LIMIT 2;
SELECT id FROM users WHERE id IN (3, 1, 2);
SELECT id FROM users WHERE id = 1 OR id = 2;
SELECT id FROM users WHERE id = 1 AND country = 'DE';
SELECT id FROM users WHERE 1;
SELECT id FROM users WHERE 0;
SELECT id FROM users WHERE NULL;
SELECT * FROM empty;
SELECT * FROM empty ORDER BY a LIMIT 1;
SELECT DISTINCT a FROM empty;
SELECT a, count(*) FROM empty GROUP BY a;
SELECT total(a) FROM empty;
SELECT json_extract('{"a": [1, 2]}', '$.a[1]'), '{"a":1}' ->> 'a', json_array(1, 'x', NULL);
SELECT value, name FROM users, json_each('[1,2,3]') WHERE users.id = value ORDER BY 1;
SELECT printf('%05d|%s|%.2f', age, name, score) FROM users ORDER BY id;
SELECT date('2024-01-31', '+1 month'), strftime('%Y', '2024-05-06');
SELECT at, count(*) FROM posts GROUP BY at ORDER BY at DESC;
SELECT strftime('%Y-%m', at) AS month, sum(likes) FROM posts WHERE id <> 8 GROUP BY month ORDER BY month;
CREATE INDEX users_country ON users(country);
CREATE INDEX users_age ON users(age DESC, name);
CREATE INDEX posts_user ON posts(user_id);
CREATE INDEX posts_late ON posts(at) WHERE likes > 3;
CREATE INDEX users_lower ON users(lower(name));
SELECT name FROM users WHERE country = 'US';
SELECT name FROM users WHERE country = 'US' ORDER BY name LIMIT 2;
SELECT country FROM users;
SELECT country FROM users ORDER BY country;
SELECT country FROM users ORDER BY country DESC LIMIT 4;
SELECT age FROM users WHERE age > 20;
SELECT age, name FROM users ORDER BY age DESC, name;
SELECT name FROM users WHERE lower(name) = 'ann' ORDER BY id;
SELECT at FROM posts WHERE likes > 3 ORDER BY at, id;
SELECT name FROM users WHERE country = 'US' LIMIT 2;
SELECT max(country), min(country) FROM users;
SELECT country, count(*) FROM users GROUP BY country ORDER BY country;
SELECT DISTINCT country FROM users;
SELECT users.name, posts.title FROM users INDEXED BY users_country JOIN posts ON posts.user_id = users.id WHERE country = 'US' ORDER BY posts.id;
SELECT name FROM users NOT INDEXED WHERE country = 'US' ORDER BY id;
-- error
SELECT name FROM users INDEXED BY nothere WHERE country = 'US';
DROP INDEX users_country;
DROP INDEX IF EXISTS users_country;
-- error
DROP INDEX users_country;
SELECT name FROM users WHERE country = 'US';
DROP TABLE empty;
-- error
SELECT * FROM empty;
DROP TABLE IF EXISTS empty;
-- error
DROP TABLE empty;
-- Behind LIMIT 0 nobody looks at OFFSET.
SELECT id FROM users LIMIT 0 OFFSET 'k7';
-- params: 0, 'x'
SELECT id FROM users ORDER BY name LIMIT ?1 OFFSET ?2;
-- error
-- params: 1, 'x'
SELECT id FROM users ORDER BY name LIMIT ?1 OFFSET ?2;
-- error
-- params: 'x', 1
SELECT id FROM users ORDER BY name LIMIT ?1 OFFSET ?2;
