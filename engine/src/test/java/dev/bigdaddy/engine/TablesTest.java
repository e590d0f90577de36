package dev.bigdaddy.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bigdaddy.conductor.BigDaddyException;
import dev.bigdaddy.conductor.ErrorCode;
import dev.bigdaddy.conductor.QueryResult;
import dev.bigdaddy.conductor.Session;
import dev.bigdaddy.storage.RowCursor;
import dev.bigdaddy.storage.SqliteConnection;
import dev.bigdaddy.storage.StorageException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The same statements on one plain SQLite database and on whole, spread and reference tables: rows in
/// their order, column names, change counts, rowids and errors agree. What is not supported yet says
/// so and changes nothing.
class TablesTest {
  @TempDir Path directory;

  private static final String[] SETUP = {
    "CREATE TABLE IF NOT EXISTS t(id INTEGER PRIMARY KEY, n INT, s TEXT, x) %s",
    "CREATE TABLE IF NOT EXISTS t(other)",
    "CREATE TABLE c(k TEXT COLLATE NOCASE, v NOT NULL DEFAULT 7, w DEFAULT 'w' CHECK (w <> 'bad')) %s",
    "CREATE TABLE p(a INT, b TEXT, v, PRIMARY KEY (b, a)) WITHOUT ROWID %s",
    "CREATE TABLE g(id INTEGER PRIMARY KEY, n, d AS (n * 2), e AS (n || '!') STORED) %s",
    "CREATE INDEX t_s ON t(s)",
    "CREATE INDEX t_n ON t(n DESC, s)",
    "INSERT INTO t VALUES (1, 10, 'one', 1.5), (2, 20, 'two', NULL), (3, NULL, 'three', x'00ff')",
    "INSERT INTO t(s, n) VALUES ('four', 40), ('five', 50)",
    "INSERT INTO t DEFAULT VALUES",
    "INSERT INTO t(id, s) VALUES (-3, 'minus'), (100, 'hundred'), (50, 'Fifty')",
    "INSERT INTO t(x) VALUES (9223372036854775807), (1e300), ('text'), (-0.0), (1), (1.0)",
    "INSERT INTO c(k) VALUES ('a'), ('A'), ('b'), (NULL), (NULL), (5), (5.5)",
    "INSERT INTO c VALUES ('z', 1, 2), ('Z', 3, 4)",
    "INSERT INTO p VALUES (1, 'x', 1), (2, 'x', 2), (1, 'y', 3), (-1, 'a', 4)",
    "INSERT INTO g(n) VALUES (1), (2), ('three'), (NULL)",
  };

