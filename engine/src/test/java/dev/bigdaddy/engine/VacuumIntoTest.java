package dev.bigdaddy.engine;

import static dev.bigdaddy.engine.TestDb.errorOf;
import static dev.bigdaddy.engine.TestDb.run;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bigdaddy.conductor.ErrorCode;
import dev.bigdaddy.conductor.Session;
import dev.bigdaddy.storage.RowCursor;
import dev.bigdaddy.storage.SqliteConnection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// VACUUM INTO: the whole logical database as one plain file.
class VacuumIntoTest {
  @TempDir Path directory;
  private BigDaddy db;
  private Session session;

  @BeforeEach
  void open() {
    db = TestDb.open(directory.resolve("db"), 4, 8);
    session = db.session();
    run(
        session,
        "CREATE TABLE t(id INTEGER PRIMARY KEY, n, d AS (n * 2))",
        "CREATE TABLE k(a TEXT, b)",
        "CREATE TABLE s(id INTEGER PRIMARY KEY AUTOINCREMENT, x UNIQUE) /* SHARDS=1 */",
        "INSERT INTO t(id, n) VALUES (1, 1.5), (7, NULL), (9, 'x'), (-3, x'00ff')",
        "INSERT INTO k(rowid, a, b) VALUES (5, 'a', 1), (2, 'ä', 2)",
        "INSERT INTO s(x) VALUES (1), (2), (3)",
        "DELETE FROM s WHERE id = 3",
        "CREATE INDEX k_a ON k(a DESC)",
        "CREATE VIEW v AS SELECT count(*) AS c FROM k",
        "CREATE TRIGGER r AFTER INSERT ON k BEGIN UPDATE s SET x = x + 10; END",
        "CREATE VIRTUAL TABLE words USING fts5(word)",
        "INSERT INTO words VALUES ('hello there'), ('good bye')",
        "PRAGMA user_version = 42");
  }

  @AfterEach
  void close() {
    session.close();
    db.close();
  }

  private static String ask(SqliteConnection plain, String sql) {
    StringBuilder text = new StringBuilder();
    try (RowCursor rows = plain.query(sql)) {
      while (rows.next()) {
        for (int i = 0; i < rows.columnCount(); i++) {
          text.append(TestDb.value(rows.valueAt(i))).append('|');
        }
      }
    }
    return text.toString();
  }

  @Test
  void theFileHoldsEverything() {
    Path file = directory.resolve("a copy.db");
    session.sql("VACUUM INTO ?", file.toString());
    try (SqliteConnection plain = SqliteConnection.plainFile(file)) {
      assertThat(ask(plain, "SELECT * FROM t ORDER BY id"))
          .isEqualTo("-3|x'00ff'|0|1|1.5|3.0|7|NULL|NULL|9|x|0|");
      assertThat(ask(plain, "SELECT rowid, * FROM k ORDER BY rowid")).isEqualTo("2|ä|2|5|a|1|");
      assertThat(ask(plain, "SELECT seq FROM sqlite_sequence")).isEqualTo("3|");
      assertThat(ask(plain, "SELECT c FROM v")).isEqualTo("2|");
      assertThat(ask(plain, "SELECT word FROM words WHERE words MATCH 'bye'"))
          .isEqualTo("good bye|");
      assertThat(ask(plain, "PRAGMA user_version")).isEqualTo("42|");
      assertThat(ask(plain, "PRAGMA integrity_check")).isEqualTo("ok|");
      assertThat(ask(plain, "SELECT count(*) FROM sqlite_schema WHERE sql LIKE '%bigdaddy%'"))
          .isEqualTo("0|");
      plain.execute("INSERT INTO k VALUES ('new', 3)");
      assertThat(ask(plain, "SELECT x FROM s ORDER BY id")).isEqualTo("11|12|");
    }
    assertThat(errorOf(() -> session.sql("VACUUM INTO ?", file.toString())))
        .hasMessage("output file already exists");
  }

  @Test
  void whatCannotBeWrittenLeavesNothing() throws IOException {
    assertThat(errorOf(() -> session.sql("VACUUM INTO NULL"))).hasMessage("non-text filename");
    Path inside = directory.resolve("db").resolve("node-9.db");
    assertThat(errorOf(() -> session.sql("VACUUM INTO ?", inside.toString())).code())
        .isEqualTo(ErrorCode.NOT_SUPPORTED);
    assertThat(inside).doesNotExist();
    Path nowhere = directory.resolve("no/such.db");
    assertThat(errorOf(() -> session.sql("VACUUM INTO ?", nowhere.toString())).code())
        .isEqualTo(ErrorCode.CANNOT_OPEN);
    session.sql("BEGIN");
    assertThat(errorOf(() -> session.sql("VACUUM INTO ?", directory.resolve("x").toString())))
        .hasMessage("cannot VACUUM from within a transaction");
    session.sql("COMMIT");
    Path empty = Files.createFile(directory.resolve("empty.db"));
    session.sql("VACUUM main INTO ?", empty.toString());
    assertThat(Files.size(empty)).isPositive();
  }
}
