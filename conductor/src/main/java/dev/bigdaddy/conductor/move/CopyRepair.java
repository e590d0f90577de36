package dev.bigdaddy.conductor.move;

import dev.bigdaddy.conductor.schema.UserTable;
import dev.bigdaddy.storage.Epoch;
import dev.bigdaddy.storage.NodeId;
import dev.bigdaddy.storage.RowCursor;
import dev.bigdaddy.topology.TableKind;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/// Makes the copies of reference tables anew that are not what the home node has. Holds the writers of a
/// table's nodes meanwhile.
final class CopyRepair {
  private final Placements placements;

  CopyRepair(Placements placements) {
    this.placements = placements;
  }

  /// The copies that were made anew, as `table on node-2`.
  List<String> run() {
    List<String> repaired = new ArrayList<>();
    for (UserTable table : placements.schema().user().tables()) {
      if (table.layout().kind() == TableKind.REFERENCE) {
        repaired.addAll(repair(table.layout().name().folded()));
      }
    }
    return repaired;
  }

  private List<String> repair(String name) {
    TreeSet<NodeId> held =
        new TreeSet<>(placements.schema().user().layout(name).orElseThrow().nodes());
    List<String> repaired = new ArrayList<>();
    try (Epoch epoch = placements.storage().begin(held, MoveBatch.FLAGS)) {
      UserTable table = placements.schema().user().table(name).orElseThrow();
      for (NodeId node : held) {
        ReferenceCopy copy = new ReferenceCopy(placements, epoch, node);
        boolean isThere = NodeTable.isOn(epoch.on(node), table);
        if (!node.equals(NodeId.HOME) && !(isThere && isSame(epoch, copy, table))) {
          if (isThere) {
            copy.copyAnew(table);
          } else {
            copy.copy(table);
          }
          repaired.add(table.name() + " on " + node);
        }
      }
      epoch.commit();
    }
    return repaired;
  }

  private static boolean isSame(Epoch epoch, ReferenceCopy copy, UserTable table) {
    String rows = copy.rowsInOrder(table);
    try (RowCursor home = epoch.on(NodeId.HOME).query(rows);
        RowCursor there = epoch.on(copy.node()).query(rows)) {
      while (home.next()) {
        if (!there.next() || !Cell.same(Cell.row(home), Cell.row(there))) {
          return false;
        }
      }
      return !there.next();
    }
  }
}
