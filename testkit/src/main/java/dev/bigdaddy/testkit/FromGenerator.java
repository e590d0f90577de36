package dev.bigdaddy.testkit;

import dev.bigdaddy.testkit.ExpressionGenerator.Scope;
import dev.bigdaddy.testkit.GeneratedTable.GeneratedColumn;
import dev.bigdaddy.testkit.GeneratedTable.GeneratedColumn.Role;
import dev.bigdaddy.testkit.GeneratedTable.Rowids;
import dev.bigdaddy.testkit.QueryDraft.From;
import dev.bigdaddy.testkit.QuerySchema.Index;
import dev.bigdaddy.testkit.QuerySchema.Placement;
import dev.bigdaddy.testkit.QuerySchema.QueryTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Makes what stands in FROM: one source, or joins of every kind.
///
/// Used by one thread, for one statement.
final class FromGenerator {
  private final QueryDraft draft;
  private final Dice dice;

  FromGenerator(QueryDraft draft) {
    this.draft = draft;
    this.dice = draft.dice();
  }

  /// One table, with an alias or without.
  From single() {
    QueryTable table = draft.table();
    if (dice.chance(4) && !draft.schema().indexes().isEmpty()) {
      return indexed();
    }
    return single(table.table(), dice.chance(60) ? "" : draft.newAlias());
  }

  private From single(GeneratedTable table, String alias) {
    String prefix = alias.isEmpty() ? "" : alias + ".";
    String text = alias.isEmpty() ? table.name() : table.name() + " AS " + alias;
    Scope scope = new Scope(prefix, table);
    return new From(text, "", List.of(scope), table.totalOrder(prefix), true);
  }

  private From indexed() {
    draft.uses(Feature.INDEXED_BY);
    List<Map.Entry<String, Index>> indexes =
        draft.schema().indexes().entrySet().stream().sorted(Map.Entry.comparingByKey()).toList();
    Map.Entry<String, Index> index = dice.pick(indexes);
    GeneratedTable table = index.getValue().table();
    if (dice.chance(30)) {
      From from = single(table, "");
      return new From(
          table.name() + " NOT INDEXED", "", from.scopes(), from.totalOrder(), from.single());
    }
    From from = single(table, "");
    GeneratedColumn column = index.getValue().column();
    String condition =
        column.name().equals(QuerySchema.KEY)
            ? column.name() + dice.pick(" = ", " >= ") + draft.keyValue()
            : column.name()
                + dice.pick(" = ", " >= ", " < ")
                + draft.expressions().value(column.type());
    return new From(
        table.name() + " INDEXED BY " + index.getKey(),
        condition,
        from.scopes(),
        from.totalOrder(),
        true);
  }

  /// One table or view or subquery.
  From any() {
    int kind = dice.between(1, 100);
    if (kind <= 8) {
      return asFrom(view());
    }
    return kind <= 14 ? asFrom(derived()) : single();
  }

  private static From asFrom(Source source) {
    return new From(source.text(), "", List.of(source.scope()), source.order(), false);
  }

  private record Source(String text, Scope scope, String order, Placement placement) {
    boolean isSpreadTable() {
      return placement == Placement.SPREAD && !text.startsWith("(") && !text.startsWith("v");
    }
  }

  private Source view() {
    draft.uses(Feature.VIEW);
    GeneratedTable view = dice.pick(draft.schema().views());
    String alias = draft.newAlias();
    return new Source(
        view.name() + " AS " + alias, new Scope(alias + ".", view), "", Placement.SPREAD);
  }

