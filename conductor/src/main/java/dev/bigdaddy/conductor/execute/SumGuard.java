package dev.bigdaddy.conductor.execute;

import dev.bigdaddy.storage.RowCursor;
import dev.bigdaddy.storage.StorageException;
import dev.bigdaddy.storage.ValueType;
import java.util.List;

/// Decides whether the nodes' answers may be joined. Each guard column stays below 2^62 in total if so:
/// it sums absolute values, as reals, whose error is far smaller than the half that is kept in
/// reserve, or it counts rows that must not be there, each as 2^62. Used by one thread.
final class SumGuard {
  private static final double SAFE = 0x1p62;

  private final int[] columns;
  private final double[] totals;

  /// @param columns the columns that hold sums of absolute values
  SumGuard(List<Integer> columns) {
    this.columns = columns.stream().mapToInt(Integer::intValue).toArray();
    this.totals = new double[this.columns.length];
  }

  /// The same rows, of which the guard takes note as they are read.
  RowCursor watch(RowCursor rows) {
    return columns.length == 0 ? rows : new Watched(rows);
  }

  private final class Watched extends ForwardingCursor {
    Watched(RowCursor rows) {
      super(rows);
    }

    @Override
    public boolean next() {
      boolean hasRow = rows().next();
      if (hasRow) {
        for (int i = 0; i < columns.length; i++) {
          ValueType type = rows().type(columns[i]);
          if (type == ValueType.INTEGER || type == ValueType.REAL) {
            totals[i] += rows().doubleAt(columns[i]);
          }
        }
      }
      return hasRow;
    }
  }

  /// Whether no order of additions can overflow.
  boolean orderIsFree() {
    for (double total : totals) {
      // Also false for infinities and NaN, which sums of huge reals give.
      boolean safe = total < SAFE;
      if (!safe) {
        return false;
      }
    }
    return true;
  }

  /// Whether a node's own sum, or the guard's abs(), overflowed.
  static boolean isOverflow(StorageException e) {
    return "integer overflow".equals(e.getMessage());
  }
}
