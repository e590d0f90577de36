package dev.bigdaddy.testkit;

import java.util.List;

/// A table that a generator made.
///
/// @param columns all columns, in their order
/// @param keyColumns names of the primary key's columns; empty if it has none
/// @param rowids how its rows get their ids
record GeneratedTable(
    String name, List<GeneratedColumn> columns, List<String> keyColumns, Rowids rowids) {

  /// How a table's rows are told apart.
  enum Rowids {
    /// The key is the rowid.
    KEY,
    /// There is a rowid beside the columns.
    HIDDEN,
    /// There is none.
    NONE
  }

  /// A column.
  ///
  /// @param name quoted where it must be
  /// @param type the declared type; empty if none
  record GeneratedColumn(String name, String type, String definition, Role role) {

    /// Whether statements may assign the column.
    enum Role {
      KEY,
      PLAIN,
      COMPUTED
    }

    boolean isNumeric() {
      return type.equals("INTEGER") || type.equals("REAL") || type.equals("NUMERIC");
    }
  }

  List<GeneratedColumn> writable() {
    return columns.stream()
        .filter(column -> column.role() != GeneratedColumn.Role.COMPUTED)
        .toList();
  }

  List<GeneratedColumn> plain() {
    return columns.stream().filter(column -> column.role() == GeneratedColumn.Role.PLAIN).toList();
  }

  /// An ORDER BY list that leaves no ties; empty if the columns cannot give one.
  String totalOrder(String prefix) {
    if (rowids != Rowids.NONE) {
      return prefix + "rowid";
    }
    return String.join(", ", keyColumns.stream().map(key -> prefix + key).toList());
  }
}
