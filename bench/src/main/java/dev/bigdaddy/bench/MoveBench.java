package dev.bigdaddy.bench;

import dev.bigdaddy.conductor.Session;
import dev.bigdaddy.conductor.TableOperations.Progress;
import dev.bigdaddy.engine.BigDaddy;
import dev.bigdaddy.engine.Settings;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// Prints the resharding lines of the design's budget: how fast rows move on a quiet database, and how
/// fast under a mixed load, whose slowest statements are compared with those of the same load alone.
///
/// The load is half point reads and half writes of one row, durable, on the table that moves and on one
/// that stays, by threads that go on without a pause.
final class MoveBench {
  /// What is measured: rows that move alone, under a load, and those of one shard key.
  enum Section {
    QUIET,
    LOADED,
    HOT
  }

  private static final int THREADS = 4;
  private static final long LOOK_NANOS = 1_000_000;
  private static final long ALONE_NANOS = 4_000_000_000L;
  private static final int BATCH = 500;
  private static final String TABLE =
      "CREATE TABLE t(id INTEGER PRIMARY KEY, grp INTEGER, name TEXT, score REAL) /* SHARDS=4 */";
  private static final String OTHER =
      "CREATE TABLE other(id INTEGER PRIMARY KEY, n INTEGER) /* SHARDS=6 */";

  private final Directories directories;
  private final int rows;

  MoveBench(Directories directories, int rows) {
    this.directories = directories;
    this.rows = rows;
  }

  /// Runs the lines of the named sections.
  void run(Set<Section> sections) throws Exception {
    System.out.printf(
        Locale.ROOT,
        "%,d rows, 4 nodes, synchronous FULL, %d processors%n%n%-52s %14s %14s %s%n",
        rows,
        Runtime.getRuntime().availableProcessors(),
        "work",
        "figure",
        "goal",
        "met");
    if (sections.contains(Section.QUIET)) {
      quiet();
    }
    if (sections.contains(Section.LOADED)) {
      loaded();
    }
    if (sections.contains(Section.HOT)) {
      hot();
    }
  }

  private BigDaddy open() {
    return BigDaddy.open(directories.next(), Settings.defaults().with("nodes", "4"));
  }

  private void load(BigDaddy database, String table, IntFunction<String> row) {
    try (Session session = database.session()) {
      session.sql("BEGIN");
      for (int from = 0; from < rows; from += BATCH) {
        String values =
            IntStream.range(from, Math.min(rows, from + BATCH))
                .mapToObj(row)
                .collect(Collectors.joining(","));
        session.sql("INSERT INTO " + table + " VALUES " + values);
      }
      session.sql("COMMIT");
    }
  }

  private static String row(int id) {
    return "(%d,%d,'name %d',%d.5)".formatted(id, id % 1000, id * 7919 % 100_000, id % 100);
  }

  private void quiet() {
    try (BigDaddy database = open()) {
      database.sql(TABLE);
      load(database, "t", MoveBench::row);
      Moved moved = reshard(database, "t", 7);
      line("resharding, quiet, rows a second", moved.perSecond(), 20_000, moved.perSecond() >= 20_000);
    }
  }

  /// @param rows those that moved
  private record Moved(long rows, double seconds) {
    double perSecond() {
      return rows / seconds;
    }
  }

  private static Moved reshard(BigDaddy database, String table, int shards) {
    long start = System.nanoTime();
    long job = database.tables().reshard(table, shards);
    Progress progress = database.tables().progress(job);
    while (!progress.isOver()) {
      LockSupport.parkNanos(LOOK_NANOS);
      progress = database.tables().progress(job);
    }
    if (!progress.status().equals("complete")) {
      throw new IllegalStateException(progress.status() + ": " + progress.error());
    }
    return new Moved(progress.rows(), (System.nanoTime() - start) / 1e9);
  }

  private void loaded() throws Exception {
    try (BigDaddy database = open()) {
      database.sql(TABLE);
      database.sql(OTHER);
      load(database, "t", MoveBench::row);
      load(database, "other", id -> "(%d,0)".formatted(id));
      // Once for the compiler.
      during(database, () -> LockSupport.parkNanos(ALONE_NANOS));
      Latencies alone = during(database, () -> LockSupport.parkNanos(ALONE_NANOS));
      Moved[] moved = new Moved[1];
      Latencies moving = during(database, () -> moved[0] = reshard(database, "t", 7));
      compare(alone, moving, moved[0]);
    }
  }

