package dev.bigdaddy.conductor.move;

import dev.bigdaddy.conductor.index.IndexCatalog;
import dev.bigdaddy.conductor.plan.SqlText;
import dev.bigdaddy.conductor.schema.UserTable;
import dev.bigdaddy.storage.Epoch;
import dev.bigdaddy.storage.NodeId;
import dev.bigdaddy.storage.RowCursor;
import dev.bigdaddy.storage.SqliteConnection;
import dev.bigdaddy.storage.ValueType;
import dev.bigdaddy.topology.RowCounts;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/// A spread table's own table on the nodes: a node has it if, and only if, the layout gives that node a
/// shard. It comes and goes in the epoch that moves the first rows there or the last ones away.
///
/// @param indexes its virtual indexes, whose notes and triggers come and go with it
record NodeTable(Epoch epoch, UserTable table, List<IndexCatalog.Entry> indexes) {

  /// Whether a node has a table, as it should.
  static boolean isOn(SqliteConnection node, UserTable table) {
    try (RowCursor rows =
        node.query(
            "SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = ? COLLATE NOCASE",
            table.name())) {
      return rows.next();
    }
  }

  /// Makes the table on a node as it is on another, with its indexes and triggers.
  void copy(NodeId source, NodeId target) {
    epoch.update(target, RowCounts.CREATE);
    RowCounts.drop(epoch, target, table.layout().name());
    for (IndexCatalog.Entry index : indexes) {
      index.tables().createNotes().forEach(sql -> epoch.update(target, sql));
    }
    for (String sql : definitions(source)) {
      epoch.update(target, sql);
    }
    copySequence(source, target);
  }

  private List<String> definitions(NodeId node) {
    List<String> result = new ArrayList<>();
    try (RowCursor rows =
        epoch
            .on(node)
            .query(
                "SELECT sql FROM sqlite_schema WHERE tbl_name = ? COLLATE NOCASE AND sql IS NOT NULL"
                    + " AND substr(name, 1, ?) <> ? ORDER BY type <> 'table', rowid",
                table.name(),
                (long) WorkList.PREFIX.length(),
                WorkList.PREFIX)) {
      while (rows.next()) {
        result.add(Objects.requireNonNull(rows.textAt(0)));
      }
    }
    return result;
  }

  /// Takes the empty table from a node.
  ///
  /// @param heir a node that keeps it, and what is known of the ids that AUTOINCREMENT gave
  void leave(NodeId node, NodeId heir) {
    copySequence(node, heir);
    new WorkList(MovedTable.of(table), node).drop(epoch);
    epoch.update(node, "DROP TABLE " + SqlText.quote(table.name()));
    for (IndexCatalog.Entry index : indexes) {
      index.tables().dropNotes().forEach(sql -> epoch.update(node, sql));
    }
    RowCounts.drop(epoch, node, table.layout().name());
  }

  /// Forgets what the triggers noted of rows that went from one node to another: they keep their
  /// entries. Other notes of surplus values stay, since older ones are among them.
  void forgetNotes(NodeId source, NodeId target) {
    for (IndexCatalog.Entry index : indexes) {
      epoch.update(target, index.tables().forgetTouched());
      if (index.unique()) {
        epoch.update(source, index.tables().forgetSurplus());
      }
    }
  }

  /// No id is given twice, wherever the row lay that had it.
  private void copySequence(NodeId from, NodeId to) {
    if (!table.autoincrement()) {
      return;
    }
    String where = " WHERE name = ?";
    try (RowCursor rows =
        epoch.on(from).query("SELECT max(seq) FROM main.sqlite_sequence" + where, table.name())) {
      if (!rows.next() || rows.type(0) == ValueType.NULL) {
        return;
      }
      long sequence = rows.longAt(0);
      long changed =
          epoch.update(
              to,
              "UPDATE main.sqlite_sequence SET seq = max(seq, ?)" + where,
              sequence,
              table.name());
      if (changed == 0) {
        epoch.update(to, "INSERT INTO main.sqlite_sequence VALUES (?, ?)", table.name(), sequence);
      }
    }
  }
}
