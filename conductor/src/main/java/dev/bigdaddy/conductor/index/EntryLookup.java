package dev.bigdaddy.conductor.index;

import dev.bigdaddy.conductor.index.IndexCatalog.Entry;
import dev.bigdaddy.storage.NodeId;
import dev.bigdaddy.storage.RowCursor;
import dev.bigdaddy.storage.SqliteConnection;
import java.util.List;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/// Finds the virtual shards that hold rows with the values of an index's leading terms.
public final class EntryLookup {
  /// A value in more virtual shards than this is asked for everywhere: finding all of them would cost
  /// more than it saves.
  private static final int MOST_SHARDS = 1_024;

  private EntryLookup() {}

  /// The node that knows of a value.
  ///
  /// @param first the value of the first term, with its affinity applied
  public static NodeId node(Entry entry, Object first) {
    return entry.index().nodeOf(EntryWriter.hash(entry.tables(), first));
  }

  /// Finds the virtual shards of rows with these values; false if they are too many to list.
  ///
  /// @param node the connection to the node that knows of the first value
  /// @param values of the leading terms, none of them null, with their affinities applied
  public static boolean shards(
      SqliteConnection node, EntryTables tables, List<Object> values, IntConsumer shards) {
    int found = 0;
    @Nullable Object[] parameters = values.toArray(new @Nullable Object[0]);
    try (RowCursor rows = node.query(tables.lookup(values.size()), parameters)) {
      while (rows.next()) {
        shards.accept((int) rows.longAt(0));
        found++;
      }
    }
    return found <= MOST_SHARDS;
  }

  /// Asks for the entries of some leading terms' values.
  static String text(EntryTables tables, int terms) {
    boolean all = terms == tables.terms().size();
    // With all terms known, the primary key leaves each shard once.
    StringBuilder sql = new StringBuilder(all ? "SELECT shard FROM " : "SELECT DISTINCT shard FROM ");
    sql.append(tables.entries()).append(" WHERE ");
    long present = 0;
    for (int i = 0; i < terms; i++) {
      sql.append('k').append(i).append(" = ? AND ");
      present |= i == 0 ? 0 : 1L << i;
    }
    sql.append(all ? "nulls = 0" : "(nulls & " + present + ") = 0");
    return sql.append(" LIMIT ")
        .append(MOST_SHARDS + 1)
        .toString();
  }
}
