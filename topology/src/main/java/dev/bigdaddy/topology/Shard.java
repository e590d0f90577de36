package dev.bigdaddy.topology;

import dev.bigdaddy.storage.NodeId;

/// A contiguous range of virtual shards of one table that lies on one node.
///
/// @param id the shard's number within its table
/// @param first its first virtual shard
/// @param last its last virtual shard, inclusive
/// @param node where its rows lie
public record Shard(int id, int first, int last, NodeId node) {
  public Shard {
    if (first < 0 || last < first || last >= VirtualShard.COUNT) {
      throw new IllegalArgumentException("not a range of virtual shards: " + first + "-" + last);
    }
  }
}
