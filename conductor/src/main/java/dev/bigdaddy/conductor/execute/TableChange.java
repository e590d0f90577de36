package dev.bigdaddy.conductor.execute;

import dev.bigdaddy.conductor.plan.GatheredTable;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/// What a gathered write did to a table.
///
/// @param table the table
/// @param gone rows that vanish
/// @param come rows that appear, or that replace one on another node or under another key
/// @param changed rows that keep their key and node
record TableChange(GatheredTable table, List<OldRow> gone, List<NewRow> come, List<NewRow> changed) {
  TableChange {
    gone = List.copyOf(gone);
    come = List.copyOf(come);
    changed = List.copyOf(changed);
  }

  /// A row that lay on a node.
  ///
  /// @param key its rowid, or its primary key
  /// @param node the node's number
  /// @param shard its virtual shard
  record OldRow(@Nullable Object[] key, int node, int shard) {}

  /// A row as it is now.
  ///
  /// @param values its key and its other columns
  /// @param shard the virtual shard it belongs to
  /// @param node the node that it stays on; -1 for one that placement decides
  /// @param oldShard the virtual shard it had there; the same for a new row
  record NewRow(@Nullable Object[] values, int shard, int node, int oldShard) {}

  boolean isEmpty() {
    return gone.isEmpty() && come.isEmpty() && changed.isEmpty();
  }

  /// The largest rowid among the rows that appear.
  OptionalLong largestRowid() {
    return come.stream()
        .filter(row -> row.values()[0] instanceof Long)
        .mapToLong(row -> row.values()[0] instanceof Long id ? id : Long.MIN_VALUE)
        .max();
  }
}
