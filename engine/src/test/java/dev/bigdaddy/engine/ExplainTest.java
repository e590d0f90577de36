package dev.bigdaddy.engine;

import static dev.bigdaddy.engine.TestDb.run;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bigdaddy.conductor.Session;
import dev.bigdaddy.storage.RowCursor;
import dev.bigdaddy.storage.SqliteConnection;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// EXPLAIN over spread tables shows the program that one plain file would run, but for the numbers
/// of root pages.
class ExplainTest {
  private static final String[] SCHEMA = {
    "CREATE TABLE t(id INTEGER PRIMARY KEY, a, b TEXT COLLATE NOCASE)",
    "CREATE TABLE u(x REFERENCES t(id), y)",
    "CREATE INDEX u_x ON u(x)"
  };

  @TempDir Path directory;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "EXPLAIN SELECT a, count(*) FROM t JOIN u ON t.id = u.x WHERE b > 'x' GROUP BY a",
        "EXPLAIN SELECT * FROM u WHERE x = 5",
        "EXPLAIN INSERT INTO t VALUES (1, 2, 3)",
        "EXPLAIN UPDATE t SET a = a + 1 WHERE id > 7",
        "EXPLAIN DELETE FROM u"
      })
  void theProgramIsThatOfOneFile(String explain) {
    try (BigDaddy db = TestDb.open(directory, 4, 8);
        SqliteConnection plain = SqliteConnection.inMemory()) {
      run(db, SCHEMA);
      for (String ddl : SCHEMA) {
        plain.execute(ddl);
      }
      List<String> ours = new ArrayList<>();
      for (var row : db.sql(explain).rows()) {
        ours.add(row.get(0) + " " + row.get(1) + " " + row.get(5));
      }
      assertThat(ours).isEqualTo(program(plain, explain)).hasSizeGreaterThan(5);
    }
  }

  @Test
  void nothingRuns() {
    try (BigDaddy db = TestDb.open(directory, 4, 8)) {
      run(db, SCHEMA);
      run(db, "INSERT INTO t VALUES (1, 2, 3)", "EXPLAIN DELETE FROM t");
      assertThat(TestDb.ask(db, "SELECT count(*) FROM t")).isEqualTo("1");
    }
  }

  /// As SQLite has it, of a write but of no query: the program of a write has changed nothing.
  @Test
  void theProgramOfAWriteHasChangedNoRows() {
    try (BigDaddy db = TestDb.open(directory, 4, 8);
        Session session = db.session();
        SqliteConnection plain = SqliteConnection.inMemory()) {
      for (String ddl : SCHEMA) {
        run(session, ddl);
        plain.execute(ddl);
      }
      for (String explain : List.of("EXPLAIN SELECT a FROM t", "EXPLAIN UPDATE t SET a = 7")) {
        String insert = "INSERT INTO t(a) VALUES (1), (2)";
        run(session, insert, explain);
        plain.execute(insert);
        assertThat(program(plain, explain)).isNotEmpty();
        try (RowCursor counts = plain.query("SELECT changes(), total_changes()")) {
          assertThat(counts.next()).isTrue();
          assertThat(TestDb.ask(session, "SELECT changes(), total_changes()"))
              .as(explain)
              .isEqualTo(counts.longAt(0) + "|" + counts.longAt(1));
        }
      }
    }
  }

  private static List<String> program(SqliteConnection plain, String explain) {
    List<String> program = new ArrayList<>();
    try (RowCursor rows = plain.query(explain)) {
      while (rows.next()) {
        program.add(rows.textAt(0) + " " + rows.textAt(1) + " " + rows.textAt(5));
      }
    }
    return program;
  }
}
