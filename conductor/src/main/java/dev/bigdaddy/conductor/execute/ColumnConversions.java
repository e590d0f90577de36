package dev.bigdaddy.conductor.execute;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What a value gives to those who ask for one of another type, as `sqlite3_column_int64`, `_double` and
/// `_text` have it: <https://sqlite.org/c3ref/column_blob.html>.
final class ColumnConversions {
  private static final Pattern WHOLE = Pattern.compile("[ \\t\\n\\x0B\\f\\r]*([+-]?)(\\d+)");

  private static final Pattern REAL =
      Pattern.compile("[ \\t\\n\\x0B\\f\\r]*([+-]?(?:\\d+\\.?\\d*|\\.\\d+)(?:[eE][+-]?\\d+)?)");

  /// As many digits as every real keeps, and as many as tell it from all others.
  private static final int FEW_DIGITS = 15;

  private static final int DIGITS = 17;

  private ColumnConversions() {}

  /// As a whole number: of a text the digits that it begins with, of a real what stands before the point.
  static long toLong(@Nullable Object value) {
    return switch (value) {
      case null -> 0;
      case Number number -> number.longValue();
      case byte[] blob -> wholeNumber(new String(blob, StandardCharsets.UTF_8));
      case Object text -> wholeNumber(text.toString());
    };
  }

  private static long wholeNumber(String text) {
    Matcher digits = WHOLE.matcher(text);
    if (!digits.lookingAt()) {
      return 0;
    }
    boolean negative = digits.group(1).equals("-");
    try {
      return Long.parseLong((negative ? "-" : "") + digits.group(2));
    } catch (NumberFormatException e) {
      // Too large for 64 bits.
      return negative ? Long.MIN_VALUE : Long.MAX_VALUE;
    }
  }

  /// As a real number: of a text the number that it begins with.
  static double toDouble(@Nullable Object value) {
    return switch (value) {
      case null -> 0;
      case Number number -> number.doubleValue();
      case byte[] blob -> realNumber(new String(blob, StandardCharsets.UTF_8));
      case Object text -> realNumber(text.toString());
    };
  }

  private static double realNumber(String text) {
    Matcher number = REAL.matcher(text);
    return number.lookingAt() ? Double.parseDouble(number.group(1)) : 0;
  }

  /// As text; of a real 15 digits, or 17 where these are another real, with a point among them.
  static @Nullable String toText(@Nullable Object value) {
    return switch (value) {
      case null -> null;
      case Double real -> text(real);
      case byte[] blob -> new String(blob, StandardCharsets.UTF_8);
      case Object other -> other.toString();
    };
  }

  private static BigDecimal rounded(double real, int digits) {
    return new BigDecimal(Math.abs(real))
        .round(new MathContext(digits, RoundingMode.HALF_UP))
        .stripTrailingZeros();
  }

  private static String text(double real) {
    if (Double.isInfinite(real)) {
      return real > 0 ? "Inf" : "-Inf";
    }
    if (real == 0) {
      return "0.0";
    }
    BigDecimal few = rounded(real, FEW_DIGITS);
    BigDecimal rounded =
        few.doubleValue() == Math.abs(real) ? few : rounded(real, DIGITS);
    int exponent = rounded.precision() - rounded.scale() - 1;
    String sign = real < 0 ? "-" : "";
    if (exponent < -4 || exponent >= DIGITS) {
      String digits = rounded.unscaledValue().toString();
      String fraction = digits.length() > 1 ? digits.substring(1) : "0";
      return "%s%s.%se%s%02d"
          .formatted(
              sign, digits.charAt(0), fraction, exponent < 0 ? "-" : "+", Math.abs(exponent));
    }
    String plain = rounded.toPlainString();
    return sign + (plain.contains(".") ? plain : plain + ".0");
  }
}
