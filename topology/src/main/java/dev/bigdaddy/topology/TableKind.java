package dev.bigdaddy.topology;

/// How a table's rows are laid out.
public enum TableKind {
  /// One shard: the table lies on one node, stored exactly as the user wrote it.
  WHOLE,
  /// Several shards, each row on the node that its shard key's hash says.
  SPREAD,
  /// A full copy on every node.
  REFERENCE
}
