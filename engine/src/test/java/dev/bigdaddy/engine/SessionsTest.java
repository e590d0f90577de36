package dev.bigdaddy.engine;

import static dev.bigdaddy.engine.TestDb.ask;
import static dev.bigdaddy.engine.TestDb.codeOf;
import static dev.bigdaddy.engine.TestDb.run;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.bigdaddy.conductor.CacheStats;
import dev.bigdaddy.conductor.ErrorCode;
import dev.bigdaddy.conductor.QueryResult;
import dev.bigdaddy.conductor.ResultCursor;
import dev.bigdaddy.conductor.Session;
import dev.bigdaddy.conductor.ShardStats;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What a session keeps, what a result tells, and how a statement is cancelled.
@Timeout(30)
class SessionsTest {
  private static final String ENDLESS =
      "WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < 1000000000) ";

  @TempDir Path directory;
  private BigDaddy db;
  private Session session;

  @BeforeEach
  void open() {
    InstantSource clock = InstantSource.fixed(Instant.parse("2026-02-03T04:05:06.789Z"));
    db = BigDaddy.open(directory, TestDb.settings(4, 8), clock);
    run(
        db,
        "CREATE TABLE t(id INTEGER PRIMARY KEY, v)",
        "CREATE TABLE w(id INTEGER PRIMARY KEY, v) /* SHARDS=1 */",
        "INSERT INTO t VALUES (1,1),(2,2),(3,3),(4,4),(5,5),(6,6),(7,7),(8,8)",
        "INSERT INTO w VALUES (1,1),(2,2)");
    session = db.session();
  }

