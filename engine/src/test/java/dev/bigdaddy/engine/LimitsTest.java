package dev.bigdaddy.engine;

import static dev.bigdaddy.engine.TestDb.ask;
import static dev.bigdaddy.engine.TestDb.errorOf;
import static dev.bigdaddy.engine.TestDb.run;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bigdaddy.conductor.BigDaddyException;
import dev.bigdaddy.conductor.ErrorCode;
import dev.bigdaddy.conductor.ResultCursor;
import dev.bigdaddy.conductor.Session;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Each limit is a typed error that names it, and hurts nobody else.
@Timeout(60)
class LimitsTest {
  private static final String ENDLESS =
      "WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c) ";

  @TempDir Path directory;
  @SuppressWarnings("NullAway.Init") // Each test begins with open().
  private BigDaddy db;

  private void open(String... settings) {
    Settings all = TestDb.settings(4, 8);
    for (int i = 0; i < settings.length; i += 2) {
      all = all.with(settings[i], settings[i + 1]);
    }
    db = BigDaddy.open(directory, all);
  }

  /// A spread table of many rows.
  private void fill(int rows) {
    run(db, "CREATE TABLE t(id INTEGER PRIMARY KEY, v, w TEXT)");
    try (Session session = db.session()) {
      session.sql("BEGIN");
      for (int from = 0; from < rows; from += 500) {
        StringBuilder sql = new StringBuilder("INSERT INTO t VALUES ");
        for (int id = from; id < Math.min(rows, from + 500); id++) {
          sql.append(id == from ? "" : ",").append('(').append(id).append(',');
          sql.append(id % 7).append(",'row ").append(id).append("')");
        }
        session.sql(sql.toString());
      }
      session.sql("COMMIT");
    }
  }

  @AfterEach
  void close() {
    if (db != null) {
      db.close();
    }
  }

  private static void assertLimit(BigDaddyException error, String setting) {
    assertThat(error.code()).isEqualTo(ErrorCode.LIMIT);
    assertThat(error.sqliteCode()).isEqualTo(18);
    assertThat(error).hasMessageContaining(setting).hasMessageNotContaining("\n");
  }

  @ParameterizedTest
  @CsvSource({
    "gather_limit, 1048575, must be 1048576 to",
    "gather_limit, 17T, must be a number of bytes",
    "gather_memory, 1K, must be 65536 to",
    "held_limit, 0, must be 65536 to",
    "result_limit, -1, must be 1024 to",
    "result_limit, 9999999999G, must be a number of bytes",
    "parallel_statements, 0, must be 1 to 65536",
    "parallel_statements, 65537, must be 1 to 65536",
    "open_cursors, 0, must be 1 to",
    "open_cursors, many, must be a whole number",
    "statement_timeout, -1, must be 0 to",
    "statement_timeout, 604800001, must be 0 to",
    "snapshot_age, 0, must be 1 to",
    "idle_timeout, -1, must be 0 to",
    "readers_per_node, 0, must be 1 to 1024",
    "readers_per_node, 1025, must be 1 to 1024"
  })
  void aSettingHasTwoEnds(String name, String value, String message) {
    BigDaddyException error = errorOf(() -> Settings.defaults().with(name, value));
    assertThat(error.code()).isEqualTo(ErrorCode.BAD_SETTING);
    assertThat(error).hasMessageStartingWith(name).hasMessageContaining(message);
  }

  @Test
  void bytesMayHaveAUnit() {
    assertThat(Settings.defaults().with("gather_limit", "2g").limits().gatherLimit())
        .isEqualTo(2L << 30);
    assertThat(Settings.defaults().with("held_limit", "64K").limits().heldLimit()).isEqualTo(65_536);
  }

  @Test
  void gatheredBytesAreBounded() {
    open("gather_limit", "1M");
    fill(80_000);
    String sql = "SELECT sum(n) FROM (SELECT row_number() OVER (ORDER BY w, id) n FROM t)";
    for (int i = 0; i < 3; i++) {
      assertLimit(errorOf(() -> db.sql(sql)), "gather_limit");
    }
    run(db, "CREATE TABLE small(id INTEGER PRIMARY KEY)", "INSERT INTO small VALUES (1), (2), (3)");
    assertThat(ask(db, "SELECT sum(id) OVER (ORDER BY id) FROM small")).isEqualTo("1 3 6");
  }

