package dev.bigdaddy.storage;

import java.util.Set;

/// Tells which storage nodes exist. Implemented by the topology, asked while a database is created
/// or opened, after the topology's own part of the commit log was repeated.
@FunctionalInterface
public interface NodeCatalog {
  /// All nodes that were created, without the topology itself.
  ///
  /// @param topology the topology's connection, for this call only
  Set<NodeId> createdNodes(SqliteConnection topology);
}
