package dev.bigdaddy.engine;

import static dev.bigdaddy.engine.TestDb.ask;
import static dev.bigdaddy.engine.TestDb.run;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bigdaddy.conductor.ErrorCode;
import dev.bigdaddy.conductor.Session;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `PRAGMA case_sensitive_like` is a session's, also where it writes.
class SensitiveLikeTest {
  @TempDir Path directory;

  @Test
  void whatOneSessionWritesWithItLeavesOthersTheirs() {
    try (BigDaddy db = TestDb.open(directory, 2, 8);
        Session sensitive = db.session();
        Session other = db.session()) {
      run(
          other,
          "CREATE TABLE t(id INTEGER PRIMARY KEY, a TEXT CHECK (a NOT LIKE 'X%'))",
          "CREATE INDEX t_a ON t(a) WHERE a LIKE 'a%'");
      run(sensitive, "PRAGMA case_sensitive_like = ON", "INSERT INTO t(a) VALUES ('ab')");
      assertThat(TestDb.codeOf(() -> other.sql("INSERT INTO t(a) VALUES ('x')")))
          .isEqualTo(ErrorCode.CONSTRAINT);
      run(
          other,
          "INSERT INTO t(a) VALUES ('ab')",
          "CREATE INDEX t_b ON t(a) WHERE a LIKE 'b%'",
          "UPDATE t SET a = a || 'c' WHERE a = 'ab'");
      assertThat(ask(other, "SELECT count(*) FROM t WHERE a LIKE 'A%'")).isEqualTo("2");
      assertThat(ask(sensitive, "SELECT count(*) FROM t WHERE a LIKE 'A%'")).isEqualTo("0");
      assertThat(db.check()).isEmpty();
    }
  }
}
