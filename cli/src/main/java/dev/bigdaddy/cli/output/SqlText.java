package dev.bigdaddy.cli.output;

import dev.bigdaddy.conductor.ResultCursor;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/// Values as SQLite writes them: as plain text and as literals.
public final class SqlText {

  /// Digits before SQLite turns to the notation with an exponent.
  private static final int FIXED_DIGITS = 17;

  private SqlText() {}

  /// A value as people see it: a blob as the text that its bytes spell, up to the first NUL.
  static String shown(ResultCursor cursor, int column, String nullValue) {
    return switch (cursor.type(column)) {
      case NULL -> nullValue;
      case BLOB -> spelled(cursor, column, Ending.FIRST_NUL);
      case INTEGER, REAL, TEXT -> {
        String text = cursor.textAt(column);
        yield text == null ? nullValue : text;
      }
    };
  }

  /// Where the text of a blob ends.
  enum Ending {
    FIRST_NUL,
    LAST_BYTE
  }

  static String spelled(ResultCursor cursor, int column, Ending ending) {
    byte[] bytes = cursor.blobAt(column);
    if (bytes == null) {
      return "";
    }
    int length = bytes.length;
    if (ending == Ending.FIRST_NUL) {
      for (length = 0; length < bytes.length && bytes[length] != 0; ) {
        length++;
      }
    }
    return new String(bytes, 0, length, StandardCharsets.UTF_8);
  }

  /// A value as a literal that gives the same value again.
  static String literal(ResultCursor cursor, int column) {
    return switch (cursor.type(column)) {
      case NULL -> "NULL";
      case INTEGER -> Long.toString(cursor.longAt(column));
      case REAL -> real(cursor.doubleAt(column));
      case TEXT -> quoted(String.valueOf(cursor.textAt(column)));
      case BLOB -> blob(cursor.blobAt(column));
    };
  }

  /// A text literal.
  public static String quoted(String text) {
    return "'" + text.replace("'", "''") + "'";
  }

  /// A name, in double quotes.
  public static String quotedName(String name) {
    return '"' + name.replace("\"", "\"\"") + '"';
  }

  /// A name, in double quotes only if it must be.
  public static String name(String name) {
    return SqlKeywords.isPlainName(name) ? name : quotedName(name);
  }

  private static String blob(byte @org.jspecify.annotations.Nullable [] bytes) {
    return bytes == null ? "NULL" : "X'" + HexFormat.of().formatHex(bytes) + "'";
  }

  /// The shortest digits that read back as the same number, in SQLite's form: `0.1`, `1.0e+100`.
  static String real(double value) {
    if (Double.isInfinite(value)) {
      return value > 0 ? "1e999" : "-1e999";
    }
    if (value == 0) {
      return "0.0";
    }
    BigDecimal decimal = new BigDecimal(Double.toString(value)).stripTrailingZeros();
    int exponent = decimal.precision() - decimal.scale() - 1;
    if (exponent >= -4 && exponent < FIXED_DIGITS) {
      String text = decimal.toPlainString();
      return text.indexOf('.') < 0 ? text + ".0" : text;
    }
    String digits = decimal.unscaledValue().abs().toString();
    String sign = decimal.signum() < 0 ? "-" : "";
    String fraction = digits.length() == 1 ? "0" : digits.substring(1);
    String magnitude = (Math.abs(exponent) < 10 ? "0" : "") + Math.abs(exponent);
    return sign + digits.charAt(0) + "." + fraction + "e" + (exponent < 0 ? "-" : "+") + magnitude;
  }
}
