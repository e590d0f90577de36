package dev.bigdaddy.testkit;

import dev.bigdaddy.testkit.GeneratedTable.GeneratedColumn;
import dev.bigdaddy.testkit.GeneratedTable.GeneratedColumn.Role;
import java.util.List;
import java.util.Map;

/// What queries can ask of one generated database.
///
/// @param family the type of the key that its tables have in common
/// @param keys how many keys there are
/// @param extremes whether integers near ±2^63 occur, which sums may not bear
/// @param tables the tables in any order
/// @param views views over them, as tables
/// @param indexes the first column of each index that covers all rows, by the index's name
record QuerySchema(
    KeyFamily family,
    int keys,
    boolean extremes,
    List<QueryTable> tables,
    List<GeneratedTable> views,
    Map<String, Index> indexes) {

  /// The column that all tables have.
  static final String KEY = "k";

  /// An index over all rows of a table.
  record Index(GeneratedTable table, GeneratedColumn column) {}

  /// How a table lies.
  enum Placement {
    SPREAD,
    WHOLE,
    REFERENCE,
    TEMPORARY
  }

  /// A table and how it lies; a spread one may be whole where the setting says so.
  record QueryTable(GeneratedTable table, Placement placement) {}

  QuerySchema {
    tables = List.copyOf(tables);
    views = List.copyOf(views);
    indexes = Map.copyOf(indexes);
  }

  /// Whether a statement names the table that lies in the session only.
  boolean readsTemporary(String sql) {
    return placed(Placement.TEMPORARY).stream()
        .anyMatch(
            table ->
                SqlTokens.of(sql).stream().anyMatch(token -> token.is(table.table().name())));
  }

  List<QueryTable> placed(Placement placement) {
    return tables.stream().filter(table -> table.placement() == placement).toList();
  }

  /// Whether equal values of the column are also identical, so that it does not matter which of
  /// them stands for a group.
  static boolean hasSingleForm(GeneratedColumn column) {
    return !column.definition().contains("COLLATE")
        && switch (column.type()) {
          case "INTEGER", "REAL", "TEXT" -> true;
          default -> false;
        };
  }

  static GeneratedColumn column(String name, String type, String constraint, Role role) {
    String definition = (name + " " + type + " " + constraint).strip().replaceAll(" +", " ");
    return new GeneratedColumn(name, type, definition, role);
  }
}
