package dev.bigdaddy.bench;

import dev.bigdaddy.conductor.ResultCursor;
import dev.bigdaddy.engine.BigDaddy;
import dev.bigdaddy.engine.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;

/// Streams a whole table out of Big Daddy and out of one plain file, in a process of its own with a
/// small heap: prints both times in nanoseconds and the most memory that the process ever held, in
/// KiB, as Linux counts it after our half. Each is timed the second time, so that neither pays for a JVM
/// that has just started.
///
///     StreamingProbe DIRECTORY FILE
final class StreamingProbe {
  private static final String SQL = "SELECT id, grp, name, score FROM t";

  private StreamingProbe() {}

  public static void main(String[] args) throws Exception {
    Path directory = Path.of(args[0]);
    long unused = ours(directory);
    long begin = System.nanoTime();
    long ours = ours(directory);
    long oursNanos = System.nanoTime() - begin;
    long kib = mostMemoryKib();
    unused = plain(args[1]);
    begin = System.nanoTime();
    long plain = plain(args[1]);
    long plainNanos = System.nanoTime() - begin;
    if (ours != plain) {
      throw new IllegalStateException("the answers differ: " + ours + " and " + plain);
    }
    System.out.println(oursNanos + " " + plainNanos + " " + kib);
  }

  private static long ours(Path directory) {
    try (BigDaddy database = BigDaddy.open(directory, Settings.defaults());
        ResultCursor rows = database.query(SQL)) {
      long sum = 0;
      while (rows.next()) {
        sum = sum * 31 + rows.longAt(0) + rows.longAt(1) + length(rows.textAt(2));
        sum += (long) rows.doubleAt(3);
      }
      return sum;
    }
  }

  private static long plain(String file) throws Exception {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(SQL)) {
      long sum = 0;
      while (rows.next()) {
        sum = sum * 31 + rows.getLong(1) + rows.getLong(2) + length(rows.getString(3));
        sum += (long) rows.getDouble(4);
      }
      return sum;
    }
  }

  private static long length(@org.jspecify.annotations.Nullable String text) {
    return text == null ? 0 : text.length();
  }

  private static long mostMemoryKib() throws IOException {
    return Files.readAllLines(Path.of("/proc/self/status")).stream()
        .filter(line -> line.startsWith("VmHWM:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
        .findFirst()
        .orElse(0);
  }
}
