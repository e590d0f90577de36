package dev.bigdaddy.cli.console;

import dev.bigdaddy.cli.output.TextTable;
import dev.bigdaddy.conductor.ShardStats;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/// What each node did for a statement, as an aligned table.
public final class ShardTable {

  private ShardTable() {}

  /// The table's lines; empty if no node was asked.
  public static List<String> lines(List<ShardStats> stats) {
    if (stats.isEmpty()) {
      return List.of();
    }
    TextTable table =
        new TextTable(
            TextTable.left("node"),
            TextTable.left("table"),
            TextTable.right("shards"),
            TextTable.right("rows"),
            TextTable.right("changed"),
            TextTable.right("ms"));
    for (ShardStats node : stats) {
      table.add(
          node.node(),
          node.table(),
          Integer.toString(node.shards()),
          Long.toString(node.rowsReturned()),
          Long.toString(node.rowsAffected()),
          millis(node.duration()));
    }
    return table.lines();
  }

  /// One line, as `4 nodes, 16 shards, 10 rows`.
  public static String summary(List<ShardStats> stats) {
    long nodes = stats.stream().map(ShardStats::node).distinct().count();
    long shards = stats.stream().mapToLong(ShardStats::shards).sum();
    return nodes
        + (nodes == 1 ? " node, " : " nodes, ")
        + shards
        + (shards == 1 ? " shard" : " shards");
  }

  /// A time in milliseconds, with two decimals.
  public static String millis(Duration duration) {
    return String.format(Locale.ROOT, "%.2f", duration.toNanos() / 1e6);
  }
}
