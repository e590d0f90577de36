-- What is counted of a statement that ended its transaction.
CREATE TABLE log(n INTEGER PRIMARY KEY, what TEXT, v) /* SHARDS=1 */;
CREATE TABLE slog(n INTEGER PRIMARY KEY, what TEXT, v);
INSERT INTO log(n, what) VALUES (84, ''), (4, 'z''z');
INSERT INTO slog(n, what) VALUES (84, ''), (4, 'z''z');
CREATE TRIGGER g36 INSERT ON log FOR EACH ROW WHEN new.v IS new.v BEGIN INSERT INTO log(what, v) VALUES ('g36', new.v); END;
CREATE TRIGGER g37 INSERT ON slog FOR EACH ROW WHEN new.v IS new.v BEGIN INSERT INTO slog(what, v) VALUES ('g36', new.v); END;
-- error
INSERT OR ROLLBACK INTO log SELECT 15, 'a', 'b' UNION ALL SELECT 15, 'a', 'c';
SELECT changes(), total_changes();
-- error
INSERT OR ROLLBACK INTO slog SELECT 15, 'a', 'b' UNION ALL SELECT 15, 'a', 'c';
SELECT changes(), total_changes();
BEGIN;
INSERT INTO log(n) VALUES (200);
-- error
INSERT OR ROLLBACK INTO log SELECT 15, 'a', 'b' UNION ALL SELECT 15, 'a', 'c';
SELECT changes(), total_changes();
BEGIN;
INSERT INTO slog(n) VALUES (200);
-- error
INSERT OR ROLLBACK INTO slog SELECT 15, 'a', 'b' UNION ALL SELECT 15, 'a', 'c';
SELECT changes(), total_changes();
SELECT * FROM log;
SELECT * FROM slog;
