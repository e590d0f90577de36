package dev.bigdaddy.engine;

import static dev.bigdaddy.engine.TestDb.ask;
import static dev.bigdaddy.engine.TestDb.run;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bigdaddy.conductor.BigDaddyException;
import dev.bigdaddy.conductor.ErrorCode;
import dev.bigdaddy.conductor.Session;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Statements and reshardings are cancelled at any moment, while others write the same tables: what was
/// cancelled has left nothing, and nobody else notices.
@Timeout(120)
class CancelUnderLoadTest {
  private static final int ACCOUNTS = 400;
  private static final int VICTIMS = 2;

  @TempDir Path directory;

  private final AtomicBoolean over = new AtomicBoolean();
  private final AtomicLong inserted = new AtomicLong();
  private final AtomicLong cancelled = new AtomicLong();

  @Test
  void cancelsAreNoticedByNobodyElse() throws Exception {
    Settings settings = TestDb.settings(4, 1).with("busy_timeout", "20000");
    try (BigDaddy db = BigDaddy.open(directory.resolve("db"), settings);
        ExecutorService threads = Executors.newCachedThreadPool()) {
      run(
          db,
          "CREATE TABLE accounts(id INTEGER PRIMARY KEY, money INT) /* SHARDS=4 */",
          "CREATE TABLE log(id INTEGER PRIMARY KEY, k INT) /* SHARDS=5 SHARD_KEY=k */",
          "CREATE INDEX accounts_money ON accounts(money)");
      for (int i = 0; i < ACCOUNTS; i++) {
        db.sql("INSERT INTO accounts VALUES (?, 100)", i);
      }
      List<Future<?>> work = new ArrayList<>();
      for (int i = 0; i < VICTIMS; i++) {
        int seed = i;
        Session victim = db.session();
        work.add(threads.submit(() -> transfer(victim, new Random(seed))));
        work.add(threads.submit(() -> cancel(victim, new Random(seed))));
      }
      work.add(threads.submit(() -> insert(db, new Random(7))));
      work.add(threads.submit(() -> read(db)));
      try {
        reshardAndCancel(db);
      } finally {
        over.set(true);
      }
      for (Future<?> each : work) {
        each.get();
      }
      assertThat(cancelled.get()).as("statements that were cancelled").isPositive();
      assertThat(ask(db, "SELECT count(*), sum(money) FROM accounts"))
          .isEqualTo(ACCOUNTS + "|" + 100 * ACCOUNTS);
      assertThat(ask(db, "SELECT count(*) FROM log")).isEqualTo(inserted.toString());
      for (String table : List.of("accounts", "log")) {
        assertThat(db.tables().stats(table)).isEqualTo(db.tables().countedStats(table));
      }
      assertThat(db.check()).isEmpty();
    }
  }

  /// Every other resharding is cancelled on its way.
  private static void reshardAndCancel(BigDaddy db) {
    Random random = new Random(3);
    int[] shards = {9, 3, 16, 2, 7, 11};
    for (int i = 0; i < shards.length; i++) {
      long job = db.tables().reshard(i % 3 == 2 ? "log" : "accounts", shards[i]);
      if (i % 2 == 0) {
        LockSupport.parkNanos(random.nextInt(80_000_000));
        cancelUnlessOver(db, job);
      }
      ReshardingTest.waitUntil(() -> db.tables().progress(job).isOver());
      assertThat(db.tables().progress(job).status()).isIn("complete", "cancelled");
    }
  }

  private static void cancelUnlessOver(BigDaddy db, long job) {
    try {
      db.tables().cancel(job);
    } catch (BigDaddyException e) {
      assertThat(db.tables().progress(job).status()).as(e.getMessage()).isEqualTo("complete");
    }
  }

  /// One statement moves money between two rows, mostly on two nodes.
  private Void transfer(Session session, Random random) {
    try (session) {
      while (!over.get()) {
        int from = random.nextInt(ACCOUNTS);
        int to = random.nextInt(ACCOUNTS);
        try {
          session.sql(
              "UPDATE accounts SET money = money + CASE id WHEN ?1 THEN -1 ELSE 1 END"
                  + " WHERE id IN (?1, ?2) AND ?1 <> ?2",
              from,
              to);
        } catch (BigDaddyException e) {
          assertThat(e.code()).as(e.getMessage()).isEqualTo(ErrorCode.INTERRUPTED);
          cancelled.incrementAndGet();
        }
      }
    }
    return null;
  }

  private Void cancel(Session session, Random random) {
    while (!over.get()) {
      LockSupport.parkNanos(random.nextInt(3_000_000));
      session.cancel();
    }
    return null;
  }

  private Void insert(BigDaddy db, Random random) {
    while (!over.get()) {
      db.sql("INSERT INTO log(k) VALUES (?), (?)", random.nextInt(100), random.nextInt(100));
      inserted.addAndGet(2);
    }
    return null;
  }

  private Void read(BigDaddy db) {
    while (!over.get()) {
      assertThat(ask(db, "SELECT count(*), sum(money) FROM accounts"))
          .isEqualTo(ACCOUNTS + "|" + 100 * ACCOUNTS);
      assertThat(ask(db, "SELECT count(*) FROM log")).matches("[0-9]*[02468]");
    }
    return null;
  }
}
