-- Names with quotes, blanks, keywords, other scripts; names of result columns.
CREATE TABLE "a ""quoted"" table"("a ""b"" c" INTEGER PRIMARY KEY, [square bracket], `back``tick`, "select", 'single');
INSERT INTO "a ""quoted"" table" VALUES (1, 2, 3, 4, 5), (2, NULL, 'x', 1.5, x'00');
SELECT * FROM "a ""quoted"" table";
SELECT "a ""b"" c", [square bracket], `back``tick`, "select", "single" FROM "a ""quoted"" table" ORDER BY 1 DESC;
SELECT [a "quoted" table].* FROM [a "quoted" table] WHERE [a "quoted" table]."select" = 4;
UPDATE "a ""quoted"" table" SET "select" = "select" + 1, `back``tick` = 'it''s' WHERE "a ""b"" c" = 1;
SELECT t."select" AS "from", count(*) AS "count(*)" FROM "a ""quoted"" table" AS t GROUP BY t."select" ORDER BY 1;
CREATE TABLE "order"("group" INTEGER PRIMARY KEY, "by" TEXT, "limit" REAL, "table", "index", "values", "where");
INSERT INTO "order"("group", "by", "limit", "where") VALUES (1, 'x', 1, 'here'), (2, 'y', 2, NULL), (3, 'x', 3.5, 'there');
SELECT "group", "by" FROM "order" WHERE "where" IS NOT NULL ORDER BY "limit" DESC LIMIT 5;
SELECT "by", sum("limit") FROM "order" GROUP BY "by" ORDER BY "by";
DELETE FROM "order" WHERE "group" = 2;
SELECT * FROM "order";
CREATE TABLE "таблица"("ключ" INTEGER PRIMARY KEY, "名前" TEXT, "😀" TEXT);
INSERT INTO "таблица" VALUES (1, 'имя', '😀😀'), (2, '名', '👍🏽');
SELECT "名前", length("😀"), "😀" FROM таблица ORDER BY ключ;
SELECT * FROM "таблица" WHERE "名前" = 'имя';
CREATE TABLE MixedCase(Id INTEGER PRIMARY KEY, Name TEXT, NAME2 TEXT);
INSERT INTO mixedcase(ID, name, Name2) VALUES (1, 'a', 'b'), (2, 'c', 'd');
SELECT id, NAME, name2 FROM MIXEDCASE ORDER BY iD;
SELECT * FROM MixedCASE WHERE ID = 2;
SELECT ID FROM MixedCase WHERE iD=2;
SELECT MixedCase.Id, mixedcase.NAME FROM MixedCase ORDER BY 1;
SELECT Id AS x, x FROM (SELECT Id, Name AS x FROM MixedCase) ORDER BY 1;
SELECT id+1, id + 1, (id), -id, 'text', 1, 1.50, NULL, x'00', count(*) FROM MixedCase;
SELECT count(*), count( * ), COUNT(*), sum(Id), max( id ), "id", [id] FROM MixedCase;
SELECT id AS "a b", id AS 'c d', id "e f", id g, id AS [h i] FROM MixedCase ORDER BY "a b";
SELECT a.*, b.* FROM MixedCase a JOIN MixedCase b ON a.id = b.id ORDER BY a.id;
SELECT a.id, b.id FROM MixedCase a, MixedCase b WHERE a.id < b.id;
SELECT * FROM (SELECT id, id FROM MixedCase) ORDER BY 1;
SELECT (SELECT name FROM MixedCase WHERE id = 1), EXISTS (SELECT 1 FROM MixedCase), CASE WHEN 1 THEN 2 END, CAST(1 AS TEXT), id IN (1, 2) FROM MixedCase WHERE id = 1;
SELECT rowid, oid, _rowid_, * FROM MixedCase ORDER BY rowid;
SELECT "no such column" FROM MixedCase ORDER BY id;
SELECT 'abc' AS abc, "abc" FROM MixedCase WHERE id = 1;
CREATE TABLE _t1(_id INTEGER PRIMARY KEY, "1st", "x-y", "x.y");
INSERT INTO _t1 VALUES (1, 'a', 'b', 'c');
SELECT "1st", "x-y", "x.y", _t1."x.y" FROM _t1;
SELECT main._t1._id FROM main._t1;
SELECT * FROM main."order" WHERE main."order"."group" = 1;
CREATE VIEW "a view" AS SELECT "group" AS g, "by" AS "b y" FROM "order";
SELECT * FROM "a view" ORDER BY g;
SELECT "b y", count(*) FROM "a view" GROUP BY 1 ORDER BY 1;
CREATE VIEW v2(x, "y z") AS SELECT Id, Name || NAME2 FROM MixedCase;
SELECT * FROM v2 ORDER BY x;
SELECT v2."y z" FROM v2 WHERE x = 2;
CREATE VIEW v3 AS SELECT * FROM MixedCase;
SELECT * FROM v3 ORDER BY 1;
SELECT count(*) FROM v3 JOIN v2 ON v3.Id = v2.x;
-- error
SELECT nothere FROM MixedCase;
-- error
SELECT * FROM nothere;
-- error
SELECT x.id FROM MixedCase;
-- error
SELECT id FROM MixedCase a JOIN MixedCase b;
-- error
SELECT nofunction(id) FROM MixedCase;
-- error
SELECT max(id, 2, 3) OVER () FROM MixedCase;
-- error
SELECT substr() FROM MixedCase;
-- error
SELECT sum(count(*)) FROM MixedCase;
-- error
SELECT id FROM MixedCase WHERE count(*) > 1;
-- error
SELECT * FROM MixedCase ORDER BY 9;
-- error
SELECT id FROM MixedCase UNION SELECT id, name FROM MixedCase;
-- error
SELECT id FROM MixedCase UNION SELECT id FROM MixedCase ORDER BY name;
-- error
SELECT (SELECT 1, 2);
-- error
SELECT id FROM MixedCase WHERE id IN (SELECT 1, 2);
-- error
SELCT 1;
-- error
SELECT * FROM;
-- error
SELECT 1 +;
