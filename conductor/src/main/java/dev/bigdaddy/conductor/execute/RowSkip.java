package dev.bigdaddy.conductor.execute;

import dev.bigdaddy.conductor.plan.NodeSql;
import dev.bigdaddy.conductor.plan.ReadPlan.Skip;
import dev.bigdaddy.storage.NodeId;
import dev.bigdaddy.storage.RowCursor;
import dev.bigdaddy.storage.SqliteConnection;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/// Skips the rows before a deep OFFSET where they lie.
///
/// Each of n nodes says which rowid it has behind offset / n rows. Before the first of these, the pivot, no
/// node has more rows than that, so all nodes together have no more than are to be skipped: they count
/// them, and only what is left is skipped by merging rows from the pivot on. Keys are hashed over the nodes,
/// so that little is left. Safe for use by many threads.
final class RowSkip {
  private final ShardExecutor shards;

  RowSkip(ShardExecutor shards) {
    this.shards = shards;
  }

  /// Sets the pivot among the values.
  ///
  /// @return how many rows from the pivot on are still to be skipped; empty if no node has so many rows
  OptionalLong skip(
      Skip skip,
      long offset,
      @Nullable Object[] values,
      ReadView view,
      Collection<NodeId> nodes) {
    values[skip.nthIndex()] = offset / nodes.size();
    OptionalLong pivot =
        ask(skip.nth(), values, view, nodes).stream()
            .flatMapToLong(OptionalLong::stream)
            .reduce((a, b) -> skip.descending() ? Math.max(a, b) : Math.min(a, b));
    if (pivot.isEmpty()) {
      return OptionalLong.empty();
    }
    values[skip.pivotIndex()] = pivot.getAsLong();
    long before =
        ask(skip.before(), values, view, nodes).stream()
            .mapToLong(OptionalLong::orElseThrow)
            .sum();
    return OptionalLong.of(offset - before);
  }

  private List<OptionalLong> ask(
      NodeSql sql, @Nullable Object[] values, ReadView view, Collection<NodeId> nodes) {
    @Nullable Object[] bound = sql.bind(values);
    List<Callable<OptionalLong>> tasks = new ArrayList<>();
    for (NodeId node : nodes) {
      SqliteConnection connection = view.on(node);
      tasks.add(
          () -> {
            try (RowCursor rows = connection.query(sql.text(), bound)) {
              return rows.next() ? OptionalLong.of(rows.longAt(0)) : OptionalLong.empty();
            }
          });
    }
    return shards.runAll(tasks);
  }
}
