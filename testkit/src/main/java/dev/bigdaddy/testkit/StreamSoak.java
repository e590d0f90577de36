package dev.bigdaddy.testkit;

import dev.bigdaddy.conductor.BigDaddyException;
import dev.bigdaddy.conductor.ErrorCode;
import dev.bigdaddy.conductor.ResultCursor;
import dev.bigdaddy.conductor.Session;
import dev.bigdaddy.engine.BigDaddy;
import dev.bigdaddy.engine.Settings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/// Readers that stream, stop early, are cancelled by other threads and run out of time, at random,
/// while transfers change the rows: whoever is not stopped must see every transfer wholly or not at
/// all, and when all is over nothing may be held any more.
final class StreamSoak {
  private static final int ROWS = 6_000;
  private static final int READERS = 4;

  /// Each gives rows whose last column sums to 100 a row.
  private static final List<String> WHOLE =
      List.of(
          "SELECT id, money FROM accounts",
          "SELECT name, id, money FROM accounts ORDER BY name, id",
          "SELECT name, sum(money) FROM accounts GROUP BY name",
          "SELECT count(*), sum(money) FROM accounts",
          "SELECT row_number() OVER (ORDER BY name, id), money FROM accounts");

  private final BigDaddy database;
  private final long seed;
  private final AtomicInteger read = new AtomicInteger();
  private final AtomicInteger left = new AtomicInteger();
  private final AtomicInteger stopped = new AtomicInteger();
  private final AtomicInteger transfers = new AtomicInteger();

  private StreamSoak(BigDaddy database, long seed) {
    this.database = database;
    this.seed = seed;
  }

  /// What happened.
  ///
  /// @param read answers that were read to their end, and were right
  /// @param left cursors that were closed early
  /// @param stopped statements that were cancelled or ran out of time
  /// @param transfers transfers that were committed meanwhile
  record Outcome(int read, int left, int stopped, int transfers) {}

  /// Runs some statements in each reader, in a new database.
  ///
  /// @throws IllegalStateException if an answer was wrong
  static Outcome run(Path directory, long seed, int statements) throws Exception {
    Settings settings =
        Settings.defaults()
            .with("nodes", "4")
            .with("default_shards", "8")
            .with("synchronous", "OFF")
            .with("held_limit", "64K");
    // Closing fails if a statement still holds a reader.
    try (BigDaddy database = BigDaddy.open(directory, settings)) {
      StreamSoak soak = new StreamSoak(database, seed);
      soak.fill();
      soak.run(statements);
      return new Outcome(
          soak.read.get(), soak.left.get(), soak.stopped.get(), soak.transfers.get());
    }
  }

  private void fill() {
    database.sql("CREATE TABLE accounts(id INTEGER PRIMARY KEY, name TEXT, money INTEGER)");
    for (int from = 0; from < ROWS; from += 500) {
      StringBuilder sql = new StringBuilder("INSERT INTO accounts VALUES ");
      for (int id = from; id < from + 500; id++) {
        sql.append(id == from ? "" : ",");
        sql.append('(').append(id).append(",'name ").append(id * 7 % 997).append("',100)");
      }
      database.sql(sql.toString());
    }
  }

  private void run(int statements) throws Exception {
    AtomicBoolean over = new AtomicBoolean();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<?> writer = threads.submit(() -> transferUntil(over));
      List<Callable<Integer>> readers = new ArrayList<>();
      for (int reader = 0; reader < READERS; reader++) {
        Random random = new Random(seed * READERS + reader);
        readers.add(() -> read(threads, random, statements));
      }
      try {
        for (Future<Integer> reader : threads.invokeAll(readers)) {
          reader.get();
        }
      } finally {
        over.set(true);
      }
      writer.get();
    }
  }

  private int read(ExecutorService threads, Random random, int statements) throws Exception {
    try (Session session = database.session()) {
      for (int i = 0; i < statements; i++) {
        String sql = WHOLE.get(random.nextInt(WHOLE.size()));
        session.statementTimeout(
            random.nextInt(5) == 0 ? Duration.ofMillis(1 + random.nextInt(4)) : Duration.ZERO);
        Future<?> canceller =
            random.nextInt(3) == 0 ? threads.submit(session::cancel) : null;
        int rowsToRead = random.nextInt(3) == 0 ? random.nextInt(200) : Integer.MAX_VALUE;
        read(session, sql, rowsToRead);
        if (canceller != null) {
          canceller.get();
        }
      }
    }
    return statements;
  }

  private void read(Session session, String sql, int rowsToRead) {
    try (ResultCursor rows = session.query(sql)) {
      int last = rows.columns().size() - 1;
      long sum = 0;
      for (int row = 0; row < rowsToRead; row++) {
        if (!rows.next()) {
          requireWhole(sql, sum);
          read.incrementAndGet();
          return;
        }
        sum += rows.longAt(last);
      }
      left.incrementAndGet();
    } catch (BigDaddyException e) {
      if (e.code() != ErrorCode.INTERRUPTED && e.code() != ErrorCode.TIMEOUT) {
        throw e;
      }
      stopped.incrementAndGet();
    }
  }

  private static void requireWhole(String sql, long sum) {
    if (sum != 100L * ROWS) {
      throw new IllegalStateException("a torn answer, " + sum + ": " + sql);
    }
  }

  private void transferUntil(AtomicBoolean over) {
    Random random = new Random(seed);
    try (Session session = database.session()) {
      while (!over.get()) {
        int from = random.nextInt(ROWS);
        int to = random.nextInt(ROWS);
        int amount = random.nextInt(50);
        session.sql("BEGIN IMMEDIATE");
        session.sql("UPDATE accounts SET money = money - ? WHERE id = ?", amount, from);
        session.sql("UPDATE accounts SET money = money + ? WHERE id = ?", amount, to);
        session.sql("COMMIT");
        transfers.incrementAndGet();
      }
    }
  }
}
