package dev.bigdaddy.storage;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/// All files of one database directory. Safe for use by many threads.
public final class Storage implements AutoCloseable {
  private Storage() {}

  /// Makes a new database in a new or empty directory.
  public static Storage create(
      Path directory, StorageSettings settings, List<String> topologySchema, NodeCatalog catalog) {
    throw new UnsupportedOperationException("soon");
  }

  /// Locks, recovers and opens a database.
  public static Storage open(Path directory, StorageSettings settings, NodeCatalog catalog) {
    throw new UnsupportedOperationException("soon");
  }

  /// Whether the directory holds a database.
  public static boolean isDatabase(Path directory) {
    throw new UnsupportedOperationException("soon");
  }

  /// Makes the file of a node, durably.
  public void createNode(NodeId id) {
    throw new UnsupportedOperationException("soon");
  }

  /// The nodes, without the topology.
  public Set<NodeId> nodes() {
    throw new UnsupportedOperationException("soon");
  }

  /// A reader of the node; each statement sees the latest commit.
  public ReaderLease reader(NodeId id) {
    throw new UnsupportedOperationException("soon");
  }

  /// Readers of several nodes at one instant.
  public Snapshot snapshot(Set<NodeId> ids) {
    throw new UnsupportedOperationException("soon");
  }

  /// How many commits changed the node since it was opened.
  public long commitCount(NodeId id) {
    throw new UnsupportedOperationException("soon");
  }

  /// Begins an epoch with all {@link WriterFlag}s off.
  public Epoch begin(Set<NodeId> planned) {
    throw new UnsupportedOperationException("soon");
  }

  /// Begins an epoch with these flags on.
  public Epoch begin(Set<NodeId> planned, Set<WriterFlag> flags) {
    throw new UnsupportedOperationException("soon");
  }

  /// Writes all WALs back.
  public void checkpoint() {
    throw new UnsupportedOperationException("soon");
  }

  /// Closes everything.
  @Override
  public void close() {}
}
