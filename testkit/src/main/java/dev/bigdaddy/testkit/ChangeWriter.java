package dev.bigdaddy.testkit;

import dev.bigdaddy.testkit.ExpressionGenerator.Scope;
import dev.bigdaddy.testkit.GeneratedTable.GeneratedColumn;
import dev.bigdaddy.testkit.LiveSchema.LiveTable;
import dev.bigdaddy.testkit.WriteDraft.Keys;
import java.util.ArrayList;
import java.util.List;

/// Writes UPDATE and DELETE statements of all forms.
///
/// Used by one thread, for one statement.
final class ChangeWriter {
  private final WriteDraft draft;
  private final Dice dice;
  private final ReturningWriter returning;

  ChangeWriter(WriteDraft draft) {
    this.draft = draft;
    this.dice = draft.dice();
    this.returning = new ReturningWriter(draft);
  }

  String update(LiveTable table) {
    draft.uses(WriteForm.UPDATE);
    String conflict = "";
    if (dice.chance(15)) {
      draft.uses(WriteForm.UPDATE_OR);
      conflict = "OR " + new InsertWriter(draft).conflict() + " ";
    }
    if (dice.chance(14)) {
      return updateFrom(table, conflict);
    }
    String with = with();
    String name = table.name();
    return with
        + "UPDATE "
        + conflict
        + name
        + " SET "
        + assignments(table)
        + where(table, !with.isEmpty())
        + returning.clause(table, 14)
        + limit(table);
  }

  String delete(LiveTable table) {
    draft.uses(WriteForm.DELETE);
    String with = with();
    return with
        + "DELETE FROM "
        + table.name()
        + where(table, !with.isEmpty())
        + returning.clause(table, 18)
        + limit(table);
  }

  private String with() {
    if (!dice.chance(10)) {
      return "";
    }
    draft.uses(WriteForm.WITH_BEFORE_WRITE);
    LiveTable other = dice.pick(draft.schema().tables());
    String column = dice.pick(other.table().columns()).name();
    return "WITH q(v) AS (SELECT " + column + " FROM " + other.name() + ") ";
  }

  private String limit(LiveTable table) {
    String order = table.table().totalOrder("");
    if (order.isEmpty() || !dice.chance(9)) {
      return "";
    }
    draft.uses(WriteForm.ORDER_AND_LIMIT_IN_WRITE);
    String limit = dice.pick(" LIMIT 2", " LIMIT 3 OFFSET 1");
    return " ORDER BY " + order + dice.pick("", " DESC") + limit;
  }

  private String assignments(LiveTable table) {
    int kind = dice.between(1, 100);
    List<GeneratedColumn> plain =
        table.table().plain().stream().filter(column -> !table.isUnique(column)).toList();
    List<GeneratedColumn> keys =
        table.table().writable().stream().filter(table::isUnique).toList();
    if ((kind <= 22 || plain.isEmpty()) && !keys.isEmpty()) {
      boolean unique = dice.chance(60);
      List<GeneratedColumn> others =
          keys.stream().filter(key -> !table.table().keyColumns().contains(key.name())).toList();
      return keyAssignment(table, dice.pick(unique && !others.isEmpty() ? others : keys));
    }
    if (plain.isEmpty()) {
      return table.table().writable().getFirst().name() + " = 1";
    }
    if (kind <= 30 && plain.size() > 1) {
      draft.uses(WriteForm.ROW_VALUE_ASSIGNMENT);
      String names = "(" + plain.get(0).name() + ", " + plain.get(1).name() + ") = ";
      if (dice.chance(50)) {
        return names
            + "("
            + draft.cell(table, plain.get(0), Keys.OFTEN_MET)
            + ", "
            + draft.cell(table, plain.get(1), Keys.OFTEN_MET)
            + ")";
      }
      draft.uses(WriteForm.SUBQUERY_IN_WRITE);
      LiveTable other = dice.pick(draft.schema().tables());
      return names + "(SELECT count(*), 'n' FROM " + other.name() + ")";
    }
    List<String> assignments = new ArrayList<>();
    for (GeneratedColumn column : dice.some(plain, 2)) {
      assignments.add(column.name() + " = " + assigned(table, column));
    }
    return String.join(", ", assignments);
  }

  private String keyAssignment(LiveTable table, GeneratedColumn column) {
    boolean primary = table.table().keyColumns().contains(column.name());
    draft.uses(primary ? WriteForm.UPDATE_OF_KEY : WriteForm.UPDATE_OF_UNIQUE_COLUMN);
    String name = column.name();
    String value =
        column.type().equals("TEXT")
            ? dice.pick(name + " || 'x'", "upper(" + name + ")")
            : dice.pick(name + " + 1", name + " + 100", "-" + name, name);
    return name + " = " + (dice.chance(55) ? value : draft.cell(table, column, Keys.OFTEN_MET));
  }

