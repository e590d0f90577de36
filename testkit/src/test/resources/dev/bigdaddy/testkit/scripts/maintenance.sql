-- What people and tools send beside queries: it must change no answer.
CREATE TABLE item(id INTEGER PRIMARY KEY, name TEXT UNIQUE, price REAL CHECK(price >= 0), shop INTEGER);
CREATE TABLE keyless(a, b);
CREATE TABLE small(k TEXT PRIMARY KEY, v) WITHOUT ROWID;
CREATE INDEX item_shop ON item(shop, price);
INSERT INTO item(name, price, shop) VALUES ('a', 1.5, 1), ('b', 2.5, 1), ('c', 3.5, 2), ('d', 4.5, 2), ('e', 5.5, 3), ('f', 0, 3);
INSERT INTO keyless VALUES (1, 'x'), (2, 'y'), (3, 'z'), (4, NULL);
INSERT INTO small VALUES ('k', 1), ('l', 2), ('m', 3);
PRAGMA integrity_check;
PRAGMA integrity_check(5);
PRAGMA quick_check;
PRAGMA quick_check(item);
-- error
PRAGMA integrity_check(missing);
ANALYZE;
ANALYZE item;
ANALYZE main;
ANALYZE item_shop;
-- error
ANALYZE missing;
-- refused
SELECT tbl, idx, stat FROM sqlite_stat1 ORDER BY 1, 2;
SELECT name FROM sqlite_schema WHERE name LIKE 'sqlite_stat%' ORDER BY 1;
SELECT shop, count(*), sum(price) FROM item GROUP BY shop ORDER BY shop;
SELECT name FROM item WHERE shop = 2 ORDER BY name;
-- unordered
SELECT name FROM item WHERE shop = 1;
REINDEX;
REINDEX item;
REINDEX item_shop;
REINDEX sqlite_autoindex_item_1;
REINDEX NOCASE;
-- error
REINDEX missing;
BEGIN;
REINDEX item;
ANALYZE;
INSERT INTO item(name, price, shop) VALUES ('g', 7, 9);
-- error
VACUUM;
ROLLBACK;
SELECT count(*) FROM item;
VACUUM;
VACUUM main;
-- error
VACUUM missing;
SELECT rowid, a, b FROM keyless ORDER BY rowid;
INSERT INTO keyless VALUES (5, 'after');
SELECT rowid, a FROM keyless WHERE rowid > 3 ORDER BY 1;
UPDATE keyless SET b = 'changed' WHERE rowid = 2;
SELECT * FROM keyless ORDER BY a;
DELETE FROM item WHERE shop = 3;
VACUUM;
SELECT * FROM item ORDER BY id;
PRAGMA integrity_check;
PRAGMA cache_size = -4000;
PRAGMA cache_size;
PRAGMA temp_store = MEMORY;
PRAGMA temp_store;
PRAGMA automatic_index;
PRAGMA automatic_index = OFF;
PRAGMA automatic_index;
PRAGMA automatic_index = ON;
PRAGMA threads = 2;
PRAGMA threads;
PRAGMA mmap_size = 0;
PRAGMA journal_size_limit = 1000000;
PRAGMA journal_size_limit;
PRAGMA wal_autocheckpoint = 500;
PRAGMA wal_autocheckpoint;
PRAGMA analysis_limit = 400;
PRAGMA analysis_limit;
PRAGMA cell_size_check;
PRAGMA read_uncommitted;
PRAGMA optimize;
PRAGMA shrink_memory;
PRAGMA incremental_vacuum;
PRAGMA encoding;
PRAGMA encoding = 'UTF-8';
PRAGMA auto_vacuum;
PRAGMA auto_vacuum = NONE;
PRAGMA page_size;
PRAGMA page_size = 4096;
PRAGMA secure_delete;
PRAGMA legacy_alter_table = OFF;
PRAGMA legacy_alter_table;
PRAGMA writable_schema;
PRAGMA query_only = 0;
PRAGMA reverse_unordered_selects;
PRAGMA trusted_schema;
PRAGMA full_column_names;
PRAGMA short_column_names;
PRAGMA max_page_count;
PRAGMA user_version = 12;
PRAGMA user_version;
PRAGMA application_id = 77;
PRAGMA application_id;
SELECT user_version, application_id FROM pragma_user_version, pragma_application_id;
PRAGMA foreign_key_check;
PRAGMA foreign_key_check(item);
CREATE TABLE maker(id INTEGER PRIMARY KEY, code TEXT);
CREATE TABLE made(id INTEGER PRIMARY KEY, maker INTEGER REFERENCES maker, again INTEGER REFERENCES made(id), code TEXT);
CREATE TABLE part(a, b, FOREIGN KEY(a, b) REFERENCES pair(x, y));
CREATE TABLE pair(x, y, PRIMARY KEY(y, x)) WITHOUT ROWID;
INSERT INTO maker VALUES (1, 'm'), (2, 'n');
INSERT INTO made VALUES (1, 1, NULL, 'm'), (2, 9, 1, 'x'), (3, NULL, 8, 'n'), (4, 2, 4, 'q'), (5, 7, 7, NULL);
INSERT INTO part VALUES (1, 2), (2, 1), (NULL, 5), ('1', 2);
INSERT INTO pair VALUES (1, 2), (5, 5);
-- unordered
PRAGMA foreign_key_check;
-- unordered
PRAGMA foreign_key_check(made);
-- unordered
PRAGMA foreign_key_check(part);
-- refused
SELECT "table", count(*) FROM pragma_foreign_key_check GROUP BY 1 ORDER BY 1;
DROP TABLE sqlite_stat1;
ANALYZE small;
DROP TABLE keyless;
SELECT name FROM sqlite_schema WHERE name NOT LIKE 'sqlite_stat%' ORDER BY name;
