package dev.bigdaddy.jdbc;

import java.sql.JDBCType;
import java.sql.ParameterMetaData;
import java.sql.SQLException;
import java.sql.Types;
import org.jspecify.annotations.Nullable;

/// What can be said of parameters: SQLite takes any value anywhere, so a parameter has the type of
/// the value that is bound to it.
///
/// @param values the statement's own array, which changes as values are bound
record BoundParameters(@Nullable Object[] values) implements ParameterMetaData {

  private void check(int parameter) throws SQLException {
    if (parameter < 1 || parameter > values.length) {
      throw SqlErrors.misuse("parameter " + parameter + " out of bounds [1," + values.length + "]");
    }
  }

  @Override
  public int getParameterCount() {
    return values.length;
  }

  @Override
  public int getParameterType(int parameter) throws SQLException {
    check(parameter);
    return switch (values[parameter - 1]) {
      case null -> Types.NULL;
      case Integer _ -> Types.INTEGER;
      case Long _ -> Types.BIGINT;
      case Float _, Double _ -> Types.REAL;
      default -> Types.VARCHAR;
    };
  }

  @Override
  public String getParameterTypeName(int parameter) throws SQLException {
    return JDBCType.valueOf(getParameterType(parameter)).getName();
  }

  @Override
  public String getParameterClassName(int parameter) throws SQLException {
    check(parameter);
    return "java.lang.String";
  }

  @Override
  public int getParameterMode(int parameter) throws SQLException {
    check(parameter);
    return parameterModeIn;
  }

  @Override
  public int isNullable(int parameter) throws SQLException {
    check(parameter);
    return parameterNullable;
  }

  @Override
  public boolean isSigned(int parameter) throws SQLException {
    check(parameter);
    return true;
  }

  @Override
  public int getPrecision(int parameter) throws SQLException {
    check(parameter);
    return 0;
  }

  @Override
  public int getScale(int parameter) throws SQLException {
    check(parameter);
    return 0;
  }

  @Override
  public <T> T unwrap(Class<T> type) throws SQLException {
    if (!type.isInstance(this)) {
      throw SqlErrors.misuse("not a wrapper for " + type.getName());
    }
    return type.cast(this);
  }

  @Override
  public boolean isWrapperFor(Class<?> type) {
    return type.isInstance(this);
  }
}
