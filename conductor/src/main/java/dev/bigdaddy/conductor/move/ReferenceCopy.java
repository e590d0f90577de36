package dev.bigdaddy.conductor.move;

import dev.bigdaddy.conductor.plan.SqlText;
import dev.bigdaddy.conductor.schema.UserColumn;
import dev.bigdaddy.conductor.schema.UserSchema;
import dev.bigdaddy.conductor.schema.UserTable;
import dev.bigdaddy.storage.Epoch;
import dev.bigdaddy.storage.NodeId;
import dev.bigdaddy.storage.RowCursor;
import dev.bigdaddy.topology.Shard;
import dev.bigdaddy.topology.TableKind;
import dev.bigdaddy.topology.TableLayout;
import dev.bigdaddy.topology.VirtualShard;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Gives a node its copies of reference tables, in the epoch that makes it one on which shards may lie:
/// from then on every write reaches it.
///
/// @param epoch holds the topology, and the home node whose copies are taken
/// @param node may have no file yet
record ReferenceCopy(Placements placements, Epoch epoch, NodeId node) {

  /// Copies the tables of which it has no copy.
  ///
  /// @return their layouts with the new copies
  List<TableLayout> copyMissing() {
    UserSchema schema = placements.schema().user();
    List<TableLayout> copies = new ArrayList<>();
    for (TableLayout layout : schema.topology().tables()) {
      if (layout.kind() == TableKind.REFERENCE && !layout.nodes().contains(node)) {
        if (copies.isEmpty()) {
          if (!schema.topology().createdNodes().contains(node)) {
            placements.storage().createNode(node);
          }
          epoch.enlist(node);
        }
        copy(schema.table(layout.name().folded()).orElseThrow());
        List<Shard> shards = new ArrayList<>(layout.shards());
        shards.add(new Shard(shards.size(), 0, VirtualShard.COUNT - 1, node));
        copies.add(layout.withShards(shards));
      }
    }
    return copies;
  }

  /// Makes a table that is not there.
  void copy(UserTable table) {
    for (String sql : definitions(table)) {
      epoch.update(node, sql);
    }
    copyRows(table);
  }

  /// Puts the home node's rows in the place of those that are there.
  void copyAnew(UserTable table) {
    epoch.update(node, "DELETE FROM " + SqlText.quote(table.name()));
    copyRows(table);
  }

  private void copyRows(UserTable table) {
    String list = String.join(", ", columns(table));
    String name = SqlText.quote(table.name());
    try (RowCursor rows = epoch.on(NodeId.HOME).query(rowsInOrder(table))) {
      while (rows.next()) {
        @Nullable Object[] row = Cell.row(rows);
        List<String> places = Stream.of(row).map(Cell::placeholder).toList();
        String insert =
            "INSERT INTO %s(%s) VALUES (%s)".formatted(name, list, String.join(", ", places));
        epoch.update(node, insert, Stream.of(row).map(Cell::bound).toArray());
      }
    }
    if (table.autoincrement()) {
      copySequence(table);
    }
  }

  /// The table and its indexes; triggers are the home node's.
  private List<String> definitions(UserTable table) {
    List<String> result = new ArrayList<>();
    try (RowCursor rows =
        epoch
            .on(NodeId.HOME)
            .query(
                "SELECT sql FROM sqlite_schema WHERE tbl_name = ? COLLATE NOCASE AND sql IS NOT NULL"
                    + " AND type IN ('table', 'index') ORDER BY type <> 'table', rowid",
                table.name())) {
      while (rows.next()) {
        result.add(Objects.requireNonNull(rows.textAt(0)));
      }
    }
    return result;
  }

  /// The statement that reads all that rows are made of, in the order of their rowids or primary keys.
  String rowsInOrder(UserTable table) {
    String key =
        table
            .rowidAlias()
            .or(table::rowidName)
            .filter(_ -> table.hasRowid())
            .map(SqlText::quote)
            .orElseGet(() -> SqlText.quoteAll(table.primaryKey()));
    return "SELECT %s FROM %s ORDER BY %s"
        .formatted(String.join(", ", columns(table)), SqlText.quote(table.name()), key);
  }

  /// All that a row is made of, its rowid included.
  private static List<String> columns(UserTable table) {
    List<String> columns = new ArrayList<>();
    if (table.hasRowid() && table.rowidAlias().isEmpty()) {
      table.rowidName().ifPresent(rowid -> columns.add(SqlText.quote(rowid)));
    }
    for (UserColumn column : table.columns()) {
      if (!column.generated()) {
        columns.add(SqlText.quote(column.name()));
      }
    }
    return columns;
  }

  private void copySequence(UserTable table) {
    String read = "SELECT seq FROM main.sqlite_sequence WHERE name = ?";
    try (RowCursor rows = epoch.on(NodeId.HOME).query(read, table.name())) {
      if (rows.next()) {
        Object sequence = rows.valueAt(0);
        epoch.update(node, "DELETE FROM main.sqlite_sequence WHERE name = ?", table.name());
        epoch.update(node, "INSERT INTO main.sqlite_sequence VALUES (?, ?)", table.name(), sequence);
      }
    }
  }
}
