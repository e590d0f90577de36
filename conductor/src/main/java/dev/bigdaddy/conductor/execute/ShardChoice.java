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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The shards that a statement's rows can lie in, by node.
///
/// @param shards for each node how many of its shards are asked, in order of the nodes
record ShardChoice(Map<NodeId, Integer> shards) {
  /// More combinations of a composite key's values than this, and all shards are asked.
  private static final int MOST_COMBINATIONS = 1024;

  /// Computes a route with the values of one execution.
  static ShardChoice of(
      UserTable table, Optional<KeyRoute> route, Evaluator evaluator, @Nullable Object[] values) {
    TableLayout layout = table.layout();
    if (route.isEmpty()) {
      return of(layout.shards());
    }
    List<List<Scalar>> alternatives = route.get().alternatives();
    List<Affinity> affinities = affinities(table);
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
        : of(combine(table, keyValues));
  }

  private static List<Shard> combine(UserTable table, List<List<Object>> keyValues) {
    List<Shard> shards = new ArrayList<>();
    collect(table, keyValues, new ArrayList<>(), collations(table), shards);
    return shards;
  }

  private static void collect(
      UserTable table,
      List<List<Object>> keyValues,
      List<Object> key,
      List<Collation> collations,
      List<Shard> shards) {
    if (key.size() == keyValues.size()) {
      Shard shard = table.layout().shardOf(KeyHash.of(key, collations));
      if (!shards.contains(shard)) {
        shards.add(shard);
      }
      return;
    }
    for (Object value : keyValues.get(key.size())) {
      key.add(value);
      collect(table, keyValues, key, collations, shards);
      key.removeLast();
    }
  }

  /// The affinities of a table's shard key; a table without one is hashed by rowid.
  static List<Affinity> affinities(UserTable table) {
    List<String> key = table.layout().shardKey();
    return key.isEmpty()
        ? List.of(Affinity.INTEGER)
        : key.stream().map(name -> table.column(name).affinity()).toList();
  }

  /// The collations of a table's shard key.
  static List<Collation> collations(UserTable table) {
    List<String> key = table.layout().shardKey();
    return key.isEmpty()
        ? List.of(Collation.BINARY)
        : key.stream()
            .map(name -> table.column(name).collation().orElse(Collation.BINARY))
            .toList();
  }

  /// All shards of a table.
  static ShardChoice all(TableLayout layout) {
    return of(layout.shards());
  }

  private static ShardChoice of(List<Shard> shards) {
    Map<NodeId, Integer> byNode = new TreeMap<>();
    for (Shard shard : shards) {
      byNode.merge(shard.node(), 1, Integer::sum);
    }
    return new ShardChoice(byNode);
  }
}
