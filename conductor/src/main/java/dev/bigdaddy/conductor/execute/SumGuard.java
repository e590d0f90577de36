package dev.bigdaddy.conductor.execute;

import dev.bigdaddy.storage.StorageException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Decides whether the nodes' answers may be joined. Each guard column stays below 2^62 in total if so:
/// it sums absolute values, as reals, whose error is far smaller than the half that is kept in
/// reserve, or it counts rows that must not be there, each as 2^62.
final class SumGuard {
  private static final double SAFE = 0x1p62;

  private SumGuard() {}

  /// Whether no order of additions can overflow.
  ///
  /// @param parts each node's rows
  /// @param guards the columns that hold sums of absolute values
  static boolean orderIsFree(List<List<@Nullable Object[]>> parts, List<Integer> guards) {
    for (int guard : guards) {
      double total = 0;
      for (List<@Nullable Object[]> part : parts) {
        for (@Nullable Object[] row : part) {
          total += row[guard] instanceof Number number ? number.doubleValue() : 0;
        }
      }
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
