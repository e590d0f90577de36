-- What whole tables can do already and spread ones not yet: each statement may be refused there.
-- refused
CREATE TABLE parent(id INTEGER PRIMARY KEY, name TEXT UNIQUE);
-- refused
CREATE TABLE child(id INTEGER PRIMARY KEY, parent_id INTEGER REFERENCES parent(id) ON DELETE CASCADE, v);
-- refused
PRAGMA foreign_keys = ON;
-- refused
INSERT INTO parent VALUES (1, 'a'), (2, 'b'), (3, 'c');
-- refused
INSERT INTO child VALUES (1, 1, 'x'), (2, 1, 'y'), (3, 2, 'z'), (4, NULL, 'n');
-- refused, error
INSERT INTO child VALUES (5, 99, 'orphan');
-- refused
DELETE FROM parent WHERE id = 1;
-- refused
SELECT * FROM child ORDER BY id;
-- refused
CREATE TABLE audit(id INTEGER PRIMARY KEY, what TEXT, old, new);
-- refused
CREATE TRIGGER child_changed AFTER UPDATE ON child BEGIN
  INSERT INTO audit(what, old, new) VALUES ('update', old.v, new.v);
  UPDATE parent SET name = name || CASE WHEN new.v = 'z' THEN '' ELSE '!' END WHERE id = new.parent_id;
END;
-- refused
UPDATE child SET v = 'changed' WHERE id = 3;
-- refused
SELECT * FROM audit;
-- refused
SELECT * FROM parent ORDER BY id;
-- refused
DROP TRIGGER child_changed;
-- refused
ALTER TABLE audit RENAME TO journal;
-- refused
ALTER TABLE journal ADD COLUMN extra TEXT DEFAULT 'e';
-- refused
ALTER TABLE journal RENAME COLUMN what TO kind;
-- refused
SELECT * FROM journal;
-- refused
ALTER TABLE journal DROP COLUMN old;
-- refused
SELECT * FROM journal;
-- refused
CREATE TABLE copy AS SELECT * FROM parent;
-- refused
SELECT * FROM copy ORDER BY 1;
-- refused
INSERT INTO copy SELECT id + 10, name FROM parent;
-- refused
REPLACE INTO parent VALUES (2, 'replaced');
-- refused
INSERT INTO parent VALUES (2, 'conflict') ON CONFLICT(id) DO UPDATE SET name = 'upserted';
-- refused
INSERT INTO parent VALUES (2, 'conflict') ON CONFLICT DO NOTHING;
-- refused
UPDATE OR IGNORE parent SET name = 'same';
-- refused
UPDATE copy SET name = p.name FROM parent p WHERE p.id = copy.id;
-- refused
WITH big AS (SELECT max(id) AS m FROM copy) DELETE FROM copy WHERE id = (SELECT m FROM big);
-- refused
INSERT INTO parent(name) VALUES ('returned') RETURNING id, name, rowid;
-- refused
DELETE FROM copy WHERE id IN (SELECT id FROM parent) RETURNING *;
-- refused
CREATE UNIQUE INDEX copy_id ON copy(id);
-- refused
CREATE VIEW joined AS SELECT p.name, c.v FROM parent p LEFT JOIN child c ON c.parent_id = p.id;
-- refused
SELECT * FROM joined ORDER BY 1, 2;
-- refused
CREATE TRIGGER joined_insert INSTEAD OF INSERT ON joined BEGIN INSERT INTO parent(name) VALUES (new.name); END;
-- refused
INSERT INTO joined(name) VALUES ('through the view');
-- refused
SELECT name FROM parent ORDER BY id;
-- refused
UPDATE parent SET id = id + 100;
-- refused
DELETE FROM parent WHERE id = 102;
-- refused
SELECT * FROM parent ORDER BY id;
-- refused
ANALYZE;
-- refused
REINDEX;
-- refused
PRAGMA user_version = 7;
-- refused
PRAGMA user_version;
-- refused
EXPLAIN QUERY PLAN SELECT nothere_at_all.* FROM (SELECT 1) AS nothere_at_all;
