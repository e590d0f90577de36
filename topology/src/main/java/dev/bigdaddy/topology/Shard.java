package dev.bigdaddy.topology;

import dev.bigdaddy.storage.NodeId;
import java.util.List;
import java.util.Optional;

/// A contiguous range of virtual shards of one table that lies on one node.
///
/// A virtual shard with more rows than can move at once moves in parts: it is *in flight*, and its rows
/// lie on two nodes. It is always the first of its shard.
///
/// @param id the shard's number within its table
/// @param first its first virtual shard
/// @param last its last virtual shard, inclusive
/// @param node where its rows lie
/// @param flight the node to which its first virtual shard is on its way; empty if all of it lies on one
public record Shard(int id, int first, int last, NodeId node, Optional<NodeId> flight) {
  public Shard {
    if (first < 0 || last < first || last >= VirtualShard.COUNT) {
      throw new IllegalArgumentException("not a range of virtual shards: " + first + "-" + last);
    }
  }

  /// A shard that lies on one node.
  public Shard(int id, int first, int last, NodeId node) {
    this(id, first, last, node, Optional.empty());
  }

  /// The same shard, whose first virtual shard begins to move.
  public Shard inFlightTo(NodeId target) {
    return new Shard(id, first, last, node, Optional.of(target));
  }

  /// The same shard under another number.
  public Shard numbered(int number) {
    return new Shard(number, first, last, node, flight);
  }

  /// Whether a virtual shard of it is in flight.
  public boolean isInFlight(VirtualShard virtualShard) {
    return flight.isPresent() && virtualShard.number() == first;
  }

  /// The nodes on which its rows lie.
  public List<NodeId> nodes() {
    return flight.map(target -> List.of(node, target)).orElseGet(() -> List.of(node));
  }

  /// The nodes on which the rows of one of its virtual shards can lie.
  public List<NodeId> nodesOf(VirtualShard virtualShard) {
    return isInFlight(virtualShard) ? nodes() : List.of(node);
  }

  /// The node that gets the new rows of one of its virtual shards.
  public NodeId nodeOf(VirtualShard virtualShard) {
    return isInFlight(virtualShard) ? flight.orElseThrow() : node;
  }
}
