package dev.bigdaddy.conductor.move;

import dev.bigdaddy.conductor.index.EntryTables;
import dev.bigdaddy.conductor.index.IndexCatalog;
import dev.bigdaddy.conductor.index.NewIndexes;
import dev.bigdaddy.conductor.schema.UserSchema;
import dev.bigdaddy.conductor.schema.UserTable;
import dev.bigdaddy.sql.tree.CreateIndex;
import dev.bigdaddy.storage.Epoch;
import dev.bigdaddy.storage.NodeId;
import dev.bigdaddy.topology.IndexStatus;
import dev.bigdaddy.topology.TableLayout;
import dev.bigdaddy.topology.TargetShards;
import dev.bigdaddy.topology.TopologySnapshot;
import dev.bigdaddy.topology.VirtualIndex;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// The indexes of a table with one shard become virtual ones, as CREATE INDEX on a table of several would
/// make them: when all rows have their virtual shards, and before the first one leaves its node, so that
/// UNIQUE ones never miss a rival. Used by one thread.
///
/// @param table a table of the group that moves
/// @param target where it will lie
record SpreadIndexes(Placements placements, String table, TargetShards target) {

  /// Begins them in an epoch of its own.
  ///
  /// @return false if there was nothing to do
  boolean begin() {
    if (missing(placements.schema().user()).isEmpty()) {
      return false;
    }
    try (Epoch epoch = placements.storage().begin(held(), MoveBatch.FLAGS)) {
      UserSchema schema = placements.schema().user();
      List<VirtualIndex> missing = missing(schema);
      missing.forEach(index -> index.nodes().forEach(node -> enlist(epoch, schema, node)));
      TopologySnapshot before = schema.topology();
      List<VirtualIndex> indexes = new ArrayList<>(before.indexes());
      indexes.addAll(missing);
      Set<NodeId> nodes = new TreeSet<>(before.createdNodes());
      missing.forEach(index -> nodes.addAll(index.nodes()));
      TopologySnapshot begun = before.with(nodes, before.tables(), before.schema(), indexes);
      List<IndexCatalog.Entry> entries =
          IndexCatalog.of(schema.with(begun)).all().stream()
              .filter(entry -> missing.contains(entry.index()))
              .toList();
      TopologySnapshot next = begun;
      for (VirtualIndex ready : NewIndexes.begin(epoch, entries, placements.millis())) {
        next = next.with(ready);
      }
      placements.commit(epoch, next);
    }
    return true;
  }

  /// The nodes that exist, of those that will be needed.
  private Set<NodeId> held() {
    UserSchema schema = placements.schema().user();
    Set<NodeId> held = new TreeSet<>(schema.table(table).orElseThrow().layout().nodes());
    held.add(NodeId.TOPOLOGY);
    for (VirtualIndex index : missing(schema)) {
      index.nodes().stream()
          .filter(schema.topology().createdNodes()::contains)
          .forEach(held::add);
    }
    return held;
  }

  private void enlist(Epoch epoch, UserSchema schema, NodeId node) {
    if (epoch.nodes().contains(node)) {
      return;
    }
    if (!schema.topology().createdNodes().contains(node)) {
      placements.storage().createNode(node);
    }
    epoch.enlist(node);
  }

  private List<VirtualIndex> missing(UserSchema schema) {
    UserTable spread = schema.table(table).orElseThrow();
    TopologySnapshot topology = schema.topology();
    TableLayout reached = spread.layout().withShards(target.shards());
    List<VirtualIndex> missing = new ArrayList<>();
    for (CreateIndex index : schema.indexes(spread.name())) {
      String name = index.name().name().name();
      boolean known = topology.indexes().stream().anyMatch(other -> other.name().equals(name));
      if (!known && EntryTables.of(index, spread).isPresent()) {
        missing.add(
            new VirtualIndex(
                name,
                spread.layout().name(),
                IndexStatus.BUILDING,
                Optional.empty(),
                NewIndexes.nodes(reached, topology)));
      }
    }
    return missing;
  }
}
