package dev.bigdaddy.conductor.execute;

import dev.bigdaddy.conductor.index.EntryLookup;
import dev.bigdaddy.conductor.index.EntryTables;
import dev.bigdaddy.conductor.index.IndexCatalog;
import dev.bigdaddy.conductor.plan.KeyRoute;
import dev.bigdaddy.conductor.plan.Scalar;
import dev.bigdaddy.conductor.schema.Affinity;
import dev.bigdaddy.storage.NodeId;
import dev.bigdaddy.storage.SqliteConnection;
import dev.bigdaddy.topology.TableLayout;
import dev.bigdaddy.topology.VirtualShard;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// The shards that a virtual index chooses for one execution, and a view in which the choice holds.
///
/// Entries and rows must be seen at one instant: between reading an entry and the row, the row may be
/// given another shard key, and would be missed where it was and not looked for where it is. So the
/// entries are read first, then the nodes that they name are pinned together with the entries' node,
/// and if that took a new view of it, the entries are read again.
///
/// Entries of several nodes are not looked up: then all shards are asked. Used by one thread.
final class IndexedRead {
  private final KeyRoute route;
  private final IndexCatalog.Entry entry;
  private final List<List<Object>> keys;
  private Map<NodeId, Integer> shards = Map.of();

  private IndexedRead(KeyRoute route, IndexCatalog.Entry entry, List<List<Object>> keys) {
    this.route = route;
    this.entry = entry;
    this.keys = keys;
  }

  /// The choice of a route through an index.
  static IndexedRead of(KeyRoute route, Evaluator evaluator, @Nullable Object[] values) {
    IndexCatalog.Entry entry = route.index().orElseThrow();
    EntryTables tables = entry.tables();
    List<List<Object>> keys = new ArrayList<>();
    keys.add(List.of());
    for (int i = 0; i < route.alternatives().size(); i++) {
      Affinity affinity = tables.terms().get(i).affinity();
      List<List<Object>> longer = new ArrayList<>();
      for (Scalar scalar : route.alternatives().get(i)) {
        Object value = evaluator.convert(affinity, evaluator.evaluate(scalar, values));
        for (List<Object> key : value == null ? List.<List<Object>>of() : keys) {
          List<Object> next = new ArrayList<>(key);
          next.add(value);
          longer.add(next);
        }
      }
      keys = longer;
    }
    return new IndexedRead(route, entry, keys);
  }

  /// The node that holds all entries asked for; empty if several do, or none is asked for.
  Optional<NodeId> node() {
    List<NodeId> nodes =
        keys.stream().map(key -> EntryLookup.node(entry, key.getFirst())).distinct().toList();
    return nodes.size() == 1 ? Optional.of(nodes.getFirst()) : Optional.empty();
  }

  /// Whether no value is asked for, so that no row can match.
  boolean isEmpty() {
    return keys.isEmpty();
  }

  /// Reads the entries: the nodes of the shards that they name.
  Set<NodeId> choose(SqliteConnection node) {
    TableLayout layout = route.table().layout();
    BitSet found = new BitSet(VirtualShard.COUNT);
    for (List<Object> key : keys) {
      Optional<BitSet> some = EntryLookup.shards(node, entry.tables(), key);
      if (some.isEmpty()) {
        shards = ShardChoice.all(layout).shards();
        return shards.keySet();
      }
      found.or(some.get());
    }
    Map<NodeId, Set<Integer>> chosen = new TreeMap<>();
    found.stream()
        .mapToObj(number -> layout.shardOf(new VirtualShard(number)))
        .forEach(
            shard -> chosen.computeIfAbsent(shard.node(), _ -> new TreeSet<>()).add(shard.id()));
    Map<NodeId, Integer> counts = new TreeMap<>();
    chosen.forEach((chosenNode, ids) -> counts.put(chosenNode, ids.size()));
    shards = counts;
    return counts.keySet();
  }

  /// What was chosen last.
  ShardChoice choice() {
    return new ShardChoice(shards);
  }
}
