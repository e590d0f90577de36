-- Temporary tables are refused by name, on whole tables too.
CREATE TABLE parent(id INTEGER PRIMARY KEY, name TEXT);
-- refused
CREATE TEMP TABLE scratch(a, b);
-- refused
INSERT INTO scratch VALUES (1, 2), (3, 4);
-- refused
SELECT * FROM scratch;
-- refused
SELECT * FROM temp.scratch JOIN parent ON 1 ORDER BY 1, 3;
-- refused
DROP TABLE temp.scratch;
