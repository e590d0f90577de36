package dev.bigdaddy.conductor.plan;

import dev.bigdaddy.conductor.schema.UserTable;
import java.util.List;

/// The values that a statement allows for a shard key: its rows lie in their virtual shards only.
///
/// @param table the spread table
/// @param alternatives for each column of the shard key the values it may have; a NULL among them
///     allows nothing, since it comes from an equality
public record KeyRoute(UserTable table, List<List<Scalar>> alternatives) {
  public KeyRoute {
    alternatives = alternatives.stream().map(List::copyOf).toList();
  }

  /// Whether it always leaves one virtual shard, or none.
  public boolean isOneValue() {
    return alternatives.stream().allMatch(values -> values.size() == 1);
  }
}
