package dev.bigdaddy.storage;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// Prints how fast {@link Storage} writes next to plain sqlite-jdbc with the same pragmas. Not a
/// test: run its main.
public final class WriteComparison {
  private static final int BULK = 400_000;
  private static final int SINGLE = 1_500;
  private static final String TABLE = "CREATE TABLE t(id INTEGER PRIMARY KEY, name TEXT, n INT)";
  private static final String INSERT = "INSERT INTO t(name, n) VALUES(?, ?)";

  private WriteComparison() {}

  /// Interleaves rounds of both.
  public static void main(String[] arguments) throws Exception {
    Path directory = Files.createTempDirectory("writes");
    try (Storage storage =
            TestDatabase.create(directory.resolve("db"), StorageSettings.defaults(), Seams.none());
        Connection plain =
            DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("plain"))) {
      TestDatabase.onAll(storage, Set.of(TestDatabase.ZERO, TestDatabase.ONE), TABLE);
      try (Statement statement = plain.createStatement()) {
        statement.execute("PRAGMA journal_mode = WAL");
        statement.execute("PRAGMA synchronous = FULL");
        statement.execute(TABLE);
      }
      for (int round = 0; round < 4; round++) {
        double p = bulkPlain(plain);
        double o = bulk(storage);
        System.out.printf("bulk: plain %,.0f/s  storage %,.0f/s  ratio %.2f%n", p, o, o / p);
        p = singlesPlain(plain);
        o = singles(storage, Set.of(TestDatabase.ZERO));
        System.out.printf("one row: plain %,.0f/s  storage %,.0f/s  ratio %.2f%n", p, o, o / p);
        o = singles(storage, Set.of(TestDatabase.ZERO, TestDatabase.ONE));
        System.out.printf("one row on each of two nodes: %,.0f/s%n", o);
        System.out.printf("the same, 8 threads: %,.0f/s%n", threads(storage));
      }
    }
  }

  private static double bulkPlain(Connection plain) throws Exception {
    long start = System.nanoTime();
    plain.setAutoCommit(false);
    try (PreparedStatement insert = plain.prepareStatement(INSERT)) {
      for (int i = 0; i < BULK; i++) {
        insert.setString(1, "name " + i);
        insert.setLong(2, i);
        insert.executeUpdate();
      }
    }
    plain.commit();
    plain.setAutoCommit(true);
    return perSecond(BULK, start);
  }

  private static double bulk(Storage storage) {
    long start = System.nanoTime();
    try (Epoch epoch = storage.begin(Set.of(TestDatabase.ZERO))) {
      for (int i = 0; i < BULK; i++) {
        epoch.update(TestDatabase.ZERO, INSERT, "name " + i, (long) i);
      }
      epoch.commit();
    }
    return perSecond(BULK, start);
  }

  private static double singlesPlain(Connection plain) throws Exception {
    long start = System.nanoTime();
    try (PreparedStatement insert = plain.prepareStatement(INSERT)) {
      for (int i = 0; i < SINGLE; i++) {
        insert.setString(1, "name " + i);
        insert.setLong(2, i);
        insert.executeUpdate();
      }
    }
    return perSecond(SINGLE, start);
  }

  private static double singles(Storage storage, Set<NodeId> nodes) {
    long start = System.nanoTime();
    for (int i = 0; i < SINGLE; i++) {
      try (Epoch epoch = storage.begin(nodes)) {
        for (NodeId node : nodes) {
          epoch.update(node, INSERT, "name " + i, (long) i);
        }
        epoch.commit();
      }
    }
    return perSecond(SINGLE, start);
  }

  private static double threads(Storage storage) throws Exception {
    long start = System.nanoTime();
    List<Thread> threads = new ArrayList<>();
    for (int t = 0; t < 8; t++) {
      threads.add(
          Thread.ofPlatform()
              .start(() -> singles(storage, Set.of(TestDatabase.ZERO, TestDatabase.ONE))));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    return perSecond(8 * SINGLE, start);
  }

  private static double perSecond(int count, long start) {
    return count / ((System.nanoTime() - start) / 1e9);
  }
}
