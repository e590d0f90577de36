package dev.bigdaddy.cli.console;

import dev.bigdaddy.conductor.ResultCursor;
import dev.bigdaddy.conductor.Session;
import dev.bigdaddy.conductor.ShardStats;
import java.time.Duration;
import java.util.List;

/// What a statement took when it ran.
///
/// @param nodes what each node did
/// @param rows rows of the answer
/// @param time from the start to the last row
public record Analysis(List<ShardStats> nodes, long rows, Duration time) {

  /// Runs a statement that only reads, and drops its rows.
  ///
  /// @throws ConsoleError if it would change anything
  public static Analysis run(Session session, String sql) {
    if (!session.describe(sql).readOnly()) {
      throw new ConsoleError("only statements that read are run for their figures");
    }
    long start = System.nanoTime();
    try (ResultCursor cursor = session.query(sql)) {
      long rows = 0;
      while (cursor.next()) {
        rows++;
      }
      Duration time = Duration.ofNanos(System.nanoTime() - start);
      return new Analysis(cursor.shardStats(), rows, time);
    }
  }
}