  private String assigned(LiveTable table, GeneratedColumn column) {
    int kind = dice.between(1, 100);
    if (kind <= 15) {
      draft.uses(WriteForm.SUBQUERY_IN_WRITE);
      LiveTable other = dice.pick(draft.schema().tables());
      String value = dice.pick(other.table().columns()).name();
      return dice.pick(
              "(SELECT count(*) FROM %2$s)",
              "(SELECT max(quote(o.%1$s)) FROM %2$s AS o)",
              "(SELECT count(*) FROM %2$s AS o WHERE o.%1$s = %3$s.%4$s)",
              "coalesce((SELECT min(o.%1$s) FROM %2$s AS o WHERE o.%1$s > %3$s.%4$s), %3$s.%4$s)",
              "CASE WHEN %4$s IS NULL THEN (SELECT count(*) FROM %2$s) ELSE (SELECT total(length(o.%1$s)) FROM %2$s AS o) END",
              "length(%4$s) + (SELECT count(DISTINCT o.%1$s) FROM %2$s AS o)",
              "EXISTS (SELECT 1 FROM %2$s AS o WHERE o.%1$s IS %3$s.%4$s)",
              "%4$s IN (SELECT o.%1$s FROM %2$s AS o)")
          .formatted(
              value, other.name(), table.name(), dice.pick(table.table().columns()).name());
    }
    if (table.strict() || kind <= 60) {
      return draft.cell(table, column, Keys.OFTEN_MET);
    }
    return draft.expressions().expression(List.of(new Scope("", table.table())), 1);
  }

  private String where(LiveTable table, boolean common) {
    List<Scope> scope = List.of(new Scope("", table.table()));
    int kind = dice.between(1, 100);
    if (common) {
      String column = dice.pick(table.table().columns()).name();
      return " WHERE " + column + dice.pick("", " NOT") + " IN (SELECT v FROM q)";
    }
    if (kind <= 4) {
      return "";
    }
    if (kind <= 40) {
      return " WHERE " + draft.keyCondition(table, "");
    }
    if (kind > 92) {
      String both = "(" + draft.expressions().predicate(scope, 1) + ")" + dice.pick(" AND ", " OR ");
      return " WHERE " + both + subquery(table);
    }
    if (kind > 80) {
      return " WHERE " + subquery(table);
    }
    return " WHERE " + draft.expressions().predicate(scope, 1);
  }

  private String subquery(LiveTable table) {
    draft.uses(WriteForm.SUBQUERY_IN_WRITE);
    LiveTable other = dice.chance(30) ? table : dice.pick(draft.schema().tables());
    String column = dice.pick(table.table().columns()).name();
    String inner = dice.pick(other.table().columns()).name();
    return dice.pick(
            "%1$s IN (SELECT o.%2$s FROM %3$s AS o)",
            "%1$s NOT IN (SELECT o.%2$s FROM %3$s AS o WHERE o.%2$s IS NOT NULL)",
            "EXISTS (SELECT 1 FROM %3$s AS o WHERE o.%2$s = %4$s.%1$s)",
            "%1$s = (SELECT max(o.%2$s) FROM %3$s AS o)",
            "%1$s >= (SELECT o.%2$s FROM %3$s AS o WHERE o.%2$s IS NOT NULL ORDER BY o.%2$s LIMIT 1)",
            "NOT EXISTS (SELECT 1 FROM %3$s AS o WHERE o.%2$s > %4$s.%1$s)",
            "(SELECT count(*) FROM %3$s) > 3 AND %1$s IS NOT NULL")
        .formatted(column, inner, other.name(), table.name());
  }

  /// Each row of the target meets at most one of the source: SQLite says not which of several.
  private String updateFrom(LiveTable table, String conflict) {
    draft.uses(WriteForm.UPDATE_FROM);
    LiveTable other = dice.pick(draft.schema().tables());
    String target = dice.pick(table.table().columns()).name();
    GeneratedColumn source = dice.pick(other.table().columns());
    List<GeneratedColumn> plain =
        table.table().plain().stream().filter(column -> !table.isUnique(column)).toList();
    if (plain.isEmpty() || table.strict()) {
      return "UPDATE %s%s SET %s".formatted(conflict, table.name(), assignments(table));
    }
    String column = dice.pick(plain).name();
    boolean keyed = other.uniques().stream().anyMatch(List.of(source.name())::equals);
    if (keyed) {
      String value = dice.pick(other.table().columns()).name();
      return "UPDATE %s%s SET %s = o.%s FROM %s AS o WHERE o.%s = %s.%s%s"
          .formatted(
              conflict,
              table.name(),
              column,
              value,
              other.name(),
              source.name(),
              table.name(),
              target,
              returning.clause(table, 10));
    }
    String sql =
        "UPDATE %s%s SET %s = o.n FROM (SELECT %s AS k, count(*) AS n FROM %s GROUP BY 1) AS o"
            + " WHERE o.k = %s.%s";
    return sql.formatted(
            conflict, table.name(), column, source.name(), other.name(), table.name(), target);
  }
}
