package dev.bigdaddy.engine;

import dev.bigdaddy.conductor.plan.SqlText;
import dev.bigdaddy.conductor.schema.UserTable;
import dev.bigdaddy.storage.NodeId;
import dev.bigdaddy.storage.RowCursor;
import dev.bigdaddy.storage.Snapshot;
import dev.bigdaddy.storage.ValueType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Compares the copies of one reference table row by row, rowids and storage classes included.
final class ReferenceCopies {
  private final UserTable table;
  private final Snapshot snapshot;

  ReferenceCopies(UserTable table, Snapshot snapshot) {
    this.table = table;
    this.snapshot = snapshot;
  }

  List<Finding> check() {
    List<Finding> findings = new ArrayList<>();
    for (NodeId node : table.layout().nodes()) {
      if (!node.equals(NodeId.HOME)) {
        compare(node, findings);
      }
    }
    return findings;
  }

  private void compare(NodeId node, List<Finding> findings) {
    String query = query();
    try (RowCursor home = snapshot.on(NodeId.HOME).query(query);
        RowCursor copy = snapshot.on(node).query(query)) {
      long row = 0;
      while (true) {
        boolean homeHas = home.next();
        boolean copyHas = copy.next();
        row++;
        if (homeHas != copyHas || (homeHas && !isEqual(home, copy))) {
          findings.add(
              new Finding(
                  Finding.Kind.COPIES,
                  "table " + table.name(),
                  "row %d on %s is not that of the home node".formatted(row, node)));
          return;
        }
        if (!homeHas) {
          return;
        }
      }
    }
  }

  private String query() {
    String star = " * FROM " + SqlText.quote(table.name()) + " ORDER BY ";
    return table
        .rowidName()
        .map(rowid -> "SELECT " + rowid + "," + star + rowid)
        .orElseGet(() -> "SELECT" + star + SqlText.quoteAll(table.primaryKey()));
  }

  private static boolean isEqual(RowCursor left, RowCursor right) {
    for (int column = 0; column < left.columnCount(); column++) {
      ValueType type = left.type(column);
      if (type != right.type(column)) {
        return false;
      }
      boolean same =
          switch (type) {
            case NULL -> true;
            case INTEGER -> left.longAt(column) == right.longAt(column);
            case REAL -> Double.compare(left.doubleAt(column), right.doubleAt(column)) == 0;
            case TEXT, BLOB -> Arrays.equals(left.blobAt(column), right.blobAt(column));
          };
      if (!same) {
        return false;
      }
    }
    return true;
  }
}