  private static final String[] QUESTIONS = {
    "SELECT * FROM t",
    "SELECT t.* FROM t WHERE id > 2",
    "SELECT rowid, id, _rowid_ FROM t WHERE s IS NOT NULL",
    "SELECT s FROM t",
    "SELECT n FROM t WHERE n > 5",
    "SELECT n, s FROM t WHERE n >= 10 ORDER BY n",
    "SELECT s FROM t WHERE s BETWEEN 'a' AND 'u'",
    "SELECT s, id FROM t ORDER BY s DESC LIMIT 3",
    "SELECT s FROM t ORDER BY n, s LIMIT 4 OFFSET 2",
    "SELECT x, typeof(x) FROM t ORDER BY x",
    "SELECT id FROM t ORDER BY x DESC NULLS LAST LIMIT 5",
    "SELECT id FROM t ORDER BY x COLLATE NOCASE, id DESC",
    "SELECT id FROM t LIMIT 3 OFFSET 4",
    "SELECT id FROM t LIMIT -1 OFFSET 9",
    "SELECT id FROM t WHERE id = 3",
    "SELECT id FROM t WHERE id IN (3, 100, -3, NULL, 77)",
    "SELECT id FROM t WHERE id = '3' OR id = 4.0",
    "SELECT id, s FROM t WHERE s = 'two'",
    "SELECT * FROM t WHERE id = 12345",
    "SELECT count(*), count(n), sum(n), avg(n), min(n), max(n), total(n) FROM t",
    "SELECT count(*), sum(n), max(s), avg(n) FROM t WHERE id > 10000",
    "SELECT sum(x), min(x), max(x), typeof(max(x)) FROM t WHERE typeof(x) <> 'blob' AND id < 12",
    "SELECT max(x), typeof(max(x)) FROM t WHERE x IN (1, 1.0)",
    "SELECT min(x), typeof(min(x)) FROM t WHERE x IN (1, 1.0)",
    "SELECT x, count(*), typeof(x) FROM t GROUP BY x",
    "SELECT DISTINCT x, typeof(x) FROM t WHERE x IN (1, 1.0, 'text')",
    "SELECT DISTINCT typeof(x) FROM t",
    "SELECT n / 20, count(*) FROM t GROUP BY 1",
    "SELECT n % 20, group_concat(s) FROM t GROUP BY n % 20",
    "SELECT length(s), count(*) AS many FROM t GROUP BY 1 HAVING many > 1 ORDER BY 2 DESC, 1",
    "SELECT s, max(n) FROM t",
    "SELECT k, count(*), sum(v) FROM c GROUP BY k",
    "SELECT DISTINCT k FROM c",
    "SELECT DISTINCT v FROM c ORDER BY v",
    "SELECT k, v FROM c WHERE k = 'A'",
    "SELECT k FROM c WHERE k = 'A' COLLATE BINARY",
    "SELECT k FROM c WHERE k IS NULL",
    "SELECT rowid, k FROM c ORDER BY k, rowid",
    "SELECT count(DISTINCT k), count(DISTINCT v) FROM c",
    "SELECT * FROM p",
    "SELECT v FROM p WHERE b = 'x'",
    "SELECT v FROM p WHERE b = 'x' AND a = 2",
    "SELECT v FROM p ORDER BY a, b",
    "SELECT * FROM g",
    "SELECT d, e FROM g WHERE d > 1 ORDER BY d DESC",
    "SELECT a.id, b.id FROM t a JOIN t b ON a.id = b.n / 10 ORDER BY 1, 2",
    "SELECT a.id, b.id FROM t a LEFT JOIN t b ON a.id = b.id AND b.n > 10 WHERE a.id < 5 ORDER BY 1",
    "SELECT t.id, g.d FROM t JOIN g ON t.id = g.id ORDER BY t.id",
    "SELECT id FROM t WHERE n > (SELECT avg(n) FROM t)",
    "SELECT id FROM t WHERE id NOT IN (SELECT n FROM t)",
    "SELECT id FROM t WHERE EXISTS (SELECT 1 FROM c WHERE c.k = substr(t.s, 1, 1))",
    "WITH q AS (SELECT id, n FROM t WHERE n > 10) SELECT sum(n) FROM q",
    "WITH RECURSIVE r(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM r WHERE i < 4) SELECT i, s FROM r JOIN t ON t.id = r.i",
    "SELECT id, row_number() OVER (ORDER BY n DESC, id), sum(n) OVER (ORDER BY id) FROM t",
    "SELECT n FROM t INTERSECT SELECT n FROM t WHERE n > 10",
    "SELECT n FROM t WHERE n < 30 UNION SELECT v FROM c",
    "SELECT id FROM (SELECT * FROM t ORDER BY n LIMIT 4) ORDER BY id",
    "SELECT json_group_array(id) FROM t",
    "SELECT * FROM t NATURAL JOIN g ORDER BY id",
    "SELECT id FROM t JOIN g USING (id) ORDER BY id",
    "SELECT sum(9223372036854775807) FROM t",
    "SELECT abs(-9223372036854775808) FROM t",
    "SELECT nope FROM t",
  };

  private static final String[] WRITES = {
    "UPDATE t SET n = n + 1 WHERE id < 3",
    "UPDATE t SET s = upper(s), n = 0 WHERE s LIKE 'f%%'",
    "UPDATE t SET n = 5 WHERE id = 777",
    "UPDATE t SET n = 6 WHERE id = 5 RETURNING id, n, s",
    "UPDATE g SET n = 9 WHERE id IN (1, 3) RETURNING *",
    "UPDATE c SET v = NULL WHERE w = 'w'",
    "UPDATE c SET w = 'bad'",
    "INSERT INTO t VALUES (1, 1, 1, 1)",
    "INSERT INTO t VALUES (2000, 1, 1, 1), (2001, 1, 1, 1), (2, 2, 2, 2), (1, 1, 1, 1)",
    "INSERT INTO t VALUES ('nine', 1, 1, 1)",
    "INSERT INTO t VALUES ('3000', 1.0, 2, 3), (3001.0, '5', 6.5, 7) RETURNING *",
    "INSERT INTO c(k, v) VALUES ('n', NULL)",
    "INSERT INTO c(k, w) VALUES ('ok', 1), ('n', 'bad')",
    "INSERT INTO p VALUES (1, 'x', 9)",
    "INSERT INTO p(b, v) VALUES ('q', 9)",
    "INSERT INTO t(s) VALUES ('last') RETURNING id, s, rowid",
    "DELETE FROM t WHERE id = 3001",
    "INSERT INTO t(s) VALUES ('again')",
    "DELETE FROM t WHERE n IS NULL AND id > 5 RETURNING id",
    "DELETE FROM c WHERE k = 'a'",
    "DELETE FROM p WHERE v > 2",
    "DELETE FROM g",
    "INSERT INTO g(n) VALUES (4) RETURNING id, d, e",
    "INSERT INTO g(d) VALUES (4)",
    "UPDATE t SET x = x'aa' WHERE id = 1",
    "INSERT OR IGNORE INTO t VALUES (1, 1, 1, 1), (4001, 1, 1, 1)",
    "INSERT OR REPLACE INTO t VALUES (1, 77, 'replaced', 1)",
    "INSERT INTO t VALUES (1, 1, 1, 1) ON CONFLICT DO UPDATE SET n = 78",
    "INSERT INTO t(n) SELECT v FROM c",
    "UPDATE t SET id = id + 10000 WHERE id = 2",
    "DROP TABLE IF EXISTS nope",
    "DROP INDEX t_s",
    "DROP TABLE c",
    "DROP TABLE c",
  };

