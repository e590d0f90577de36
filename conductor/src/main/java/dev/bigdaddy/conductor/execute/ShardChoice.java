package dev.bigdaddy.conductor.execute;

import dev.bigdaddy.conductor.plan.KeyRoute;
import dev.bigdaddy.conductor.plan.Scalar;
import dev.bigdaddy.conductor.routing.KeyHash;
import dev.bigdaddy.conductor.schema.Affinity;
import dev.bigdaddy.conductor.schema.Collation;
import dev.bigdaddy.conductor.schema.UserTable;
import dev.bigdaddy.storage.NodeId;
import dev.bigdaddy.topology.Shard;
import dev.bigdaddy.topology.TableLayout;
import dev.bigdaddy.topology.VirtualShard;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The shards that a statement's rows can lie in, by node.
///
/// @param shards for each node how many of its shards are asked, in order of the nodes
/// @param virtualShards those that the shard key names; empty if it does not narrow them
record ShardChoice(Map<NodeId, Integer> shards, Set<VirtualShard> virtualShards) {
  /// More combinations of a composite key's values than this, and all shards are asked.
  private static final int MOST_COMBINATIONS = 1024;

  /// Shards that were found in another way than by their key.
  ShardChoice(Map<NodeId, Integer> shards) {
    this(shards, Set.of());
  }

  /// Computes a route with the values of one execution.
  static ShardChoice of(
      UserTable table, Optional<KeyRoute> route, Evaluator evaluator, @Nullable Object[] values) {
    TableLayout layout = table.layout();
    if (route.isEmpty()) {
      return of(layout.shards());
    }
    List<List<Scalar>> alternatives = route.get().alternatives();
    if (alternatives.size() == 1 && alternatives.getFirst().size() == 1) {
      return ofOneValue(table, alternatives.getFirst().getFirst(), evaluator, values);
    }
    List<Affinity> affinities = table.keyAffinities();
    long combinations = 1;
    List<List<Object>> keyValues = new ArrayList<>(alternatives.size());
    for (int i = 0; i < alternatives.size(); i++) {
      List<Object> columnValues = new ArrayList<>(alternatives.get(i).size());
      for (Scalar scalar : alternatives.get(i)) {
        Object value = evaluator.convert(affinities.get(i), evaluator.evaluate(scalar, values));
        if (value != null) {
          columnValues.add(value);
        }
      }
      keyValues.add(columnValues);
      combinations *= columnValues.size();
    }
    return combinations > MOST_COMBINATIONS
        ? of(layout.shards())
        : of(combine(table, keyValues), layout);
  }

  /// The same for the most frequent route, a point query's.
  private static ShardChoice ofOneValue(
      UserTable table, Scalar scalar, Evaluator evaluator, @Nullable Object[] values) {
    Object value =
        evaluator.convert(
            table.keyAffinities().getFirst(), evaluator.evaluate(scalar, values));
    if (value == null) {
      return new ShardChoice(Map.of());
    }
    VirtualShard virtualShard = KeyHash.of(List.of(value), table.keyCollations());
    Shard shard = table.layout().shardOf(virtualShard);
    return shard.isInFlight(virtualShard)
        ? of(Set.of(virtualShard), table.layout())
        : new ShardChoice(Map.of(shard.node(), 1), Set.of(virtualShard));
  }

  private static Set<VirtualShard> combine(UserTable table, List<List<Object>> keyValues) {
    Set<VirtualShard> found = new LinkedHashSet<>();
    collect(keyValues, new ArrayList<>(), table.keyCollations(), found);
    return found;
  }

  private static void collect(
      List<List<Object>> keyValues,
      List<Object> key,
      List<Collation> collations,
      Set<VirtualShard> found) {
    if (key.size() == keyValues.size()) {
      found.add(KeyHash.of(key, collations));
      return;
    }
    for (Object value : keyValues.get(key.size())) {
      key.add(value);
      collect(keyValues, key, collations, found);
      key.removeLast();
    }
  }

  /// All shards of a table.
  static ShardChoice all(TableLayout layout) {
    return of(layout.shards());
  }

  private static ShardChoice of(List<Shard> shards) {
    Map<NodeId, Integer> byNode = new TreeMap<>();
    for (Shard shard : shards) {
      shard.nodes().forEach(node -> byNode.merge(node, 1, Integer::sum));
    }
    return new ShardChoice(byNode);
  }

  /// The shards of some virtual shards: of one that is in flight on both its nodes.
  static ShardChoice of(Set<VirtualShard> virtualShards, TableLayout layout) {
    Map<NodeId, Set<Integer>> chosen = new TreeMap<>();
    for (VirtualShard virtualShard : virtualShards) {
      Shard shard = layout.shardOf(virtualShard);
      for (NodeId node : shard.nodesOf(virtualShard)) {
        chosen.computeIfAbsent(node, _ -> new HashSet<>()).add(shard.id());
      }
    }
    Map<NodeId, Integer> counts = new TreeMap<>();
    chosen.forEach((node, ids) -> counts.put(node, ids.size()));
    return new ShardChoice(counts, virtualShards);
  }
}
