package dev.bigdaddy.bench;

import dev.bigdaddy.bench.Throughput.Result;
import dev.bigdaddy.bench.Throughput.Worker;
import dev.bigdaddy.conductor.Session;
import dev.bigdaddy.engine.BigDaddy;
import dev.bigdaddy.engine.Settings;
import dev.bigdaddy.storage.EpochFigures;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.Statement;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// Prints the write lines of the design's budget: durable writes of many threads, on tables spread
/// over 4 nodes, beside plain sqlite-jdbc on one file with the same PRAGMAs.
///
/// Plain SQLite is asked in both ways that people use: one connection under a lock, and one a thread
/// with a busy timeout. The better one counts, both are printed.
final class WriteBench {
  private static final String TABLE =
      "CREATE TABLE t(id INTEGER PRIMARY KEY, name TEXT, n INTEGER)";
  private static final String INSERT = "INSERT INTO t(name, n) VALUES (?, ?)";
  private static final String TRANSFER =
      "UPDATE account SET v = v + CASE id WHEN ?1 THEN -1 ELSE 1 END WHERE id IN (?1, ?2)";
  private static final int ACCOUNTS = 1_000;
  private static final int WARM_UP = 30_000;
  private static final int SHARED_WARM_UPS = 3;
  private static final int BULK = 100_000;
  private static final int BULK_RUNS = 8;
  private static final int BATCH = 1_000;

  /// What is measured.
  enum Section {
    INSERTS,
    INDEXED,
    TRANSFERS,
    BULK
  }

  private final Directories directories;

  WriteBench(Directories directories) {
    this.directories = directories;
  }

  /// Runs the lines of the named sections.
  void run(Set<Section> sections) throws Exception {
    System.out.printf(
        Locale.ROOT,
        "4 nodes, 16 shards, synchronous FULL, %d processors, an fsync costs %.0f us%n%n",
        Runtime.getRuntime().availableProcessors(),
        fsyncMicros());
    System.out.printf(
        "%-40s %11s %13s %13s %8s %8s %9s %13s %12s%n",
        "work",
        "Big Daddy",
        "plain, lock",
        "plain, busy",
        "ratio",
        "goal",
        "longest",
        "members/epoch",
        "fsyncs each");
    warmUp();
    if (sections.contains(Section.INSERTS)) {
      inserts(1, "0.8");
      inserts(16, "4");
      inserts(64, "5");
    }
    if (sections.contains(Section.INDEXED)) {
      indexed();
    }
    if (sections.contains(Section.TRANSFERS)) {
      transfers();
      transactions();
    }
    if (sections.contains(Section.BULK)) {
      bulk();
    }
  }

  /// Has the code of both sides compiled before anything is counted: without fsyncs, some seconds
  /// are tens of thousands of statements. What statements of many threads share is code of its own,
  /// for which the compiler, on the same processors, takes some ten seconds.
  private void warmUp() throws Exception {
    Settings settings =
        Settings.defaults().with("default_shards", "16").with("synchronous", "OFF");
    try (BigDaddy database = BigDaddy.open(directories.next(), settings);
        Session session = database.session();
        Connection plain = plain(TABLE, "");
        Statement statement = plain.createStatement();
        PreparedStatement insert = plain.prepareStatement(INSERT)) {
      statement.execute("PRAGMA synchronous=OFF");
      session.sql(TABLE);
      for (long i = 0; i < WARM_UP; i++) {
        session.sql(INSERT, "name " + i, i);
        execute(insert, new Object[] {"name " + i, i});
      }
    }
    for (int i = 0; i < SHARED_WARM_UPS; i++) {
      ours(16, TABLE, "", INSERT, random -> new Object[] {"name", (long) random.nextInt()});
    }
  }

  /// A small write behind the end of a file, made durable, as a commit does it.
  private double fsyncMicros() throws Exception {
    int times = 200;
    Path file = directories.next();
    try (RandomAccessFile out = new RandomAccessFile(file.toFile(), "rw")) {
      byte[] page = new byte[4096];
      long start = System.nanoTime();
      for (int i = 0; i < times; i++) {
        out.write(page);
        out.getChannel().force(false);
      }
      return (System.nanoTime() - start) / 1e3 / times;
    }
  }

