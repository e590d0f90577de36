package dev.bigdaddy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bigdaddy.cli.console.Output;
import dev.bigdaddy.storage.RowCursor;
import dev.bigdaddy.storage.SqliteConnection;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Whole databases as commands see them: in and out of plain files, checked, resharded.
class TransferTest {
  private static final List<String> PLAIN =
      List.of(
          "CREATE TABLE t(id INTEGER PRIMARY KEY, n, d AS (n * 2)) /* SHARDS=3 */",
          "CREATE TABLE k(a TEXT, b)",
          "CREATE TABLE w(a TEXT PRIMARY KEY, b) WITHOUT ROWID",
          "CREATE TABLE s(id INTEGER PRIMARY KEY AUTOINCREMENT, x)",
          "INSERT INTO t(id, n) VALUES (1, 1.5), (7, NULL), (9, 'x'), (-3, x'00ff')",
          "INSERT INTO k(rowid, a, b) VALUES (5, 'a', 1), (2, CAST(x'ff41' AS TEXT), 2)",
          "INSERT INTO w VALUES ('b', 1), ('a', 2)",
          "INSERT INTO s(x) VALUES (1), (2), (3)",
          "DELETE FROM s WHERE id = 3",
          "CREATE INDEX k_a ON k(a DESC)",
          "CREATE VIEW v AS SELECT * FROM k",
          "CREATE TRIGGER r AFTER INSERT ON k BEGIN UPDATE w SET b = b + 1; END",
          "PRAGMA user_version = 42");

  private static final List<String> QUESTIONS =
      List.of(
          "SELECT id, n, typeof(n), d FROM t ORDER BY id",
          "SELECT rowid, hex(a), typeof(a), b FROM k ORDER BY rowid",
          "SELECT * FROM w ORDER BY a",
          "SELECT * FROM s ORDER BY id",
          "SELECT name, seq FROM sqlite_sequence ORDER BY name",
          "SELECT type, name FROM sqlite_schema WHERE name NOT LIKE 'sqlite%' ORDER BY name",
          "SELECT count(*) FROM v",
          "PRAGMA user_version");

  @TempDir Path root;
  private String out = "";
  private String errors = "";

  @Test
  void aPlainFileComesBackAsItWas() {
    Path file = root.resolve("a.db");
    List<String> before;
    try (SqliteConnection plain = SqliteConnection.newPlainFile(file)) {
      PLAIN.forEach(plain::execute);
      before = answers(plain);
    }
    assertThat(run("import", file.toString(), db())).as(errors).isZero();
    assertThat(out).contains("t                               4 rows");
    assertThat(run("verify", db())).as(out + errors).isZero();
    Path back = root.resolve("b.db");
    assertThat(run("export", db(), back.toString())).as(errors).isZero();
    try (SqliteConnection plain = SqliteConnection.plainFile(back)) {
      assertThat(answers(plain)).isEqualTo(before);
    }
    assertThat(run("export", db(), back.toString())).isEqualTo(1);
    assertThat(run("import", file.toString(), db())).isEqualTo(1);
    assertThat(errors).contains("has tables already");
  }

  @Test
  void whatCannotBeImportedLeavesNoDirectory() throws IOException {
    Path text = Files.writeString(root.resolve("no.db"), "this is no database, though it has a name");
    assertThat(run("import", text.toString(), db())).isEqualTo(1);
    assertThat(errors).contains("cannot import ").contains("not a database").doesNotContain("report");
    Path virtual = root.resolve("virtual.db");
    try (SqliteConnection plain = SqliteConnection.newPlainFile(virtual)) {
      plain.execute("CREATE VIRTUAL TABLE f USING fts5(x)");
    }
    assertThat(run("import", virtual.toString(), db())).isEqualTo(1);
    assertThat(errors).contains("importing virtual tables is not supported yet: f");
    assertThat(Path.of(db())).doesNotExist();
  }

  @Test
  void aTableIsReshardedAndVerified() {
    run("run", db(), "-c", "CREATE TABLE t(id INTEGER PRIMARY KEY REFERENCES t) /* SHARDS=2 */");
    run("run", db(), "-c", "INSERT INTO t VALUES (1), (2), (3), (4), (5), (6), (7), (8)");
    assertThat(run("reshard", db(), "t", "5")).as(errors).isZero();
    assertThat(out).startsWith("t has 5 shards: ");
    assertThat(run("verify", "--repair", db())).as(out + errors).isZero();
    assertThat(out).contains("placement    ok").doesNotContain("repaired");
    run("run", db(), "-c", "CREATE TABLE c(x REFERENCES t)", "-c", "INSERT INTO c VALUES (99)");
    assertThat(run("verify", db())).isEqualTo(1);
    assertThat(out).contains("1 rows refer to no row of t");
    assertThat(run("drain", db(), "1")).as(errors).isZero();
    assertThat(out).contains("node 1 is drained: ");
    assertThat(run("drain", db(), "0")).isEqualTo(1);
    assertThat(errors).contains("home node");
    assertThat(run("run", db(), "-c", "ALTER DATABASE UNDRAIN NODE 1")).as(errors).isZero();
    assertThat(run("rebalance", db())).as(errors).isZero();
    assertThat(out).contains("balanced");
    assertThat(run("rebalance", "--by-size", db())).as(errors).isZero();
    assertThat(run("reshard", db(), "t", "500")).isEqualTo(1);
  }

  private static List<String> answers(SqliteConnection plain) {
    List<String> answers = new ArrayList<>();
    for (String question : QUESTIONS) {
      StringBuilder answer = new StringBuilder(question);
      try (RowCursor rows = plain.query(question)) {
        while (rows.next()) {
          answer.append('\n');
          for (int i = 0; i < rows.columnCount(); i++) {
            answer.append('|').append(rows.textAt(i));
          }
        }
      }
      answers.add(answer.toString());
    }
    return answers;
  }

  private String db() {
    return root.resolve("db").toString();
  }

  private int run(String... arguments) {
    StringWriter written = new StringWriter();
    StringWriter failures = new StringWriter();
    Streams streams =
        new Streams(
            new BufferedReader(new StringReader("")),
            new Output(written),
            new PrintWriter(failures, true),
            false);
    int exitCode = Main.run(streams, arguments);
    out = written.toString();
    errors = failures.toString();
    return exitCode;
  }
}
