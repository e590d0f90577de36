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
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Who stops a statement stops that one, and what a session has switched stays with it.
@Timeout(60)
class StoppedCursorsTest {
  @TempDir Path directory;

  private BigDaddy db;

  @BeforeEach
  void open() {
    db = TestDb.open(directory.resolve("db"), 4, 8);
    db.sql("CREATE TABLE t(id INTEGER PRIMARY KEY, n INT)");
    db.sql(
        "INSERT INTO t WITH RECURSIVE i(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM i WHERE n < 2000)"
            + " SELECT n, n FROM i");
  }

  @AfterEach
  void close() {
    db.close();
  }

  @Test
  void aCursorThatIsOverItsTimeHurtsNoOtherStatementOfItsTransaction() {
    try (Session session = db.session()) {
      run(session, "BEGIN", "UPDATE t SET n = n + 1 WHERE id = 1");
      Duration limit = Duration.ofMillis(100);
      session.statementTimeout(limit);
      long start = System.nanoTime();
      try (ResultCursor cursor = session.query("SELECT n FROM t ORDER BY id")) {
        assertThat(cursor.next()).isTrue();
        session.statementTimeout(Duration.ZERO);
        do {
          assertThat(ask(session, "SELECT count(*) FROM t")).isEqualTo("2000");
        } while (System.nanoTime() - start < 3 * limit.toNanos());
        run(session, "UPDATE t SET n = n + 1 WHERE id = 1");
        assertThat(codeOf(() -> cursor.next())).isEqualTo(ErrorCode.TIMEOUT);
      }
      run(session, "COMMIT");
    }
    assertThat(ask(db, "SELECT n FROM t WHERE id = 1")).isEqualTo("3");
  }

  @Test
  void cancellingTheLatestLeavesCursorsAlone() {
    try (Session session = db.session();
        ResultCursor first = session.query("SELECT n FROM t ORDER BY id");
        ResultCursor second = session.query("SELECT n FROM t ORDER BY id")) {
      assertThat(first.next() && second.next()).isTrue();
      session.cancelLatest();
      assertThat(codeOf(() -> second.next())).isEqualTo(ErrorCode.INTERRUPTED);
      assertThat(first.next()).isTrue();
      first.cancel();
      assertThat(codeOf(() -> first.next())).isEqualTo(ErrorCode.INTERRUPTED);
      assertThat(ask(session, "SELECT count(*) FROM t")).isEqualTo("2000");
    }
  }

  @Test
  void whatReadsTheSchemaHasATimeLimitToo() {
    try (Session session = db.session()) {
      session.statementTimeout(Duration.ofMillis(100));
      String endless =
          "WITH RECURSIVE i(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM i)"
              + " SELECT count(*) FROM i, sqlite_schema";
      assertThat(codeOf(() -> ask(session, endless))).isEqualTo(ErrorCode.TIMEOUT);
    }
  }

  /// A plan is kept for all sessions with the same switches, and parts of it are made when one needs
  /// them: by then, the session that planned may have others.
  @Test
  void plansKeepTheSwitchesTheyWereMadeUnder() {
    db.sql("CREATE TABLE parent(id INTEGER PRIMARY KEY)");
    db.sql("CREATE TABLE child(id INTEGER PRIMARY KEY, p INT REFERENCES parent(id))");
    db.sql("INSERT INTO parent VALUES (1)");
    String copy = "INSERT INTO child SELECT id, id FROM t WHERE id <= ?";
    try (Session one = db.session();
        Session other = db.session()) {
      run(one, "PRAGMA foreign_keys = ON");
      run(other, "PRAGMA foreign_keys = ON");
      one.sql(copy, 1);
      run(one, "PRAGMA foreign_keys = OFF", "DELETE FROM child");
      assertThat(errorOf(() -> other.sql(copy, 2000)))
          .hasMessageContaining("FOREIGN KEY constraint failed");
      assertThat(ask(other, "SELECT count(*) FROM child")).isEqualTo("0");
    }
  }
}