  private void inserts(int threads, String goal) throws Exception {
    Values values = random -> new Object[] {"name " + random.nextInt(1000), (long) random.nextInt()};
    compare(
        "durable one-row INSERT, " + threads + " threads",
        threads,
        goal,
        TABLE,
        "",
        INSERT,
        values);
  }

  /// The index has SQLite's own on each node and on the plain file, and entries on the nodes.
  private void indexed() throws Exception {
    Values values = random -> new Object[] {"name " + random.nextInt(), (long) random.nextInt()};
    compare(
        "INSERT with a virtual index, 16 threads",
        16,
        "2",
        TABLE,
        "CREATE INDEX t_name ON t(name)",
        INSERT,
        values);
  }

  private void transfers() throws Exception {
    Values values =
        random -> {
          long from = random.nextInt(ACCOUNTS);
          return new Object[] {from, (from + 1 + random.nextInt(ACCOUNTS - 1)) % ACCOUNTS};
        };
    compare(
        "transfer in one UPDATE, 16 threads",
        16,
        "2",
        "CREATE TABLE account(id INTEGER PRIMARY KEY, v INTEGER)",
        "INSERT INTO account VALUES " + accounts(),
        TRANSFER,
        values);
  }

  private static String accounts() {
    StringBuilder rows = new StringBuilder();
    for (int id = 0; id < ACCOUNTS; id++) {
      rows.append(id == 0 ? "" : ",").append('(').append(id).append(",0)");
    }
    return rows.toString();
  }

  /// A statement's parameters.
  @FunctionalInterface
  private interface Values {
    @Nullable Object[] of(Random random);
  }

  private void compare(
      String work,
      int threads,
      String goal,
      String schema,
      String content,
      String statement,
      Values values)
      throws Exception {
    // Once for the compiler.
    ours(threads, schema, content, statement, values);
    Ours ours = ours(threads, schema, content, statement, values);
    Result locked = locked(threads, schema, content, statement, values);
    Result busy = threads == 1 ? locked : busy(threads, schema, content, statement, values);
    line(work, ours, locked, busy, goal);
  }

  private static void line(String work, Ours ours, Result locked, Result busy, String goal) {
    System.out.printf(
        Locale.ROOT,
        "%-40s %9.0f/s %11.0f/s %11.0f/s %7.2fx %8s %6.0f ms %13s %12s%n",
        work,
        ours.result().perSecond(),
        locked.perSecond(),
        busy.perSecond(),
        ours.result().perSecond() / Math.max(locked.perSecond(), busy.perSecond()),
        ">= " + goal,
        ours.result().longestMillis(),
        ours.membersPerEpoch(),
        ours.syncsEach());
  }

  /// Our side of a line, and why it is as fast as it is.
  ///
  /// @param figures how the statements shared epochs, those of the warm-up included
  /// @param statements how many there were with those of the warm-up, roughly; 0 if that says nothing
  private record Ours(Result result, EpochFigures figures, double statements) {
    String membersPerEpoch() {
      return figures.epochs() == 0
          ? "-"
          : String.format(Locale.ROOT, "%.1f", (double) figures.members() / figures.epochs());
    }

    String syncsEach() {
      double all = figures.members() == 0 ? statements : figures.members();
      return all == 0 ? "-" : String.format(Locale.ROOT, "%.3f", figures.syncs() / all);
    }
  }

  private Ours ours(
      int threads, String schema, String content, String statement, Values values)
      throws Exception {
    Settings settings = Settings.defaults().with("default_shards", "16");
    try (BigDaddy database = BigDaddy.open(directories.next(), settings)) {
      database.sql(schema);
      if (!content.isEmpty()) {
        database.sql(content);
      }
      EpochFigures before = database.epochFigures();
      Result result =
          Throughput.measure(
              threads,
              thread -> {
                Session session = database.session();
                Random random = new Random(thread);
                return worker(() -> session.sql(statement, values.of(random)), session);
              });
      return new Ours(result, database.epochFigures().since(before), 0);
    }
  }

