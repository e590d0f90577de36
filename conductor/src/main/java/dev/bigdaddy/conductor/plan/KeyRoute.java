package dev.bigdaddy.conductor.plan;

import dev.bigdaddy.conductor.index.IndexCatalog;
import dev.bigdaddy.conductor.schema.UserTable;
import java.util.List;
import java.util.Optional;

/// The values that a statement allows for a shard key, or for the leading terms of a virtual index: its
/// rows lie in the virtual shards of these values only.
///
/// @param table the spread table
/// @param alternatives for each column of the key, or each leading term, the values it may have; a NULL
///     among them allows nothing, since it comes from an equality
/// @param index the index whose entries tell the virtual shards; empty if the values are a shard key
public record KeyRoute(
    UserTable table, List<List<Scalar>> alternatives, Optional<IndexCatalog.Entry> index) {
  public KeyRoute {
    alternatives = alternatives.stream().map(List::copyOf).toList();
  }

  /// The values of a shard key.
  public KeyRoute(UserTable table, List<List<Scalar>> alternatives) {
    this(table, alternatives, Optional.empty());
  }

  /// Whether it always leaves one virtual shard, or none, on one node.
  public boolean isOneValue() {
    return index.isEmpty()
        && !table.layout().isInFlight()
        && alternatives.stream().allMatch(values -> values.size() == 1);
  }
}
