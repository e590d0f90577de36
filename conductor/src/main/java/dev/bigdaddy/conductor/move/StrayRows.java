package dev.bigdaddy.conductor.move;

import dev.bigdaddy.conductor.plan.SqlText;
import dev.bigdaddy.conductor.schema.UserTable;
import dev.bigdaddy.storage.NodeId;
import dev.bigdaddy.storage.RowCursor;
import dev.bigdaddy.storage.Snapshot;
import dev.bigdaddy.topology.Shard;
import dev.bigdaddy.topology.TableLayout;
import java.util.stream.Collectors;

/// Looks, as of one instant, whether any row lies on a node that has no shard for it.
final class StrayRows {
  private StrayRows() {}

  /// @throws MoveFailedException if there is one
  static void requireNone(Placements placements, String name) {
    UserTable table = placements.schema().user().table(name).orElseThrow();
    TableLayout layout = table.layout();
    try (Snapshot snapshot = placements.storage().snapshot(layout.nodes())) {
      for (NodeId node : layout.nodes()) {
        String strays =
            "SELECT count(*) FROM %s WHERE NOT (%s)"
                .formatted(SqlText.quote(table.name()), ranges(layout, node));
        try (RowCursor rows = snapshot.on(node).query(strays)) {
          if (rows.next() && rows.longAt(0) > 0) {
            throw new MoveFailedException(
                "%d rows of %s lie on %s, which has no shard for them"
                    .formatted(rows.longAt(0), table.name(), node));
          }
        }
      }
    }
  }

  private static String ranges(TableLayout layout, NodeId node) {
    return layout.shardsOn(node).stream()
        .map(shard -> range(shard, node))
        .collect(Collectors.joining(" OR "));
  }

  private static String range(Shard shard, NodeId node) {
    int last = shard.node().equals(node) ? shard.last() : shard.first();
    return MovedTable.VIRTUAL_SHARD + " BETWEEN " + shard.first() + " AND " + last;
  }
}