  @AfterEach
  void close() {
    session.close();
    db.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT (" + ENDLESS + "SELECT count(*) FROM c)",
        ENDLESS + "SELECT count(*) FROM c WHERE n IN (SELECT v FROM t)",
        ENDLESS + "SELECT n FROM c WHERE n < 0",
        "INSERT INTO w(v) " + ENDLESS + "SELECT n FROM c",
        "UPDATE w SET v = (" + ENDLESS + "SELECT count(*) FROM c)",
        "SELECT count(*) FROM t a, t b, t c, t d, t e, t f, t g, t h, t i, t j, t k WHERE"
            + " a.v + b.v + c.v + d.v + e.v + f.v + g.v + h.v + i.v + j.v + k.v < 0",
        "CREATE TABLE made AS " + ENDLESS + "SELECT n FROM c"
      })
  void anotherThreadCanCancelAStatement(String sql) throws Exception {
    boolean readOnly = session.describe(sql).readOnly();
    for (boolean inside : new boolean[] {false, true}) {
      if (inside) {
        session.sql("BEGIN");
      }
      CountDownLatch over = new CountDownLatch(1);
      Thread canceller =
          Thread.ofVirtual()
              .start(
                  () -> {
                    try {
                      // Again and again, since the statement may not have started yet.
                      while (!over.await(20, java.util.concurrent.TimeUnit.MILLISECONDS)) {
                        session.cancel();
                      }
                    } catch (InterruptedException e) {
                      Thread.currentThread().interrupt();
                    }
                  });
      try {
        assertThat(codeOf(() -> session.sql(sql))).isEqualTo(ErrorCode.INTERRUPTED);
      } finally {
        over.countDown();
        canceller.join();
      }
      assertThat(ask(session, "SELECT count(*), sum(v) FROM w")).isEqualTo("2|3");
      // As SQLite does, a cancelled write ends its transaction.
      if (inside) {
        assertThat(session.inTransaction()).isEqualTo(readOnly);
        session.sql(readOnly ? "COMMIT" : "SELECT 1");
      }
    }
    assertThat(ask(session, "SELECT count(*) FROM t")).isEqualTo("8");
  }

  @Test
  void cancelHitsNoOtherSession() throws Exception {
    AtomicBoolean stop = new AtomicBoolean();
    Thread canceller =
        Thread.ofVirtual()
            .start(
                () -> {
                  while (!stop.get()) {
                    session.cancel();
                  }
                });
    try (Session other = db.session()) {
      for (int i = 0; i < 150; i++) {
        try {
          session.sql(i % 2 == 0 ? "SELECT sum(v) FROM t" : "UPDATE w SET v = v WHERE id = 1");
        } catch (dev.bigdaddy.conductor.BigDaddyException e) {
          assertThat(e.code()).isEqualTo(ErrorCode.INTERRUPTED);
        }
        assertThat(ask(other, "SELECT sum(v) FROM t")).isEqualTo("36");
        other.sql("UPDATE w SET v = v WHERE id = 1");
      }
    } finally {
      stop.set(true);
      canceller.join();
    }
  }

  @Test
  void cancelOfNothingDoesNothing() {
    session.cancel();
    assertThat(ask(session, "SELECT count(*) FROM t")).isEqualTo("8");
  }

  @Test
  void aPlanIsFoundAgain() {
    CacheStats first = session.sql("SELECT v FROM t WHERE id = ?", 1).cacheStats();
    CacheStats second = session.sql("SELECT v FROM t WHERE id = ?", 2).cacheStats();
    assertThat(first.cacheHit()).isFalse();
    assertThat(second.cacheHit()).isTrue();
    assertThat(second.totalHits()).isEqualTo(first.totalHits() + 1);
    assertThat(second.cacheSize()).isPositive();
    run(db, "CREATE TABLE other(x)");
    assertThat(session.sql("SELECT v FROM t WHERE id = ?", 2).cacheStats().cacheHit()).isFalse();
    assertThat(session.sql("SELECT v FROM t WHERE id = ?", 2).cacheStats().cacheHit()).isTrue();
  }

  @Test
  void anUncommittedSchemaKeepsOutOfTheCache() {
    run(session, "BEGIN", "CREATE TABLE mine(x)", "INSERT INTO mine VALUES (1)");
    assertThat(ask(session, "SELECT * FROM mine")).isEqualTo("1");
    assertThat(session.sql("SELECT * FROM mine").cacheStats().cacheHit()).isFalse();
    run(session, "ROLLBACK");
    run(db, "CREATE TABLE mine(y, z)", "INSERT INTO mine VALUES (2, 3)");
    assertThat(ask(session, "SELECT * FROM mine")).isEqualTo("2|3");
  }

  @Test
  void statisticsTellWhichShardsWereAsked() {
    QueryResult point = session.sql("SELECT v FROM t WHERE id = 3");
    assertThat(point.shardStats())
        .singleElement()
        .satisfies(
            stats -> {
              assertThat(stats.table()).isEqualTo("t");
              assertThat(stats.shards()).isEqualTo(1);
              assertThat(stats.rowsReturned()).isEqualTo(1);
              assertThat(stats.node()).startsWith("node-");
              assertThat(stats.duration()).isGreaterThanOrEqualTo(Duration.ZERO);
            });
    QueryResult scan = session.sql("SELECT v FROM t");
    assertThat(scan.shardStats())
        .extracting(ShardStats::node, ShardStats::shards)
        .containsExactly(
            tuple("node-0", 2), tuple("node-1", 2), tuple("node-2", 2), tuple("node-3", 2));
    assertThat(scan.shardStats().stream().mapToLong(ShardStats::rowsReturned).sum()).isEqualTo(8);
    QueryResult update = session.sql("UPDATE t SET v = v + 1");
    assertThat(update.rowsAffected()).isEqualTo(8);
    assertThat(update.shardStats().stream().mapToLong(ShardStats::rowsAffected).sum()).isEqualTo(8);
  }

  @Test
  void changesAreCountedAsInSqlite() {
    run(session, "UPDATE t SET v = 0 WHERE id < 4");
    assertThat(session.changes()).isEqualTo(3);
    assertThat(ask(session, "SELECT changes(), total_changes()")).isEqualTo("3|3");
    run(session, "DELETE FROM w", "INSERT INTO t VALUES (100, 1), (101, 2)");
    assertThat(ask(session, "SELECT changes(), total_changes() FROM w")).isEmpty();
    assertThat(ask(session, "SELECT changes(), total_changes()")).isEqualTo("2|7");
    run(session, "DELETE FROM t WHERE id = 77777");
    assertThat(session.changes()).isZero();
  }

  @Test
  void theMomentIsOneForAStatement() {
    run(db, "CREATE TABLE s(id INTEGER PRIMARY KEY, at DEFAULT CURRENT_TIMESTAMP)");
    run(db, "INSERT INTO s(id) VALUES (1), (2), (3), (4)");
    assertThat(ask(db, "SELECT DISTINCT at, datetime('now'), strftime('%f') FROM s"))
        .isEqualTo("2026-02-03 04:05:06|2026-02-03 04:05:06|06.789");
  }

  @Test
  void aCursorStreamsAndMayBeLeftEarly() {
    for (int i = 0; i < 200; i++) {
      try (ResultCursor cursor = session.query("SELECT id, v FROM t ORDER BY v DESC")) {
        assertThat(cursor.next()).isTrue();
        assertThat(cursor.longAt(0)).isEqualTo(8);
      }
    }
    assertThat(ask(session, "SELECT count(*) FROM t")).isEqualTo("8");
  }

  @Test
  void cursorsLeftOpenAreClosedWithTheirSession() {
    for (int i = 0; i < 100; i++) {
      Session careless = db.session();
      ResultCursor cursor = careless.query("SELECT * FROM t");
      assertThat(cursor.next()).isTrue();
      careless.close();
    }
    assertThat(ask(session, "SELECT count(*) FROM t")).isEqualTo("8");
  }

  @Test
  void theHiddenColumnNeverShows() {
    assertThat(session.sql("SELECT * FROM t").columns()).extracting(c -> c.name())
        .containsExactly("id", "v");
    assertThat(session.sql("INSERT INTO t VALUES (50, 5) RETURNING *").columns()).hasSize(2);
    assertThat(ask(session, "SELECT name FROM pragma_table_info('t')")).isEqualTo("id v");
    assertThat(ask(session, "SELECT sql FROM sqlite_schema WHERE name = 't'"))
        .isEqualTo("CREATE TABLE t(id INTEGER PRIMARY KEY, v)");
    assertThat(ask(session, "SELECT count(*) FROM t WHERE _virtualShard BETWEEN 0 AND 16383"))
        .isEqualTo("9");
  }
}
