-- Virtual tables of the home node beside spread tables.
CREATE TABLE docs(id INTEGER PRIMARY KEY, body TEXT, n INT);
INSERT INTO docs VALUES (1,'red fox',1),(2,'blue fox',2),(3,'green dog',3),(4,'red dog',4),(5,'old fox',5);
CREATE VIRTUAL TABLE f2 USING fts5(body);
INSERT INTO f2(rowid, body) VALUES (1,'red fox'),(2,'blue fox'),(3,'green dog'),(4,'red dog'),(5,'old fox');
SELECT rowid, body FROM f2 WHERE f2 MATCH 'fox';
SELECT d.id, d.n FROM f2 JOIN docs d ON d.id = f2.rowid WHERE f2 MATCH 'fox' ORDER BY rank;
SELECT d.id, bm25(f2), highlight(f2, 0, '[', ']') FROM f2 JOIN docs d ON d.id = f2.rowid WHERE f2 MATCH 'fox OR dog' ORDER BY rank, d.id;
SELECT id FROM docs WHERE id IN (SELECT rowid FROM f2 WHERE f2 MATCH 'fox');
SELECT id, (SELECT count(*) FROM f2 WHERE f2 MATCH 'fox' AND f2.rowid <= docs.id) FROM docs ORDER BY id;
CREATE VIRTUAL TABLE r USING rtree(id, x0, x1);
INSERT INTO r VALUES (1, 0, 10), (2, 5, 7), (3, 20, 30);
SELECT d.id, d.body FROM docs d JOIN r ON r.id = d.id WHERE r.x0 < 6 AND r.x1 > 6;
CREATE VIRTUAL TABLE f4 USING fts4(body);
INSERT INTO f4(docid, body) VALUES (1,'red fox'),(3,'green dog');
SELECT d.id, snippet(f4) FROM f4 JOIN docs d ON d.id = f4.docid WHERE f4 MATCH 'fox';
INSERT INTO f2(f2) VALUES ('optimize');
INSERT INTO f2(f2, rank) VALUES ('rank', 'bm25(2.0)');
SELECT d.id, rank FROM f2 JOIN docs d ON d.id = f2.rowid WHERE f2 MATCH 'fox' ORDER BY rank, d.id;
BEGIN;
INSERT INTO f2(rowid, body) VALUES (9, 'fox nine');
INSERT INTO docs VALUES (9, 'fox nine', 9);
SELECT d.id FROM f2 JOIN docs d ON d.id = f2.rowid WHERE f2 MATCH 'fox' ORDER BY d.id;
SELECT id FROM docs WHERE id IN (SELECT rowid FROM f2 WHERE f2 MATCH 'fox') ORDER BY id;
SELECT id FROM docs WHERE id = (SELECT max(rowid) FROM f2 WHERE f2 MATCH 'fox');
ROLLBACK;
SELECT d.id FROM f2 JOIN docs d ON d.id = f2.rowid WHERE f2 MATCH 'fox' ORDER BY d.id;
CREATE TABLE plain(id INTEGER PRIMARY KEY, t TEXT) /* SHARDS=1 */;
INSERT INTO plain VALUES (1, 'a fox'), (2, 'a dog');
CREATE VIRTUAL TABLE px USING fts5(t, content='plain', content_rowid='id');
INSERT INTO px(px) VALUES ('rebuild');
SELECT px.rowid, px.t, docs.n FROM px JOIN docs ON docs.id = px.rowid WHERE px MATCH 'fox';
CREATE VIEW pv AS SELECT px.t AS t, d.id AS id FROM px, docs d WHERE d.id = px.rowid;
SELECT * FROM pv ORDER BY id;
SELECT count(*) FROM px, docs, plain;
-- error
SELECT d.id FROM f2 JOIN docs d ON d.id = f2.rowid WHERE f2 MATCH '"unclosed';
INSERT INTO docs SELECT rowid + 100, body, 7 FROM f2 WHERE f2 MATCH 'dog';
SELECT * FROM docs ORDER BY id;
UPDATE docs SET n = 50 WHERE id IN (SELECT rowid FROM f2 WHERE f2 MATCH 'red');
DELETE FROM docs WHERE id IN (SELECT rowid FROM f2 WHERE f2 MATCH 'old');
SELECT * FROM docs ORDER BY id;
INSERT INTO f2(rowid, body) SELECT id, body FROM docs WHERE id > 100;
SELECT rowid, body FROM f2 ORDER BY rowid;
INSERT INTO f2(rowid, body) SELECT d.id + 1000, d.body FROM docs d JOIN docs e ON d.id = e.id + 1 ORDER BY d.id;
SELECT rowid, body FROM f2 ORDER BY rowid;

-- what an index of texts shows lies on all nodes: it is never read from one
CREATE VIRTUAL TABLE whole_docs USING fts5(body, content='docs', content_rowid='id');
-- refused
INSERT INTO whole_docs(whole_docs) VALUES ('rebuild');
SELECT count(*) FROM whole_docs WHERE whole_docs MATCH 'fox';
CREATE VIRTUAL TABLE abbreviated USING fts5(body, CONT = "docs", content_rowid='id');
-- refused
INSERT INTO abbreviated(rowid, body) VALUES (1, 'red fox');
DROP TABLE abbreviated;
DROP TABLE whole_docs;
-- triggers of spread tables do not write them
CREATE TRIGGER docs_new AFTER INSERT ON docs BEGIN INSERT INTO f2(rowid, body) VALUES (new.id, new.body); END;
-- refused
INSERT INTO docs VALUES (5000, 'x', 1);
DROP TRIGGER docs_new;

