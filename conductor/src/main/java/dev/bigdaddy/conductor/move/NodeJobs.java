package dev.bigdaddy.conductor.move;

import dev.bigdaddy.conductor.BigDaddyException;
import dev.bigdaddy.conductor.ErrorCode;
import dev.bigdaddy.conductor.TableOperations.Measure;
import dev.bigdaddy.storage.CrashPoint;
import dev.bigdaddy.storage.Epoch;
import dev.bigdaddy.storage.NodeId;
import dev.bigdaddy.topology.Shard;
import dev.bigdaddy.topology.TableKind;
import dev.bigdaddy.topology.TableLayout;
import dev.bigdaddy.topology.TargetShards;
import dev.bigdaddy.topology.TopologySnapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/// Nodes come, are emptied, and get equally much. Each colocation group whose shards change their nodes
/// gets a job of its own, all in the epoch that decides it.
record NodeJobs(Placements placements) {
  /// As many as a database can be made with.
  private static final int MOST_NODES = 64;

  /// Lets the database use one more node. Its file is made when the first rows come, or now if it gets
  /// copies of reference tables.
  ///
  /// @return its number
  int add() {
    // The home node is held, so that no copy changes while it is copied.
    try (Epoch epoch =
        placements.storage().begin(Set.of(NodeId.TOPOLOGY, NodeId.HOME), MoveBatch.FLAGS)) {
      TopologySnapshot topology = placements.schema().user().topology();
      int number = topology.nodeCount();
      if (number >= MOST_NODES) {
        throw new BigDaddyException(
            ErrorCode.LIMIT, "a database has " + MOST_NODES + " nodes at most");
      }
      List<TableLayout> copies =
          new ReferenceCopy(placements, epoch, new NodeId(number)).copyMissing();
      placements.commit(epoch, topology.withNode(copies));
      return number;
    }
  }

  /// Empties a node, which gets no new shards from now on. With its last shard go its copies of reference
  /// tables: now if it has no shards.
  List<Long> drain(long number) {
    List<Long> jobs = beginDraining(number);
    try (Placements.Quiet _ = placements.quiet()) {
      while (new DrainedNodes(placements).leaveOne()) {
        placements.storage().crash(CrashPoint.MOVE_COPIES_LEFT);
      }
    }
    return jobs;
  }

  private List<Long> beginDraining(long number) {
    try (Epoch epoch = placements.storage().begin(Set.of(NodeId.TOPOLOGY))) {
      TopologySnapshot topology = placements.schema().user().topology();
      NodeId node = node(topology, number);
      if (node.equals(NodeId.HOME)) {
        throw new BigDaddyException(
            ErrorCode.SQL, "node 0 is the home node, which has all whole tables: it stays in use");
      }
      DrainedNodes.jobTo(node, epoch)
          .ifPresent(
              job -> {
                throw new BigDaddyException(
                    ErrorCode.JOB_RUNNING,
                    "job %d moves rows of %s to node %d: wait until it is complete, or CANCEL JOB %d"
                        .formatted(job.id(), job.table(), number, job.id()));
              });
      Set<NodeId> draining = new TreeSet<>(topology.drainingNodes());
      draining.add(node);
      if (!topology.createdNodes().contains(node)) {
        placements.storage().createNode(node);
      }
      TopologySnapshot next = topology.withDraining(draining, List.of());
      return begin(epoch, topology, next, Measure.ROWS, Balance::evacuated);
    }
  }

  /// Lets a node get new shards again, and gives it the copies of reference tables that it lacks.
  void undrain(long number) {
    NodeId node = node(placements.schema().user().topology(), number);
    // The home node is held, so that no copy changes while it is copied.
    try (Epoch epoch =
        placements.storage().begin(Set.of(NodeId.TOPOLOGY, NodeId.HOME), MoveBatch.FLAGS)) {
      TopologySnapshot topology = placements.schema().user().topology();
      Set<NodeId> draining = new TreeSet<>(topology.drainingNodes());
      if (draining.remove(node)) {
        List<TableLayout> copies = new ReferenceCopy(placements, epoch, node).copyMissing();
        placements.commit(epoch, topology.withDraining(draining, copies));
      }
    }
  }

  /// Moves shards from nodes that have much to nodes that have little.
  List<Long> rebalance(Measure measure) {
    try (Epoch epoch = placements.storage().begin(Set.of(NodeId.TOPOLOGY))) {
      TopologySnapshot topology = placements.schema().user().topology();
      return begin(epoch, topology, topology, measure, Balance::balanced);
    }
  }

  private static NodeId node(TopologySnapshot topology, long number) {
    if (number < 0 || number >= topology.nodeCount()) {
      throw new BigDaddyException(ErrorCode.SQL, "no such node: " + number);
    }
    return new NodeId((int) number);
  }

  /// Registers the jobs that make of the present shards those that are decided on.
  private List<Long> begin(
      Epoch epoch,
      TopologySnapshot topology,
      TopologySnapshot next,
      Measure measure,
      Function<Balance, List<Balance.Load>> decision) {
    List<List<TableLayout>> groups = groups(topology);
    ShardWeights weights = new ShardWeights(placements.storage(), measure);
    List<Balance.Load> loads = new ArrayList<>();
    for (int i = 0; i < groups.size(); i++) {
      List<Shard> shards = groups.get(i).getFirst().shards();
      long[] weight = weights.of(groups.get(i));
      for (int shard = 0; shard < shards.size(); shard++) {
        loads.add(new Balance.Load(i, shard, shards.get(shard).node(), weight[shard]));
      }
    }
    List<Balance.Load> decided = decision.apply(new Balance(loads, next.usableNodes()));
    List<Long> jobs = new ArrayList<>();
    for (int i = 0; i < groups.size(); i++) {
      TableLayout layout = groups.get(i).getFirst();
      List<Shard> target = target(layout, i, decided);
      if (!target.equals(layout.shards())) {
        jobs.add(
            new JobQueue(placements).add(epoch, topology, layout, new TargetShards(target)));
      }
    }
    if (next.version() > topology.version()) {
      placements.commit(epoch, next);
    } else {
      epoch.commit();
    }
    return jobs;
  }

  private static List<Shard> target(TableLayout layout, int group, List<Balance.Load> decided) {
    List<Shard> target = new ArrayList<>(layout.shards());
    for (Balance.Load load : decided) {
      if (load.group() == group) {
        Shard shard = layout.shards().get(load.shard());
        boolean stays = load.node().equals(shard.node());
        target.set(
            load.shard(),
            stays ? shard : new Shard(shard.id(), shard.first(), shard.last(), load.node()));
      }
    }
    return target;
  }

  /// The colocation groups of spread tables.
  private static List<List<TableLayout>> groups(TopologySnapshot topology) {
    List<List<TableLayout>> groups = new ArrayList<>();
    for (TableLayout table : topology.tables()) {
      boolean known = groups.stream().anyMatch(group -> group.contains(table));
      if (table.kind() == TableKind.SPREAD && !known) {
        groups.add(topology.group(table));
      }
    }
    return groups;
  }
}