  @Test
  void partialAggregatesAreNotBoundedByTheHeap() {
    open("held_limit", "64K");
    fill(20_000);
    assertThat(
            ask(
                db,
                "SELECT count(*), sum(c), sum(s), min(f) FROM"
                    + " (SELECT w, count(*) c, sum(v) s, min(id) f FROM t GROUP BY w)"))
        .isEqualTo("20000|20000|59997|0");
    try (ResultCursor groups =
        db.query("SELECT w, count(*), sum(v) FROM t GROUP BY w ORDER BY w")) {
      int read = 0;
      long sum = 0;
      while (groups.next()) {
        read++;
        sum += groups.longAt(2);
      }
      assertThat(read).isEqualTo(20_000);
      assertThat(sum).isEqualTo(59_997);
    }
  }

  @Test
  void aCollectedAnswerIsBounded() {
    open("result_limit", "100K");
    fill(2_000);
    assertLimit(errorOf(() -> db.sql("SELECT * FROM t")), "result_limit");
    try (Session session = db.session()) {
      assertLimit(errorOf(() -> session.sql("SELECT * FROM t")), "result_limit");
      assertThat(ask(session, "SELECT count(*) FROM t")).isEqualTo("2000");
    }
    int read = 0;
    try (ResultCursor rows = db.query("SELECT * FROM t")) {
      while (rows.next()) {
        read++;
      }
    }
    assertThat(read).isEqualTo(2_000);
  }

