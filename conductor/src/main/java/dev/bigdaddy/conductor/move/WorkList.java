package dev.bigdaddy.conductor.move;

import dev.bigdaddy.conductor.plan.SqlText;
import dev.bigdaddy.storage.Epoch;
import dev.bigdaddy.storage.NodeId;
import dev.bigdaddy.storage.RowCursor;
import dev.bigdaddy.topology.TargetShards.Piece;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// The rows that have to leave a node, in order of their virtual shards, as a table on that node.
///
/// It is filled in blocks and, from before the first block, kept a superset of these rows by triggers:
/// so a writer is never held for longer than a block, where an index on the hidden column would hold it
/// for as long as the table is large. Rows that were deleted, or have another virtual shard by now, stay
/// in it: whoever reads it looks at the rows again.
///
/// The triggers do nothing that could conflict, since the statement that fires them would impose its own
/// ON CONFLICT on them.
final class WorkList {
  /// How the names of all that is made here begin.
  static final String PREFIX = "_bigdaddy_work_";

  private final MovedTable table;
  private final NodeId node;
  private final String name;

  WorkList(MovedTable table, NodeId node) {
    this.table = table;
    this.node = node;
    this.name = SqlText.quote(PREFIX + table.table().layout().name().folded());
  }

  private String trigger(String event) {
    return SqlText.quote(PREFIX + event + "_" + table.table().layout().name().folded());
  }

  private List<String> keys(String prefix) {
    return IntStream.range(0, table.key().size()).mapToObj(i -> prefix + "k" + i).toList();
  }

  private String keyList() {
    return String.join(", ", keys(""));
  }

  /// Makes the table and its triggers; from now on it is kept.
  void create(Epoch epoch, List<Piece> pieces) {
    drop(epoch);
    String definitions =
        IntStream.range(0, table.key().size())
            .mapToObj(i -> "k" + i + collation(i))
            .collect(Collectors.joining(", "));
    epoch.update(
        node,
        "CREATE TABLE %s(virtual_shard INTEGER NOT NULL, %s, PRIMARY KEY (virtual_shard, %s))"
                .formatted(name, definitions, keyList())
            + " WITHOUT ROWID");
    String insert =
        " BEGIN INSERT INTO %1$s SELECT new.%2$s, %3$s WHERE NOT EXISTS (SELECT 1 FROM %1$s AS w"
                .formatted(name, MovedTable.VIRTUAL_SHARD, table.keyList("new."))
            + " WHERE w.virtual_shard = new.%s AND %s); END"
                .formatted(MovedTable.VIRTUAL_SHARD, table.join("new.", "w."));
    String moving = ranges("new." + MovedTable.VIRTUAL_SHARD, pieces);
    epoch.update(
        node,
        "CREATE TRIGGER %s AFTER INSERT ON %s WHEN %s"
                .formatted(trigger("insert"), table.name(), moving)
            + insert);
    epoch.update(
        node,
        "CREATE TRIGGER %s AFTER UPDATE ON %s WHEN (%s) AND (%s)"
                .formatted(trigger("update"), table.name(), moving, moved())
            + insert);
  }

  private String moved() {
    List<String> places = new ArrayList<>(table.key());
    places.add(MovedTable.VIRTUAL_SHARD);
    return places.stream()
        .map(column -> "new." + column + " IS NOT old." + column)
        .collect(Collectors.joining(" OR "));
  }

  private String collation(int column) {
    if (table.table().hasRowid()) {
      return "";
    }
    return table
        .table()
        .column(table.table().primaryKey().get(column))
        .collation()
        .map(known -> " COLLATE " + known.name())
        .orElse("");
  }

  private static String ranges(String column, List<Piece> pieces) {
    return pieces.stream()
        .map(piece -> column + " BETWEEN " + piece.first() + " AND " + piece.last())
        .collect(Collectors.joining(" OR "));
  }

  /// Forgets the list and its triggers.
  void drop(Epoch epoch) {
    epoch.update(node, "DROP TRIGGER IF EXISTS " + trigger("insert"));
    epoch.update(node, "DROP TRIGGER IF EXISTS " + trigger("update"));
    epoch.update(node, "DROP TABLE IF EXISTS " + name);
  }

  /// Adds the rows behind a key to it.
  ///
  /// @param after the last key of the block before; empty for the first block
  /// @return the last key of this block; empty if there was no row left
  Optional<@Nullable Object[]> fill(
      Epoch epoch, List<Piece> pieces, Optional<@Nullable Object[]> after, int rows) {
    String behind = after.map(key -> " WHERE " + compare(">", key)).orElse("");
    @Nullable Object[] from = after.map(WorkList::bound).orElse(new @Nullable Object[0]);
    Optional<@Nullable Object[]> last = lastKey(epoch, behind, from, rows);
    if (last.isEmpty()) {
      return last;
    }
    String within = (after.isEmpty() ? " WHERE " : behind + " AND ") + compare("<=", last.get());
    List<@Nullable Object> values = new ArrayList<>();
    Collections.addAll(values, from);
    Collections.addAll(values, bound(last.get()));
    epoch.update(
        node,
        "INSERT OR IGNORE INTO %s SELECT %s, %s FROM %s"
                .formatted(name, MovedTable.VIRTUAL_SHARD, table.keyList(""), table.name())
            + within
            + " AND ("
            + ranges(MovedTable.VIRTUAL_SHARD, pieces)
            + ")",
        values.toArray());
    return last;
  }

