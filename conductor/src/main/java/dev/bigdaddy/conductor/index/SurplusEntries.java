package dev.bigdaddy.conductor.index;

import dev.bigdaddy.conductor.index.IndexCatalog.Entry;
import dev.bigdaddy.storage.Epoch;
import dev.bigdaddy.storage.NodeId;
import dev.bigdaddy.storage.RowCursor;
import dev.bigdaddy.storage.SqliteConnection;
import dev.bigdaddy.topology.VirtualShard;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Removes entries of values that no row has any more: the triggers noted what rows had before. A note
/// says only that an entry may be surplus; another row of the same virtual shard may have the value
/// still, or again, so its rows are asked.
public final class SurplusEntries {
  private SurplusEntries() {}

  /// How many notes a node has.
  public static long noted(SqliteConnection node, Entry entry) {
    try (RowCursor rows = node.query(entry.tables().countSurplus())) {
      rows.next();
      return rows.longAt(0);
    }
  }

  /// Takes some notes of a node and removes the entries that no row has. The epoch holds the writers of
  /// all nodes of the table and its entries, so that no row gets such a value meanwhile.
  ///
  /// @return how many notes it took
  public static int clean(Epoch epoch, Entry entry, NodeId node, int most) {
    List<@Nullable Object[]> notes =
        epoch.returning(node, entry.tables().drainSomeSurplus(), (long) most);
    Set<EntryRow> distinct = new LinkedHashSet<>();
    for (@Nullable Object[] note : notes) {
      distinct.add(EntryRow.of(note, entry.tables().terms().size()));
    }
    for (EntryRow row : distinct) {
      if (!isOfARow(epoch, entry, row)) {
        NodeId holder = entry.index().nodeOf(row.hash(entry.tables()));
        epoch.update(holder, row.delete(entry.tables()), row.parameters());
      }
    }
    return notes.size();
  }

  /// Whether a row has a value still, as far as the epoch holds the nodes that could have it.
  static boolean mayBeOfARow(Epoch epoch, Entry entry, EntryRow row) {
    VirtualShard shard = new VirtualShard((int) row.shard());
    Set<NodeId> nodes =
        Set.copyOf(entry.tables().table().layout().shardOf(shard).nodesOf(shard));
    return !epoch.holds(nodes) || isOfARow(epoch, entry, row);
  }

  private static boolean isOfARow(Epoch epoch, Entry entry, EntryRow row) {
    VirtualShard shard = new VirtualShard((int) row.shard());
    for (NodeId node : entry.tables().table().layout().shardOf(shard).nodesOf(shard)) {
      try (RowCursor rows =
          epoch.on(node).query(entry.tables().row(row), row.rowParameters())) {
        if (rows.next()) {
          return true;
        }
      }
    }
    return false;
  }
}
