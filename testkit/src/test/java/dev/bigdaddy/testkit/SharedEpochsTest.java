package dev.bigdaddy.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bigdaddy.conductor.BigDaddyException;
import dev.bigdaddy.conductor.ErrorCode;
import dev.bigdaddy.conductor.Session;
import dev.bigdaddy.engine.BigDaddy;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Many sessions whose statements share epochs: on one node and on several, failing, cancelled, beside
/// transactions. None may hurt another, and none may wait for ever.
class SharedEpochsTest {
  private static final int THREADS = 12;
  private static final int ROUNDS = 60;
  private static final long ACCOUNTS = 40;
  private static final long LONGEST_WAIT_MILLIS = 20_000;
  private static final String TRANSFER =
      "UPDATE account SET v = v + CASE id WHEN ?1 THEN -1 ELSE 1 END WHERE id IN (?1, ?2)";

  @TempDir private Path directory = Path.of("");

  private final Set<Long> acknowledged = ConcurrentHashMap.newKeySet();
  private final Set<Long> refused = ConcurrentHashMap.newKeySet();

  @Test
  @Timeout(120)
  void noMemberHurtsAnother() throws Exception {
    try (BigDaddy database =
            BigDaddy.open(
                directory.resolve("db"),
                OracleSetting.spreadOver(4)
                    .settings()
                    .with("busy_timeout", String.valueOf(LONGEST_WAIT_MILLIS)));
        ExecutorService threads = Executors.newCachedThreadPool()) {
      database.sql("CREATE TABLE account(id INTEGER PRIMARY KEY, v INTEGER)");
      database.sql("CREATE TABLE token(id INTEGER PRIMARY KEY, by INTEGER)");
      database.sql("CREATE TABLE whole(id INTEGER PRIMARY KEY, by INTEGER) /* SHARDS=1 */");
      for (long id = 0; id < ACCOUNTS; id++) {
        database.sql("INSERT INTO account VALUES (?, 0)", id);
      }
      AtomicBoolean done = new AtomicBoolean();
      Future<?> reader = threads.submit(() -> readSums(database, done));
      List<Future<?>> writers = new ArrayList<>();
      for (int thread = 0; thread < THREADS; thread++) {
        int number = thread;
        writers.add(threads.submit(() -> write(database, number)));
      }
      for (Future<?> writer : writers) {
        writer.get();
      }
      done.set(true);
      reader.get();
      check(database);
    }
    try (BigDaddy database = BigDaddy.open(directory.resolve("db"), OracleSetting.spreadOver(4).settings())) {
      check(database);
    }
  }

  private void check(BigDaddy database) {
    assertThat(database.sql("SELECT sum(v), count(*) FROM account").rows())
        .isEqualTo(List.of(List.of(0L, ACCOUNTS)));
    Set<Long> present = ConcurrentHashMap.newKeySet();
    for (List<Object> row : rows(database, "SELECT id FROM token UNION ALL SELECT id FROM whole")) {
      present.add((Long) row.getFirst());
    }
    assertThat(present).containsAll(acknowledged);
    assertThat(present).doesNotContainAnyElementsOf(refused);
  }

  private static List<List<Object>> rows(BigDaddy database, String sql) {
    List<List<Object>> rows = new ArrayList<>();
    database.sql(sql).rows().forEach(row -> rows.add(new ArrayList<>(row)));
    return rows;
  }

  private static void readSums(BigDaddy database, AtomicBoolean done) {
    try (Session session = database.session()) {
      while (!done.get()) {
        assertThat(session.sql("SELECT sum(v) FROM account").rows())
            .isEqualTo(List.of(List.of(0L)));
      }
    }
  }

  private void write(BigDaddy database, int thread) {
    Random random = new Random(thread);
    try (Session session = database.session()) {
      for (int round = 0; round < ROUNDS; round++) {
        long id = 1_000_000L * (thread + 1) + round;
        long start = System.nanoTime();
        step(session, random, thread, id);
        assertThat((System.nanoTime() - start) / 1_000_000).isLessThan(LONGEST_WAIT_MILLIS);
      }
    }
  }

  private void step(Session session, Random random, int thread, long id) {
    switch (random.nextInt(8)) {
      case 0, 1 -> insert(session, "token", id, thread);
      case 2 -> insert(session, "whole", id, thread);
      case 3, 4 -> transfer(session, random);
      case 5 -> fail(session, id, thread);
      case 6 -> cancelled(session, id, thread);
      default -> transaction(session, random);
    }
  }

  private void insert(Session session, String table, long id, int thread) {
    session.sql("INSERT INTO " + table + " VALUES (?, ?)", id, (long) thread);
    assertThat(session.changes()).isEqualTo(1);
    assertThat(session.lastInsertRowid()).isEqualTo(id);
    acknowledged.add(id);
  }

  private static void transfer(Session session, Random random) {
    long from = random.nextLong(ACCOUNTS);
    session.sql(TRANSFER, from, (from + 1 + random.nextLong(ACCOUNTS - 1)) % ACCOUNTS);
    assertThat(session.changes()).isEqualTo(2);
  }

  /// Its second row meets the first one.
  private void fail(Session session, long id, int thread) {
    try {
      session.sql("INSERT INTO token VALUES (?1, ?2), (?1, ?2)", id, (long) thread);
      throw new IllegalStateException("a duplicate was accepted");
    } catch (BigDaddyException e) {
      assertThat(e.code()).isEqualTo(ErrorCode.CONSTRAINT);
      refused.add(id);
    }
  }

  /// The cancel comes at any moment: then the row is there, or an error says that it is not.
  private void cancelled(Session session, long id, int thread) {
    Thread canceller = Thread.ofVirtual().start(session::cancel);
    try {
      session.sql("INSERT INTO token VALUES (?, ?)", id, (long) thread);
      acknowledged.add(id);
    } catch (BigDaddyException e) {
      assertThat(e.code()).isEqualTo(ErrorCode.INTERRUPTED);
      refused.add(id);
    }
    join(canceller);
  }

  private static void join(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void transaction(Session session, Random random) {
    session.sql("BEGIN IMMEDIATE");
    session.sql("UPDATE account SET v = v - 3 WHERE id = ?", random.nextLong(ACCOUNTS));
    session.sql("UPDATE account SET v = v + 3 WHERE id = ?", random.nextLong(ACCOUNTS));
    session.sql(random.nextBoolean() ? "COMMIT" : "ROLLBACK");
  }
}