  private Result locked(
      int threads, String schema, String content, String statement, Values values)
      throws Exception {
    try (Connection connection = plain(schema, content);
        PreparedStatement prepared = connection.prepareStatement(statement)) {
      ReentrantLock lock = new ReentrantLock();
      return Throughput.measure(
          threads,
          thread -> {
            Random random = new Random(thread);
            return worker(
                () -> {
                  lock.lock();
                  try {
                    execute(prepared, values.of(random));
                  } finally {
                    lock.unlock();
                  }
                },
                () -> {});
          });
    }
  }

  private Result busy(
      int threads, String schema, String content, String statement, Values values)
      throws Exception {
    try (Connection first = plain(schema, content)) {
      String url = first.getMetaData().getURL();
      Throughput.Factory factory =
          thread -> {
            Connection connection = open(url);
            PreparedStatement prepared = connection.prepareStatement(statement);
            Random random = new Random(thread);
            return worker(() -> execute(prepared, values.of(random)), connection);
          };
      return Throughput.measure(threads, factory);
    }
  }

  private static void execute(PreparedStatement prepared, @Nullable Object[] values)
      throws Exception {
    for (int i = 0; i < values.length; i++) {
      prepared.setObject(i + 1, values[i]);
    }
    prepared.executeUpdate();
  }

  /// Something to do that may fail.
  @FunctionalInterface
  private interface Work {
    void run() throws Exception;
  }

  private static Worker worker(Work work, AutoCloseable end) {
    return new Worker() {
      @Override
      public void run() throws Exception {
        work.run();
      }

      @Override
      public void end() throws Exception {
        end.close();
      }
    };
  }

  private Connection plain(String schema, String content) throws Exception {
    Path directory = directories.next();
    Files.createDirectories(directory);
    Connection connection = open("jdbc:sqlite:" + directory.resolve("plain.db"));
    try (Statement statement = connection.createStatement()) {
      statement.execute(schema);
      if (!content.isEmpty()) {
        statement.execute(content);
      }
    }
    return connection;
  }

  private static Connection open(String url) throws Exception {
    Connection connection = DriverManager.getConnection(url);
    try (Statement statement = connection.createStatement()) {
      statement.execute("PRAGMA busy_timeout=20000");
      statement.execute("PRAGMA journal_mode=WAL");
      statement.execute("PRAGMA synchronous=FULL");
      statement.execute("PRAGMA cache_size=-16000");
    }
    return connection;
  }

  private void transactions() throws Exception {
    String schema = "CREATE TABLE account(id INTEGER PRIMARY KEY, v INTEGER)";
    String content = "INSERT INTO account VALUES " + accounts();
    String take = "UPDATE account SET v = v - 1 WHERE id = ?";
    String give = "UPDATE account SET v = v + 1 WHERE id = ?";
    Settings settings = Settings.defaults().with("default_shards", "16").with("busy_timeout", "20000");
    Ours ours;
    try (BigDaddy database = BigDaddy.open(directories.next(), settings)) {
      database.sql(schema);
      database.sql(content);
      EpochFigures before = database.epochFigures();
      Result result =
          Throughput.measure(
              16,
              thread -> {
                Session session = database.session();
                Random random = new Random(thread);
                return worker(
                    () -> {
                      session.sql("BEGIN IMMEDIATE");
                      session.sql(take, (long) random.nextInt(ACCOUNTS));
                      session.sql(give, (long) random.nextInt(ACCOUNTS));
                      session.sql("COMMIT");
                    },
                    session);
              });
      EpochFigures figures = database.epochFigures().since(before);
      ours = new Ours(result, figures, result.perSecond() * Throughput.seconds());
    }
    Result locked;
    try (Connection connection = plain(schema, content);
        PreparedStatement first = connection.prepareStatement(take);
        PreparedStatement second = connection.prepareStatement(give)) {
      ReentrantLock lock = new ReentrantLock();
      connection.setAutoCommit(false);
      locked =
          Throughput.measure(
              16,
              thread -> {
                Random random = new Random(thread);
                return worker(
                    () -> {
                      lock.lock();
                      try {
                        execute(first, new Object[] {(long) random.nextInt(ACCOUNTS)});
                        execute(second, new Object[] {(long) random.nextInt(ACCOUNTS)});
                        connection.commit();
                      } finally {
                        lock.unlock();
                      }
                    },
                    () -> {});
              });
    }
    line("transfer in BEGIN IMMEDIATE, 16 threads", ours, locked, locked, "-");
  }

