package dev.bigdaddy.conductor.index;

import dev.bigdaddy.conductor.index.IndexCatalog.Entry;
import dev.bigdaddy.storage.Epoch;
import dev.bigdaddy.storage.NodeId;
import dev.bigdaddy.storage.RowCursor;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Makes the entries of rows that were there before their virtual index.
public final class EntryBuild {
  private EntryBuild() {}

  /// Makes them all at once if the table has no more rows than one block; the epoch holds the writers
  /// of all its nodes.
  ///
  /// @return whether it did
  public static boolean buildIfFew(Epoch epoch, Entry entry) {
    EntryTables tables = entry.tables();
    long limit = tables.table().layout().blockSize();
    long rows = 0;
    for (NodeId node : tables.table().layout().nodes()) {
      rows += count(epoch, tables, node, limit + 1);
      if (rows > limit) {
        return false;
      }
    }
    for (NodeId node : tables.table().layout().nodes()) {
      write(epoch, entry, node, "TRUE");
    }
    return true;
  }

  private static long count(Epoch epoch, EntryTables tables, NodeId node, long most) {
    String sql =
        "SELECT count(*) FROM (SELECT 1 FROM "
            + EntryTables.quoted(tables.table().name())
            + " LIMIT ?)";
    try (RowCursor rows = epoch.on(node).query(sql, most)) {
      rows.next();
      return rows.longAt(0);
    }
  }

  /// Writes the entries of some rows of a node.
  ///
  /// @param condition which rows
  static void write(
      Epoch epoch, Entry entry, NodeId node, String condition, @Nullable Object... parameters) {
    EntryTables tables = entry.tables();
    List<EntryRow> found = new ArrayList<>();
    String sql = EntryWriter.select(tables, condition);
    EntryWriter.forEach(epoch.on(node), sql, tables, found::add, parameters);
    found.forEach(row -> EntryWriter.write(epoch, entry, row));
  }
}
