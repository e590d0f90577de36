-- Virtual tables, which lie whole on one node.
-- refused
CREATE VIRTUAL TABLE docs USING fts5(title, body);
-- refused
INSERT INTO docs VALUES ('one', 'the quick brown fox'), ('two', 'lazy dogs');
-- refused
SELECT title FROM docs WHERE docs MATCH 'quick';