  private void bulk() throws Exception {
    bulk("rows in one transaction", this::ourBulk, () -> plainBulk(1));
    bulk("rows in one transaction, JDBC batches", this::ourBatches, () -> plainBulk(BATCH));
    bulk("rows in JDBC batches, each committed", this::ourSingleBatches, this::plainSingleBatches);
  }

  /// Rows in a second.
  @FunctionalInterface
  private interface Load {
    double perSecond() throws Exception;
  }

  /// The better of some runs of both sides; the first ones have the code compiled.
  private static void bulk(String work, Load load, Load plainLoad) throws Exception {
    double ours = 0;
    double plain = 0;
    for (int run = 0; run < BULK_RUNS; run++) {
      ours = Math.max(ours, load.perSecond());
      plain = Math.max(plain, plainLoad.perSecond());
    }
    Result other = new Result(plain, 0);
    line(work, new Ours(new Result(ours, 0), new EpochFigures(0, 0, 0), 0), other, other, "0.8");
  }

  private double ourBulk() throws Exception {
    Settings settings = Settings.defaults().with("default_shards", "16");
    try (BigDaddy database = BigDaddy.open(directories.next(), settings);
        Session session = database.session()) {
      session.sql(TABLE);
      long start = System.nanoTime();
      session.sql("BEGIN");
      for (long i = 0; i < BULK; i++) {
        session.sql(INSERT, "name " + i, i);
      }
      session.sql("COMMIT");
      return BULK / ((System.nanoTime() - start) / 1e9);
    }
  }

  private double ourBatches() throws Exception {
    return ourBatches(BULK);
  }

  private double ourSingleBatches() throws Exception {
    return ourBatches(BATCH);
  }

  private double ourBatches(int rowsPerCommit) throws Exception {
    String url = "jdbc:bigdaddy:" + directories.next() + "?default_shards=16";
    try (Connection connection = DriverManager.getConnection(url)) {
      try (Statement statement = connection.createStatement()) {
        statement.execute(TABLE);
      }
      return batches(connection, rowsPerCommit);
    }
  }

  private double plainSingleBatches() throws Exception {
    try (Connection connection = plain(TABLE, "")) {
      return batches(connection, BATCH);
    }
  }

  private static double batches(Connection connection, int rowsPerCommit) throws Exception {
    try (PreparedStatement insert = connection.prepareStatement(INSERT)) {
      long start = System.nanoTime();
      connection.setAutoCommit(false);
      for (int row = 1; row <= BULK; row++) {
        insert.setString(1, "name " + row);
        insert.setLong(2, row);
        insert.addBatch();
        if (row % BATCH == 0) {
          insert.executeBatch();
        }
        if (row % rowsPerCommit == 0) {
          connection.commit();
        }
      }
      return BULK / ((System.nanoTime() - start) / 1e9);
    }
  }

  private double plainBulk(int batch) throws Exception {
    try (Connection connection = plain(TABLE, "");
        PreparedStatement insert = connection.prepareStatement(INSERT)) {
      if (batch > 1) {
        return batches(connection, BULK);
      }
      long start = System.nanoTime();
      connection.setAutoCommit(false);
      for (long i = 0; i < BULK; i++) {
        execute(insert, new Object[] {"name " + i, i});
      }
      connection.commit();
      return BULK / ((System.nanoTime() - start) / 1e9);
    }
  }
}
