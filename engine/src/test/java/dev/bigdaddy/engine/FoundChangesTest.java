package dev.bigdaddy.engine;

import static dev.bigdaddy.engine.TestDb.ask;
import static dev.bigdaddy.engine.TestDb.run;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bigdaddy.conductor.QueryResult;
import dev.bigdaddy.conductor.Session;
import dev.bigdaddy.conductor.ShardStats;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// UPDATEs and DELETEs that look at other rows read what they need, change what they find, and nothing
/// comes between.
@Timeout(120)
class FoundChangesTest {
  private static final int ROWS = 20_000;
  private static final int FEW = 100;

  @TempDir Path directory;
  private BigDaddy db;
  private Session session;

  @BeforeEach
  void open() {
    // Writers queue for each other.
    db = BigDaddy.open(directory, TestDb.settings(4, 8).with("busy_timeout", "20000"));
    session = db.session();
    run(
        session,
        "CREATE TABLE t(id INTEGER PRIMARY KEY, n INTEGER)",
        "CREATE TABLE u(id INTEGER PRIMARY KEY, t INTEGER, x INTEGER)",
        "CREATE INDEX u_x ON u(x)",
        "INSERT INTO t WITH RECURSIVE i(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM i WHERE n < %d) SELECT n, 0 FROM i"
            .formatted(ROWS),
        "INSERT INTO u SELECT id, id * 7 %% %d, id %% 5000 FROM t".formatted(ROWS));
  }

  @AfterEach
  void close() {
    session.close();
    db.close();
  }

  private static long rowsRead(QueryResult result) {
    return result.shardStats().stream().mapToLong(ShardStats::rowsReturned).sum();
  }

  @Test
  void fewRowsAreReadHoweverLargeTheTableIs() {
    for (String sql :
        List.of(
            "UPDATE t SET n = 1 WHERE id = (SELECT t FROM u WHERE id = 30)",
            "UPDATE t SET n = (SELECT max(x) FROM u WHERE u.id = t.id) WHERE id < 9",
            "UPDATE t SET n = u.x FROM u WHERE u.id = t.id AND u.x = 7",
            "DELETE FROM t WHERE id IN (SELECT t FROM u WHERE x = 17)",
            "DELETE FROM t WHERE id < 5000 ORDER BY id DESC LIMIT 3",
            "INSERT INTO t SELECT id + 100000, x FROM u WHERE x = 21",
            "INSERT INTO t SELECT id, x FROM u WHERE x = 23 ON CONFLICT(id) DO UPDATE SET n = n + 1")) {
      assertThat(db.explain(sql).rung()).as(sql).startsWith("rows found first");
      QueryResult result = session.sql(sql);
      assertThat(rowsRead(result)).as(sql).isBetween(1L, (long) FEW);
      assertThat(result.rowsAffected()).as(sql).isPositive();
    }
  }

  @Test
  void foreignKeysAndTriggersFollowFromTheRowsThatAreFound() {
    run(
        session,
        "CREATE TABLE parent(id INTEGER PRIMARY KEY, n INTEGER)",
        "CREATE TABLE child(id INTEGER PRIMARY KEY, parent REFERENCES parent ON DELETE CASCADE)",
        "CREATE TABLE log(id INTEGER PRIMARY KEY, who INTEGER)",
        "CREATE TRIGGER gone AFTER DELETE ON parent BEGIN INSERT INTO log(who) VALUES (old.id); END",
        "INSERT INTO parent SELECT id, 0 FROM t",
        "INSERT INTO child SELECT id, id / 2 + 1 FROM t",
        "PRAGMA foreign_keys = ON");
    String sql = "DELETE FROM parent WHERE id IN (SELECT t FROM u WHERE x = 17)";
    assertThat(db.explain(sql).rung()).isEqualTo("rows found first: gather, execute, apply");
    QueryResult result = session.sql(sql);
    assertThat(result.rowsAffected()).isEqualTo(4);
    assertThat(rowsRead(result)).isBetween(1L, (long) FEW);
    assertThat(ask(session, "SELECT (SELECT count(*) FROM parent), (SELECT count(*) FROM child), (SELECT count(*) FROM log)"))
        .isEqualTo("%1$d|%1$d|4".formatted(ROWS - 4));
    assertThat(ask(session, "PRAGMA foreign_key_check")).isEmpty();
  }

