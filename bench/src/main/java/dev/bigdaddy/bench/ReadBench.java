package dev.bigdaddy.bench;

import dev.bigdaddy.bench.Rounds.Comparison;
import dev.bigdaddy.conductor.ResultCursor;
import dev.bigdaddy.conductor.Session;
import dev.bigdaddy.engine.BigDaddy;
import dev.bigdaddy.engine.Settings;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Prints the lines of the design's budget that read: Big Daddy on 4 nodes beside plain sqlite-jdbc on
/// one file with the same PRAGMAs, in one run, as figures, ratios and goals. Asserts nothing but equal
/// answers.
final class ReadBench {
  private static final int POINT_READS = 20_000;
  private static final String TABLE =
      "CREATE TABLE t(id INTEGER PRIMARY KEY, grp INTEGER, name TEXT, score REAL)";
  private static final String POINT = "SELECT name, score FROM t WHERE id = ?";
  private static final String AGGREGATE =
      "SELECT grp % 10, count(*), sum(grp), min(name), max(name) FROM t GROUP BY 1";
  private static final String TOTALS = "SELECT count(*), sum(grp), max(score) FROM t";
  private static final String TOP = "SELECT id, name, score FROM t ORDER BY score DESC LIMIT 10";

  private static final String BY_NAME = "SELECT id, score FROM t WHERE name = ?";
  private static final String GATHERED =
      "SELECT count(*), max(n) FROM (SELECT id, row_number() OVER (ORDER BY score, id) n FROM t)";

  /// So many are made before one counts: opening runs code that nothing else does.
  private static final int WARM_DATABASES = 150;

  /// What is measured.
  enum Section {
    POINT,
    SCAN,
    INDEX,
    PLAN,
    STREAM,
    NEW
  }

  private final int rows;
  private final Set<Section> sections;

  ReadBench(int rows, Set<Section> sections) {
    this.rows = rows;
    this.sections = sections;
  }

  /// Runs the lines of the named sections.
  void run() throws Exception {
    System.out.printf(
        Locale.ROOT,
        "%d rows, 4 nodes, 16 shards, %d processors%n%n",
        rows,
        Runtime.getRuntime().availableProcessors());
    try (Directories directories = new Directories()) {
      Path file = directories.next();
      Files.createDirectories(file);
      Settings settings = Settings.defaults().with("default_shards", "16");
      try (BigDaddy ours = BigDaddy.open(directories.next(), settings);
          Session session = ours.session();
          Connection plain = plain(file.resolve("plain.db"))) {
        load(session, plain);
        head();
        inProcess(session, plain);
      }
      if (sections.contains(Section.STREAM)) {
        streaming(directories.made(1), file.resolve("plain.db"));
      }
      if (sections.contains(Section.NEW)) {
        newDatabase(directories);
      }
    }
  }

  private void inProcess(Session session, Connection plain) throws Exception {
    if (sections.contains(Section.POINT)) {
      pointReads(session, plain);
    }
    if (sections.contains(Section.SCAN)) {
      query("scan and aggregate, whole table", TOTALS, "1.6", session, plain);
      query("scan and aggregate, ten groups", AGGREGATE, "1.6", session, plain);
      query("ORDER BY … LIMIT 10", TOP, "1.5", session, plain);
      query("gather (a window over all rows)", GATHERED, "-", session, plain);
    }
    if (sections.contains(Section.INDEX)) {
      indexedLookups(session, plain);
    }
    if (sections.contains(Section.PLAN)) {
      new PlanBench(session).run();
    }
  }

  /// In a process of its own, whose heap is smaller than the rows.
  private void streaming(Path directory, Path file) throws Exception {
    Process child =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx64m",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                StreamingProbe.class.getName(),
                directory.toString(),
                file.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    String answer = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (child.waitFor() != 0) {
      throw new IllegalStateException("the streaming process failed");
    }
    String[] figures = answer.strip().split(" ", -1);
    double ours = Double.parseDouble(figures[0]) / rows;
    double plain = Double.parseDouble(figures[1]) / rows;
    line("stream all rows, 64 MiB heap, a row", new Comparison(ours, plain), "0.6");
    double mib = Long.parseLong(figures[2]) / 1024.0;
    alone("  memory of that process", mib, "MiB", 400);
  }

