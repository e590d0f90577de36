package dev.bigdaddy.jdbc;

import dev.bigdaddy.conductor.Column;
import dev.bigdaddy.storage.ValueType;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Types;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What is known of an answer's columns: names, declared types, and the types of the current row,
/// as a column without declared type has no other.
///
/// @param results where the current row is; null for a statement that was not run yet
/// @param origins where the columns come from
record CursorMetaData(List<Column> columns, @Nullable CursorResultSet results, Origins origins)
    implements ResultSetMetaData {
  private static final Pattern CAST = Pattern.compile("cast\\(.*?\\s+as\\s+(.*?)\\s*\\)");
  private static final Pattern SIZE = Pattern.compile(".*?\\((.*?)\\)");

  private Column column(int column) throws SQLException {
    if (column < 1 || column > columns.size()) {
      throw SqlErrors.misuse("column " + column + " out of bounds [1," + columns.size() + "]");
    }
    return columns.get(column - 1);
  }

  private ValueType storageClass(int column) throws SQLException {
    column(column);
    return results == null ? ValueType.NULL : results.typeOf(column);
  }

  /// The declared type of a table's column, or the one in a CAST that names the column.
  private @Nullable String declaredType(int column) throws SQLException {
    String declared = column(column).declaredType();
    if (declared != null) {
      return declared;
    }
    Matcher cast = CAST.matcher(column(column).name());
    return cast.find() ? cast.group(1) : null;
  }

  @Override
  public int getColumnCount() {
    return columns.size();
  }

  @Override
  public String getColumnName(int column) throws SQLException {
    return column(column).name();
  }

  @Override
  public String getColumnLabel(int column) throws SQLException {
    return getColumnName(column);
  }

  @Override
  public String getColumnTypeName(int column) throws SQLException {
    String declared = declaredType(column);
    if (declared != null) {
      int size = declared.indexOf('(');
      return (size < 0 ? declared : declared.substring(0, size)).toUpperCase(Locale.ENGLISH);
    }
    return switch (storageClass(column)) {
      case INTEGER -> "INTEGER";
      case REAL -> "FLOAT";
      case TEXT -> "TEXT";
      case BLOB -> "BLOB";
      case NULL -> "NUMERIC";
    };
  }

  @Override
  public int getColumnType(int column) throws SQLException {
    String name = getColumnTypeName(column);
    return switch (storageClass(column)) {
      case INTEGER -> integerType(name, column);
      case REAL -> realType(name, Types.FLOAT);
      case TEXT -> textType(name, Types.VARCHAR);
      case BLOB -> name.equals("BINARY") ? Types.BINARY : Types.BLOB;
      case NULL -> typeWithoutValue(name, column);
    };
  }

  private int integerType(String name, int column) throws SQLException {
    int named = namedIntegerType(name);
    if (named != Types.OTHER) {
      return named;
    }
    long value = results == null ? 0 : results.getLong(column);
    return value == (int) value ? Types.INTEGER : Types.BIGINT;
  }

  private static int namedIntegerType(String name) {
    return switch (name) {
      case "BOOLEAN" -> Types.BOOLEAN;
      case "TINYINT" -> Types.TINYINT;
      case "SMALLINT", "INT2" -> Types.SMALLINT;
      case "BIGINT", "INT8", "UNSIGNED BIG INT" -> Types.BIGINT;
      case "DATE" -> Types.DATE;
      case "DATETIME", "TIMESTAMP" -> Types.TIMESTAMP;
      default -> Types.OTHER;
    };
  }

  private static int realType(String name, int otherwise) {
    return switch (name) {
      case "DECIMAL" -> Types.DECIMAL;
      case "DOUBLE", "DOUBLE PRECISION" -> Types.DOUBLE;
      case "NUMERIC" -> Types.NUMERIC;
      case "REAL" -> Types.REAL;
      case "FLOAT" -> Types.FLOAT;
      default -> otherwise;
    };
  }

  private static int textType(String name, int otherwise) {
    return switch (name) {
      case "CHARACTER", "NCHAR", "NATIVE CHARACTER", "CHAR" -> Types.CHAR;
      case "CLOB" -> Types.CLOB;
      case "DATE" -> Types.DATE;
      case "DATETIME", "TIMESTAMP" -> Types.TIMESTAMP;
      case "VARCHAR", "VARYING CHARACTER", "NVARCHAR", "TEXT" -> Types.VARCHAR;
      default -> otherwise;
    };
  }

  private static int typeWithoutValue(String name, int column) {
    int integer = namedIntegerType(name);
    if (integer != Types.OTHER) {
      return integer;
    }
    return switch (name) {
      case "INT", "INTEGER", "MEDIUMINT" -> Types.INTEGER;
      case "BINARY" -> Types.BINARY;
      case "BLOB" -> Types.BLOB;
      default -> realType(name, textType(name, Types.NUMERIC));
    };
  }

  @Override
  public String getColumnClassName(int column) throws SQLException {
    return switch (storageClass(column)) {
      case INTEGER ->
          results != null && results.getLong(column) == results.getInt(column)
              ? "java.lang.Integer"
              : "java.lang.Long";
      case REAL -> "java.lang.Double";
      case TEXT -> "java.lang.String";
      case BLOB, NULL -> "java.lang.Object";
    };
  }

  @Override
  public int getPrecision(int column) throws SQLException {
    String[] sizes = sizes(column);
    return sizes.length == 0 ? 0 : number(sizes[0]);
  }

  @Override
  public int getScale(int column) throws SQLException {
    String[] sizes = sizes(column);
    return sizes.length == 2 ? number(sizes[1]) : 0;
  }

  private String[] sizes(int column) throws SQLException {
    String declared = declaredType(column);
    Matcher size = declared == null ? null : SIZE.matcher(declared);
    return size != null && size.find() ? size.group(1).split(",", -1) : new String[0];
  }

  private static int number(String size) {
    try {
      return Integer.parseInt(size.strip());
    } catch (NumberFormatException e) {
      return 0;
    }
  }

  @Override
  public int getColumnDisplaySize(int column) throws SQLException {
    column(column);
    return Integer.MAX_VALUE;
  }

  @Override
  public String getCatalogName(int column) throws SQLException {
    column(column);
    return "";
  }

  @Override
  public String getSchemaName(int column) throws SQLException {
    column(column);
    return "";
  }

  /// The table behind a plain column, also through a view; empty for an expression.
  @Override
  public String getTableName(int column) throws SQLException {
    column(column);
    return origins.of(column).table();
  }

  /// As sqlite-jdbc has it: an expression is nullable, and so is a primary key without NOT NULL.
  @Override
  public int isNullable(int column) throws SQLException {
    column(column);
    return origins.of(column).notNull() ? columnNoNulls : columnNullable;
  }

  @Override
  public boolean isAutoIncrement(int column) throws SQLException {
    column(column);
    return origins.of(column).autoIncrement();
  }

  @Override
  public boolean isSigned(int column) throws SQLException {
    return switch (getColumnTypeName(column)) {
      case "NUMERIC", "INTEGER", "REAL" -> true;
      default -> false;
    };
  }

  @Override
  public boolean isCaseSensitive(int column) throws SQLException {
    column(column);
    return true;
  }

  @Override
  public boolean isSearchable(int column) throws SQLException {
    column(column);
    return true;
  }

  @Override
  public boolean isCurrency(int column) throws SQLException {
    column(column);
    return false;
  }

  @Override
  public boolean isReadOnly(int column) throws SQLException {
    column(column);
    return false;
  }

  @Override
  public boolean isWritable(int column) throws SQLException {
    column(column);
    return true;
  }

  @Override
  public boolean isDefinitelyWritable(int column) throws SQLException {
    column(column);
    return true;
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
