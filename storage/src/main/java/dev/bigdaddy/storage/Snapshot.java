package dev.bigdaddy.storage;

import java.util.Set;

/// Readers of several nodes that all see one and the same instant. Different nodes may be read by
/// different threads at the same time, one node by one thread.
public final class Snapshot implements AutoCloseable {
  Snapshot() {}

  /// The nodes that it covers.
  public Set<NodeId> nodes() {
    throw new UnsupportedOperationException("soon");
  }

  /// The pinned reader of a node.
  public SqliteConnection on(NodeId id) {
    throw new UnsupportedOperationException("soon");
  }

  /// The node's {@link Storage#commitCount} at that instant.
  public long commitCount(NodeId id) {
    throw new UnsupportedOperationException("soon");
  }

  /// Gives the readers back; closing twice is harmless.
  @Override
  public void close() {}
}
