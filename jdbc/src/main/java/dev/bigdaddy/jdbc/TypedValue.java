package dev.bigdaddy.jdbc;

import dev.bigdaddy.storage.ValueType;
import java.math.BigDecimal;
import java.sql.Clob;
import java.sql.Date;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Time;
import java.sql.Timestamp;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import org.jspecify.annotations.Nullable;

/// `getObject(column, type)`: the value as the wanted class.
final class TypedValue {
  private TypedValue() {}

  /// A value of a result's current row as an instance of the wanted class; null for NULL, but
  /// false as a Boolean.
  static <T> @Nullable T of(CursorResultSet results, int column, @Nullable Class<T> type)
      throws SQLException {
    if (type == null) {
      throw SqlErrors.misuse("requested type cannot be null");
    }
    Object value = results.getObject(column);
    if (value == null) {
      return type == Boolean.class ? type.cast(false) : null;
    }
    return type.cast(converted(results, column, type));
  }

  private static @Nullable Object converted(CursorResultSet results, int column, Class<?> type)
      throws SQLException {
    if (type == String.class) {
      return results.getString(column);
    } else if (type == Boolean.class) {
      return results.getBoolean(column);
    } else if (type == BigDecimal.class) {
      return results.getBigDecimal(column);
    } else if (type == byte[].class) {
      return results.getBytes(column);
    } else if (type == Clob.class) {
      return results.getClob(column);
    } else if (type == Date.class) {
      return results.getDate(column);
    } else if (type == Time.class) {
      return results.getTime(column);
    } else if (type == Timestamp.class) {
      return results.getTimestamp(column);
    } else if (type == LocalDate.class || type == LocalTime.class || type == LocalDateTime.class) {
      return local(results, column, type);
    } else if (type == Object.class) {
      return results.getObject(column);
    }
    return number(results, column, type);
  }

  private static Object number(CursorResultSet results, int column, Class<?> type)
      throws SQLException {
    ValueType stored = results.typeOf(column);
    boolean numeric = stored == ValueType.INTEGER || stored == ValueType.REAL;
    if (type == Long.class && numeric) {
      return results.getLong(column);
    } else if (type == Integer.class && numeric) {
      return results.getInt(column);
    } else if (type == Double.class && numeric) {
      return results.getDouble(column);
    } else if (type == Float.class && numeric) {
      return results.getFloat(column);
    } else if (type == Short.class && numeric) {
      return results.getShort(column);
    } else if (type == Byte.class && numeric) {
      return results.getByte(column);
    } else if (Number.class.isAssignableFrom(type)) {
      throw SqlErrors.misuse("Bad value for type " + type.getSimpleName());
    }
    throw SqlErrors.notSupported("no conversion to " + type.getName());
  }

  /// A date or time of `java.time`: as the {@link ResultSet}'s own, or text in ISO 8601.
  private static @Nullable Object local(CursorResultSet results, int column, Class<?> type)
      throws SQLException {
    if (results.typeOf(column) != ValueType.TEXT) {
      return ofMoment(results, column, type);
    }
    String text = results.getString(column);
    try {
      return ofMoment(results, column, type);
    } catch (SQLException notOurFormat) {
      return isoText(text, type);
    }
  }

  private static @Nullable Object ofMoment(CursorResultSet results, int column, Class<?> type)
      throws SQLException {
    if (type == LocalDate.class) {
      Date date = results.getDate(column);
      return date == null ? null : date.toLocalDate();
    } else if (type == LocalTime.class) {
      Time time = results.getTime(column);
      return time == null ? null : time.toLocalTime();
    }
    Timestamp moment = results.getTimestamp(column);
    return moment == null ? null : moment.toLocalDateTime();
  }

  private static @Nullable Object isoText(@Nullable String text, Class<?> type)
      throws SQLException {
    if (text == null) {
      return null;
    }
    try {
      if (type == LocalDate.class) {
        return LocalDate.parse(text);
      }
      return type == LocalTime.class ? LocalTime.parse(text) : LocalDateTime.parse(text);
    } catch (DateTimeException e) {
      throw new SQLException("Bad value for type " + type.getSimpleName() + ": " + text, e);
    }
  }
}
