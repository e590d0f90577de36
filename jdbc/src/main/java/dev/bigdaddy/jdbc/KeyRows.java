package dev.bigdaddy.jdbc;

import java.sql.DatabaseMetaData;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The answers about keys and indexes.
final class KeyRows {
  static final String[] FOREIGN_KEY_COLUMNS = {
    "PKTABLE_CAT",
    "PKTABLE_SCHEM",
    "PKTABLE_NAME",
    "PKCOLUMN_NAME",
    "FKTABLE_CAT",
    "FKTABLE_SCHEM",
    "FKTABLE_NAME",
    "FKCOLUMN_NAME",
    "KEY_SEQ",
    "UPDATE_RULE",
    "DELETE_RULE",
    "FK_NAME",
    "PK_NAME",
    "DEFERRABILITY"
  };

  private final SchemaReader schema;

  KeyRows(SchemaReader schema) {
    this.schema = schema;
  }

  /// One column of a foreign key.
  ///
  /// @param parentKey the name of the parent's primary key if the column is one of its columns, else
  ///     empty
  /// @param id SQLite's number of the key in its table
  /// @param sequence the column's place in the key, from 1
  private record ForeignKeyColumn(
      String parent,
      String parentColumn,
      String parentKey,
      String child,
      String childColumn,
      int id,
      int sequence,
      int updateRule,
      int deleteRule,
      String name) {

    @Nullable Object[] row() {
      return new @Nullable Object[] {
        null,
        null,
        parent,
        parentColumn,
        null,
        null,
        child,
        childColumn,
        sequence,
        updateRule,
        deleteRule,
        name,
        parentKey,
        DatabaseMetaData.importedKeyInitiallyDeferred
      };
    }
  }

  /// JDBC sorts the columns of a table's keys by their places in them first.
  private static final Comparator<ForeignKeyColumn> BY_PLACE =
      Comparator.comparingInt(ForeignKeyColumn::sequence).thenComparingInt(ForeignKeyColumn::id);

  List<@Nullable Object[]> primaryKey(String table) throws SQLException {
    String name = TableConstraints.of(schema.tableSql(table)).primaryKeyName();
    List<@Nullable Object[]> rows = new ArrayList<>();
    for (List<@Nullable Object> column : schema.pragma("table_info", table)) {
      int place = SchemaReader.number(column, 5);
      if (place > 0) {
        rows.add(
            new @Nullable Object[] {
              null, null, table, column.get(1), place, name.isEmpty() ? null : name
            });
      }
    }
    rows.sort(Comparator.comparing(row -> String.valueOf(row[3])));
    return rows;
  }

  /// The foreign keys of a table, ordered by the table that they refer to.
  List<@Nullable Object[]> imported(String table) throws SQLException {
    return foreignKeys(table).stream()
        .sorted(Comparator.comparing(ForeignKeyColumn::parent).thenComparing(BY_PLACE))
        .map(ForeignKeyColumn::row)
        .toList();
  }

  /// The foreign keys that refer to a table, ordered by their table.
  List<@Nullable Object[]> exported(String table) throws SQLException {
    List<ForeignKeyColumn> keys = new ArrayList<>();
    for (SchemaReader.Table child : schema.tables(null, new String[] {"TABLE"})) {
      keys.addAll(foreignKeys(child.name()));
    }
    return keys.stream()
        .filter(key -> key.parent().equalsIgnoreCase(table))
        .sorted(Comparator.comparing(ForeignKeyColumn::child).thenComparing(BY_PLACE))
        .map(ForeignKeyColumn::row)
        .toList();
  }

  /// The foreign keys of one table that refer to another.
  List<@Nullable Object[]> between(String parent, String child) throws SQLException {
    return foreignKeys(child).stream()
        .filter(key -> key.parent().equalsIgnoreCase(parent))
        .sorted(BY_PLACE)
        .map(ForeignKeyColumn::row)
        .toList();
  }

