package dev.bigdaddy.conductor.index;

import dev.bigdaddy.conductor.index.IndexCatalog.Entry;
import dev.bigdaddy.conductor.schema.UserTable;
import dev.bigdaddy.storage.Epoch;
import dev.bigdaddy.storage.NodeId;
import dev.bigdaddy.storage.RowCursor;
import dev.bigdaddy.storage.ValueType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
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

  /// Makes them all at once, however many: whoever makes a UNIQUE index is told there and then of rows
  /// that are not.
  public static void buildAll(Epoch epoch, Entry entry) {
    for (NodeId node : entry.tables().table().layout().nodes()) {
      Block block = new Block(OptionalLong.empty(), 0);
      do {
        block = block(epoch, entry, node, block.last(), entry.tables().table().layout().blockSize());
      } while (block.last().isPresent());
    }
  }

  /// Makes them all anew, so that none is missing and none is surplus; the epoch holds the writers
  /// of all nodes concerned.
  public static void rebuild(Epoch epoch, Entry entry) {
    EntryObjects.createAnew(epoch, entry);
    buildAll(epoch, entry);
  }

  /// Some rows of a node that were done.
  ///
  /// @param last the last rowid; empty if the node has no further rows
  /// @param rows how many they were
  public record Block(OptionalLong last, long rows) {}

  /// Writes the entries of the next block of a node's rows. A table without rowids is one block.
  ///
  /// @param last the last rowid that was done; empty to begin
  /// @param most how many rows at most
  public static Block block(
      Epoch epoch, Entry entry, NodeId node, OptionalLong last, long most) {
    UserTable table = entry.tables().table();
    Optional<String> rowid = table.rowidName();
    if (rowid.isEmpty()) {
      write(epoch, entry, node, "TRUE");
      return new Block(OptionalLong.empty(), count(epoch, entry.tables(), node, Long.MAX_VALUE));
    }
    if (last.isPresent() && last.getAsLong() == Long.MAX_VALUE) {
      return new Block(OptionalLong.empty(), 0);
    }
    String name = EntryTables.inMain(table);
    String key = rowid.get();
    String block =
        "SELECT %s AS r FROM %s WHERE %s >= ?1 ORDER BY %s LIMIT ?2"
            .formatted(key, name, key, key);
    long from = last.isPresent() ? last.getAsLong() + 1 : Long.MIN_VALUE;
    long end;
    long rows;
    try (RowCursor found =
        epoch.on(node).query("SELECT max(r), count(*) FROM (" + block + ")", from, most)) {
      found.next();
      if (found.type(0) == ValueType.NULL) {
        return new Block(OptionalLong.empty(), 0);
      }
      end = found.longAt(0);
      rows = found.longAt(1);
    }
    write(epoch, entry, node, "%s BETWEEN ?1 AND ?2".formatted(key), from, end);
    return new Block(OptionalLong.of(end), rows);
  }

  private static long count(Epoch epoch, EntryTables tables, NodeId node, long most) {
    String sql =
        "SELECT count(*) FROM (SELECT 1 FROM "
            + EntryTables.inMain(tables.table())
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
