package dev.bigdaddy.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bigdaddy.conductor.BigDaddyException;
import dev.bigdaddy.conductor.ErrorCode;
import dev.bigdaddy.conductor.Session;
import dev.bigdaddy.engine.BigDaddy;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Several sessions at once on rows that lie on several nodes: each statement and each transaction
/// is seen whole or not at all.
class ConcurrentSessionsTest {
  private static final int ROUNDS = 150;

  @TempDir private Path directory = Path.of("");

  private BigDaddy open() {
    BigDaddy database =
        BigDaddy.open(directory.resolve("db"), OracleSetting.spreadOver(4).settings());
    database.sql("CREATE TABLE acc(id INTEGER PRIMARY KEY, v INTEGER)");
    database.sql("INSERT INTO acc VALUES (1, 0), (2, 0), (3, 0), (4, 0), (5, 0), (6, 0), (7, 0)");
    return database;
  }

  /// Runs until the statement is not turned away because another session writes.
  private static void persist(Session session, String sql, @Nullable Object... parameters) {
    while (true) {
      try {
        session.sql(sql, parameters);
        return;
      } catch (BigDaddyException e) {
        if (e.code() != ErrorCode.BUSY) {
          throw e;
        }
        Thread.onSpinWait();
      }
    }
  }

  private static void readUntil(
      AtomicBoolean done, BigDaddy database, String sql, List<@Nullable Object> expected) {
    try (Session session = database.session()) {
      int reads = 0;
      while (!done.get() || reads == 0) {
        assertThat(session.sql(sql).rows()).isEqualTo(List.of(expected));
        reads++;
      }
    }
  }

  @Test
  void aReaderNeverSeesHalfOfAStatement() throws Exception {
    AtomicBoolean done = new AtomicBoolean();
    try (BigDaddy database = open();
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      String check = "SELECT max(v) = min(v), count(*) FROM acc";
      Future<?> reader = threads.submit(() -> readUntil(done, database, check, List.of(1L, 7L)));
      try (Session writer = database.session()) {
        for (int round = 0; round < ROUNDS; round++) {
          persist(writer, "UPDATE acc SET v = v + 1");
        }
      } finally {
        done.set(true);
      }
      reader.get();
      assertThat(database.sql("SELECT sum(v) FROM acc").rows())
          .isEqualTo(List.of(List.of(7L * ROUNDS)));
    }
  }

  @Test
  void aReaderNeverSeesHalfOfATransaction() throws Exception {
    AtomicBoolean done = new AtomicBoolean();
    try (BigDaddy database = open();
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      String check = "SELECT sum(v) FROM acc";
      Future<?> reader = threads.submit(() -> readUntil(done, database, check, List.of(0L)));
      try (Session writer = database.session()) {
        for (int round = 0; round < ROUNDS; round++) {
          persist(writer, "BEGIN IMMEDIATE");
          writer.sql("UPDATE acc SET v = v - 5 WHERE id = ?", 1L + round % 7);
          writer.sql("UPDATE acc SET v = v + 5 WHERE id = ?", 1L + (round + 3) % 7);
          writer.sql(round % 5 == 0 ? "ROLLBACK" : "COMMIT");
        }
      } finally {
        done.set(true);
      }
      reader.get();
    }
  }

  @Test
  void concurrentInsertsGetDistinctIds() throws Exception {
    try (BigDaddy database = open();
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> writers = new ArrayList<>();
      for (int writer = 0; writer < 4; writer++) {
        writers.add(threads.submit(() -> insertRows(database)));
      }
      for (Future<?> writer : writers) {
        writer.get();
      }
      assertThat(database.sql("SELECT count(*), count(DISTINCT id), max(id) FROM acc").rows())
          .isEqualTo(List.of(List.of(4L * ROUNDS + 7, 4L * ROUNDS + 7, 4L * ROUNDS + 7)));
    }
  }

  private static void insertRows(BigDaddy database) {
    try (Session session = database.session()) {
      for (int round = 0; round < ROUNDS; round++) {
        persist(session, "INSERT INTO acc(v) VALUES (?)", (long) round);
      }
    }
  }

  @Test
  void concurrentTransfersLoseNothing() throws ExecutionException, InterruptedException {
    try (BigDaddy database = open();
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> writers = new ArrayList<>();
      for (int number = 0; number < 4; number++) {
        long from = number + 1L;
        writers.add(threads.submit(() -> transfer(database, from, from + 2)));
      }
      for (Future<?> writer : writers) {
        writer.get();
      }
      assertThat(database.sql("SELECT id, v FROM acc WHERE v <> 0").rows())
          .isEqualTo(
              List.of(
                  List.of(1L, -(long) ROUNDS),
                  List.of(2L, -(long) ROUNDS),
                  List.of(5L, (long) ROUNDS),
                  List.of(6L, (long) ROUNDS)));
    }
  }

  private static void transfer(BigDaddy database, long from, long to) {
    try (Session session = database.session()) {
      for (int round = 0; round < ROUNDS; round++) {
        persist(session, "BEGIN IMMEDIATE");
        session.sql("UPDATE acc SET v = v - 1 WHERE id = ?", from);
        session.sql("UPDATE acc SET v = v + 1 WHERE id = ?", to);
        session.sql("COMMIT");
      }
    }
  }
}
