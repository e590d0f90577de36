package dev.bigdaddy.testkit;

import dev.bigdaddy.testkit.ExpressionGenerator.Scope;
import dev.bigdaddy.testkit.GeneratedTable.GeneratedColumn;
import dev.bigdaddy.testkit.GeneratedTable.GeneratedColumn.Role;
import dev.bigdaddy.testkit.GeneratedTable.Rowids;
import java.util.ArrayList;
import java.util.List;

/// Makes INSERT, UPDATE and DELETE statements, of which some fail.
///
/// Used by one thread.
final class WriteGenerator {
  private static final int KEYS = 60;

  private final Dice dice;

  WriteGenerator(Dice dice) {
    this.dice = dice;
  }

  /// An INSERT of so many rows.
  ScriptStatement insert(GeneratedTable table, int rows) {
    ExpressionGenerator values = new ExpressionGenerator(dice);
    if (dice.chance(2)) {
      return values.finish("INSERT INTO " + table.name() + " DEFAULT VALUES");
    }
    boolean computed = table.columns().size() != table.writable().size();
    boolean allColumns = !computed && dice.chance(30);
    List<GeneratedColumn> columns = new ArrayList<>(table.writable());
    if (!allColumns) {
      columns.removeIf(
          column ->
              column.role() == Role.PLAIN
                  ? dice.chance(15)
                  : table.rowids() == Rowids.KEY && dice.chance(25));
      if (columns.isEmpty()) {
        columns.addAll(table.writable());
      }
    }
    List<String> tuples = new ArrayList<>();
    for (int row = 0; row < rows; row++) {
      List<String> tuple = columns.stream().map(column -> cell(table, column, values)).toList();
      tuples.add("(" + String.join(", ", tuple) + ")");
    }
    String names =
        allColumns
            ? ""
            : "(" + String.join(", ", columns.stream().map(GeneratedColumn::name).toList()) + ")";
    return values.finish(
        "INSERT INTO " + table.name() + names + " VALUES " + String.join(", ", tuples));
  }

  /// Keys are mostly new, so that most inserts succeed; some hit each other.
  private String cell(GeneratedTable table, GeneratedColumn column, ExpressionGenerator values) {
    if (column.role() != Role.KEY || dice.chance(10)) {
      return values.value(column.type());
    }
    int key = dice.between(1, KEYS * KEYS);
    return switch (column.type()) {
      case "INTEGER" -> Integer.toString(dice.chance(80) ? key : -key);
      case "REAL" -> dice.pick(key + ".0", key + ".5", Integer.toString(key));
      case "TEXT" -> dice.pick("'k" + key + "'", "'K" + key + "'", "'" + key + "'", "" + key);
      case "BLOB" -> dice.pick("x'%04x'".formatted(key), "'" + key + "'", "" + key);
      default -> dice.pick("" + key, "'" + key + "'", key + ".25", "x'%04x'".formatted(key));
    };
  }

  ScriptStatement update(GeneratedTable table) {
    ExpressionGenerator values = new ExpressionGenerator(dice);
    List<Scope> scope = List.of(new Scope("", table));
    List<GeneratedColumn> assignable = dice.chance(6) ? table.writable() : table.plain();
    if (assignable.isEmpty()) {
      return delete(table);
    }
    List<String> assignments = new ArrayList<>();
    for (GeneratedColumn column : dice.some(assignable, 2)) {
      String value = dice.chance(60) ? values.value(column.type()) : values.expression(scope, 1);
      assignments.add(column.name() + " = " + value);
    }
    String where = dice.chance(93) ? " WHERE " + values.predicate(scope, 1) : "";
    return values.finish(
        "UPDATE " + table.name() + " SET " + String.join(", ", assignments) + where);
  }

  ScriptStatement delete(GeneratedTable table) {
    ExpressionGenerator values = new ExpressionGenerator(dice);
    Scope scope = new Scope("", table);
    GeneratedColumn column = dice.pick(table.columns());
    String where =
        dice.chance(70)
            ? column.name() + " = " + values.value(column.type())
            : values.predicate(List.of(scope), 1) + " AND " + values.predicate(List.of(scope), 2);
    return values.finish("DELETE FROM " + table.name() + " WHERE " + where);
  }

  /// A write that needs more than its own rows: spread tables may refuse it, whole ones may not.
  ScriptStatement advanced(GeneratedTable table, GeneratedTable other) {
    ExpressionGenerator values = new ExpressionGenerator(dice);
    List<Scope> scope = List.of(new Scope("", table));
    String name = table.name();
    String column = dice.pick(table.writable()).name();
    String otherColumn = dice.pick(other.columns()).name();
    String subquery = "(SELECT " + otherColumn + " FROM " + other.name() + ")";
    String sql =
        switch (dice.between(1, 9)) {
          case 1, 2 -> insert(table, 2).sql().replaceFirst("INSERT", "INSERT OR " + conflict());
          case 3 -> insert(table, 2).sql() + " ON CONFLICT DO NOTHING";
          case 4 -> insert(table, 2).sql() + " RETURNING *";
          case 5 ->
              "INSERT INTO %s(%s) SELECT %s FROM %s"
                  .formatted(name, column, otherColumn, other.name());
          case 6 -> "DELETE FROM " + name + " WHERE " + column + " IN " + subquery;
          case 7 ->
              "UPDATE " + name + " SET " + column + " = " + subquery.replace(")", " LIMIT 1)");
          case 8 -> "DELETE FROM " + name + " WHERE " + values.predicate(scope, 2) + " RETURNING *";
          default -> "UPDATE " + name + " SET " + column + " = " + column + " WHERE 1 RETURNING *";
        };
    return literal(sql, values);
  }

  private String conflict() {
    return dice.pick("IGNORE", "REPLACE", "ABORT", "FAIL");
  }

  /// Texts that were put together of several statements have no common parameters.
  private static ScriptStatement literal(String sql, ExpressionGenerator values) {
    boolean bound =
        SqlTokens.of(sql).stream().anyMatch(token -> token.kind() == SqlToken.Kind.PARAMETER);
    return bound ? ScriptStatement.of("SELECT 1") : values.finish(sql);
  }
}