  private Optional<@Nullable Object[]> lastKey(
      Epoch epoch, String behind, @Nullable Object[] from, int rows) {
    String inOrder = " ORDER BY " + table.keyList("");
    String block =
        "SELECT %s FROM %s".formatted(table.keyList(""), table.name())
            + behind
            + inOrder
            + " LIMIT 1 OFFSET ";
    for (int offset = rows - 1; offset >= 0; offset /= 2) {
      try (RowCursor cursor = epoch.on(node).query(block + offset, from)) {
        if (cursor.next()) {
          return Optional.of(Cell.row(cursor));
        }
      }
      if (offset == 0) {
        break;
      }
    }
    return Optional.empty();
  }

  private String compare(String operator, @Nullable Object[] key) {
    List<String> places = new ArrayList<>();
    for (Object value : key) {
      places.add(Cell.placeholder(value));
    }
    return "(%s) %s (%s)".formatted(table.keyList(""), operator, String.join(", ", places));
  }

  private static @Nullable Object[] bound(@Nullable Object[] key) {
    @Nullable Object[] values = new @Nullable Object[key.length];
    for (int i = 0; i < key.length; i++) {
      values[i] = Cell.bound(key[i]);
    }
    return values;
  }

  /// The virtual shards of the rows that it lists, at most so many, in order.
  List<Integer> front(Epoch epoch, Piece piece, int most) {
    List<Integer> shards = new ArrayList<>();
    try (RowCursor rows =
        epoch
            .on(node)
            .query(
                "SELECT virtual_shard FROM "
                    + name
                    + " WHERE virtual_shard BETWEEN ? AND ? ORDER BY virtual_shard LIMIT ?",
                (long) piece.first(),
                (long) piece.last(),
                (long) most)) {
      while (rows.next()) {
        shards.add((int) rows.longAt(0));
      }
    }
    return shards;
  }

  /// The front of a virtual shard: some rows that it lists, or all that are left.
  ///
  /// @return empty if it lists none
  Optional<Part> front(Epoch epoch, int virtualShard, int most) {
    String listed = "SELECT %s FROM %s WHERE virtual_shard = ? ORDER BY ".formatted(keyList(), name);
    String backwards = String.join(" DESC, ", keys("")) + " DESC";
    for (String chosen : List.of(keyList() + " LIMIT 1 OFFSET " + (most - 1), backwards + " LIMIT 1")) {
      try (RowCursor rows = epoch.on(node).query(listed + chosen, (long) virtualShard)) {
        if (rows.next()) {
          return Optional.of(new Part(virtualShard, virtualShard, Optional.of(Cell.row(rows))));
        }
      }
    }
    return Optional.empty();
  }

  /// All rows that it lists.
  long size(Epoch epoch) {
    try (RowCursor rows = epoch.on(node).query("SELECT count(*) FROM " + name)) {
      rows.next();
      return rows.longAt(0);
    }
  }

  /// The listed rows of a part that are in the table, each once: the text behind SELECT …
  String rows(Part part) {
    return " FROM %s AS w CROSS JOIN %s AS t ON %s WHERE %s AND t.%s = w.virtual_shard"
        .formatted(
            name,
            table.name(),
            table.join("t.", "w."),
            part.condition(table, "w."),
            MovedTable.VIRTUAL_SHARD);
  }

  /// Deletes the listed rows of a part from the table, and from the list.
  ///
  /// @return how many rows left the table
  long delete(Epoch epoch, Part part) {
    String keys = table.key().size() == 1 ? table.key().getFirst() : "(" + table.keyList("") + ")";
    long deleted =
        epoch.update(
            node,
            "DELETE FROM %s WHERE %s IN (SELECT %s FROM %s WHERE %s)"
                    .formatted(
                        table.name(), keys, keyList(), name, part.condition(table, ""))
                + " AND %s BETWEEN ? AND ?".formatted(MovedTable.VIRTUAL_SHARD),
            part.values((long) part.first(), (long) part.lastShard()));
    forget(epoch, part);
    return deleted;
  }

  /// Takes a part out of the list.
  void forget(Epoch epoch, Part part) {
    epoch.update(
        node, "DELETE FROM " + name + " WHERE " + part.condition(table, ""), part.values());
  }
}
