package dev.bigdaddy.bench;

import dev.bigdaddy.bench.Rounds.Comparison;
import dev.bigdaddy.conductor.ResultCursor;
import dev.bigdaddy.conductor.Session;
import dev.bigdaddy.engine.BigDaddy;
import dev.bigdaddy.engine.Settings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.Locale;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/// Prints the first lines of the design's budget: Big Daddy on 4 nodes beside plain sqlite-jdbc on one
/// file with the same PRAGMAs, in one process, as ratios. Asserts nothing but equal answers.
///
///     ./bigdaddy bench [ROWS]
public final class Bench {
  private static final int POINT_READS = 20_000;
  private static final String TABLE =
      "CREATE TABLE t(id INTEGER PRIMARY KEY, grp INTEGER, name TEXT, score REAL)";
  private static final String POINT = "SELECT name, score FROM t WHERE id = ?";
  private static final String AGGREGATE =
      "SELECT grp % 10, count(*), sum(grp), min(name), max(name) FROM t GROUP BY 1";
  private static final String TOTALS = "SELECT count(*), sum(grp), max(score) FROM t";
  private static final String TOP = "SELECT id, name, score FROM t ORDER BY score DESC LIMIT 10";

  private final int rows;

  private Bench(int rows) {
    this.rows = rows;
  }

  /// Runs all lines.
  public static void main(String[] args) throws Exception {
    Bench bench = new Bench(args.length > 0 ? Integer.parseInt(args[0]) : 200_000);
    bench.run();
  }

  private void run() throws Exception {
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
        pointReads(session, plain);
        query("scan and aggregate, whole table", TOTALS, "1.6", session, plain);
        query("scan and aggregate, ten groups", AGGREGATE, "1.6", session, plain);
        query("ORDER BY … LIMIT 10", TOP, "1.5", session, plain);
        planCost(session);
      }
      newDatabase(directories);
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
    System.out.printf("%-36s %14s %14s %8s %8s%n", "work", "Big Daddy", "plain", "ratio", "goal");
  }

  private static void line(String work, Comparison result, String goal) {
    System.out.printf(
        Locale.ROOT,
        "%-36s %11.2f us %11.2f us %7.2fx %8s%n",
        work,
        result.ours() / 1000,
        result.plain() / 1000,
        result.speed(),
        ">= " + goal);
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

  private static void planCost(Session session) throws Exception {
    int plans = 2_000;
    double cached =
        Rounds.time(
            plans * 10,
            () -> {
              long columns = 0;
              for (int i = 0; i < plans * 10; i++) {
                columns += session.describe(POINT).columns().size();
              }
              return columns;
            });
    int[] serial = {0};
    double fresh =
        Rounds.time(
            plans,
            () -> {
              long columns = 0;
              for (int i = 0; i < plans; i++) {
                String sql = "SELECT name, score FROM t WHERE id = ? AND grp > " + serial[0]++;
                columns += session.describe(sql).columns().size();
              }
              return columns;
            });
    System.out.printf(
        Locale.ROOT, "%-36s %11.2f us %33s%n", "plan a statement: cached", cached / 1000, "< 1 us");
    System.out.printf(
        Locale.ROOT, "%-36s %11.2f us %33s%n", "plan a statement: new", fresh / 1000, "< 30 us");
  }

  private static void newDatabase(Directories directories) throws Exception {
    Comparison result =
        Rounds.compare(
            1,
            () -> {
              try (BigDaddy database = BigDaddy.open(directories.next(), Settings.defaults())) {
                database.sql("CREATE TABLE a(id INTEGER PRIMARY KEY, b TEXT)");
                return database.sql("INSERT INTO a VALUES (1, 'x')").rowsAffected();
              }
            },
            () -> {
              Path directory = directories.next();
              Files.createDirectories(directory);
              try (Connection connection = plain(directory.resolve("plain.db"));
                  Statement statement = connection.createStatement()) {
                statement.execute("CREATE TABLE a(id INTEGER PRIMARY KEY, b TEXT)");
                return statement.executeUpdate("INSERT INTO a VALUES (1, 'x')");
              }
            });
    line("new database, table and row", result, "0.5");
  }
}
