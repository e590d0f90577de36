package dev.bigdaddy.conductor.execute;

import dev.bigdaddy.storage.StorageException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Decides whether sums of integers may be added node by node.
///
/// `sum()` fails with "integer overflow" as soon as a running total leaves 64 bits, so that its
/// outcome can depend on the order of the rows: (2^63-1, 1, -1) fails, (2^63-1, -1, 1) does not. If
/// the sum of all absolute values stays within 2^62, no order can overflow. It is computed as a real,
/// whose error is far smaller than the half that is kept in reserve.
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
