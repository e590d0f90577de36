package dev.bigdaddy.jdbc;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The user's schema, read through the session.
final class SchemaReader {

  /// A table, view or temporary object.
  ///
  /// @param type as JDBC names it: `TABLE`, `VIEW`, `SYSTEM TABLE` or `GLOBAL TEMPORARY`
  /// @param sql the CREATE statement; empty if there is none
  record Table(String name, String type, String sql) {}

  private static final Comparator<Table> BY_TYPE_AND_NAME =
      Comparator.comparing(Table::type).thenComparing(Table::name);

  private final BigDaddyConnection connection;

  SchemaReader(BigDaddyConnection connection) {
    this.connection = connection;
  }

  /// The tables whose name fits a pattern of LIKE, where null and the empty pattern fit all, and
  /// whose type is one of those given, where null means all.
  List<Table> tables(@Nullable String namePattern, String @Nullable [] types) throws SQLException {
    Pattern names = like(namePattern == null || namePattern.isEmpty() ? "%" : namePattern);
    List<String> wanted =
        types == null
            ? List.of()
            : Arrays.stream(types).map(type -> type.strip().toUpperCase(Locale.ROOT)).toList();
    return all().stream()
        .filter(table -> names.matcher(table.name()).matches())
        .filter(table -> types == null || wanted.contains(table.type()))
        .sorted(BY_TYPE_AND_NAME)
        .toList();
  }

  private List<Table> all() throws SQLException {
    List<Table> tables = new ArrayList<>();
    tables.add(new Table("sqlite_schema", "SYSTEM TABLE", ""));
    for (List<@Nullable Object> row :
        rows("SELECT name, type, sql FROM sqlite_schema WHERE type IN ('table', 'view')")) {
      String name = text(row, 0);
      boolean system = name.startsWith("sqlite_");
      tables.add(
          new Table(
              name, system ? "SYSTEM TABLE" : text(row, 1).toUpperCase(Locale.ROOT), text(row, 2)));
    }
    for (List<@Nullable Object> row :
        rows("SELECT name, sql FROM sqlite_temp_schema WHERE type IN ('table', 'view')")) {
      tables.add(new Table(text(row, 0), "GLOBAL TEMPORARY", text(row, 1)));
    }
    return tables;
  }

  /// The CREATE TABLE statement; empty if there is no such table.
  String tableSql(String table) throws SQLException {
    for (List<@Nullable Object> row :
        rows(
            "SELECT sql FROM sqlite_schema WHERE type = 'table' AND lower(name) = lower(?)",
            table)) {
      return text(row, 0);
    }
    return "";
  }

  /// The names of SQLite's functions that fit a pattern of LIKE, where null fits all.
  List<String> functions(@Nullable String namePattern) throws SQLException {
    Pattern names = like(namePattern == null ? "%" : namePattern);
    return rows("SELECT DISTINCT name FROM pragma_function_list ORDER BY name").stream()
        .map(row -> text(row, 0))
        .filter(name -> names.matcher(name).matches())
        .toList();
  }

  /// The rows of a PRAGMA about a table or index.
  List<List<@Nullable Object>> pragma(String pragma, String name) throws SQLException {
    return rows("PRAGMA " + pragma + "(\"" + name.replace("\"", "\"\"") + "\")");
  }

  private List<List<@Nullable Object>> rows(String sql, @Nullable Object... parameters)
      throws SQLException {
    return connection.ask(sql, parameters).rows();
  }

  static String text(List<@Nullable Object> row, int column) {
    Object value = row.get(column);
    return value == null ? "" : value.toString();
  }

  static int number(List<@Nullable Object> row, int column) {
    return row.get(column) instanceof Number number ? number.intValue() : 0;
  }

  /// A pattern of LIKE with the escape character `\`, as SQLite reads it: ASCII letters match in
  /// both cases.
  static Pattern like(String pattern) {
    StringBuilder regex = new StringBuilder();
    for (int at = 0; at < pattern.length(); at++) {
      char c = pattern.charAt(at);
      if (c == '\\' && at + 1 < pattern.length()) {
        regex.append(Pattern.quote(pattern.substring(++at, at + 1)));
      } else {
        switch (c) {
          case '%' -> regex.append(".*");
          case '_' -> regex.append('.');
          default -> regex.append(Pattern.quote(String.valueOf(c)));
        }
      }
    }
    return Pattern.compile(regex.toString(), Pattern.CASE_INSENSITIVE | Pattern.DOTALL);
  }
}