  @ParameterizedTest
  @CsvSource({
    "1,1,''", "4,1,''", "1,8,''", "4,8,''", "2,256,''", "4,1,/* REFERENCE */", "4,1,/* SHARDS=3 */"
  })
  void everyKindOfTableAnswersAsSqlite(int nodes, int shards, String hint) {
    List<String> refused = new ArrayList<>();
    try (BigDaddy db = TestDb.open(directory, nodes, shards);
        Session session = db.session();
        SqliteConnection sqlite = SqliteConnection.inMemory()) {
      for (String sql : SETUP) {
        compare(session, sqlite, sql.formatted(hint), refused);
      }
      assertThat(refused).isEmpty();
      for (String sql : QUESTIONS) {
        compare(session, sqlite, sql, refused);
      }
      assertThat(refused).isEmpty();
      for (String sql : WRITES) {
        compare(session, sqlite, sql.formatted(), refused);
        compare(session, sqlite, "SELECT * FROM t", refused);
        compare(session, sqlite, "SELECT * FROM p", refused);
        compare(session, sqlite, "SELECT * FROM g", refused);
      }
    }
    assertThat(refused).isEmpty();
  }

  private static void compare(
      Session session, SqliteConnection sqlite, String sql, List<String> refused) {
    String mine;
    try {
      mine = answer(session.sql(sql), session);
    } catch (BigDaddyException e) {
      if (e.code() == ErrorCode.NOT_SUPPORTED) {
        refused.add(sql);
        return;
      }
      mine = "error " + e.sqliteCode() + " " + e.getMessage();
    }
    assertThat(mine).as(sql).isEqualTo(answer(sqlite, sql));
  }

  private static String answer(QueryResult result, Session session) {
    StringBuilder answer = new StringBuilder();
    result.columns().forEach(column -> answer.append(column.name()).append(','));
    for (List<@Nullable Object> row : result.rows()) {
      answer.append('\n');
      row.forEach(value -> answer.append(shown(value)).append('|'));
    }
    answer.append("\nchanges ").append(session.changes());
    return answer.append(" last ").append(session.lastInsertRowid()).toString();
  }

  private static String answer(SqliteConnection sqlite, String sql) {
    StringBuilder answer = new StringBuilder();
    try {
      try (RowCursor rows = sqlite.query(sql)) {
        for (int column = 0; column < rows.columnCount(); column++) {
          answer.append(rows.columnName(column)).append(',');
        }
        while (rows.next()) {
          answer.append('\n');
          for (int column = 0; column < rows.columnCount(); column++) {
            answer.append(shown(rows.valueAt(column))).append('|');
          }
        }
      }
    } catch (StorageException e) {
      return "error " + e.sqliteCode() + " " + e.getMessage();
    }
    try (RowCursor rows = sqlite.query("SELECT changes(), last_insert_rowid()")) {
      rows.next();
      answer.append("\nchanges ").append(rows.longAt(0));
      return answer.append(" last ").append(rows.longAt(1)).toString();
    }
  }

  private static String shown(@Nullable Object value) {
    String type = value == null ? "" : value.getClass().getSimpleName().substring(0, 1);
    return type + TestDb.value(value);
  }

  @Test
  void referenceCopiesFollowEveryWrite() {
    try (BigDaddy db = TestDb.open(directory, 4, 8)) {
      TestDb.run(
          db,
          "CREATE TABLE r(id INTEGER PRIMARY KEY, name TEXT UNIQUE) /* REFERENCE */",
          "CREATE TABLE t(id INTEGER PRIMARY KEY, r)",
          "INSERT INTO r VALUES (1, 'a'), (2, 'b'), (3, 'c')",
          "INSERT INTO t VALUES (1,1),(2,2),(3,3),(4,1),(5,2),(6,3),(7,1),(8,2),(9,3)");
      for (String write :
          List.of(
              "UPDATE r SET name = name || '!'",
              "INSERT OR REPLACE INTO r VALUES (9, 'b!'), (2, 'new')",
              "UPDATE r SET id = id + 1 WHERE id = 3",
              "DELETE FROM r WHERE id = 1",
              "INSERT INTO r(name) SELECT 'x' || value FROM json_each('[1,2,3]')",
              "INSERT INTO r VALUES (2, 'z') ON CONFLICT DO UPDATE SET name = 'upserted'")) {
        TestDb.run(db, write);
        // Joined with a spread table, each node reads its own copy.
        assertThat(TestDb.ask(db, "SELECT t.id, r.name FROM t JOIN r ON r.id = t.r ORDER BY t.id"))
            .as(write)
            .isEqualTo(
                TestDb.ask(
                    db,
                    "SELECT t.id, q.name FROM t JOIN (SELECT * FROM r) q ON q.id = t.r"
                        + " ORDER BY t.id"));
      }
    }
  }
}
