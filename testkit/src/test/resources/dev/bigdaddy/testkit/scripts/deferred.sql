-- PRAGMA defer_foreign_keys on tables of the home node.
CREATE TABLE boss(id INTEGER PRIMARY KEY) /* SHARDS=1 */;
CREATE TABLE worker(id INTEGER PRIMARY KEY, boss INTEGER REFERENCES boss) /* SHARDS=1 */;
PRAGMA foreign_keys = ON;
-- error
INSERT INTO worker VALUES (1, 1);
BEGIN;
PRAGMA defer_foreign_keys = ON;
INSERT INTO worker VALUES (1, 1), (2, 1);
-- error
COMMIT;
INSERT INTO boss VALUES (1);
COMMIT;
BEGIN;
-- error
INSERT INTO worker VALUES (3, 9);
COMMIT;
BEGIN;
PRAGMA defer_foreign_keys = ON;
DELETE FROM boss;
PRAGMA defer_foreign_keys = OFF;
ROLLBACK;
SELECT count(*) FROM boss;
SELECT count(*) FROM worker;
