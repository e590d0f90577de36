-- Differences that generators found in statements that write, third part.

-- A key that names none of its parent's keys leads to no rows: the search has no chain to follow.
CREATE TABLE log(n, what, v) /* SHARDS=8 */;
INSERT INTO log VALUES (528, '10', 9223372036854775808), (529, 'x', 2);
PRAGMA foreign_keys = ON;
CREATE TABLE points_nowhere(id REFERENCES log);
UPDATE OR IGNORE log SET (what, v) = ('', 0) WHERE (NOT ('B'));
SELECT * FROM log ORDER BY n;
PRAGMA foreign_keys = OFF;

-- SQLite never looks at a clause for all keys when every key has one before it.
CREATE TABLE folded(id TEXT COLLATE NOCASE PRIMARY KEY, val INTEGER, "select" TEXT COLLATE NOCASE)
  /* SHARDS=8 SHARD_KEY=id */;
INSERT INTO folded(id, val) VALUES ('k11 ', 8)
  ON CONFLICT(id) DO UPDATE SET "select" = 1 ON CONFLICT DO UPDATE SET "x y" = excluded;
INSERT INTO folded(id, val) VALUES ('K11 ', 8)
  ON CONFLICT(id) DO UPDATE SET "select" = 1 ON CONFLICT DO UPDATE SET "x y" = excluded;
INSERT INTO folded(id, val) VALUES ('K11 ', 9)
  ON CONFLICT(id) DO UPDATE SET "select" = 2 ON CONFLICT DO UPDATE SET val = nonesuch;
SELECT * FROM folded;