  private static void compare(Latencies alone, Latencies moving, Moved moved) {
    line(
        "resharding under load, rows a second",
        moved.perSecond(),
        10_000,
        moved.perSecond() >= 10_000);
    System.out.printf(
        Locale.ROOT,
        "%-52s %11.2f ms   (longest %.0f ms, %.0f a second)%n",
        "  p99 of the load alone",
        alone.millis(0.99),
        alone.millis(1),
        alone.perSecond());
    double ratio = moving.millis(0.99) / alone.millis(0.99);
    System.out.printf(
        Locale.ROOT,
        "%-52s %11.2f ms   (longest %.0f ms, %.0f a second)%n",
        "  p99 of the load meanwhile",
        moving.millis(0.99),
        moving.millis(1),
        moving.perSecond());
    System.out.printf(
        Locale.ROOT, "%-52s %13.2fx %14s %s%n", "  ratio", ratio, "<= 3", met(ratio <= 3));
  }

  private static void line(String work, double figure, long goal, boolean reached) {
    System.out.printf(
        Locale.ROOT,
        "%-52s %,14.0f %14s %s%n",
        work,
        figure,
        String.format(Locale.ROOT, ">= %,d", goal),
        met(reached));
  }

  private static String met(boolean reached) {
    return reached ? "met" : "missed";
  }

  /// How long each statement took, in order of time.
  private record Latencies(long[] nanos, double seconds) {
    double millis(double share) {
      return nanos[(int) Math.min(nanos.length - 1, Math.round(nanos.length * share))] / 1e6;
    }

    double perSecond() {
      return nanos.length / seconds;
    }
  }

  /// The load's statements while something else is done.
  private Latencies during(BigDaddy database, Runnable work) throws Exception {
    long start = System.nanoTime();
    List<long[]> all = new ArrayList<>();
    try (Load load = new Load(database)) {
      work.run();
      load.over = true;
      for (Future<long[]> thread : load.running) {
        all.add(thread.get());
      }
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    long[] nanos = all.stream().flatMapToLong(Arrays::stream).sorted().toArray();
    return new Latencies(nanos, seconds);
  }

  private final class Load implements AutoCloseable {
    private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    private final List<Future<long[]>> running = new ArrayList<>();
    private volatile boolean over;

    Load(BigDaddy database) {
      for (int i = 0; i < THREADS; i++) {
        int seed = i;
        running.add(threads.submit(() -> run(database, new Random(seed))));
      }
    }

    private long[] run(BigDaddy database, Random random) {
      List<Long> nanos = new ArrayList<>();
      try (Session session = database.session()) {
        while (!over) {
          long start = System.nanoTime();
          one(session, random);
          nanos.add(System.nanoTime() - start);
        }
      }
      return nanos.stream().mapToLong(Long::longValue).toArray();
    }

    private void one(Session session, Random random) {
      long id = random.nextInt(rows);
      switch (random.nextInt(6)) {
        case 0, 1 -> session.sql("SELECT name, score FROM t WHERE id = ?", id);
        case 2 -> session.sql("SELECT n FROM other WHERE id = ?", id);
        case 3 -> session.sql("UPDATE t SET score = score + 1 WHERE id = ?", id);
        case 4 -> session.sql("UPDATE other SET n = ? WHERE id = ?", id, id);
        default -> session.sql("INSERT INTO t(grp, name) VALUES (?, 'new')", id);
      }
    }

    @Override
    public void close() {
      over = true;
      threads.close();
    }
  }

  /// All rows have one shard key, which is in use while it moves in parts.
  private void hot() throws Exception {
    try (BigDaddy database = open()) {
      database.sql(
          "CREATE TABLE t(id INTEGER PRIMARY KEY, grp INTEGER, name TEXT, score REAL)"
              + " /* SHARDS=4 SHARD_KEY=grp */");
      database.sql(OTHER);
      load(database, "t", id -> "(%d,7,'name %d',%d.5)".formatted(id, id, id % 100));
      load(database, "other", id -> "(%d,0)".formatted(id));
      during(database, () -> LockSupport.parkNanos(ALONE_NANOS));
      Latencies alone = during(database, () -> LockSupport.parkNanos(ALONE_NANOS));
      for (int shards = 5; shards <= 8; shards++) {
        Moved[] moved = new Moved[1];
        int wanted = shards;
        Latencies moving = during(database, () -> moved[0] = reshard(database, "t", wanted));
        if (moved[0].rows() >= rows) {
          compare(alone, moving, moved[0]);
          return;
        }
      }
      System.out.println("the hot key stayed where it was");
    }
  }
}
