package dev.bigdaddy.conductor.move;

import dev.bigdaddy.conductor.schema.UserTable;
import dev.bigdaddy.storage.Epoch;
import dev.bigdaddy.topology.TargetShards.Piece;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// The virtual shards at the front of a piece, with the number of rows that the work lists have of them,
/// all tables of the group together. It looks no further than it has to, since the writers are held.
///
/// @param sizes rows of each virtual shard, in order; those that are not looked at are missing
/// @param known the last virtual shard whose size is known
/// @param isFirstLarge whether the first has more rows than were looked at
record FrontShards(Piece piece, TreeMap<Integer, Integer> sizes, int known, boolean isFirstLarge) {

  /// @param most rows that are looked at in each table
  static FrontShards of(Epoch epoch, List<UserTable> group, Piece piece, int most) {
    TreeMap<Integer, Integer> sizes = new TreeMap<>();
    int known = piece.last();
    for (UserTable table : group) {
      List<Integer> listed =
          new WorkList(MovedTable.of(table), piece.source()).front(epoch, piece, most + 1);
      listed.forEach(shard -> sizes.merge(shard, 1, Integer::sum));
      if (listed.size() > most) {
        known = Math.min(known, listed.getLast() - 1);
      }
    }
    boolean large =
        !sizes.isEmpty()
            && (sizes.firstKey() > known || sizes.firstEntry().getValue() > most)
            && sizes.firstKey() == piece.first();
    return new FrontShards(piece, sizes, known, large);
  }

  /// Whether nothing is listed.
  boolean isEmpty() {
    return sizes.isEmpty();
  }

  /// The last virtual shard of a batch: as many whole ones as the rows of a batch fill, but at least
  /// one.
  int end(int batch) {
    long rows = 0;
    for (Map.Entry<Integer, Integer> size : sizes.entrySet()) {
      boolean full = rows > 0 && rows + size.getValue() > batch;
      if (full || size.getKey() > known) {
        return Math.max(piece.first(), Math.min(known, size.getKey() - 1));
      }
      rows += size.getValue();
    }
    return Math.max(piece.first(), known);
  }
}
