package dev.bigdaddy.conductor.execute;

import dev.bigdaddy.conductor.schema.Collation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The rows of a RETURNING clause that several nodes gave.
final class ReturnedRows {
  private ReturnedRows() {}

  /// The rows as one file gives them, without what stands behind them.
  ///
  /// @param width how many columns the user asked for
  /// @param ordered whether the column behind them is the rowid, by which SQLite changes rows
  static List<@Nullable Object[]> of(
      List<@Nullable Object[]> rows, int width, boolean ordered) {
    List<@Nullable Object[]> all = new ArrayList<>(rows);
    if (ordered) {
      all.sort((a, b) -> ValueOrder.compare(a[width], b[width], Collation.BINARY));
    }
    return all.stream().map(row -> Arrays.copyOf(row, width)).toList();
  }
}
