package dev.bigdaddy.conductor.execute;

import dev.bigdaddy.conductor.schema.Collation;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// SQLite's order of values: NULL, then numbers by value, then text by its collation, then blobs by
/// bytes ("Datatypes In SQLite", section 4.1).
final class ValueOrder {
  private static final double TWO_TO_63 = 0x1p63;

  private ValueOrder() {}

  /// Compares two values, each null, `Long`, `Double`, `String` or `byte[]`.
  static int compare(@Nullable Object left, @Nullable Object right, Collation collation) {
    int rank = rank(left);
    int byRank = Integer.compare(rank, rank(right));
    if (byRank != 0 || left == null || right == null) {
      return byRank;
    }
    return switch (rank) {
      case 1 -> compareNumbers((Number) left, (Number) right);
      case 2 -> compareTexts(left, right, collation);
      default -> Arrays.compareUnsigned((byte[]) left, (byte[]) right);
    };
  }

  private static int rank(@Nullable Object value) {
    return switch (value) {
      case null -> 0;
      case Long _, Double _ -> 1;
      case String _, RawText _ -> 2;
      case byte[] _ -> 3;
      case Object other ->
          throw new IllegalArgumentException("not a SQLite value: " + other.getClass());
    };
  }

  private static int compareTexts(Object left, Object right, Collation collation) {
    if (left instanceof String a && right instanceof String b) {
      return collation.compare(a, b);
    }
    return Arrays.compareUnsigned(folded(left, collation), folded(right, collation));
  }

  /// Folding touches ASCII letters and spaces only, which every byte sequence shows alike.
  private static byte[] folded(Object text, Collation collation) {
    byte[] bytes =
        text instanceof RawText raw
            ? raw.bytes()
            : text.toString().getBytes(StandardCharsets.UTF_8);
    String latin = new String(bytes, StandardCharsets.ISO_8859_1);
    return collation.fold(latin).getBytes(StandardCharsets.ISO_8859_1);
  }

  private static int compareNumbers(Number left, Number right) {
    if (left instanceof Long a && right instanceof Long b) {
      return Long.compare(a, b);
    }
    if (left instanceof Double a && right instanceof Double b) {
      // -0.0 and 0.0 are equal, unlike for Double.compare; SQLite stores no NaN.
      return a < b ? -1 : a > b ? 1 : 0;
    }
    return left instanceof Long a
        ? compareMixed(a, (Double) right)
        : -compareMixed((Long) right, (Double) left);
  }

  private static int compareMixed(long integer, double real) {
    if (real >= TWO_TO_63) {
      return -1;
    }
    if (real < -TWO_TO_63) {
      return 1;
    }
    return BigDecimal.valueOf(integer).compareTo(new BigDecimal(real));
  }
}
