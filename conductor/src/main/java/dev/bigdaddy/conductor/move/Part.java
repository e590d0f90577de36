package dev.bigdaddy.conductor.move;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Rows that move in one epoch: those of a range of whole virtual shards, or the front of one of them in
/// order of the key.
///
/// @param last the last key of the front; empty if the virtual shards are whole
record Part(int first, int lastShard, Optional<@Nullable Object[]> last) {

  /// All rows of some virtual shards.
  static Part whole(int first, int lastShard) {
    return new Part(first, lastShard, Optional.empty());
  }

  /// What narrows a work list to it.
  ///
  /// @param prefix names the work list
  String condition(MovedTable table, String prefix) {
    String range = prefix + "virtual_shard BETWEEN ? AND ?";
    if (last.isEmpty()) {
      return range;
    }
    List<String> keys = new ArrayList<>();
    List<String> places = new ArrayList<>();
    for (int i = 0; i < table.key().size(); i++) {
      keys.add(prefix + "k" + i);
      places.add(Cell.placeholder(last.get()[i]));
    }
    return "%s AND (%s) <= (%s)"
        .formatted(range, String.join(", ", keys), String.join(", ", places));
  }

  /// The values of its condition's parameters, with more of them behind.
  @Nullable Object[] values(Object... more) {
    List<@Nullable Object> values = new ArrayList<>();
    values.add((long) first);
    values.add((long) lastShard);
    last.ifPresent(
        key -> {
          for (Object value : key) {
            values.add(Cell.bound(value));
          }
        });
    values.addAll(List.of(more));
    return values.toArray();
  }
}
