package dev.bigdaddy.conductor.index;

import dev.bigdaddy.conductor.index.IndexCatalog.Entry;
import dev.bigdaddy.conductor.routing.KeyHash;
import dev.bigdaddy.storage.Epoch;
import dev.bigdaddy.storage.NodeId;
import dev.bigdaddy.storage.RowCursor;
import dev.bigdaddy.storage.SqliteConnection;
import dev.bigdaddy.topology.VirtualShard;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Writes the entries of values that a statement gave to rows, in the statement's own epoch.
///
/// An entry is inserted whether it is there or not: to look first would cost the same. Nothing is
/// removed here, since other rows may have the value still.
///
/// **UNIQUE.** The entries of a UNIQUE index whose rivals can lie on different nodes are exact: at the
/// end of a statement there is one for each row, and no other. No two rows share a value, so the entry
/// of a value that a row had before is removed, unless the statement gave it to a row of the same
/// virtual shard. Then an entry of the same value in another virtual shard is a rival. Rivals in the
/// same virtual shard lie on one node, where SQLite's own index sees them: such a table's virtual shards
/// move whole. Rows with a NULL are no rivals and may share an entry, which stays while any has the value.
public final class EntryWriter {
  private EntryWriter() {}

  /// Takes what the triggers noted on the epoch's nodes, and writes the entries; of several UNIQUE
  /// indexes the newest first, as SQLite looks at them.
  ///
  /// @param changed which of the nodes the statement changed: in an epoch that many share, few
  public static void settle(Epoch epoch, List<Entry> entries, Predicate<NodeId> changed) {
    Set<NodeId> held = epoch.nodes();
    for (Entry entry : entries.reversed()) {
      Set<EntryRow> touched = new LinkedHashSet<>();
      Set<EntryRow> surplus = new LinkedHashSet<>();
      for (NodeId node : entry.tables().table().layout().nodes()) {
        if (held.contains(node) && changed.test(node)) {
          touched.addAll(drained(epoch, entry, node, entry.tables().drain()));
          if (entry.unique()) {
            surplus.addAll(drained(epoch, entry, node, entry.tables().drainSurplus()));
          }
        }
      }
      surplus.removeAll(touched);
      for (EntryRow row : surplus) {
        // Rows that have a NULL are no rivals, and may share an entry.
        if (row.canHaveRivals() || !SurplusEntries.mayBeOfARow(epoch, entry, row)) {
          remove(epoch, entry, row);
        }
      }
      touched.forEach(row -> write(epoch, entry, row));
    }
  }

  /// Forgets at the end of the epoch what the triggers note on a node of rows whose entries are written.
  /// Until then other statements may find the notes, and write the same entries; those of a UNIQUE index
  /// would be taken for a row that came later, so they must not be left.
  public static void forgetLater(Epoch epoch, NodeId node, Entry entry) {
    epoch.addLater(node, entry.tables().forgetTouchedLater(), 1);
  }

  private static Set<EntryRow> drained(Epoch epoch, Entry entry, NodeId node, String drain) {
    Set<EntryRow> rows = new LinkedHashSet<>();
    for (@Nullable Object[] row : epoch.returning(node, drain)) {
      rows.add(EntryRow.of(row, entry.tables().terms().size()));
    }
    return rows;
  }

  private static void remove(Epoch epoch, Entry entry, EntryRow row) {
    NodeId target = target(epoch, entry, row);
    epoch.update(target, row.delete(entry.tables()), row.parameters());
  }

  private static NodeId target(Epoch epoch, Entry entry, EntryRow row) {
    NodeId target = entry.index().nodeOf(row.hash(entry.tables()));
    epoch.enlist(target);
    return target;
  }

  /// Writes one entry, on the node that its value says.
  public static void write(Epoch epoch, Entry entry, EntryRow row) {
    NodeId target = target(epoch, entry, row);
    if (entry.unique() && row.canHaveRivals()) {
      UniqueEntries.requireNoRival(epoch.on(target), entry, row);
    }
    epoch.update(target, row.insert(entry.tables()), row.parameters());
  }

  /// The columns of a note such that every value comes back as it is: text as its bytes, since text
  /// that is not valid UTF-8 would not survive as a string.
  static String exact(EntryTables tables) {
    List<String> columns = new ArrayList<>();
    for (int i = 0; i < tables.terms().size(); i++) {
      columns.add("typeof(k" + i + ") = 'text'");
      columns.add("CASE typeof(k" + i + ") WHEN 'text' THEN CAST(k" + i + " AS BLOB) ELSE k" + i
          + " END");
    }
    return String.join(", ", columns) + ", nulls, shard";
  }

  /// Selects the values of some rows, exactly.
  ///
  /// @param condition which rows, without WHERE
  static String select(EntryTables tables, String condition) {
    return "SELECT " + exact(tables) + " FROM (" + tables.valuesOfRows(condition) + ")";
  }

  /// Shows what {@link #select} finds, one by one.
  static void forEach(
      SqliteConnection node,
      String sql,
      EntryTables tables,
      Consumer<EntryRow> reader,
      @Nullable Object... parameters) {
    int terms = tables.terms().size();
    @Nullable Object[] row = new @Nullable Object[2 * terms + 2];
    try (RowCursor rows = node.query(sql, parameters)) {
      while (rows.next()) {
        for (int column = 0; column < row.length; column++) {
          row[column] = rows.valueAt(column);
        }
        reader.accept(EntryRow.of(row, terms));
      }
    }
  }

  /// The bucket that places the entries of a value.
  ///
  /// @param value of the index's first term, with its affinity applied
  public static VirtualShard hash(EntryTables tables, Object value) {
    return KeyHash.of(List.of(value), List.of(tables.terms().getFirst().collation()));
  }

  /// The text that places bytes which are no valid text alike, wherever they come from.
  static String decode(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
