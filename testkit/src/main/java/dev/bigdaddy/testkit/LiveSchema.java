package dev.bigdaddy.testkit;

import dev.bigdaddy.testkit.Answer.Rows;
import dev.bigdaddy.testkit.GeneratedTable.GeneratedColumn;
import dev.bigdaddy.testkit.GeneratedTable.GeneratedColumn.Role;
import dev.bigdaddy.testkit.GeneratedTable.Rowids;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// What a plain database holds at this moment, as generators need to know it: a script that alters
/// and drops tables meets the tables that are there.
///
/// Used by one thread.
final class LiveSchema {
  private final PlainSqlite plain;
  private List<LiveTable> tables = List.of();
  private List<LiveTable> views = List.of();
  private List<String> indexes = List.of();
  private List<String> triggers = List.of();

  /// A table or view.
  ///
  /// @param uniques the columns of each unique key, the primary one among them; no partial or
  ///     computed ones
  record LiveTable(
      GeneratedTable table, List<List<String>> uniques, boolean strict, boolean temporary) {
    String name() {
      return table.name();
    }

    boolean hasRowid() {
      return table.rowids() != Rowids.NONE;
    }

    /// The primary key, else any other; empty if there is none.
    List<String> key() {
      return uniques.isEmpty() ? List.of() : uniques.getFirst();
    }

    boolean isUnique(GeneratedColumn column) {
      return uniques.stream().anyMatch(key -> key.contains(column.name()));
    }
  }

  LiveSchema(PlainSqlite plain) {
    this.plain = plain;
  }

  List<LiveTable> tables() {
    return tables;
  }

  /// The tables that are for every session.
  List<LiveTable> lasting() {
    return tables.stream().filter(table -> !table.temporary()).toList();
  }

  List<LiveTable> views() {
    return views;
  }

  /// The views on which a trigger does the work of INSERT, UPDATE or DELETE.
  List<LiveTable> viewsThatTake(String event) {
    String sql =
        "SELECT DISTINCT tbl_name FROM sqlite_schema WHERE type = 'trigger' AND sql LIKE ?"
            + " ORDER BY 1";
    List<String> names = new ArrayList<>();
    rows(sql, "% INSTEAD OF " + event + "%")
        .forEach(row -> names.add(quoted(String.valueOf(row.getFirst()))));
    return views.stream().filter(view -> names.contains(view.name())).toList();
  }

  /// Whether VACUUM would take `sqlite_sequence` away, as it does once no table needs it.
  boolean vacuumDropsSequences() {
    String sql =
        "SELECT 1 FROM sqlite_schema WHERE name = 'sqlite_sequence' AND NOT EXISTS"
            + " (SELECT 1 FROM sqlite_schema WHERE sql LIKE ?)";
    return !rows(sql, "%AUTOINCREMENT%").isEmpty();
  }

  List<String> indexes() {
    return indexes;
  }

  List<String> triggers() {
    return triggers;
  }

  /// Reads the schema anew.
  void refresh() {
    tables = described("table");
    views = described("view");
    indexes = names("SELECT name FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL");
    triggers = names("SELECT name FROM sqlite_schema WHERE type = 'trigger'");
  }

  private List<LiveTable> described(String type) {
    List<LiveTable> described = new ArrayList<>();
    String sql =
        "SELECT name, wr, strict, schema = 'temp' FROM pragma_table_list WHERE type = '%s'"
            + " AND name NOT LIKE 'sqlite%%' ORDER BY name";
    Set<String> seen = new TreeSet<>();
    for (List<@Nullable Object> row : rows(sql.formatted(type))) {
      String name = String.valueOf(row.getFirst());
      if (seen.add(name.toLowerCase(Locale.ROOT))) {
        boolean withoutRowid = type.equals("view") || isTrue(row.get(1));
        described.add(describe(name, withoutRowid, isTrue(row.get(2)), isTrue(row.get(3))));
      }
    }
    return described.stream().filter(table -> !table.table().columns().isEmpty()).toList();
  }

