package dev.bigdaddy.conductor;

import java.util.List;

/// How a statement runs, as values.
///
/// @param rung the rung of the read or write ladder in plain words, as `one node`, `streamed merge`,
///     `partial aggregates`, `gather`
/// @param reason why no cheaper rung fitted; empty if it is the cheapest
/// @param nodes what each node is asked
/// @param merge how the nodes' answers become one; empty if one node answers alone
public record Explanation(String rung, String reason, List<NodeStatement> nodes, String merge) {

  /// A statement that one node runs.
  ///
  /// @param node the storage node's name, as `node-0`
  /// @param shards the shards asked, as `posts: 3 of 8`; empty if no spread table is asked
  /// @param sql the text sent to the node
  public record NodeStatement(String node, String shards, String sql) {}
}
