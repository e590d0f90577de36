package dev.bigdaddy.conductor.move;

import dev.bigdaddy.conductor.plan.SqlText;
import dev.bigdaddy.conductor.schema.UserColumn;
import dev.bigdaddy.conductor.schema.UserTable;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// The names by which the rows of a spread table are read, written and found on a node.
///
/// @param table the table
/// @param key the columns that find a row: its rowid, or the primary key of a table without
/// @param columns all that a row is made of, the hidden column and the rowid included; what SQLite
///     computes is not
record MovedTable(UserTable table, List<String> key, List<String> columns) {
  static final String VIRTUAL_SHARD = SqlText.quote(UserTable.VIRTUAL_SHARD);

  MovedTable {
    key = List.copyOf(key);
    columns = List.copyOf(columns);
  }

  static MovedTable of(UserTable table) {
    List<String> columns = new ArrayList<>();
    List<String> key = new ArrayList<>();
    if (table.hasRowid()) {
      String rowid = table.rowidAlias().or(table::rowidName).orElseThrow();
      key.add(SqlText.quote(rowid));
      if (table.rowidAlias().isEmpty()) {
        columns.add(SqlText.quote(rowid));
      }
    } else {
      table.primaryKey().forEach(name -> key.add(SqlText.quote(name)));
    }
    for (UserColumn column : table.columns()) {
      if (!column.generated()) {
        columns.add(SqlText.quote(column.name()));
      }
    }
    columns.add(VIRTUAL_SHARD);
    return new MovedTable(table, key, columns);
  }

  String name() {
    return SqlText.quote(table.name());
  }

  /// The columns' list, each with a prefix.
  String columnList(String prefix) {
    return columns.stream().map(column -> prefix + column).collect(Collectors.joining(", "));
  }

  /// The key's list, each with a prefix.
  String keyList(String prefix) {
    return key.stream().map(column -> prefix + column).collect(Collectors.joining(", "));
  }

  /// Where the key's columns stand among the columns.
  List<Integer> keyPositions() {
    return key.stream().map(columns::indexOf).toList();
  }

  /// `t.a = w.k0 AND t.b = w.k1`
  String join(String left, String right) {
    return IntStream.range(0, key.size())
        .mapToObj(i -> left + key.get(i) + " = " + right + "k" + i)
        .collect(Collectors.joining(" AND "));
  }
}
