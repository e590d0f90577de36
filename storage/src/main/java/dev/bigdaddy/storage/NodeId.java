package dev.bigdaddy.storage;

/// The number of a storage node. Nodes are always locked in the order of their numbers, the
/// topology first.
///
/// @param number 0 or more; -1 is the topology
public record NodeId(int number) implements Comparable<NodeId> {
  /// The topology: a small SQLite database that takes part in epochs like any node.
  public static final NodeId TOPOLOGY = new NodeId(-1);

  /// The node on which every table begins.
  public static final NodeId HOME = new NodeId(0);

  public NodeId {
    if (number < -1) {
      throw new IllegalArgumentException("node number " + number);
    }
  }

  /// The name that people see: `node-0`, or `topology`.
  public String name() {
    return number < 0 ? "topology" : "node-" + number;
  }

  /// The name of the node's file in the directory of the database.
  public String fileName() {
    return name() + ".db";
  }

  @Override
  public int compareTo(NodeId other) {
    return Integer.compare(number, other.number);
  }

  @Override
  public String toString() {
    return name();
  }
}
