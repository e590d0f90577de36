package dev.bigdaddy.testkit;

import dev.bigdaddy.testkit.SqlToken.Kind;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Values (`null`, `Long`, `Double`, `String`, `byte[]`) as SQL literals, and back. Two values have
/// the same literal exactly if SQLite could tell them apart in no way: reals differ from integers,
/// and each bit of a real counts.
final class SqlValue {
  private static final int SIGNIFICANT_DIGITS = 10;

  private SqlValue() {}

  static String literal(@Nullable Object value) {
    return switch (value) {
      case null -> "NULL";
      case Long integer -> integer.toString();
      case Double real -> realLiteral(real);
      case String string -> "'" + string.replace("'", "''") + "'";
      case byte[] bytes -> "x'" + HexFormat.of().formatHex(bytes) + "'";
      default -> throw new IllegalArgumentException("no SQLite value: " + value.getClass());
    };
  }

  static List<String> literals(List<@Nullable Object> values) {
    List<String> literals = new ArrayList<>(values.size());
    for (@Nullable Object value : values) {
      literals.add(literal(value));
    }
    return literals;
  }

  /// The literal, with reals rounded so that another order of summing gives the same text.
  static String roundedLiteral(@Nullable Object value) {
    if (value instanceof Double real && Double.isFinite(real)) {
      BigDecimal rounded =
          new BigDecimal(real).round(new MathContext(SIGNIFICANT_DIGITS, RoundingMode.HALF_EVEN));
      boolean vanishing = Math.abs(real) < 1e-9;
      return "real " + (vanishing ? "0" : rounded.stripTrailingZeros().toString());
    }
    return literal(value);
  }

  private static String realLiteral(double real) {
    if (Double.isInfinite(real)) {
      return real > 0 ? "9e999" : "-9e999";
    }
    return Double.toString(real);
  }

  /// Reads a list of literals separated by commas, as in `1, -2.5, 'it''s', x'00ff', NULL`.
  static List<@Nullable Object> parseList(String text) {
    List<@Nullable Object> values = new ArrayList<>();
    boolean negative = false;
    for (SqlToken token : SqlTokens.of(text)) {
      if (token.is("-")) {
        negative = true;
      } else if (!token.is(",") && !token.is("+")) {
        values.add(parse(token, negative));
        negative = false;
      }
    }
    return values;
  }

  private static @Nullable Object parse(SqlToken token, boolean negative) {
    if (token.is("NULL")) {
      return null;
    }
    String text = token.text();
    return switch (token.kind()) {
      case STRING -> text.substring(1, text.length() - 1).replace("''", "'");
      case BLOB -> HexFormat.of().parseHex(text.substring(2, text.length() - 1));
      case NUMBER -> parseNumber((negative ? "-" : "") + text);
      default -> throw new IllegalArgumentException("not a literal: " + text);
    };
  }

  private static Object parseNumber(String text) {
    if (text.contains(".") || text.contains("e") || text.contains("E")) {
      return Double.valueOf(text);
    }
    return Long.valueOf(text);
  }

  static boolean isNumber(SqlToken token) {
    return token.kind() == Kind.NUMBER;
  }
}
