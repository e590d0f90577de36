package dev.bigdaddy.jdbc;

import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The answer of `getColumns`, with sqlite-jdbc's idea of types and sizes.
final class ColumnRows {
  static final String[] COLUMNS = {
    "TABLE_CAT",
    "TABLE_SCHEM",
    "TABLE_NAME",
    "COLUMN_NAME",
    "DATA_TYPE",
    "TYPE_NAME",
    "COLUMN_SIZE",
    "BUFFER_LENGTH",
    "DECIMAL_DIGITS",
    "NUM_PREC_RADIX",
    "NULLABLE",
    "REMARKS",
    "COLUMN_DEF",
    "SQL_DATA_TYPE",
    "SQL_DATETIME_SUB",
    "CHAR_OCTET_LENGTH",
    "ORDINAL_POSITION",
    "IS_NULLABLE",
    "SCOPE_CATALOG",
    "SCOPE_SCHEMA",
    "SCOPE_TABLE",
    "SOURCE_DATA_TYPE",
    "IS_AUTOINCREMENT",
    "IS_GENERATEDCOLUMN"
  };

  private static final int UNBOUNDED = 2_000_000_000;
  private static final Pattern INTEGER = Pattern.compile("INT|BOOL");
  private static final Pattern TEXT = Pattern.compile("CHAR|CLOB|TEXT|BLOB");
  private static final Pattern REAL = Pattern.compile("REAL|FLOA|DOUB|DEC|NUM");

  private ColumnRows() {}

  static List<@Nullable Object[]> read(
      SchemaReader schema, @Nullable String tablePattern, @Nullable String columnPattern)
      throws SQLException {
    Pattern columns = SchemaReader.like(columnPattern == null ? "%" : columnPattern);
    List<SchemaReader.Table> tables = new ArrayList<>(schema.tables(tablePattern, null));
    tables.sort(Comparator.comparing(SchemaReader.Table::name));
    List<@Nullable Object[]> rows = new ArrayList<>();
    for (SchemaReader.Table table : tables) {
      boolean autoincrement = table.sql().toUpperCase(Locale.ROOT).contains("AUTOINCREMENT");
      for (List<@Nullable Object> column : schema.pragma("table_xinfo", table.name())) {
        if (columns.matcher(SchemaReader.text(column, 1)).matches()) {
          rows.add(row(table.name(), column, autoincrement));
        }
      }
    }
    return rows;
  }

  /// The row of one column.
  ///
  /// @param column a row of `PRAGMA table_xinfo`: cid, name, type, notnull, dflt_value, pk, hidden
  private static @Nullable Object[] row(
      String table, List<@Nullable Object> column, boolean autoincrement) {
    Type type = Type.of(SchemaReader.text(column, 2));
    boolean nullable = SchemaReader.number(column, 3) == 0;
    boolean generated = SchemaReader.number(column, 6) >= 2;
    return new @Nullable Object[] {
      null,
      null,
      table,
      column.get(1),
      type.code(),
      type.name(),
      type.size(),
      UNBOUNDED,
      type.digits(),
      10,
      nullable ? 1 : 0,
      null,
      column.get(4),
      0,
      0,
      UNBOUNDED,
      SchemaReader.number(column, 0) + 1,
      nullable ? "YES" : "NO",
      null,
      null,
      null,
      null,
      autoincrement && SchemaReader.number(column, 5) > 0 ? "YES" : "NO",
      generated ? "YES" : "NO"
    };
  }

  /// A declared type, taken apart.
  private record Type(String name, int code, int size, int digits) {

    static Type of(String declared) {
      String name = declared.toUpperCase(Locale.ROOT);
      int code = code(name);
      int digits = code == Types.INTEGER || TEXT.matcher(name).find() ? 0 : 10;
      int open = name.indexOf('(');
      int close = name.indexOf(')', open + 1);
      if (open <= 0) {
        return new Type(name, code, UNBOUNDED, digits);
      }
      String bare = name.substring(0, open).strip();
      if (close < 0) {
        return new Type(bare, code, UNBOUNDED, digits);
      }
      String[] sizes = name.substring(open + 1, close).split(",", 2);
      int scale = sizes.length == 2 ? number(sizes[1]) : 0;
      return new Type(bare, code, number(sizes[0]) + scale, scale);
    }

    private static int code(String name) {
      if (INTEGER.matcher(name).find()) {
        return Types.INTEGER;
      }
      boolean real = !TEXT.matcher(name).find() && REAL.matcher(name).find();
      return real ? Types.FLOAT : Types.VARCHAR;
    }

    private static int number(String digits) {
      try {
        return Integer.parseUnsignedInt(digits.strip());
      } catch (NumberFormatException e) {
        return 0;
      }
    }
  }
}