  private LiveTable describe(
      String name, boolean withoutRowid, boolean strict, boolean temporary) {
    List<GeneratedColumn> columns = new ArrayList<>();
    List<String> primaryKey = new ArrayList<>();
    String sql = "SELECT name, type, pk, hidden, \"notnull\" FROM pragma_table_xinfo(?)";
    for (List<@Nullable Object> row : rows(sql, name)) {
      String column = quoted(String.valueOf(row.get(0)));
      boolean computed = isTrue(row.get(3));
      boolean key = isTrue(row.get(2));
      if (key) {
        primaryKey.add(column);
      }
      Role role = computed ? Role.COMPUTED : key ? Role.KEY : Role.PLAIN;
      columns.add(new GeneratedColumn(column, String.valueOf(row.get(1)), column, role));
    }
    boolean alias =
        !withoutRowid
            && primaryKey.size() == 1
            && columns.stream()
                .anyMatch(c -> c.role() == Role.KEY && c.type().equalsIgnoreCase("INTEGER"));
    Rowids rowids = withoutRowid ? Rowids.NONE : alias ? Rowids.KEY : Rowids.HIDDEN;
    GeneratedTable table = new GeneratedTable(quoted(name), columns, primaryKey, rowids);
    return new LiveTable(table, uniques(name, primaryKey), strict, temporary);
  }

  private List<List<String>> uniques(String table, List<String> primaryKey) {
    List<List<String>> uniques = new ArrayList<>();
    if (!primaryKey.isEmpty()) {
      uniques.add(primaryKey);
    }
    String indexed =
        "SELECT name FROM pragma_index_list(?) WHERE \"unique\" AND NOT partial AND origin <> 'pk'"
            + " ORDER BY name";
    for (List<@Nullable Object> row : rows(indexed, table)) {
      List<String> key = new ArrayList<>();
      boolean ofColumns = true;
      String columns = "SELECT name FROM pragma_index_info(?) ORDER BY seqno";
      for (List<@Nullable Object> column : rows(columns, String.valueOf(row.getFirst()))) {
        ofColumns &= column.getFirst() != null;
        key.add(quoted(String.valueOf(column.getFirst())));
      }
      if (ofColumns) {
        uniques.add(key);
      }
    }
    return uniques;
  }

  /// The values of some columns in some row, as literals; empty if the table has no row.
  List<String> someRow(Dice dice, LiveTable table, List<String> columns) {
    String from = " FROM " + table.name();
    List<List<@Nullable Object>> counted = rows("SELECT count(*)" + from);
    long count = counted.isEmpty() || !(counted.getFirst().getFirst() instanceof Long n) ? 0 : n;
    if (count == 0) {
      return List.of();
    }
    String offset = " LIMIT 1 OFFSET " + dice.between(0, (int) count - 1);
    List<List<@Nullable Object>> row =
        rows("SELECT " + String.join(", ", columns) + from + offset);
    return row.isEmpty() ? List.of() : SqlValue.literals(row.getFirst());
  }

  private List<String> names(String sql) {
    List<String> names = new ArrayList<>();
    rows(sql + " ORDER BY name").forEach(row -> names.add(String.valueOf(row.getFirst())));
    return names;
  }

  private List<List<@Nullable Object>> rows(String sql, Object... parameters) {
    List<@Nullable Object> values = new ArrayList<>(List.of(parameters));
    return plain.run(sql, values) instanceof Rows rows ? rows.rows() : List.of();
  }

  private static boolean isTrue(@Nullable Object value) {
    return value instanceof Long number && number != 0;
  }

  private static String quoted(String name) {
    return name.matches("[a-z_]\\w*") && !name.equals("select") && !name.equals("order")
        ? name
        : "\"" + name.replace("\"", "\"\"") + "\"";
  }
}
