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
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Many sessions at once.
@Timeout(60)
class ConcurrencyTest {
  private static final int ACCOUNTS = 24;

  @TempDir Path directory;

  @ParameterizedTest
  @CsvSource({"BEGIN", "BEGIN IMMEDIATE"})
  void readersSeeEveryTransferWhollyOrNotAtAll(String begin) throws Exception {
    try (BigDaddy db = TestDb.open(directory, 4, 8)) {
      run(
          db,
          "CREATE TABLE accounts(id INTEGER PRIMARY KEY, money)",
          "CREATE TABLE whole(id INTEGER PRIMARY KEY, money) /* SHARDS=1 */");
      for (int id = 0; id < ACCOUNTS; id++) {
        db.sql("INSERT INTO accounts VALUES (?, 100)", id);
      }
      db.sql("INSERT INTO whole VALUES (0, 0)");
      AtomicInteger transfers = new AtomicInteger();
      AtomicInteger looks = new AtomicInteger();
      AtomicBoolean stop = new AtomicBoolean();
      List<Callable<Void>> work = new ArrayList<>();
      for (int writer = 0; writer < 3; writer++) {
        Random random = new Random(writer);
        work.add(
            () -> {
              transferUntil(db, begin, random, transfers, stop);
              return null;
            });
      }
      for (int reader = 0; reader < 2; reader++) {
        work.add(
            () -> {
              lookUntil(db, looks, stop);
              return null;
            });
      }
      work.add(
          () -> {
            try {
              while (transfers.get() < 150) {
                Thread.sleep(1);
              }
            } finally {
              stop.set(true);
            }
            return null;
          });
      runAll(work);
      assertThat(looks.get()).isPositive();
      assertThat(ask(db, TOTAL)).isEqualTo(Integer.toString(ACCOUNTS * 100));
    }
  }

  private static final String TOTAL =
      "SELECT (SELECT sum(money) FROM accounts) + (SELECT sum(money) FROM whole)";

  private static void lookUntil(BigDaddy db, AtomicInteger looks, AtomicBoolean stop) {
    String total = Integer.toString(ACCOUNTS * 100);
    try (Session session = db.session()) {
      while (!stop.get()) {
        assertThat(ask(session, TOTAL)).isEqualTo(total);
        run(session, "BEGIN");
        String spread = ask(session, "SELECT sum(money) FROM accounts");
        String rows = ask(session, "SELECT id, money FROM accounts WHERE id >= 0");
        String whole = ask(session, "SELECT sum(money) FROM whole");
        assertThat(Integer.parseInt(spread) + Integer.parseInt(whole)).isEqualTo(ACCOUNTS * 100);
        assertThat(ask(session, "SELECT id, money FROM accounts ORDER BY id")).isEqualTo(rows);
        run(session, "COMMIT");
        looks.incrementAndGet();
      }
    }
  }

  private static void transferUntil(
      BigDaddy db, String begin, Random random, AtomicInteger transfers, AtomicBoolean stop) {
    try (Session session = db.session()) {
      while (!stop.get()) {
        try {
          transfer(session, begin, random);
          transfers.incrementAndGet();
        } catch (BigDaddyException e) {
          assertThat(e.code()).isEqualTo(ErrorCode.BUSY);
          if (session.inTransaction()) {
            session.sql("ROLLBACK");
          }
        }
      }
    }
  }

  private static void transfer(Session session, String begin, Random random) {
    int from = random.nextInt(ACCOUNTS);
    int to = random.nextInt(ACCOUNTS);
    session.sql(begin);
    session.sql("UPDATE accounts SET money = money - 7 WHERE id = ?", from);
    if (random.nextInt(4) == 0) {
      session.sql("UPDATE whole SET money = money + 7");
    } else {
      session.sql("UPDATE accounts SET money = money + 7 WHERE id = ?", to);
    }
    session.sql(random.nextInt(6) == 0 ? "ROLLBACK" : "COMMIT");
  }

