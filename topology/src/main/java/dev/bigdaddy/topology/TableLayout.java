package dev.bigdaddy.topology;

import dev.bigdaddy.storage.NodeId;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.IntStream;

/// Where one table's rows lie.
///
/// @param name the table's name
/// @param kind whole, spread or reference
/// @param shardKey the columns whose hash gives the virtual shard, as spelt in the table; empty for
///     spread tables without a key, which are hashed by rowid; of a whole table those of the time when
///     it was spread
/// @param shards in order of their virtual shards, without gap or overlap; one for a whole table, one
///     for each copy of a reference table
/// @param blockSize rows that background work takes at a time
public record TableLayout(
    TableName name, TableKind kind, List<String> shardKey, List<Shard> shards, int blockSize) {

  /// Rows that background work takes at a time unless the user says otherwise.
  public static final int DEFAULT_BLOCK_SIZE = 500;

  /// The largest block size: a block's rows are held in memory, and its writers wait for it.
  public static final int MOST_BLOCK_SIZE = 10_000;

  /// The most shards that a table may be given.
  public static final int MOST_SHARDS = 256;

  public TableLayout {
    shardKey = List.copyOf(shardKey);
    shards = List.copyOf(shards);
    if (shards.isEmpty()) {
      throw new IllegalArgumentException("a table without shards: " + name);
    }
  }

  /// A table on one node.
  public static TableLayout whole(TableName name, NodeId node) {
    return new TableLayout(
        name,
        TableKind.WHOLE,
        List.of(),
        List.of(new Shard(0, 0, VirtualShard.COUNT - 1, node)),
        DEFAULT_BLOCK_SIZE);
  }

  /// The same over all nodes from the home node on.
  public static TableLayout spread(
      TableName name, List<String> shardKey, int shardCount, int nodeCount) {
    return spread(
        name, shardKey, shardCount, IntStream.range(0, nodeCount).mapToObj(NodeId::new).toList());
  }

  /// A table cut into shards of equal size, dealt to the nodes in turn, so that tables with the same
  /// number of shards form a colocation group.
  public static TableLayout spread(
      TableName name, List<String> shardKey, int shardCount, List<NodeId> nodes) {
    List<Shard> shards = new ArrayList<>(shardCount);
    for (int i = 0; i < shardCount; i++) {
      int first = (int) ((long) VirtualShard.COUNT * i / shardCount);
      int last = (int) ((long) VirtualShard.COUNT * (i + 1) / shardCount) - 1;
      shards.add(new Shard(i, first, last, nodes.get(i % nodes.size())));
    }
    return new TableLayout(name, TableKind.SPREAD, shardKey, shards, DEFAULT_BLOCK_SIZE);
  }

  /// A table with a full copy on every node that can have shards.
  public static TableLayout reference(TableName name, List<NodeId> nodes) {
    List<Shard> copies = new ArrayList<>(nodes.size());
    for (NodeId node : nodes) {
      copies.add(new Shard(copies.size(), 0, VirtualShard.COUNT - 1, node));
    }
    return new TableLayout(name, TableKind.REFERENCE, List.of(), copies, DEFAULT_BLOCK_SIZE);
  }

  /// The same layout with a column of the shard key renamed.
  public TableLayout withKeyColumn(String from, String to) {
    List<String> renamed =
        shardKey.stream()
            .map(column -> TableName.fold(column).equals(TableName.fold(from)) ? to : column)
            .toList();
    return new TableLayout(name, kind, renamed, shards, blockSize);
  }

  /// The same layout under another name.
  public TableLayout renamed(TableName newName) {
    return new TableLayout(newName, kind, shardKey, shards, blockSize);
  }

  /// The same table in other shards.
  public TableLayout withShards(List<Shard> others) {
    return new TableLayout(name, kind, shardKey, others, blockSize);
  }

  /// The same layout with another block size.
  public TableLayout withBlockSize(int rows) {
    return new TableLayout(name, kind, shardKey, shards, rows);
  }

  /// The shard that holds a virtual shard of a spread table.
  public Shard shardOf(VirtualShard virtualShard) {
    int low = 0;
    int high = shards.size() - 1;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (shards.get(middle).last() < virtualShard.number()) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return shards.get(low);
  }

  /// The node that gets the new rows of a virtual shard of a spread table, and holds all others too
  /// unless it is in flight.
  public NodeId nodeOf(VirtualShard virtualShard) {
    return shardOf(virtualShard).nodeOf(virtualShard);
  }

  /// Whether a virtual shard is in flight, so that rows with equal shard keys can lie on two nodes.
  public boolean isInFlight() {
    return shards.stream().anyMatch(shard -> shard.flight().isPresent());
  }

  /// The same table, with the first virtual shard of a shard on its way to a node.
  public TableLayout inFlight(int first, NodeId target) {
    return withShards(
        shards.stream()
            .map(shard -> shard.first() == first ? shard.inFlightTo(target) : shard)
            .toList());
  }

  /// The nodes that hold rows of the table, in order.
  public SortedSet<NodeId> nodes() {
    SortedSet<NodeId> nodes = new TreeSet<>();
    for (Shard shard : shards) {
      nodes.addAll(shard.nodes());
    }
    return nodes;
  }

  /// The shards that have rows on a node.
  public List<Shard> shardsOn(NodeId node) {
    return shards.stream().filter(shard -> shard.nodes().contains(node)).toList();
  }

  /// Whether equal shard keys of both tables always lie on the same node, if the keys hash alike and
  /// none is in flight.
  public boolean placedAs(TableLayout other) {
    if (kind != TableKind.SPREAD || other.kind != TableKind.SPREAD) {
      return false;
    }
    if (shards.size() != other.shards.size()) {
      return false;
    }
    for (int i = 0; i < shards.size(); i++) {
      Shard mine = shards.get(i);
      Shard theirs = other.shards.get(i);
      boolean alike =
          mine.first() == theirs.first()
              && mine.node().equals(theirs.node())
              && mine.flight().equals(theirs.flight());
      if (!alike) {
        return false;
      }
    }
    return true;
  }
}
