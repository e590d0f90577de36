package dev.bigdaddy.conductor.move;

import dev.bigdaddy.conductor.plan.SqlText;
import dev.bigdaddy.conductor.schema.UserTable;
import dev.bigdaddy.storage.Epoch;
import dev.bigdaddy.storage.NodeId;
import dev.bigdaddy.storage.RowCursor;
import dev.bigdaddy.topology.RowCounts;
import dev.bigdaddy.topology.Shard;
import dev.bigdaddy.topology.TableKind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Counts the rows of spread tables anew, where the kept counts are wrong. Holds the writers of a
/// table's nodes while it counts.
final class CountRepair {
  private final Placements placements;

  CountRepair(Placements placements) {
    this.placements = placements;
  }

  /// The names of the tables whose counts were wrong.
  List<String> run() {
    List<String> repaired = new ArrayList<>();
    for (UserTable table : placements.schema().user().tables()) {
      if (table.layout().kind() == TableKind.SPREAD && repair(table.layout().name().folded())) {
        repaired.add(table.name());
      }
    }
    return repaired;
  }

  private boolean repair(String name) {
    Set<NodeId> held =
        new HashSet<>(placements.schema().user().layout(name).orElseThrow().nodes());
    held.add(NodeId.TOPOLOGY);
    try (Epoch epoch = placements.storage().begin(held)) {
      UserTable table = placements.schema().user().table(name).orElseThrow();
      boolean wrong = false;
      for (NodeId node : table.layout().nodes()) {
        wrong |= repair(epoch, table, node);
      }
      epoch.commit();
      return wrong;
    }
  }

  private static boolean repair(Epoch epoch, UserTable table, NodeId node) {
    Map<Integer, Long> kept = new HashMap<>(RowCounts.read(epoch.on(node), table.layout().name()));
    kept.values().removeIf(rows -> rows == 0);
    Map<Integer, Long> counted = new HashMap<>();
    for (Shard shard : table.layout().shardsOn(node)) {
      long rows = count(epoch, table, node, shard);
      if (rows != 0) {
        counted.put(shard.id(), rows);
      }
    }
    if (kept.equals(counted)) {
      return false;
    }
    RowCounts.drop(epoch, node, table.layout().name());
    counted.forEach((id, rows) -> RowCounts.set(epoch, node, table.layout().name(), id, rows));
    return true;
  }

  private static long count(Epoch epoch, UserTable table, NodeId node, Shard shard) {
    try (RowCursor rows =
        epoch
            .on(node)
            .query(
                "SELECT count(*) FROM %s WHERE %s BETWEEN ? AND ?"
                    .formatted(SqlText.quote(table.name()), MovedTable.VIRTUAL_SHARD),
                (long) shard.first(),
                (long) shard.last())) {
      rows.next();
      return rows.longAt(0);
    }
  }
}
