package dev.bigdaddy.conductor.execute;

import dev.bigdaddy.conductor.plan.MergeTerm;
import dev.bigdaddy.conductor.plan.NodeSql;
import dev.bigdaddy.conductor.plan.ReadPlan.Skip;
import dev.bigdaddy.storage.NodeId;
import dev.bigdaddy.storage.RowCursor;
import dev.bigdaddy.storage.SqliteConnection;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/// Skips the rows before a deep OFFSET where they lie.
///
/// Each of n nodes says which row it has behind offset / n rows. Before the first of these, the pivot, no
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
  /// @return how many rows from the pivot on are still to be skipped; empty if there is no pivot
  OptionalLong skip(
      Skip skip,
      long offset,
      @Nullable Object[] values,
      ReadView view,
      Collection<NodeId> nodes) {
    values[skip.nthIndex()] = offset / nodes.size();
    Optional<@Nullable Object[]> pivot =
        ask(skip.nth(), values, view, nodes).stream()
            .flatMap(Optional::stream)
            .reduce((a, b) -> isBefore(b, a, skip.terms()) ? b : a);
    if (pivot.isEmpty() || !isComparable(pivot.get())) {
      return OptionalLong.empty();
    }
    for (int i = 0; i < skip.pivotIndexes().size(); i++) {
      values[skip.pivotIndexes().get(i)] = pivot.get()[i];
    }
    long before = 0;
    for (Optional<@Nullable Object[]> count : ask(skip.before(), values, view, nodes)) {
      before += (Long) Objects.requireNonNull(count.orElseThrow()[0]);
    }
    return OptionalLong.of(offset - before);
  }

  private static boolean isBefore(
      @Nullable Object[] row, @Nullable Object[] other, List<MergeTerm> terms) {
    for (int i = 0; i < terms.size(); i++) {
      int order = ValueOrder.compare(row[i], other[i], terms.get(i).collation());
      if (order != 0) {
        return terms.get(i).descending() ? order > 0 : order < 0;
      }
    }
    return false;
  }

  /// Nothing is less than NULL, and text that is not valid UTF-8 could only be bound as a blob.
  private static boolean isComparable(@Nullable Object[] pivot) {
    for (Object value : pivot) {
      if (value == null || value instanceof RawText) {
        return false;
      }
    }
    return true;
  }

  /// The first row of each node.
  private List<Optional<@Nullable Object[]>> ask(
      NodeSql sql, @Nullable Object[] values, ReadView view, Collection<NodeId> nodes) {
    @Nullable Object[] bound = sql.bind(values);
    List<Callable<Optional<@Nullable Object[]>>> tasks = new ArrayList<>();
    for (NodeId node : nodes) {
      SqliteConnection connection = view.on(node);
      tasks.add(
          () -> {
            try (RowCursor rows = connection.query(sql.text(), bound)) {
              if (!rows.next()) {
                return Optional.empty();
              }
              @Nullable Object[] row = new @Nullable Object[rows.columnCount()];
              for (int column = 0; column < row.length; column++) {
                row[column] = RawText.read(rows, column);
              }
              return Optional.of(row);
            }
          });
    }
    return shards.runAll(tasks);
  }
}