  @Test
  void whatTheTransactionHasDoneCounts() {
    run(session, "BEGIN", "UPDATE u SET x = -1 WHERE id = 3", "DELETE FROM t WHERE id = 21");
    assertThat(session.sql("UPDATE t SET n = 5 WHERE id IN (SELECT t + 1 FROM u WHERE x = -1)").rowsAffected())
        .isEqualTo(1);
    assertThat(session.sql("DELETE FROM t WHERE id IN (SELECT t FROM u WHERE x = -1)").rowsAffected())
        .isZero();
    run(session, "COMMIT");
    assertThat(ask(session, "SELECT id, n FROM t WHERE n = 5")).isEqualTo("22|5");
    assertThat(ask(session, "SELECT count(*) FROM t")).isEqualTo("" + (ROWS - 1));
  }

  @Test
  void nothingComesBetweenFindingAndChanging() throws Exception {
    int threads = 4;
    int rounds = 50;
    try (ExecutorService pool = Executors.newFixedThreadPool(threads)) {
      List<Future<?>> all = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        all.add(
            pool.submit(
                () -> {
                  try (Session own = db.session()) {
                    for (int round = 0; round < rounds; round++) {
                      run(own, "UPDATE t SET n = (SELECT n + 1 FROM t WHERE id = 1) WHERE id IN (1, 2)");
                    }
                  }
                }));
      }
      for (Future<?> one : all) {
        one.get();
      }
    }
    int total = threads * rounds;
    assertThat(ask(session, "SELECT id, n FROM t WHERE id < 3"))
        .isEqualTo("1|%d 2|%d".formatted(total, total));
  }

  @Test
  void moreThanTheHeapHasRoomForIsGathered() {
    try (BigDaddy small =
            BigDaddy.open(
                directory.resolve("small"), TestDb.settings(4, 8).with("held_limit", "64K"));
        Session own = small.session()) {
      run(
          own,
          "CREATE TABLE a(id INTEGER PRIMARY KEY, n)",
          "CREATE TABLE b(id INTEGER PRIMARY KEY, n)",
          "INSERT INTO a WITH RECURSIVE i(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM i WHERE n < 5000) SELECT n, 1 FROM i");
      assertThat(own.sql("INSERT INTO b SELECT id + 1, n + 1 FROM a WHERE id > 1").rowsAffected())
          .isEqualTo(4999);
      assertThat(
              own.sql("UPDATE a SET n = (SELECT n FROM b WHERE b.id = a.id) WHERE id IN (SELECT id FROM b)")
                  .rowsAffected())
          .isEqualTo(4998);
      assertThat(ask(own, "SELECT count(*), sum(n) FROM a")).isEqualTo("5000|9998");
      assertThat(ask(own, "SELECT count(*), sum(n), min(id) FROM b")).isEqualTo("4999|9998|3");
    }
  }

  @Test
  void aRowThatFailsUndoesTheOthers() {
    run(session, "CREATE TABLE c(id INTEGER PRIMARY KEY, n INTEGER CHECK (n < 90))");
    run(session, "INSERT INTO c SELECT id, 1 FROM t WHERE id < 200");
    assertThat(
            TestDb.errorOf(
                () -> session.sql("UPDATE c SET n = (SELECT max(id) FROM u WHERE u.id = c.id)")))
        .hasMessageContaining("CHECK constraint failed: n < 90");
    assertThat(ask(session, "SELECT count(*), sum(n) FROM c")).isEqualTo("199|199");
  }
}
