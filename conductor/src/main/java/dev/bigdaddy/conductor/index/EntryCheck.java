package dev.bigdaddy.conductor.index;

import dev.bigdaddy.conductor.index.IndexCatalog.Entry;
import dev.bigdaddy.storage.NodeId;
import dev.bigdaddy.storage.RowCursor;
import dev.bigdaddy.storage.SqliteConnection;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/// Holds the entries of a virtual index against its table: an index may list too much, but must never
/// miss a row.
public final class EntryCheck {
  private EntryCheck() {}

  /// Values of rows that have no entry.
  ///
  /// @param nodes the nodes as of one instant
  /// @param most how many are looked for
  public static List<EntryRow> missing(
      Entry entry, Function<NodeId, SqliteConnection> nodes, int most) {
    EntryTables tables = entry.tables();
    List<EntryRow> missing = new ArrayList<>();
    String sql = EntryWriter.select(tables, "TRUE");
    for (NodeId node : tables.table().layout().nodes()) {
      EntryWriter.forEach(
          nodes.apply(node),
          sql,
          tables,
          row -> {
            SqliteConnection holder = nodes.apply(entry.index().nodeOf(row.hash(tables)));
            if (missing.size() < most && !exists(holder, tables, row)) {
              missing.add(row);
            }
          });
    }
    return missing;
  }

  /// Whether there are entries of values that no row has, or had them in another virtual shard. Only
  /// told apart if none is missing.
  public static boolean hasSurplus(Entry entry, Function<NodeId, SqliteConnection> nodes) {
    EntryTables tables = entry.tables();
    long rows = 0;
    for (NodeId node : tables.table().layout().nodes()) {
      rows += count(nodes.apply(node), "(" + tables.valuesOfRows("TRUE") + ")");
    }
    long entries = 0;
    for (NodeId node : entry.index().nodes()) {
      entries += count(nodes.apply(node), tables.entries());
    }
    return entries > rows;
  }

  /// Whether rows share a value of a UNIQUE index whose rivals can lie on different nodes.
  public static boolean hasRivals(Entry entry, Function<NodeId, SqliteConnection> nodes) {
    String sql =
        "SELECT 1 FROM %s WHERE nulls = 0 GROUP BY %s HAVING count(*) > 1 LIMIT 1"
            .formatted(entry.tables().entries(), entry.tables().keys());
    return entry.index().nodes().stream()
        .anyMatch(
            node -> {
              try (RowCursor rows = nodes.apply(node).query(sql)) {
                return rows.next();
              }
            });
  }

  /// Whether values are noted as touched: every epoch takes its notes, or forgets them.
  public static boolean hasNotes(Entry entry, Function<NodeId, SqliteConnection> nodes) {
    return entry.tables().table().layout().nodes().stream()
        .anyMatch(node -> count(nodes.apply(node), entry.tables().touched()) > 0);
  }

  private static long count(SqliteConnection node, String from) {
    try (RowCursor rows = node.query("SELECT count(*) FROM " + from)) {
      rows.next();
      return rows.longAt(0);
    }
  }

  private static boolean exists(SqliteConnection holder, EntryTables tables, EntryRow row) {
    String sql = "SELECT 1 FROM " + tables.entries() + " WHERE " + row.same();
    try (RowCursor found = holder.query(sql, row.parameters())) {
      return found.next();
    }
  }
}