  /// A subquery in FROM: rows, groups, distinct values, or the first rows in a total order.
  private Source derived() {
    draft.uses(Feature.DERIVED_TABLE);
    String alias = draft.newAlias();
    GeneratedTable table = draft.table().table();
    GeneratedColumn other = dice.pick(table.columns());
    String value = other.name();
    GeneratedColumn key =
        table.columns().stream()
            .filter(column -> column.name().equals(QuerySchema.KEY))
            .findFirst()
            .orElseThrow();
    String where =
        dice.chance(40)
            ? " WHERE " + draft.expressions().predicate(List.of(new Scope("", table)), 2)
            : "";
    GeneratedColumn shown =
        new GeneratedColumn(
            "y", other.type(), other.definition().replaceFirst("^(\".*?\"|\\S+)", "y"), Role.PLAIN);
    GeneratedColumn number = QuerySchema.column("y", "INTEGER", "", Role.PLAIN);
    boolean keyIsSingle = QuerySchema.hasSingleForm(key);
    int form = dice.between(1, 5);
    String sql;
    GeneratedColumn second = shown;
    if (form == 1 && keyIsSingle) {
      sql = "SELECT k, count(*) AS y FROM " + table.name() + where + " GROUP BY k";
      second = number;
    } else if (form == 2 && keyIsSingle && QuerySchema.hasSingleForm(other)) {
      sql = "SELECT DISTINCT k, " + value + " AS y FROM " + table.name() + where;
    } else if (form == 3) {
      sql =
          "SELECT k, %s AS y FROM %s%s ORDER BY %s LIMIT %s"
              .formatted(
                  value, table.name(), where, table.totalOrder(""), dice.pick("3", "7", "20"));
    } else {
      sql = "SELECT k, " + value + " AS y FROM " + table.name() + where;
    }
    GeneratedTable result = new GeneratedTable(alias, List.of(key, second), List.of(), Rowids.NONE);
    return new Source(
        "(" + sql + ") AS " + alias, new Scope(alias + ".", result), "", Placement.SPREAD);
  }

  private Source base(QueryTable table) {
    String alias = draft.newAlias();
    return new Source(
        table.table().name() + " AS " + alias,
        new Scope(alias + ".", table.table()),
        table.table().totalOrder(alias + "."),
        table.placement());
  }

  private Source source() {
    int kind = dice.between(1, 100);
    return kind <= 5 ? view() : kind <= 11 ? derived() : base(draft.table());
  }

