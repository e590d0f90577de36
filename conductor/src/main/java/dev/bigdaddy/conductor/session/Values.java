package dev.bigdaddy.conductor.session;

import dev.bigdaddy.conductor.BigDaddyException;
import dev.bigdaddy.conductor.ErrorCode;
import dev.bigdaddy.conductor.plan.StatementPlan;
import java.math.BigDecimal;
import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/// Turns the user's parameters into SQLite's values.
final class Values {
  private static final int SQLITE_RANGE = 25;

  private Values() {}

  /// The statement's values: the user's, with room for our own behind them.
  static @Nullable Object[] of(StatementPlan plan, @Nullable Object[] parameters) {
    int expected = plan.parameterCount();
    if (parameters.length != expected) {
      throw new BigDaddyException(
          ErrorCode.BAD_PARAMETER,
          SQLITE_RANGE,
          "the statement takes "
              + expected
              + (expected == 1 ? " parameter, " : " parameters, ")
              + parameters.length
              + " given",
          -1,
          null);
    }
    @Nullable Object[] values = new @Nullable Object[expected + plan.extras().size()];
    for (int i = 0; i < expected; i++) {
      values[i] = value(parameters[i], i + 1);
    }
    return values;
  }

  private static @Nullable Object value(@Nullable Object parameter, int number) {
    return switch (parameter) {
      case null -> null;
      case Long integer -> integer;
      case String text -> text;
      case byte[] blob -> blob;
      // SQLite stores no NaN: it becomes NULL.
      case Double real -> real.isNaN() ? null : real;
      case Integer integer -> integer.longValue();
      case Short integer -> integer.longValue();
      case Byte integer -> integer.longValue();
      case Float real -> real.isNaN() ? null : (Object) real.doubleValue();
      case Boolean flag -> flag ? 1L : 0L;
      case BigInteger integer when integer.bitLength() < Long.SIZE -> integer.longValue();
      case BigDecimal decimal -> decimal.doubleValue();
      case Object other ->
          throw new BigDaddyException(
              ErrorCode.BAD_PARAMETER,
              "parameter "
                  + number
                  + " has type "
                  + other.getClass().getName()
                  + ": give null, a number, a Boolean, a String or a byte[]");
    };
  }
}
