package dev.bigdaddy.conductor.move;

import dev.bigdaddy.conductor.TableOperations.Measure;
import dev.bigdaddy.storage.NodeId;
import dev.bigdaddy.storage.ReaderLease;
import dev.bigdaddy.storage.RowCursor;
import dev.bigdaddy.storage.SqliteConnection;
import dev.bigdaddy.storage.Storage;
import dev.bigdaddy.topology.RowCounts;
import dev.bigdaddy.topology.TableLayout;
import java.util.List;
import java.util.Map;

/// How much the shards of a colocation group hold: rows as they are counted, or bytes. SQLite tells the
/// bytes of a table and its indexes on a node; a shard has its rows' part of them.
record ShardWeights(Storage storage, Measure measure) {
  private static final String BYTES =
      "SELECT coalesce(sum(pgsize), 0) FROM dbstat WHERE aggregate = TRUE AND name IN (SELECT name FROM"
          + " sqlite_schema WHERE tbl_name = ? COLLATE NOCASE AND type IN ('table', 'index'))";

  /// The weights of a group's shards, in their order.
  long[] of(List<TableLayout> group) {
    long[] weights = new long[group.getFirst().shards().size()];
    for (TableLayout table : group) {
      for (NodeId node : table.nodes()) {
        try (ReaderLease reader = storage.reader(node)) {
          add(reader.connection(), node, table, weights);
        }
      }
    }
    return weights;
  }

  private void add(SqliteConnection node, NodeId id, TableLayout table, long[] weights) {
    Map<Integer, Long> rows = RowCounts.read(node, table.name());
    double each =
        switch (measure) {
          case ROWS -> 1;
          case SIZE -> bytes(node, table) / Math.max(1.0, sum(rows));
        };
    for (int i = 0; i < weights.length; i++) {
      if (table.shards().get(i).nodes().contains(id)) {
        weights[i] += Math.round(rows.getOrDefault(table.shards().get(i).id(), 0L) * each);
      }
    }
  }

  private static double sum(Map<Integer, Long> rows) {
    return rows.values().stream().mapToLong(Long::longValue).sum();
  }

  private static double bytes(SqliteConnection node, TableLayout table) {
    try (RowCursor row = node.query(BYTES, table.name().spelling())) {
      row.next();
      return row.longAt(0);
    }
  }
}
