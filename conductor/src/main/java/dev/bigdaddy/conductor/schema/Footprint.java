package dev.bigdaddy.conductor.schema;

import dev.bigdaddy.topology.Shard;
import dev.bigdaddy.topology.TableLayout;
import dev.bigdaddy.topology.TableName;
import dev.bigdaddy.topology.VirtualShard;
import java.util.Set;

/// The virtual shards in which all rows lie that a write is about: where others of its table lie does
/// not concern it.
///
/// @param table the table that is written
/// @param virtualShards those of its rows, at least one
public record Footprint(TableName table, Set<VirtualShard> virtualShards) {
  public Footprint {
    virtualShards = Set.copyOf(virtualShards);
    if (virtualShards.isEmpty()) {
      throw new IllegalArgumentException("a write that is about nothing");
    }
  }

  /// Whether these virtual shards lie in the same shards on the same nodes in two layouts of the table,
  /// none of them on its way.
  boolean liesAlike(TableLayout one, TableLayout other) {
    for (VirtualShard virtualShard : virtualShards) {
      Shard before = one.shardOf(virtualShard);
      Shard now = other.shardOf(virtualShard);
      boolean alike =
          before.id() == now.id()
              && before.node().equals(now.node())
              && !before.isInFlight(virtualShard)
              && !now.isInFlight(virtualShard);
      if (!alike) {
        return false;
      }
    }
    return true;
  }
}
