package dev.bigdaddy.conductor.move;

import dev.bigdaddy.storage.RowCursor;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// A value on its way from one node to another: null, `Long`, `Double`, `String`, `byte[]`, or the
/// bytes of a text that is not valid UTF-8, which a Java string would change.
final class Cell {
  private static final char REPLACEMENT = '\uFFFD';

  private Cell() {}

  /// Text that is not valid UTF-8.
  record Raw(byte[] bytes) {
    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Raw raw && Arrays.equals(bytes, raw.bytes);
    }

    @Override
    public int hashCode() {
      return Arrays.hashCode(bytes);
    }
  }

  static @Nullable Object read(RowCursor rows, int column) {
    Object value = rows.valueAt(column);
    if (value instanceof String text && text.indexOf(REPLACEMENT) >= 0) {
      byte[] bytes = rows.blobAt(column);
      boolean same = Arrays.equals(bytes, text.getBytes(StandardCharsets.UTF_8));
      return same || bytes == null ? text : new Raw(bytes);
    }
    return value;
  }

  /// The whole row that the cursor stands on.
  static @Nullable Object[] row(RowCursor rows) {
    @Nullable Object[] row = new @Nullable Object[rows.columnCount()];
    for (int column = 0; column < row.length; column++) {
      row[column] = read(rows, column);
    }
    return row;
  }

  /// How a value stands in a statement.
  static String placeholder(@Nullable Object value) {
    return value instanceof Raw ? "CAST(? AS TEXT)" : "?";
  }

  /// What is bound in its place.
  static @Nullable Object bound(@Nullable Object value) {
    return value instanceof Raw(byte[] bytes) ? bytes : value;
  }

  static boolean isRaw(@Nullable Object value) {
    return value instanceof Raw;
  }

  /// Whether two rows are the same, byte by byte.
  static boolean same(@Nullable Object[] left, @Nullable Object[] right) {
    if (left.length != right.length) {
      return false;
    }
    for (int i = 0; i < left.length; i++) {
      if (!sameValue(left[i], right[i])) {
        return false;
      }
    }
    return true;
  }

  private static boolean sameValue(@Nullable Object left, @Nullable Object right) {
    if (left instanceof byte[] a && right instanceof byte[] b) {
      return Arrays.equals(a, b);
    }
    return left == null ? right == null : left.equals(right);
  }
}
