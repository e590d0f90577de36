package dev.bigdaddy.conductor.move;

import dev.bigdaddy.conductor.plan.SqlText;
import dev.bigdaddy.storage.Epoch;
import dev.bigdaddy.storage.NodeId;
import dev.bigdaddy.topology.Job;
import dev.bigdaddy.topology.Jobs;
import dev.bigdaddy.topology.Shard;
import dev.bigdaddy.topology.TableKind;
import dev.bigdaddy.topology.TableLayout;
import dev.bigdaddy.topology.TargetShards;
import dev.bigdaddy.topology.TopologySnapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Takes the copies of reference tables from nodes whose last shard has left: nobody reads them there,
/// and each write would have to reach them.
///
/// A node that may get shards again gets its copies before ({@link NodeJobs#undrain}).
record DrainedNodes(Placements placements) {

  /// Takes them from one such node.
  ///
  /// @return false if there is none
  boolean leaveOne() {
    Optional<NodeId> empty = emptyWithCopies(placements.schema().user().topology());
    if (empty.isEmpty()) {
      return false;
    }
    NodeId node = empty.get();
    try (Epoch epoch =
        placements.storage().begin(Set.of(NodeId.TOPOLOGY, node), MoveBatch.FLAGS)) {
      TopologySnapshot topology = placements.schema().user().topology();
      if (isEmpty(topology, node)) {
        List<TableLayout> left = new ArrayList<>();
        for (TableLayout table : topology.tables()) {
          if (table.nodes().contains(node)) {
            epoch.update(node, "DROP TABLE " + SqlText.quote(table.name().spelling()));
            left.add(table.withShards(without(table, node)));
          }
        }
        placements.commit(epoch, topology.with(left));
      }
    }
    return true;
  }

  private static Optional<NodeId> emptyWithCopies(TopologySnapshot topology) {
    return topology.drainingNodes().stream()
        .filter(node -> isEmpty(topology, node))
        .filter(node -> topology.tables().stream().anyMatch(table -> table.nodes().contains(node)))
        .findFirst();
  }

  /// Whether a node has no shards, and gets none.
  static boolean isEmpty(TopologySnapshot topology, NodeId node) {
    return topology.drainingNodes().contains(node)
        && topology.tables().stream()
            .filter(table -> table.kind() != TableKind.REFERENCE)
            .noneMatch(table -> table.nodes().contains(node));
  }

  /// The job that moves rows to a node, if one does.
  static Optional<Job> jobTo(NodeId node, Epoch epoch) {
    return Jobs.open(epoch.on(NodeId.TOPOLOGY)).stream()
        .filter(job -> job.kind() == Job.Kind.RESHARD)
        .filter(
            job ->
                TargetShards.of(job.target()).shards().stream()
                    .anyMatch(shard -> shard.node().equals(node)))
        .findFirst();
  }

  private static List<Shard> without(TableLayout table, NodeId node) {
    List<Shard> shards = new ArrayList<>();
    for (Shard shard : table.shards()) {
      if (!shard.node().equals(node)) {
        shards.add(new Shard(shards.size(), shard.first(), shard.last(), shard.node()));
      }
    }
    return shards;
  }
}
