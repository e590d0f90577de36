package dev.bigdaddy.conductor.execute;

import dev.bigdaddy.conductor.ShardStats;
import dev.bigdaddy.storage.NodeId;
import java.time.Duration;
import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// What one node does for one statement, counted while it runs. Used by one thread at a time.
public final class NodeWork {
  private final String table;
  private final int shards;
  private final NodeId node;
  private final long startNanos = System.nanoTime();
  private long endNanos;
  private long rowsReturned;
  private long rowsAffected;

  /// @param table the table whose shards are asked; empty for none
  /// @param shards how many of its shards on this node
  public NodeWork(String table, int shards, NodeId node) {
    this.table = table;
    this.shards = shards;
    this.node = node;
  }

  /// The node.
  public NodeId node() {
    return node;
  }

  /// The nodes of several.
  static Set<NodeId> nodes(Collection<NodeWork> work) {
    return work.stream().map(NodeWork::node).collect(Collectors.toCollection(TreeSet::new));
  }

  /// Counts rows that left the node.
  public void returned(long rows) {
    rowsReturned += rows;
  }

  /// Counts rows that were changed.
  public void affected(long rows) {
    rowsAffected += rows;
  }

  /// Takes the time.
  public void ended() {
    endNanos = System.nanoTime();
  }

  /// The figures so far.
  public ShardStats stats() {
    long until = endNanos == 0 ? System.nanoTime() : endNanos;
    return new ShardStats(
        table, shards, node.name(), rowsReturned, rowsAffected, Duration.ofNanos(until - startNanos));
  }
}
