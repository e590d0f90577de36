-- A temporary trigger hears of what foreign keys and triggers do, or the statement is refused.
PRAGMA foreign_keys = ON;
CREATE TABLE p(id INTEGER PRIMARY KEY, v);
CREATE TABLE c(id INTEGER PRIMARY KEY, p REFERENCES p(id) ON DELETE CASCADE) /* SHARDS=1 */;
INSERT INTO p VALUES (1, 1), (2, 2), (3, 3);
INSERT INTO c VALUES (10, 1), (20, 2), (21, 2);
CREATE TEMP TABLE heard(what, id);
CREATE TEMP TRIGGER c_gone AFTER DELETE ON c BEGIN INSERT INTO heard VALUES ('gone', old.id); END;
-- refused
DELETE FROM p WHERE id = 2;
SELECT count(*) FROM p;
-- refused
DELETE FROM c WHERE id = 10;
SELECT count(*) FROM p;
CREATE TABLE m(id INTEGER PRIMARY KEY, v);
CREATE TABLE w(id INTEGER PRIMARY KEY, v) /* SHARDS=1 */;
CREATE TRIGGER m_in AFTER INSERT ON m BEGIN INSERT INTO w VALUES (new.id, new.v); END;
CREATE TEMP TRIGGER w_in AFTER INSERT ON w BEGIN INSERT INTO heard VALUES ('w', new.id); END;
-- refused
INSERT INTO m VALUES (1, 1);
INSERT INTO w VALUES (7, 7);
