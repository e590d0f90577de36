package dev.bigdaddy.engine;

import static dev.bigdaddy.engine.TestDb.ask;
import static dev.bigdaddy.engine.TestDb.codeOf;
import static dev.bigdaddy.engine.TestDb.run;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bigdaddy.conductor.ErrorCode;
import dev.bigdaddy.conductor.Session;
import java.nio.file.Path;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// `PRAGMA defer_foreign_keys` outside of a transaction holds for the next one, which may be a statement's
/// own. What is expected here is what SQLite's own interface says; sqlite-jdbc ends a transaction behind
/// every statement in autocommit mode, so that it knows no such thing.
@Timeout(60)
class DeferredKeysTest {
  private static final String ON = "PRAGMA defer_foreign_keys = ON";

  @TempDir Path directory;

  private static String state(Session session) {
    return ask(session, "PRAGMA defer_foreign_keys");
  }

  private static ErrorCode failure(Session session, String sql) {
    return codeOf(() -> run(session, sql));
  }

  @ParameterizedTest
  @CsvSource({"1, 0", "1, 8", "4, 8"})
  void theNextTransactionChecksAtItsEnd(int nodes, int shards) {
    try (BigDaddy db = TestDb.open(directory, nodes, Math.max(1, shards));
        Session session = db.session()) {
      String hint = shards == 0 ? "" : " /* SHARDS=%d */".formatted(shards);
      run(
          session,
          "CREATE TABLE p(id INTEGER PRIMARY KEY, n)" + hint,
          "CREATE TABLE c(id INTEGER PRIMARY KEY, p REFERENCES p)" + hint,
          "CREATE TABLE self(id INTEGER PRIMARY KEY, up REFERENCES self)" + hint,
          "PRAGMA foreign_keys = ON",
          "INSERT INTO p VALUES (1, 1), (2, 2)",
          "INSERT INTO c VALUES (1, 1)",
          ON);
      assertThat(state(session)).isEqualTo("1");
      run(session, "SELECT 1");
      assertThat(state(session)).as("what reads nothing is no transaction").isEqualTo("1");
      assertThat(ask(session, "SELECT count(*) FROM p")).isEqualTo("2");
      assertThat(state(session)).as("a reader is one").isEqualTo("0");

      run(session, ON, "BEGIN");
      assertThat(state(session)).isEqualTo("1");
      run(session, "INSERT INTO c VALUES (2, 30)", "INSERT INTO p VALUES (30, 3)", "COMMIT");
      assertThat(state(session)).isEqualTo("0");
      run(session, "BEGIN");
      assertThat(failure(session, "INSERT INTO c VALUES (3, 40)")).isEqualTo(ErrorCode.CONSTRAINT);
      run(session, "ROLLBACK", ON);

      assertThat(failure(session, "INSERT INTO c VALUES (3, 40)")).isEqualTo(ErrorCode.CONSTRAINT);
      assertThat(state(session)).as("a statement that fails was one").isEqualTo("0");
      run(session, ON, "INSERT INTO self VALUES (1, 2), (2, 1)");
      assertThat(state(session)).isEqualTo("0");
      run(session, ON);
      assertThat(failure(session, "DELETE FROM p WHERE id = 1")).isEqualTo(ErrorCode.CONSTRAINT);
      run(session, ON);
      assertThat(failure(session, "SELECT x FROM nowhere")).isEqualTo(ErrorCode.SQL);
      assertThat(state(session)).as("what does not prepare never ran").isEqualTo("1");
      run(session, "SAVEPOINT s", "INSERT INTO c VALUES (4, 60)");
      assertThat(failure(session, "RELEASE s")).isEqualTo(ErrorCode.CONSTRAINT);
      run(session, "INSERT INTO p VALUES (60, 6)", "RELEASE s", ON, "PRAGMA defer_foreign_keys = OFF");
      assertThat(state(session)).isEqualTo("0");
      assertThat(ask(session, "SELECT id, p FROM c ORDER BY id")).isEqualTo("1|1 2|30 4|60");
      assertThat(ask(session, "PRAGMA foreign_key_check")).isEmpty();
    }
  }
}
