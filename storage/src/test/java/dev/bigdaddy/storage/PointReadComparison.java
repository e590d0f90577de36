package dev.bigdaddy.storage;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.Random;
import java.util.Set;

/// Prints how many prepared point SELECTs a second {@link Storage} does, next to plain sqlite-jdbc
/// on the same file. Not a test: run its main.
public final class PointReadComparison {
  private static final int ROWS = 100_000;
  private static final int READS = 400_000;
  private static final String POINT = "SELECT name, amount FROM t WHERE id = ?";

  private PointReadComparison() {}

  /// Interleaves rounds of both, and prints their best.
  public static void main(String[] arguments) throws Exception {
    Path directory = Files.createTempDirectory("point-reads");
    try (Storage storage = TestDatabase.create(directory.resolve("db"))) {
      try (Epoch epoch = storage.begin(Set.of(NodeId.HOME))) {
        epoch.update(NodeId.HOME, "CREATE TABLE t(id INTEGER PRIMARY KEY, name TEXT, amount INT)");
        for (int i = 0; i < ROWS; i++) {
          epoch.update(NodeId.HOME, "INSERT INTO t VALUES(?, ?, ?)", i, "name " + i, i * 7);
        }
        epoch.commit();
      }
      storage.checkpoint();
      double ours = 0;
      double plain = 0;
      double ratioSum = 0;
      try (Connection connection =
              DriverManager.getConnection("jdbc:sqlite:" + storage.file(NodeId.HOME));
          PreparedStatement statement = connection.prepareStatement(POINT)) {
        for (int round = 0; round < 12; round++) {
          double p = READS / plain(statement, round);
          double o = READS / ours(storage, round);
          plain = Math.max(plain, p);
          ours = Math.max(ours, o);
          System.out.printf("plain %,.0f/s  storage %,.0f/s  ratio %.2f%n", p, o, o / p);
        }
      }
      System.out.printf(
          "best: plain %,.0f/s  storage %,.0f/s  ratio %.2f%n", plain, ours, ours / plain);
    }
  }

  private static double plain(PreparedStatement statement, int seed) throws Exception {
    Random random = new Random(seed);
    long sum = 0;
    long start = System.nanoTime();
    for (int i = 0; i < READS; i++) {
      statement.setLong(1, random.nextInt(ROWS));
      try (ResultSet rows = statement.executeQuery()) {
        rows.next();
        sum += rows.getString(1).length() + rows.getLong(2);
      }
    }
    return seconds(start, sum);
  }

  private static double ours(Storage storage, int seed) {
    Random random = new Random(seed);
    long sum = 0;
    long start = System.nanoTime();
    for (int i = 0; i < READS; i++) {
      try (ReaderLease reader = storage.reader(NodeId.HOME);
          RowCursor row = reader.connection().query(POINT, (long) random.nextInt(ROWS))) {
        row.next();
        sum += String.valueOf(row.textAt(0)).length() + row.longAt(1);
      }
    }
    return seconds(start, sum);
  }

  private static double seconds(long start, long sum) {
    double seconds = (System.nanoTime() - start) / 1e9;
    return sum == 0 ? Double.NaN : seconds;
  }
}
