package dev.bigdaddy.conductor.move;

import dev.bigdaddy.storage.NodeId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;

/// Decides which shards change their nodes so that all nodes have about equally much. It moves few: each
/// time the one shard that brings the fullest and the emptiest node closest together. Used once, by one
/// thread.
final class Balance {
  /// Nodes that differ by less than this part of their average are balanced: moving rows is dear, and
  /// they change.
  private static final double TOLERANCE = 0.1;

  /// A shard of a colocation group.
  ///
  /// @param group the group's place among all
  /// @param shard the shard's place in the group's layout
  /// @param weight its rows, or bytes
  record Load(int group, int shard, NodeId node, long weight) {

    Load on(NodeId other) {
      return new Load(group, shard, other, weight);
    }
  }

  private final List<Load> loads;
  private final List<NodeId> nodes;

  /// @param nodes those that may have shards; what lies on others leaves
  Balance(List<Load> loads, List<NodeId> nodes) {
    this.loads = new ArrayList<>(loads);
    this.nodes = nodes;
  }

  /// Only takes shards from nodes that may have none.
  List<Load> evacuated() {
    List<Load> strays =
        loads.stream()
            .filter(load -> !nodes.contains(load.node()))
            .sorted(Comparator.comparingLong(Load::weight).reversed())
            .toList();
    strays.forEach(stray -> move(stray, extreme(Comparator.reverseOrder())));
    return loads;
  }

  /// Takes shards from nodes that may have none, and from full ones.
  List<Load> balanced() {
    evacuated();
    boolean improves = true;
    while (improves) {
      improves = moveOne();
    }
    return loads;
  }

  private boolean moveOne() {
    NodeId full = extreme(Comparator.naturalOrder());
    NodeId empty = extreme(Comparator.reverseOrder());
    long gap = weight(full) - weight(empty);
    double average = nodes.stream().mapToLong(this::weight).average().orElse(0);
    if (gap <= average * TOLERANCE) {
      return false;
    }
    // What is left of the gap when the shard has moved; each move makes the sum of squares smaller.
    Load best =
        loads.stream()
            .filter(load -> load.node().equals(full) && load.weight() > 0)
            .filter(load -> load.weight() < gap)
            .min(Comparator.comparingLong(load -> Math.abs(gap - 2 * load.weight())))
            .orElse(null);
    if (best == null) {
      return false;
    }
    move(best, empty);
    return true;
  }

  private void move(Load load, NodeId target) {
    loads.set(loads.indexOf(load), load.on(target));
  }

  private long weight(NodeId node) {
    return loads.stream().filter(on(node)).mapToLong(Load::weight).sum();
  }

  /// The fullest node, or with the reverse order the emptiest; of equally full ones that with more
  /// shards, or fewer.
  private NodeId extreme(Comparator<Long> order) {
    Comparator<NodeId> byWeight = Comparator.comparing(this::weight, order);
    return nodes.stream()
        .max(byWeight.thenComparing(node -> loads.stream().filter(on(node)).count(), order))
        .orElseThrow();
  }

  private static Predicate<Load> on(NodeId node) {
    return load -> load.node().equals(node);
  }
}