  /// A job builds the index, and until it is ready a lookup asks all nodes.
  private static void awaitIndex(Session session) {
    String status = "";
    while (!status.equals("ready")) {
      try (ResultCursor index = session.query("SHOW INDEXES FROM t")) {
        if (!index.next()) {
          throw new IllegalStateException("the index is gone");
        }
        status = Objects.requireNonNull(index.textAt(4));
      }
      if (status.equals("failed")) {
        throw new IllegalStateException("the index could not be built");
      }
    }
  }

  private void indexedLookups(Session session, Connection plain) throws Exception {
    String ddl = "CREATE INDEX t_name ON t(name)";
    session.sql(ddl);
    try (Statement statement = plain.createStatement()) {
      statement.execute(ddl);
    }
    awaitIndex(session);
    int lookups = POINT_READS / 10;
    try (PreparedStatement prepared = plain.prepareStatement(BY_NAME)) {
      Comparison result =
          Rounds.compare(
              lookups,
              () -> {
                Random random = new Random(7);
                long sum = 0;
                for (int i = 0; i < lookups; i++) {
                  try (ResultCursor row = session.query(BY_NAME, "name " + random.nextInt(rows))) {
                    while (row.next()) {
                      sum += row.longAt(0);
                    }
                  }
                }
                return sum;
              },
              () -> {
                Random random = new Random(7);
                long sum = 0;
                for (int i = 0; i < lookups; i++) {
                  prepared.setString(1, "name " + random.nextInt(rows));
                  try (ResultSet row = prepared.executeQuery()) {
                    while (row.next()) {
                      sum += row.getLong(1);
                    }
                  }
                }
                return sum;
              });
      line("lookup by a column that is no key", result, "-");
    }
  }

  private static Connection plain(Path file) throws Exception {
    Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
    try (Statement statement = connection.createStatement()) {
      statement.execute("PRAGMA journal_mode=WAL");
      statement.execute("PRAGMA synchronous=FULL");
      statement.execute("PRAGMA cache_size=-16000");
    }
    return connection;
  }

  private void load(Session session, Connection plain) throws Exception {
    session.sql(TABLE);
    session.sql(PlanBench.OTHER_TABLE);
    try (Statement statement = plain.createStatement()) {
      statement.execute(TABLE);
    }
    plain.setAutoCommit(false);
    session.sql("BEGIN");
    Random random = new Random(42);
    int batch = 500;
    for (int from = 0; from < rows; from += batch) {
      StringBuilder sql = new StringBuilder("INSERT INTO t VALUES ");
      for (int id = from; id < Math.min(rows, from + batch); id++) {
        sql.append(id == from ? "(" : ",(").append(id).append(',').append(random.nextInt(1000));
        sql.append(",'name ").append(random.nextInt(rows)).append("',");
        sql.append(random.nextInt(1_000_000) / 8.0).append(')');
      }
      session.sql(sql.toString());
      try (Statement statement = plain.createStatement()) {
        statement.execute(sql.toString());
      }
    }
    session.sql("COMMIT");
    plain.commit();
    plain.setAutoCommit(true);
  }

  private static void head() {
    System.out.printf(
        "%-36s %14s %14s %8s %8s %s%n", "work", "Big Daddy", "plain", "ratio", "goal", "met");
  }

  /// @param goal the least ratio; `-` for none
  private static void line(String work, Comparison result, String goal) {
    boolean hasGoal = !goal.equals("-");
    System.out.printf(
        Locale.ROOT,
        "%-36s %11.2f us %11.2f us %7.2fx %8s %s%n",
        work,
        result.ours() / 1000,
        result.plain() / 1000,
        result.speed(),
        hasGoal ? ">= " + goal : "-",
        hasGoal ? met(result.speed() >= Double.parseDouble(goal)) : "");
  }

