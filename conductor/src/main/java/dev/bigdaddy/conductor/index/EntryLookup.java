package dev.bigdaddy.conductor.index;

import dev.bigdaddy.conductor.index.IndexCatalog.Entry;
import dev.bigdaddy.storage.NodeId;
import dev.bigdaddy.storage.RowCursor;
import dev.bigdaddy.storage.SqliteConnection;
import dev.bigdaddy.topology.VirtualShard;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
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

  /// The virtual shards of rows with these values; empty if they are too many to list.
  ///
  /// @param node the connection to the node that knows of the first value
  /// @param values of the leading terms, none of them null, with their affinities applied
  public static Optional<BitSet> shards(
      SqliteConnection node, EntryTables tables, List<Object> values) {
    StringBuilder sql = new StringBuilder("SELECT DISTINCT shard FROM ");
    sql.append(tables.entries()).append(" WHERE ");
    long present = 0;
    for (int i = 0; i < values.size(); i++) {
      sql.append('k').append(i).append(" = ? AND ");
      present |= i == 0 ? 0 : 1L << i;
    }
    sql.append("(nulls & ").append(present).append(") = 0 LIMIT ").append(MOST_SHARDS + 1);
    BitSet shards = new BitSet(VirtualShard.COUNT);
    int found = 0;
    @Nullable Object[] parameters = values.toArray(new @Nullable Object[0]);
    try (RowCursor rows = node.query(sql.toString(), parameters)) {
      while (rows.next()) {
        shards.set((int) rows.longAt(0));
        found++;
      }
    }
    return found > MOST_SHARDS ? Optional.empty() : Optional.of(shards);
  }
}
