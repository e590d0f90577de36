package dev.bigdaddy.topology;

import dev.bigdaddy.storage.NodeId;
import java.util.List;
import java.util.Optional;

/// A global secondary index of a spread table: which virtual shards hold rows with a value.
///
/// Its entries are rows on the storage nodes, placed by the hash of the index's first term over the
/// nodes listed here, so that one node knows all of a value. Virtual shards never change with
/// resharding, so entries never need rewriting. What it indexes is the CREATE INDEX in the schema.
///
/// @param name the index's name, as spelt in CREATE INDEX
/// @param table its table's name
/// @param status whether it may be read
/// @param error why building it failed
/// @param nodes where its entries lie: each holds an equal range of the hashes
public record VirtualIndex(
    String name, TableName table, IndexStatus status, Optional<String> error, List<NodeId> nodes) {
  public VirtualIndex {
    nodes = List.copyOf(nodes);
    if (nodes.isEmpty()) {
      throw new IllegalArgumentException("a virtual index without nodes: " + name);
    }
  }

  /// The node that holds the entries of a value.
  ///
  /// @param hash the bucket of the value of the index's first term
  public NodeId nodeOf(VirtualShard hash) {
    return nodes.get((int) ((long) hash.number() * nodes.size() / VirtualShard.COUNT));
  }

  /// The same index further on.
  public VirtualIndex with(IndexStatus next, Optional<String> reason) {
    return new VirtualIndex(name, table, next, reason, nodes);
  }

  /// The same index after its table was renamed.
  public VirtualIndex ofTable(TableName next) {
    return new VirtualIndex(name, next, status, error, nodes);
  }
}