  /// A figure that stands for itself.
  static void alone(String work, double figure, String unit, double most) {
    System.out.printf(
        Locale.ROOT,
        "%-36s %11.2f %-14s %23s %s%n",
        work,
        figure,
        unit,
        String.format(Locale.ROOT, "< %.0f %s", most, unit),
        met(figure < most));
  }

  private static String met(boolean reached) {
    return reached ? "met" : "missed";
  }

  private void pointReads(Session session, Connection plain) throws Exception {
    try (PreparedStatement prepared = plain.prepareStatement(POINT)) {
      Comparison result =
          Rounds.compare(POINT_READS, () -> ourPoints(session), () -> plainPoints(prepared));
      line("point SELECT by shard key", result, "0.9");
    }
  }

  private long ourPoints(Session session) {
    Random random = new Random(7);
    long sum = 0;
    for (int i = 0; i < POINT_READS; i++) {
      try (ResultCursor row = session.query(POINT, (long) random.nextInt(rows))) {
        if (row.next()) {
          sum += length(row.textAt(0)) + (long) row.doubleAt(1);
        }
      }
    }
    return sum;
  }

  private long plainPoints(PreparedStatement prepared) throws Exception {
    Random random = new Random(7);
    long sum = 0;
    for (int i = 0; i < POINT_READS; i++) {
      prepared.setLong(1, random.nextInt(rows));
      try (ResultSet row = prepared.executeQuery()) {
        if (row.next()) {
          sum += length(row.getString(1)) + (long) row.getDouble(2);
        }
      }
    }
    return sum;
  }

  private static int length(@Nullable String text) {
    return text == null ? 0 : text.length();
  }

  private static void query(
      String work, String sql, String goal, Session session, Connection plain) throws Exception {
    Comparison result =
        Rounds.compare(
            1,
            () -> {
              long rows = 0;
              try (ResultCursor cursor = session.query(sql)) {
                while (cursor.next()) {
                  rows = rows * 31 + cursor.longAt(0) + cursor.longAt(1);
                }
              }
              return rows;
            },
            () -> {
              long rows = 0;
              try (Statement statement = plain.createStatement();
                  ResultSet cursor = statement.executeQuery(sql)) {
                while (cursor.next()) {
                  rows = rows * 31 + cursor.getLong(1) + cursor.getLong(2);
                }
              }
              return rows;
            });
    line(work, result, goal);
  }

  /// Until the row is durable, and with closing, which leaves files that need no recovery.
  private static void newDatabase(Directories directories) throws Exception {
    List<Long> untilRow = new ArrayList<>();
    Rounds.Work ours =
        () -> {
          long start = System.nanoTime();
          try (Connection connection =
                  DriverManager.getConnection("jdbc:bigdaddy:" + directories.next() + "?nodes=4");
              Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE a(id INTEGER PRIMARY KEY, b TEXT)");
            long rows = statement.executeUpdate("INSERT INTO a VALUES (1, 'x')");
            untilRow.add(System.nanoTime() - start);
            return rows;
          }
        };
    for (int i = 0; i < WARM_DATABASES; i++) {
      ours.run();
    }
    untilRow.clear();
    Comparison result =
        Rounds.compare(
            1,
            ours,
            () -> {
              Path directory = directories.next();
              Files.createDirectories(directory);
              try (Connection connection = plain(directory.resolve("plain.db"));
                  Statement statement = connection.createStatement()) {
                statement.execute("CREATE TABLE a(id INTEGER PRIMARY KEY, b TEXT)");
                return statement.executeUpdate("INSERT INTO a VALUES (1, 'x')");
              }
            });
    line("new database, table and row, closed", result, "0.5");
    alone("  the same, ours", result.ours() / 1e6, "ms", 15);
    Collections.sort(untilRow);
    alone("  ours, until the row is durable", untilRow.get(untilRow.size() / 2) / 1e6, "ms", 15);
  }
}
