package dev.bigdaddy.engine;

import static dev.bigdaddy.engine.TestDb.ask;
import static dev.bigdaddy.engine.TestDb.codeOf;
import static dev.bigdaddy.engine.TestDb.errorOf;
import static dev.bigdaddy.engine.TestDb.run;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bigdaddy.conductor.BigDaddyException;
import dev.bigdaddy.conductor.ErrorCode;
import dev.bigdaddy.conductor.ResultCursor;
import dev.bigdaddy.conductor.Session;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A client that goes away within a transaction does not hold up the others for ever. Nobody sleeps
/// here: the other session waits for the writers.
@Timeout(60)
class IdleTransactionsTest {
  @TempDir Path directory;
  private BigDaddy db;
  private Session idle;
  private Session other;

  @BeforeEach
  void open() {
    Settings settings =
        TestDb.settings(4, 8).with("idle_timeout", "200").with("busy_timeout", "20000");
    db = BigDaddy.open(directory, settings);
    idle = db.session();
    other = db.session();
    idle.sql("CREATE TABLE t(id INTEGER PRIMARY KEY, v)");
    idle.sql("CREATE TABLE whole(a) /* SHARDS=1 */");
  }

  @AfterEach
  void close() {
    other.close();
    idle.close();
    db.close();
  }

  @Test
  void othersGoOnAndTheClientIsToldOnce() {
    run(idle, "BEGIN", "INSERT INTO t VALUES (1, 'a'), (2, 'b'), (3, 'c'), (4, 'd')");
    run(idle, "INSERT INTO whole VALUES (1)");
    other.sql("INSERT INTO t VALUES (1, 'other'), (2, 'other'), (3, 'x'), (4, 'y'), (5, 'z')");
    assertThat(idle.inTransaction()).isTrue();
    BigDaddyException error = errorOf(() -> idle.sql("INSERT INTO t VALUES (9, 'lost')"));
    assertThat(error.code()).isEqualTo(ErrorCode.IDLE_TIMEOUT);
    assertThat(error.sqliteCode()).isEqualTo(516);
    assertThat(error)
        .hasMessage(
            "the transaction held writers and did nothing for 200 ms (idle_timeout): it was rolled"
                + " back, begin it again");
    assertThat(idle.inTransaction()).isFalse();
    assertThat(ask(idle, "SELECT count(*), min(v) FROM t")).isEqualTo("5|other");
    assertThat(ask(idle, "SELECT count(*) FROM whole")).isEqualTo("0");
    run(idle, "BEGIN", "DELETE FROM t WHERE id = 1", "COMMIT");
    assertThat(ask(other, "SELECT count(*) FROM t")).isEqualTo("4");
  }

  @Test
  void aCommitNeverSeemsToHaveWorked() {
    run(idle, "BEGIN IMMEDIATE", "INSERT INTO t VALUES (1, 'a')");
    other.sql("INSERT INTO t VALUES (1, 'other')");
    assertThat(codeOf(() -> idle.sql("COMMIT"))).isEqualTo(ErrorCode.IDLE_TIMEOUT);
    assertThat(errorOf(() -> idle.sql("COMMIT")))
        .hasMessage("cannot commit - no transaction is active");
  }

  @Test
  void aRollbackIsGranted() {
    run(idle, "SAVEPOINT s", "INSERT INTO t VALUES (1, 'a')");
    other.sql("INSERT INTO t VALUES (1, 'other')");
    idle.sql("ROLLBACK");
    assertThat(errorOf(() -> idle.sql("ROLLBACK")))
        .hasMessage("cannot rollback - no transaction is active");
  }

  @Test
  void anOpenCursorDoesNotKeepTheWriters() {
    run(idle, "INSERT INTO t VALUES (1, 'a'), (2, 'b'), (3, 'c')", "BEGIN");
    idle.sql("UPDATE t SET v = 'mine'");
    try (ResultCursor rows = idle.query("SELECT v FROM t")) {
      assertThat(rows.next()).isTrue();
      assertThat(rows.textAt(0)).isEqualTo("mine");
      other.sql("UPDATE t SET v = 'other'");
      assertThat(errorOf(rows::next).sqliteCode()).isEqualTo(516);
    }
    assertThat(codeOf(() -> idle.sql("SELECT v FROM t"))).isEqualTo(ErrorCode.IDLE_TIMEOUT);
    assertThat(ask(idle, "SELECT DISTINCT v FROM t")).isEqualTo("other");
  }

  @Test
  void aStatementThatTakesLongerIsNotIdle() {
    run(idle, "BEGIN", "INSERT INTO whole VALUES (1)");
    long start = System.nanoTime();
    long rows = 200_000;
    while (System.nanoTime() - start < 600_000_000L) {
      rows *= 2;
      assertThat(
              ask(
                  idle,
                  "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?)"
                      + " SELECT count(*) + (SELECT 0 * count(*) FROM whole) FROM n",
                  rows))
          .isEqualTo(Long.toString(rows));
    }
    idle.sql("COMMIT");
    assertThat(ask(other, "SELECT count(*) FROM whole")).isEqualTo("1");
  }

  @Test
  void closingAfterwardsIsHarmless() {
    Session closing = db.session();
    run(closing, "BEGIN", "INSERT INTO t VALUES (1, 'a')");
    other.sql("INSERT INTO t VALUES (1, 'other')");
    closing.close();
    assertThat(ask(other, "SELECT v FROM t")).isEqualTo("other");
  }
}
