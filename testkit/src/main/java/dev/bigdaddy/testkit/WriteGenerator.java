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
        switch (dice.between(1, 17)) {
          case 1, 2 -> insert(table, 2).sql().replaceFirst("INSERT", "INSERT OR " + conflict());
          case 3 -> insert(table, 2).sql() + " ON CONFLICT DO NOTHING";
          case 4 -> insert(table, 2).sql() + " RETURNING *";
          case 5, 6 ->
              "INSERT %sINTO %s(%s) SELECT %s FROM %s"
                  .formatted(orConflict(), name, column, otherColumn, other.name());
          case 7 -> "DELETE FROM " + name + " WHERE " + column + " IN " + subquery;
          case 8 ->
              "UPDATE " + name + " SET " + column + " = " + subquery.replace(")", " LIMIT 1)");
          case 9 -> "DELETE FROM " + name + " WHERE " + values.predicate(scope, 2) + " RETURNING *";
          case 10 -> "UPDATE " + name + " SET " + column + " = " + column + " WHERE 1 RETURNING *";
          case 11 -> upsert(table, values);
          case 12 -> updateOr(table, values);
          case 13 ->
              "UPDATE %s SET %s = o.%s FROM (SELECT * FROM %s ORDER BY 1 LIMIT 3) AS o WHERE %s"
                  .formatted(name, column, otherColumn, other.name(), values.predicate(scope, 1));
          case 14 -> inOrder(table, "DELETE FROM " + name);
          case 15 -> inOrder(table, "UPDATE " + name + " SET " + column + " = " + values.value(""));
          case 16 ->
              "WITH q(z) AS (SELECT %s FROM %s WHERE %s IS NOT NULL) DELETE FROM %s WHERE %s IN q"
                  .formatted(otherColumn, other.name(), otherColumn, name, column);
          default ->
              "WITH q(z) AS (SELECT 1 UNION ALL SELECT z + 1 FROM q WHERE z < %d) INSERT %sINTO %s(%s) SELECT z %s FROM q"
                  .formatted(dice.between(1, 9), orConflict(), name, column, dice.pick("", "+ 40"));
        };
    return literal(sql, values);
  }

  private String conflict() {
    return dice.pick("IGNORE", "REPLACE", "ABORT", "FAIL", "ROLLBACK");
  }

  private String orConflict() {
    return dice.chance(40) ? "OR " + conflict() + " " : "";
  }

  private String upsert(GeneratedTable table, ExpressionGenerator values) {
    String target = table.keyColumns().isEmpty() ? "" : "(" + String.join(", ", table.keyColumns()) + ") ";
    String column = dice.pick(table.writable()).name();
    String action =
        target.isEmpty()
            ? "DO NOTHING"
            : "DO UPDATE SET %s = excluded.%s%s"
                .formatted(
                    column,
                    dice.pick(table.writable()).name(),
                    dice.chance(40) ? " WHERE " + values.value("INTEGER") + " < 5" : "");
    String last = dice.chance(25) ? " ON CONFLICT DO NOTHING" : "";
    return insert(table, 3).sql() + " ON CONFLICT " + target + action + last + returning();
  }

  private String updateOr(GeneratedTable table, ExpressionGenerator values) {
    String column = dice.pick(table.writable()).name();
    String value =
        dice.chance(50) ? column + " + 1" : values.value(dice.pick("INTEGER", "TEXT"));
    return "UPDATE OR %s %s SET %s = %s WHERE %s%s"
        .formatted(
            conflict(),
            table.name(),
            column,
            value,
            values.predicate(List.of(new Scope("", table)), 1),
            returning());
  }

  private String returning() {
    return dice.chance(40) ? " RETURNING *" : "";
  }

  /// By all columns and the key behind them, so that no ties are left.
  private String inOrder(GeneratedTable table, String change) {
    List<String> terms = new ArrayList<>();
    table.columns().forEach(column -> terms.add(column.name() + dice.pick("", " DESC")));
    table.keyColumns().forEach(terms::add);
    if (table.rowids() != Rowids.NONE) {
      terms.add("rowid");
    }
    return change
        + " WHERE 1"
        + returning()
        + " ORDER BY "
        + String.join(", ", terms)
        + " LIMIT "
        + dice.between(0, 4)
        + dice.pick("", " OFFSET 1");
  }

  /// Texts that were put together of several statements have no common parameters.
  private static ScriptStatement literal(String sql, ExpressionGenerator values) {
    boolean bound =
        SqlTokens.of(sql).stream().anyMatch(token -> token.kind() == SqlToken.Kind.PARAMETER);
    return bound ? ScriptStatement.of("SELECT 1") : values.finish(sql);
  }
}
