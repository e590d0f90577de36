package dev.bigdaddy.engine;

import static dev.bigdaddy.engine.TestDb.ask;
import static dev.bigdaddy.engine.TestDb.codeOf;
import static dev.bigdaddy.engine.TestDb.errorOf;
import static dev.bigdaddy.engine.TestDb.run;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bigdaddy.conductor.ErrorCode;
import dev.bigdaddy.conductor.ResultCursor;
import dev.bigdaddy.conductor.Session;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Spread tables that a session's own connection is lent are there for one statement, whatever
/// becomes of it.
@Timeout(30)
class LentTablesTest {
  private static final String UPDATE = "UPDATE x SET b = (SELECT sum(v) FROM t WHERE t.id <= x.a)";

  @TempDir Path directory;
  private BigDaddy db;
  private Session session;

  @BeforeEach
  void open() {
    Settings settings =
        Settings.defaults()
            .with("nodes", "4")
            .with("default_shards", "8")
            .with("gather_limit", "1048576");
    db = BigDaddy.open(directory.resolve("db"), settings);
    session = db.session();
    run(
        session,
        "CREATE TABLE t(id INTEGER PRIMARY KEY, v, filler)",
        "INSERT INTO t(id, v) VALUES (1, 10), (2, 20), (3, 30), (4, 40)",
        "CREATE TEMP TABLE x(a INTEGER PRIMARY KEY, b)",
        "INSERT INTO x VALUES (1, 0), (3, 0)");
  }

  @AfterEach
  void close() {
    session.close();
    db.close();
  }

  private void assertNothingIsLent() {
    assertThat(ask(session, "SELECT name FROM sqlite_temp_schema")).isEqualTo("x");
    assertThat(ask(session, "SELECT count(*) FROM t")).isEqualTo("4");
  }

  @Test
  void nothingStaysBehind() {
    run(session, UPDATE);
    assertThat(ask(session, "SELECT * FROM x")).isEqualTo("1|10 3|60");
    assertNothingIsLent();
    run(session, "BEGIN", "UPDATE t SET v = 1", UPDATE);
    assertThat(ask(session, "SELECT * FROM x")).isEqualTo("1|1 3|3");
    assertNothingIsLent();
    run(session, "ROLLBACK");
    assertThat(ask(session, "SELECT * FROM x")).isEqualTo("1|10 3|60");
  }

  @Test
  void norWhereTheStatementFails() {
    String twice = "INSERT INTO x SELECT v, 1 FROM t UNION ALL SELECT v, id FROM t WHERE v > 30 AND ?1";
    assertThat(errorOf(() -> session.sql("INSERT OR FAIL INTO x SELECT 5, v FROM t")))
        .hasMessageContaining("UNIQUE constraint failed: x.a");
    assertThat(ask(session, "SELECT * FROM x")).isEqualTo("1|0 3|0 5|10");
    assertNothingIsLent();
    assertThat(errorOf(() -> session.sql(twice, 1L)))
        .hasMessageContaining("UNIQUE constraint failed: x.a");
    assertThat(ask(session, "SELECT * FROM x")).isEqualTo("1|0 3|0 5|10");
    assertNothingIsLent();
  }

  @Test
  void aStatementThatGathersTooMuchChangesNothing() {
    run(session, "UPDATE t SET filler = zeroblob(400000)");
    assertThat(codeOf(() -> run(session, UPDATE))).isEqualTo(ErrorCode.LIMIT);
    assertThat(ask(session, "SELECT * FROM x")).isEqualTo("1|0 3|0");
    assertNothingIsLent();
    // The limit was that of the lent rows, not of the session's own.
    run(session, "INSERT INTO x VALUES (9, zeroblob(3000000))");
    assertThat(ask(session, "SELECT length(b) FROM x WHERE a = 9")).isEqualTo("3000000");
  }

  @Test
  void anOpenCursorIsNamedBeforeAnythingRuns() {
    run(session, "BEGIN");
    try (ResultCursor rows = session.query("SELECT a FROM x ORDER BY a")) {
      assertThat(rows.next()).isTrue();
      assertThat(errorOf(() -> run(session, UPDATE))).hasMessageContaining("a cursor of the session is open");
      assertThat(rows.next()).isTrue();
      assertThat(rows.longAt(0)).isEqualTo(3);
    }
    run(session, UPDATE, "COMMIT");
    assertThat(ask(session, "SELECT * FROM x")).isEqualTo("1|10 3|60");
  }
}
