package dev.bigdaddy.conductor.move;

import dev.bigdaddy.conductor.plan.SqlText;
import dev.bigdaddy.conductor.schema.UserTable;
import dev.bigdaddy.storage.Epoch;
import dev.bigdaddy.storage.NodeId;
import dev.bigdaddy.storage.RowCursor;
import dev.bigdaddy.topology.RowCounts;
import dev.bigdaddy.topology.Shard;
import dev.bigdaddy.topology.TableKind;
import dev.bigdaddy.topology.TableLayout;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Counts the rows of spread tables anew, where the kept counts are wrong. Holds the writers of a
/// table's nodes while it counts.
///
/// Where rows lie that the layout does not expect there, because they are not labelled yet or are
/// misplaced, nobody can tell to which shard they count: such a node keeps the counts it has. So does one
/// that has lost the table.
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
    while (true) {
      Set<NodeId> held = new HashSet<>(nodes(name));
      held.add(NodeId.TOPOLOGY);
      try (Epoch epoch = placements.storage().begin(held)) {
        // Rows may lie elsewhere by now, or the table be gone.
        if (held.containsAll(nodes(name))) {
          boolean wrong = false;
          for (NodeId node : nodes(name)) {
            UserTable table = placements.schema().user().table(name).orElseThrow();
            wrong |= NodeTable.isOn(epoch.on(node), table) && repair(epoch, table, node);
          }
          epoch.commit();
          return wrong;
        }
      }
    }
  }

  /// Where a spread table's rows lie; nowhere if there is none.
  private Set<NodeId> nodes(String name) {
    return placements
        .schema()
        .user()
        .layout(name)
        .filter(layout -> layout.kind() == TableKind.SPREAD)
        .<Set<NodeId>>map(TableLayout::nodes)
        .orElse(Set.of());
  }

  private static boolean repair(Epoch epoch, UserTable table, NodeId node) {
    Map<Integer, Long> kept = new HashMap<>(RowCounts.read(epoch.on(node), table.layout().name()));
    kept.values().removeIf(rows -> rows == 0);
    Map<Integer, Long> counted = new HashMap<>();
    long expected = 0;
    for (Shard shard : table.layout().shardsOn(node)) {
      long rows = count(epoch, table, node, shard.first(), shard.last());
      expected += rows;
      if (rows != 0) {
        counted.put(shard.id(), rows);
      }
    }
    long all = count(epoch, table, node, Long.MIN_VALUE, Long.MAX_VALUE);
    if (kept.equals(counted) || expected != all) {
      return false;
    }
    RowCounts.drop(epoch, node, table.layout().name());
    counted.forEach((id, rows) -> RowCounts.set(epoch, node, table.layout().name(), id, rows));
    return true;
  }

  private static long count(
      Epoch epoch, UserTable table, NodeId node, long first, long last) {
    try (RowCursor rows =
        epoch
            .on(node)
            .query(
                "SELECT count(*) FROM %s WHERE %s BETWEEN ? AND ?"
                    .formatted(SqlText.quote(table.name()), MovedTable.VIRTUAL_SHARD),
                first,
                last)) {
      rows.next();
      return rows.longAt(0);
    }
  }
}