  @Test
  void openCursorsAreBounded() {
    open("open_cursors", "3");
    fill(100);
    try (Session session = db.session()) {
      List<ResultCursor> cursors = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        cursors.add(session.query("SELECT id FROM t"));
      }
      assertLimit(errorOf(() -> session.query("SELECT id FROM t")), "open_cursors");
      session.sql("INSERT INTO t(id) VALUES (1000)");
      cursors.removeLast().close();
      assertThat(ask(session, "SELECT count(*) FROM t")).isEqualTo("101");
      try (Session other = db.session()) {
        assertThat(ask(other, "SELECT count(*) FROM t")).isEqualTo("101");
      }
    }
  }

  @Test
  void parallelStatementsAreBounded() {
    open("parallel_statements", "1", "busy_timeout", "50");
    fill(1_000);
    try (Session reading = db.session();
        Session other = db.session()) {
      try (ResultCursor rows = reading.query("SELECT id FROM t")) {
        assertThat(rows.next()).isTrue();
        assertThat(ask(reading, "SELECT count(*) FROM t")).as("waits not for itself").isEqualTo("1000");
        assertLimit(errorOf(() -> other.sql("SELECT count(*) FROM t")), "parallel_statements");
      }
      assertThat(ask(other, "SELECT count(*) FROM t")).isEqualTo("1000");
      ResultCursor left = other.query("SELECT id FROM t");
      while (left.next()) {
        // To its end, which ends the statement.
      }
      assertThat(ask(reading, "SELECT count(*) FROM t")).isEqualTo("1000");
      left.close();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "SELECT count(*) FROM c",
        "SELECT count(*) FROM c WHERE n IN (SELECT v FROM t)",
        "SELECT count(*) FROM t x, t y, t z, t a WHERE x.v + y.v + z.v + a.v < 0"
      })
  void aStatementMayNotTakeTooLong(String sql) {
    open("statement_timeout", "700");
    fill(1_000);
    String text = sql.contains(" c") ? ENDLESS + sql : sql;
    BigDaddyException error = errorOf(() -> db.sql(text));
    assertThat(error.code()).isEqualTo(ErrorCode.TIMEOUT);
    assertThat(error.sqliteCode()).isEqualTo(9);
    assertThat(error).hasMessage("the statement took longer than 700 ms (statement_timeout)");
    assertThat(ask(db, "SELECT count(*) FROM t")).isEqualTo("1000");
  }

  @Test
  void aSessionHasItsOwnTimeout() {
    open();
    fill(100);
    try (Session session = db.session()) {
      session.statementTimeout(Duration.ofMillis(50));
      assertThat(errorOf(() -> session.sql(ENDLESS + "SELECT count(*) FROM c")).code())
          .isEqualTo(ErrorCode.TIMEOUT);
      session.statementTimeout(Duration.ZERO);
      assertThat(ask(session, "SELECT count(*) FROM t")).isEqualTo("100");
    }
  }

  @Test
  void waitingCountsToo() {
    open("busy_timeout", "20000");
    fill(100);
    try (Session holder = db.session();
        Session waiting = db.session()) {
      run(holder, "BEGIN IMMEDIATE");
      waiting.statementTimeout(Duration.ofMillis(80));
      long start = System.nanoTime();
      assertThat(errorOf(() -> waiting.sql("UPDATE t SET v = 1")).code())
          .isEqualTo(ErrorCode.TIMEOUT);
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
      assertThat(Thread.currentThread().isInterrupted()).isFalse();
      run(holder, "ROLLBACK");
      waiting.statementTimeout(Duration.ZERO);
      assertThat(waiting.sql("UPDATE t SET v = 1").rowsAffected()).isEqualTo(100);
    }
  }

  @Test
  void aSlowReaderIsToldAtItsNextStep() throws Exception {
    open("snapshot_age", "900");
    fill(5_000);
    try (Session session = db.session();
        Session other = db.session()) {
      try (ResultCursor rows = session.query("SELECT id FROM t");
          ResultCursor young = other.query("SELECT count(*) FROM t")) {
        assertThat(rows.next()).isTrue();
        assertThat(young.next()).isTrue();
        assertThat(young.longAt(0)).isEqualTo(5_000);
        new CountDownLatch(1).await(1_200, java.util.concurrent.TimeUnit.MILLISECONDS);
        assertLimit(errorOf(rows::next), "snapshot_age");
        assertLimit(errorOf(rows::next), "snapshot_age");
      }
      assertThat(ask(session, "SELECT count(*) FROM t")).isEqualTo("5000");
    }
  }

  @Test
  void aTransactionsSnapshotAgesToo() throws Exception {
    open("snapshot_age", "900");
    fill(100);
    try (Session session = db.session()) {
      run(session, "BEGIN");
      assertThat(ask(session, "SELECT count(*) FROM t")).isEqualTo("100");
      new CountDownLatch(1).await(1_200, java.util.concurrent.TimeUnit.MILLISECONDS);
      assertLimit(errorOf(() -> session.sql("SELECT count(*) FROM t")), "snapshot_age");
      assertThat(session.inTransaction()).isTrue();
      run(session, "ROLLBACK");
      assertThat(ask(session, "SELECT count(*) FROM t")).isEqualTo("100");
    }
  }

  @Test
  void readersOfOneNodeAreBounded() {
    open("readers_per_node", "2");
    fill(100);
    try (Session session = db.session()) {
      ResultCursor one = session.query("SELECT id FROM t");
      ResultCursor two = session.query("SELECT id FROM t");
      session.statementTimeout(Duration.ofMillis(100));
      assertThat(errorOf(() -> session.query("SELECT id FROM t")).code())
          .as("stopped while it waited for a reader")
          .isEqualTo(ErrorCode.TIMEOUT);
      one.close();
      two.close();
      assertThat(ask(session, "SELECT count(*) FROM t")).isEqualTo("100");
    }
  }

  @Test
  void stoppingAReaderTouchesNoOther() throws Exception {
    open();
    fill(20_000);
    try (Session stopped = db.session();
        Session other = db.session()) {
      CompletableFuture<Long> counting =
          CompletableFuture.supplyAsync(
              () -> {
                long sum = 0;
                for (int i = 0; i < 20; i++) {
                  sum += (Long) other.sql("SELECT count(*) FROM t WHERE w LIKE '%9%'")
                      .rows().getFirst().getFirst();
                }
                return sum;
              });
      int ended = 0;
      for (int i = 0; i < 50; i++) {
        try (ResultCursor rows = stopped.query("SELECT id, w FROM t ORDER BY w")) {
          assertThat(rows.next()).isTrue();
          stopped.cancel();
          ended += errorOf(rows::next).code() == ErrorCode.INTERRUPTED ? 1 : 0;
        }
      }
      assertThat(ended).isEqualTo(50);
      assertThat(counting.get() % 20).isZero();
      assertThat(ask(stopped, "SELECT count(*) FROM t")).isEqualTo("20000");
    }
  }
}