  /// Read and written in one deferred transaction, a counter loses no step: who read an old value
  /// gets SQLITE_BUSY_SNAPSHOT.
  @Test
  void noStepOfACounterIsLost() throws Exception {
    try (BigDaddy db = TestDb.open(directory, 4, 8)) {
      run(db, "CREATE TABLE c(id INTEGER PRIMARY KEY, n)", "INSERT INTO c VALUES (1, 0), (2, 0)");
      AtomicInteger steps = new AtomicInteger();
      List<Callable<Void>> work = new ArrayList<>();
      for (int writer = 0; writer < 3; writer++) {
        int id = 1 + writer % 2;
        work.add(
            () -> {
              try (Session session = db.session()) {
                for (int i = 0; i < 40; i++) {
                  step(session, id, steps);
                }
              }
              return null;
            });
      }
      runAll(work);
      assertThat(ask(db, "SELECT sum(n) FROM c")).isEqualTo(steps.toString());
      assertThat(steps.get()).isPositive();
    }
  }

  private static void step(Session session, int id, AtomicInteger steps) {
    try {
      session.sql("BEGIN");
      long n = Long.parseLong(ask(session, "SELECT n FROM c WHERE id = ?", id));
      session.sql("UPDATE c SET n = ? WHERE id = ?", n + 1, id);
      session.sql("COMMIT");
      steps.incrementAndGet();
    } catch (BigDaddyException e) {
      assertThat(e.code()).isEqualTo(ErrorCode.BUSY);
      session.sql("ROLLBACK");
    }
  }

  @Test
  void uniqueKeysHoldOverNodesAlsoWhenManyInsertAtOnce() throws Exception {
    try (BigDaddy db = TestDb.open(directory, 4, 8)) {
      run(db, "CREATE TABLE u(id INTEGER PRIMARY KEY, name TEXT UNIQUE)");
      AtomicInteger inserted = new AtomicInteger();
      List<Callable<Void>> work = new ArrayList<>();
      for (int writer = 0; writer < 4; writer++) {
        work.add(
            () -> {
              for (int i = 0; i < 25; i++) {
                try {
                  db.sql("INSERT INTO u(name) VALUES (?)", "name" + i);
                  inserted.incrementAndGet();
                } catch (BigDaddyException e) {
                  assertThat(e.code()).isIn(ErrorCode.CONSTRAINT, ErrorCode.BUSY);
                }
              }
              return null;
            });
      }
      runAll(work);
      assertThat(ask(db, "SELECT count(*), count(DISTINCT name), count(DISTINCT id) FROM u"))
          .isEqualTo(inserted + "|" + inserted + "|" + inserted);
    }
  }

  /// Who changed the schema gives its writers back before the change is visible; who takes them
  /// over must not plan on the former schema.
  @Test
  void schemaChangesOfSeveralSessionsAllStay() throws Exception {
    try (BigDaddy db = TestDb.open(directory, 3, 4)) {
      run(db, "CREATE TABLE t(id INTEGER PRIMARY KEY, v)");
      AtomicInteger made = new AtomicInteger();
      List<Callable<Void>> work = new ArrayList<>();
      for (int writer = 0; writer < 3; writer++) {
        String name = "t" + writer + "_";
        work.add(
            () -> {
              try (Session session = db.session()) {
                for (int i = 0; i < 15; i++) {
                  create(session, name + i, made);
                }
              }
              return null;
            });
      }
      runAll(work);
      assertThat(ask(db, "SELECT count(*) FROM sqlite_schema WHERE name GLOB 't?_*'"))
          .isEqualTo(made.toString());
      assertThat(db.check()).isEmpty();
    }
  }

  private static void create(Session session, String name, AtomicInteger made) {
    try {
      run(session, "BEGIN IMMEDIATE", "CREATE TABLE " + name + "(a)", "COMMIT");
      made.incrementAndGet();
    } catch (BigDaddyException e) {
      assertThat(e.code()).isEqualTo(ErrorCode.BUSY);
      if (session.inTransaction()) {
        session.sql("ROLLBACK");
      }
    }
  }

  private static void runAll(List<Callable<Void>> work) throws Exception {
    try (ExecutorService threads = Executors.newFixedThreadPool(work.size())) {
      for (Future<Void> done : threads.invokeAll(work)) {
        done.get();
      }
    }
  }
}
