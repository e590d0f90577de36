package dev.bigdaddy.storage;

import dev.bigdaddy.storage.StorageException.Kind;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/// What epochs and snapshots of one open database share. Safe for use by many threads.
///
/// @param nodes all nodes and the topology; grows when nodes are created
/// @param turns decides who uses the nodes' writers
/// @param log decides the fate of epochs on several nodes
/// @param commitLatch shared by commit phases, so that a snapshot that found no quiet moment can
///     make one; fair, so that neither side starves
/// @param onCommit told after each commit that wrote something
record OpenDatabase(
    DatabaseDirectory directory,
    StorageSettings settings,
    Seams seams,
    Map<NodeId, StorageNode> nodes,
    Turns turns,
    CommitLog log,
    ReentrantReadWriteLock commitLatch,
    Runnable onCommit) {

  StorageNode node(NodeId id) {
    StorageNode node = nodes.get(id);
    if (node == null) {
      throw new StorageException(Kind.MISSING_NODE, "there is no " + id);
    }
    return node;
  }

  /// Takes the turn of a node that is in use; false if it is not free in time.
  boolean takeTurn(StorageNode node, Duration patience) {
    if (!turns.take(Set.of(node.id()), Turns.Standing.NEWCOMER, patience.toNanos())) {
      return false;
    }
    try {
      node.requireUsable();
      return true;
    } catch (StorageException e) {
      endTurn(node);
      throw e;
    }
  }

  void endTurn(StorageNode node) {
    turns.give(Set.of(node.id()));
  }

  void crash(CrashPoint point) {
    seams.crash().reached(point);
  }
}