  /// Reads `PRAGMA foreign_key_list`: id, seq, table, from, to, on_update, on_delete, match. The
  /// ids count from the last key of the CREATE TABLE statement to its first.
  private List<ForeignKeyColumn> foreignKeys(String table) throws SQLException {
    List<List<@Nullable Object>> rows = schema.pragma("foreign_key_list", table);
    if (rows.isEmpty()) {
      return List.of();
    }
    List<String> names = TableConstraints.of(schema.tableSql(table)).foreignKeyNames();
    int keys = 1 + rows.stream().mapToInt(row -> SchemaReader.number(row, 0)).max().orElse(-1);
    Map<String, ParentKey> parents = new HashMap<>();
    List<ForeignKeyColumn> columns = new ArrayList<>();
    for (List<@Nullable Object> row : rows) {
      int id = SchemaReader.number(row, 0);
      int sequence = SchemaReader.number(row, 1);
      String parent = SchemaReader.text(row, 2);
      if (!parents.containsKey(parent)) {
        parents.put(parent, parentKey(parent));
      }
      ParentKey key = Objects.requireNonNull(parents.get(parent));
      String parentColumn =
          row.get(4) == null ? key.column(sequence) : SchemaReader.text(row, 4);
      columns.add(
          new ForeignKeyColumn(
              parent,
              parentColumn,
              key.contains(parentColumn) ? key.name() : "",
              table,
              SchemaReader.text(row, 3),
              id,
              sequence + 1,
              rule(SchemaReader.text(row, 5)),
              rule(SchemaReader.text(row, 6)),
              names.size() == keys ? names.get(keys - 1 - id) : ""));
    }
    return columns;
  }

  /// The primary key of a table that a foreign key refers to.
  ///
  /// @param name empty if it has none
  /// @param columns in the order of the key; empty if there is no such table
  private record ParentKey(String name, List<String> columns) {

    /// The column that a foreign key means which names none.
    String column(int sequence) {
      return sequence < columns.size() ? columns.get(sequence) : "";
    }

    boolean contains(String column) {
      return columns.stream().anyMatch(column::equalsIgnoreCase);
    }
  }

  private ParentKey parentKey(String table) throws SQLException {
    List<String> columns =
        schema.pragma("table_info", table).stream()
            .filter(column -> SchemaReader.number(column, 5) > 0)
            .sorted(Comparator.comparingInt(column -> SchemaReader.number(column, 5)))
            .map(column -> SchemaReader.text(column, 1))
            .toList();
    return new ParentKey(TableConstraints.of(schema.tableSql(table)).primaryKeyName(), columns);
  }

  private static int rule(String action) {
    return switch (action) {
      case "CASCADE" -> DatabaseMetaData.importedKeyCascade;
      case "RESTRICT" -> DatabaseMetaData.importedKeyRestrict;
      case "SET NULL" -> DatabaseMetaData.importedKeySetNull;
      case "SET DEFAULT" -> DatabaseMetaData.importedKeySetDefault;
      default -> DatabaseMetaData.importedKeyNoAction;
    };
  }

  /// The indexes of a table: unique ones first, then by name, as JDBC orders them.
  List<@Nullable Object[]> indexes(String table, boolean uniqueOnly) throws SQLException {
    List<List<@Nullable Object>> indexes = new ArrayList<>(schema.pragma("index_list", table));
    indexes.removeIf(index -> uniqueOnly && SchemaReader.number(index, 2) == 0);
    indexes.sort(
        Comparator.comparing((List<@Nullable Object> index) -> -SchemaReader.number(index, 2))
            .thenComparing(index -> SchemaReader.text(index, 1)));
    List<@Nullable Object[]> rows = new ArrayList<>();
    for (List<@Nullable Object> index : indexes) {
      String name = SchemaReader.text(index, 1);
      int nonUnique = SchemaReader.number(index, 2) == 0 ? 1 : 0;
      for (List<@Nullable Object> column : schema.pragma("index_info", name)) {
        rows.add(
            new @Nullable Object[] {
              null,
              null,
              table,
              nonUnique,
              null,
              name,
              (int) DatabaseMetaData.tableIndexOther,
              SchemaReader.number(column, 0) + 1,
              column.get(2),
              null,
              0,
              0,
              null
            });
      }
    }
    return rows;
  }
}
