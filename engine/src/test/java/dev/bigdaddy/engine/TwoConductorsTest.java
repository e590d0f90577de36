package dev.bigdaddy.engine;

import static dev.bigdaddy.engine.TestDb.ask;
import static dev.bigdaddy.engine.TestDb.codeOf;
import static dev.bigdaddy.engine.TestDb.run;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bigdaddy.conductor.BigDaddyException;
import dev.bigdaddy.conductor.Conductor;
import dev.bigdaddy.conductor.ErrorCode;
import dev.bigdaddy.conductor.Session;
import dev.bigdaddy.conductor.session.LocalConductor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Two Conductors over the nodes of one engine, each with plans of its own: what one changes costs the
/// other a new plan, which its users do not see.
@Timeout(120)
class TwoConductorsTest {
  private static final int ACCOUNTS = 60;
  private static final int BUSY_SNAPSHOT = 517;

  @TempDir Path directory;

  @Test
  void aChangeByOneMakesThePlansOfTheOtherAnew() {
    try (BigDaddy db = TestDb.open(directory.resolve("db"), 4, 1);
        LocalConductor other = db.newConductor(TestDb.settings(4, 1))) {
      run(
          db,
          "CREATE TABLE t(id INTEGER PRIMARY KEY, n) /* SHARDS=4 */",
          "CREATE TABLE u(id INTEGER PRIMARY KEY, n) /* SHARDS=5 */",
          "INSERT INTO t(n) VALUES (1), (2), (3), (4), (5)");
      String[] queries = {"SELECT sum(n) FROM t", "SELECT n FROM t WHERE id = 3"};
      for (String query : queries) {
        String answer = ask(db, query);
        assertThat(ask(other, query)).isEqualTo(answer);
        assertThat(other.sql(query).cacheStats().cacheHit()).isTrue();
      }
      assertThat(ask(other, "SELECT count(*) FROM u")).isEqualTo("0");
      ReshardingTest.waitFor(db, other.tables().reshard("t", 7));
      for (Conductor each : List.of(db, other)) {
        for (String query : queries) {
          assertThat(each.sql(query).cacheStats().cacheHit()).isFalse();
        }
        assertThat(ask(each, "SELECT sum(n) FROM t")).isEqualTo("15");
        assertThat(ask(each, "SELECT n FROM t WHERE id = 3")).isEqualTo("3");
      }
      assertThat(other.sql("SELECT count(*) FROM u").cacheStats().cacheHit()).isTrue();
      // Rowids are given once, whoever gives them.
      run(other, "INSERT INTO t(n) VALUES (6)");
      run(db, "INSERT INTO t(n) VALUES (7)");
      run(other, "INSERT INTO t(n) VALUES (8)");
      assertThat(ask(db, "SELECT group_concat(id) FROM (SELECT id FROM t ORDER BY id)"))
          .isEqualTo("1,2,3,4,5,6,7,8");
      run(db, "DROP TABLE u", "ALTER TABLE t ADD COLUMN m DEFAULT 'x'");
      assertThat(codeOf(() -> other.sql("SELECT count(*) FROM u"))).isEqualTo(ErrorCode.SQL);
      assertThat(ask(other, "SELECT m FROM t WHERE id = 8")).isEqualTo("x");
      assertThat(db.check()).isEmpty();
    }
  }

  @Test
  void bothAreUsedWhileTablesAreReshardedUnderBoth() throws Exception {
    try (BigDaddy db = TestDb.open(directory.resolve("db"), 4, 1);
        LocalConductor other = db.newConductor(TestDb.settings(4, 1));
        ExecutorService threads = Executors.newCachedThreadPool()) {
      run(
          db,
          "CREATE TABLE account(id INTEGER PRIMARY KEY, v INT) /* SHARDS=4 */",
          "CREATE TABLE entry(id INTEGER PRIMARY KEY, account INT, v INT) /* SHARDS=3 */",
          "CREATE INDEX entry_account ON entry(account)");
      for (int id = 0; id < ACCOUNTS; id++) {
        db.sql("INSERT INTO account VALUES (?, 100)", id);
      }
      AtomicBoolean goesOn = new AtomicBoolean(true);
      AtomicInteger written = new AtomicInteger();
      List<Future<?>> workers = new ArrayList<>();
      List<Conductor> both = List.of(db, other);
      for (int i = 0; i < 4; i++) {
        Conductor mine = both.get(i % 2);
        Random random = new Random(i);
        workers.add(
            threads.submit(
                () -> {
                  while (goesOn.get()) {
                    transfer(mine, random, written);
                  }
                }));
      }
      for (Conductor reader : both) {
        workers.add(
            threads.submit(
                () -> {
                  while (goesOn.get()) {
                    assertThat(ask(reader, "SELECT sum(v), count(*) FROM account"))
                        .isEqualTo(ACCOUNTS * 100 + "|" + ACCOUNTS);
                    assertThat(ask(reader, "SELECT ifnull(sum(v), 0) FROM entry")).isEqualTo("0");
                  }
                }));
      }
      int[] shards = {7, 2, 9, 1, 5};
      try {
        for (int i = 0; i < shards.length; i++) {
          Conductor asked = both.get(i % 2);
          for (String table : List.of("account", "entry")) {
            // Placed alike, they move as one.
            if (asked.tables().describe(table).table().shards() != shards[i]) {
              ReshardingTest.waitFor(db, asked.tables().reshard(table, shards[i]));
            }
          }
        }
      } finally {
        goesOn.set(false);
      }
      for (Future<?> worker : workers) {
        worker.get();
      }
      assertThat(written.get()).isGreaterThan(20);
      for (Conductor each : both) {
        assertThat(ask(each, "SELECT count(*) FROM entry")).isEqualTo("" + 2 * written.get());
        assertThat(
                ask(
                    each,
                    "SELECT count(*) FROM account a WHERE v <> 100 + ifnull((SELECT sum(e.v) FROM"
                        + " entry e WHERE e.account = a.id), 0)"))
            .isEqualTo("0");
      }
      assertThat(db.check()).isEmpty();
    }
  }

  /// A transaction of three statements, on two rows and their entries.
  private static void transfer(Conductor conductor, Random random, AtomicInteger written) {
    int from = random.nextInt(ACCOUNTS);
    int to = (from + 1 + random.nextInt(ACCOUNTS - 1)) % ACCOUNTS;
    try (Session session = conductor.session()) {
      session.sql("BEGIN");
      session.sql("UPDATE account SET v = v - 1 WHERE id = ?", from);
      session.sql("UPDATE account SET v = v + 1 WHERE id = ?", to);
      session.sql("INSERT INTO entry(account, v) VALUES (?, -1), (?, 1)", from, to);
      session.sql("COMMIT");
      written.incrementAndGet();
    } catch (BigDaddyException e) {
      // What two writers of the same rows, or a job's step, may meet: the transaction is rolled back.
      assertThat(e.sqliteCode() & 0xff).as(e.getMessage()).isEqualTo(BUSY_SNAPSHOT & 0xff);
    }
  }
}
