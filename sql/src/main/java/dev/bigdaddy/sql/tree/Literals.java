package dev.bigdaddy.sql.tree;

import java.math.BigInteger;
import java.util.OptionalLong;

/// What literals are worth.
final class Literals {
  private static final int HEX_DIGITS_IN_A_LONG = 16;

  private Literals() {}

  /// The value of an integer token as SQLite reads it; empty if it does not fit 64 bits.
  static OptionalLong integerValue(String text) {
    String digits = text.replace("_", "");
    if (digits.startsWith("0x") || digits.startsWith("0X")) {
      String hex = digits.substring(2).replaceFirst("^0+(?=.)", "");
      return hex.length() > HEX_DIGITS_IN_A_LONG
          ? OptionalLong.empty()
          : OptionalLong.of(Long.parseUnsignedLong(hex, 16));
    }
    BigInteger value = new BigInteger(digits);
    return value.bitLength() < Long.SIZE
        ? OptionalLong.of(value.longValue())
        : OptionalLong.empty();
  }
}