  /// A join of two to five sources; most of them spread tables joined by the common key.
  From join() {
    int count = dice.chance(78) ? 2 : dice.chance(70) ? 3 : dice.pick(4, 4, 4, 5, 5, 7);
    List<Source> sources = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      sources.add(i >= 3 ? parent() : i < 2 && dice.chance(75) ? spread() : source());
    }
    if (dice.chance(10)) {
      sources.set(dice.between(0, count - 1), base(dice.pick(draft.schema().tables())));
    }
    if (dice.chance(8)) {
      sources.set(1, selfOf(sources.getFirst()));
    }
    note(sources);
    StringBuilder text = new StringBuilder(sources.getFirst().text());
    List<String> conditions = new ArrayList<>();
    boolean commas = dice.chance(15);
    for (int i = 1; i < count; i++) {
      Source left = sources.get(dice.between(0, i - 1));
      if (commas) {
        draft.uses(Feature.COMMA_JOIN);
        text.append(", ").append(sources.get(i).text());
        conditions.add(condition(left, sources.get(i), count));
      } else {
        text.append(joined(left, sources.get(i), sources.subList(0, i + 1), count));
      }
    }
    List<String> order = sources.stream().map(Source::order).toList();
    return new From(
        text.toString(),
        String.join(" AND ", conditions),
        sources.stream().map(Source::scope).toList(),
        order.stream().anyMatch(String::isEmpty) ? "" : String.join(", ", order),
        false);
  }

  /// The table in which the common key is unique: joining it makes no more rows.
  private Source parent() {
    return base(draft.schema().tables().getFirst());
  }

  private Source spread() {
    return base(dice.pick(draft.schema().placed(Placement.SPREAD)));
  }

  private Source selfOf(Source source) {
    if (!source.isSpreadTable()) {
      return spread();
    }
    draft.uses(Feature.SELF_JOIN);
    return base(new QueryTable(source.scope().table(), source.placement()));
  }

  private void note(List<Source> sources) {
    long spread = sources.stream().filter(Source::isSpreadTable).count();
    if (spread >= 2) {
      draft.uses(Feature.JOIN_OF_SPREAD_TABLES);
    }
    if (sources.size() >= 4) {
      draft.uses(Feature.FOUR_TABLES);
    }
    if (sources.stream().map(Source::placement).distinct().count() > 1) {
      draft.uses(Feature.MIXED_KINDS_OF_TABLES);
    }
  }

  private String joined(Source left, Source right, List<Source> all, int count) {
    String on = " ON " + condition(left, right, count);
    if (dice.chance(20)) {
      List<Scope> scopes = all.stream().map(Source::scope).toList();
      on += " AND " + draft.expressions().predicate(scopes, 2);
    }
    int kind = dice.between(1, 100);
    if (kind <= 36) {
      draft.uses(Feature.INNER_JOIN);
      return dice.pick(" JOIN ", " INNER JOIN ") + right.text() + on;
    }
    if (kind <= 56) {
      draft.uses(Feature.LEFT_JOIN);
      return dice.pick(" LEFT JOIN ", " LEFT OUTER JOIN ") + right.text() + on;
    }
    if (kind <= 66) {
      draft.uses(Feature.RIGHT_JOIN);
      return " RIGHT JOIN " + right.text() + on;
    }
    if (kind <= 76) {
      draft.uses(Feature.FULL_JOIN);
      return " FULL JOIN " + right.text() + on;
    }
    if (kind <= 82) {
      draft.uses(Feature.CROSS_JOIN);
      return " CROSS JOIN " + right.text() + (count > 3 || dice.chance(85) ? on : "");
    }
    boolean natural = kind <= 90;
    draft.uses(natural ? Feature.NATURAL_JOIN : Feature.USING);
    String outer = outerWord();
    return natural
        ? " NATURAL " + outer + "JOIN " + right.text()
        : " " + outer + "JOIN " + right.text() + " USING (k)";
  }

  private String outerWord() {
    int kind = dice.between(1, 100);
    if (kind <= 60) {
      draft.uses(Feature.INNER_JOIN);
      return "";
    }
    if (kind <= 80) {
      draft.uses(Feature.LEFT_JOIN);
      return "LEFT ";
    }
    draft.uses(kind <= 90 ? Feature.RIGHT_JOIN : Feature.FULL_JOIN);
    return kind <= 90 ? "RIGHT " : "FULL ";
  }

  private String condition(Source left, Source right, int count) {
    String leftKey = QueryDraft.keys(left.scope()).getFirst();
    String rightKey = QueryDraft.keys(right.scope()).getFirst();
    int kind = count > 3 ? dice.between(1, 65) : dice.between(1, 100);
    if (kind <= 57) {
      return dice.chance(50) ? leftKey + " = " + rightKey : rightKey + " = " + leftKey;
    }
    if (kind <= 65) {
      draft.uses(Feature.CONSTANT_THROUGH_JOIN);
      return leftKey
          + " = "
          + rightKey
          + " AND "
          + dice.pick(leftKey, rightKey)
          + " = "
          + draft.keyValue();
    }
    if (kind <= 74) {
      return leftKey + dice.pick(" IS ", " IS NOT DISTINCT FROM ") + rightKey;
    }
    if (kind <= 78) {
      return leftKey
          + " = "
          + rightKey
          + dice.pick(" COLLATE NOCASE", " COLLATE BINARY", " COLLATE RTRIM");
    }
    String leftColumn = draft.column(List.of(left.scope()));
    String rightColumn = draft.column(List.of(right.scope()));
    if (kind <= 84) {
      return leftKey + " = " + rightKey + " AND " + leftColumn + " <> " + rightColumn;
    }
    if (kind <= 88) {
      draft.uses(Feature.ROW_VALUE);
      return "(" + leftKey + ", 1) = (" + rightKey + ", 1)";
    }
    return leftColumn + dice.pick(" = ", " = ", " = ", " < ") + rightColumn;
  }
}
