package dev.bigdaddy.conductor.move;

import dev.bigdaddy.conductor.index.IndexCatalog;
import dev.bigdaddy.conductor.schema.UserTable;
import dev.bigdaddy.storage.Epoch;
import dev.bigdaddy.storage.NodeId;
import dev.bigdaddy.topology.RowCounts;
import dev.bigdaddy.topology.Shard;
import dev.bigdaddy.topology.TableLayout;
import dev.bigdaddy.topology.TargetShards;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The end of a move: gives the shards the numbers of the target, with their rows' counts, and takes
/// away what helped. A move that ends early leaves the layout that it has reached, numbered anew.
///
/// @param indexes the table's virtual indexes
/// @param target what was reached; null if it was not
record Settling(
    Epoch epoch,
    UserTable table,
    List<IndexCatalog.Entry> indexes,
    @Nullable TargetShards target) {

  TableLayout run() {
    TableLayout before = table.layout();
    List<Shard> shards = new ArrayList<>();
    Map<Integer, Integer> numbers = new HashMap<>();
    for (Shard shard : before.shards()) {
      Shard settled = settled(shard, shards.size());
      numbers.put(shard.id(), settled.id());
      if (!shards.contains(settled)) {
        shards.add(settled);
      }
    }
    for (NodeId node : before.nodes()) {
      count(node, before, numbers);
      new WorkList(MovedTable.of(table), node).drop(epoch);
    }
    TableLayout spread = before.withShards(shards);
    return target != null && KindChange.becomesWhole(epoch, table, shards)
        ? KindChange.becomeWhole(epoch, table, indexes).orElse(spread)
        : spread;
  }

  private Shard settled(Shard shard, int next) {
    TargetShards reached = target;
    return reached == null
        ? shard.numbered(next)
        : reached.shardOf(shard.first());
  }

  private void count(NodeId node, TableLayout before, Map<Integer, Integer> numbers) {
    Map<Integer, Long> counts = new HashMap<>();
    RowCounts.read(epoch.on(node), before.name())
        .forEach(
            (shard, rows) -> {
              if (rows != 0) {
                counts.merge(numbers.getOrDefault(shard, shard), rows, Long::sum);
              }
            });
    RowCounts.drop(epoch, node, before.name());
    counts.forEach((shard, rows) -> RowCounts.set(epoch, node, before.name(), shard, rows));
  }
}
