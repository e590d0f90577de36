package dev.bigdaddy.testkit;

import dev.bigdaddy.testkit.ExpressionGenerator.Scope;
import dev.bigdaddy.testkit.GeneratedTable.GeneratedColumn;
import dev.bigdaddy.testkit.QueryDraft.From;
import java.util.ArrayList;
import java.util.List;

/// Makes queries with aggregates, grouped or not.
///
/// Over more than one table SQLite leaves open what depends on the order of rows: bare columns,
/// which of several equal values stands for them, group_concat, and whether a sum overflows on its
/// way. That is only asked of one table, where plain SQLite's order is promised.
///
/// Used by one thread, for one statement.
final class AggregateGenerator {
  private final QueryDraft draft;
  private final Dice dice;
  private final ConditionGenerator conditions;

  AggregateGenerator(QueryDraft draft) {
    this.draft = draft;
    this.dice = draft.dice();
    this.conditions = new ConditionGenerator(draft);
  }

  String call(From from) {
    String argument = argument(from);
    String call =
        switch (dice.between(1, 14)) {
          case 1, 2, 3 -> "count(*)";
          case 4 -> "count(" + argument + ")";
          case 5, 6 -> "sum(" + summand(from) + ")";
          case 7 -> dice.pick("avg(", "total(") + summand(from) + ")";
          case 8, 9 -> "min(" + argument + ")";
          case 10, 11 -> "max(" + argument + ")";
          case 12 -> {
            draft.uses(Feature.DISTINCT_AGGREGATE);
            yield dice.chance(60)
                ? "count(DISTINCT " + draft.column(from.scopes()) + ")"
                : dice.pick("sum", "avg", "total") + "(DISTINCT " + distinctSummand(from) + ")";
          }
          case 13 -> ordered(from);
          default ->
              from.single()
                  ? dice.pick("group_concat(%s)", "json_group_array(quote(%s))", "string_agg(%s, '-')")
                      .formatted(argument)
                  : "count(" + argument + ")";
        };
    if (dice.chance(12)) {
      draft.uses(Feature.FILTER);
      call += " FILTER (WHERE " + draft.expressions().predicate(from.scopes(), 2) + ")";
    }
    if (dice.chance(10)) {
      call = dice.pick("(%s) + 1", "coalesce(%s, 'none')", "typeof(%s)").formatted(call);
    }
    return call;
  }

  private String argument(From from) {
    if (dice.chance(5)) {
      return conditions.value(from.scopes());
    }
    if (from.single()) {
      return dice.chance(75)
          ? draft.column(from.scopes())
          : draft.expressions().expression(from.scopes(), 2);
    }
    return draft.singleForm(from.scopes());
  }

  /// What may be added up in any order.
  private String summand(From from) {
    if (from.single()) {
      return draft.column(from.scopes());
    }
    Scope scope = dice.pick(from.scopes());
    GeneratedColumn column = dice.pick(scope.table().columns());
    String name = scope.prefix() + column.name();
    boolean small = column.type().equals("INTEGER") || column.type().equals("REAL");
    return small && !draft.schema().extremes() ? name : "length(" + name + ")";
  }

  /// Which of 1 and 1.0 is added depends on which came first.
  private String distinctSummand(From from) {
    return from.single() ? draft.column(from.scopes()) : summand(from);
  }

  private String ordered(From from) {
    draft.uses(Feature.AGGREGATE_WITH_ORDER);
    if (from.single()) {
      return dice.pick("group_concat(%s, ',' ORDER BY %s)", "json_group_array(quote(%s) ORDER BY %s)")
          .formatted(
              draft.column(from.scopes()), draft.column(from.scopes()) + ", " + from.totalOrder());
    }
    String value = "quote(" + draft.column(from.scopes()) + ")";
    return "group_concat(" + value + ", ',' ORDER BY " + value + dice.pick("", " DESC") + ")";
  }

  /// Aggregates over all rows.
  String total(From from) {
    note(from);
    if (from.single() && dice.chance(12)) {
      return besideExtreme(from);
    }
    if (from.single() && draft.schema().extremes() && dice.chance(25)) {
      return "SELECT sum(" + draft.column(from.scopes()) + ") FROM " + from.text()
          + conditions.where(from, 20);
    }
    List<String> items = new ArrayList<>();
    int count = dice.between(1, 3);
    for (int i = 0; i < count; i++) {
      items.add(call(from));
    }
    if (from.single() && dice.chance(40)) {
      items.add(bare(from, items));
    }
    String having = "";
    if (dice.chance(20)) {
      draft.uses(Feature.HAVING_WITHOUT_GROUP_BY);
      having = " HAVING " + having(from);
    }
    return "SELECT "
        + String.join(", ", items)
        + " FROM "
        + from.text()
        + conditions.where(from, 50)
        + having;
  }

  /// Columns of the row that holds the least or greatest value: of tied rows, the first one's.
  private String besideExtreme(From from) {
    draft.uses(Feature.BARE_COLUMN_BESIDE_MIN_MAX);
    String column = draft.column(from.scopes());
    return "SELECT "
        + dice.pick("min(", "max(")
        + column
        + "), "
        + draft.column(from.scopes())
        + ", "
        + draft.column(from.scopes())
        + " FROM "
        + from.text()
        + conditions.where(from, 30);
  }

  private void note(From from) {
    if (from.scopes().size() > 1) {
      draft.uses(Feature.AGGREGATE_OVER_JOIN);
    }
  }

  private String having(From from) {
    if (dice.chance(12)) {
      draft.uses(Feature.SUBQUERY_IN_A_LATER_CLAUSE);
      draft.uses(Feature.UNCORRELATED_SUBQUERY);
      String table = draft.table().table().name();
      return dice.pick(
              "count(*) <= (SELECT count(*) FROM %s)",
              "count(*) IN (SELECT length(k) FROM %s)",
              "EXISTS (SELECT 1 FROM %s WHERE k IS NOT NULL)")
          .formatted(table);
    }
    return dice.pick(
        "count(*) > 1", "count(*) >= 2", call(from) + " IS NOT NULL", "max(1) = 1",
        "count(*) <> 3");
  }

  /// A column outside of aggregates that is no group key.
  private String bare(From from, List<String> items) {
    boolean extreme = items.stream().anyMatch(item -> item.contains("min(") || item.contains("max("));
    draft.uses(extreme ? Feature.BARE_COLUMN_BESIDE_MIN_MAX : Feature.BARE_COLUMN);
    return draft.column(from.scopes());
  }

  /// Aggregates by group.
  String grouped(From from) {
    note(from);
    draft.uses(Feature.GROUP_BY);
    List<String> keys = new ArrayList<>();
    int count = dice.chance(75) ? 1 : 2;
    for (int i = 0; i < count; i++) {
      keys.add(key(from));
    }
    List<String> items = new ArrayList<>(keys);
    boolean alias = dice.chance(15);
    if (alias) {
      items.set(0, keys.getFirst() + " AS g");
    }
    items.add(call(from));
    if (dice.chance(50)) {
      items.add(call(from));
    }
    if (from.single() && dice.chance(50)) {
      if (dice.chance(40)) {
        items.add(dice.pick("min(", "max(") + draft.column(from.scopes()) + ")");
      }
      items.add(bare(from, items));
    }
    List<String> terms = new ArrayList<>(keys);
    if (alias || dice.chance(10)) {
      draft.uses(Feature.GROUP_BY_POSITION_OR_ALIAS);
      terms.set(0, alias ? "g" : "1");
    }
    String having = "";
    if (dice.chance(25)) {
      draft.uses(Feature.HAVING);
      having = " HAVING " + having(from);
    }
    return "SELECT "
        + String.join(", ", items)
        + " FROM "
        + from.text()
        + conditions.where(from, 35)
        + " GROUP BY "
        + String.join(", ", terms)
        + having
        + order(keys);
  }

  private String order(List<String> keys) {
    if (dice.chance(45)) {
      return "";
    }
    draft.uses(Feature.ORDER_BY);
    draft.uses(Feature.ORDER_BY_POSITION_OR_ALIAS);
    String order =
        dice.pick(" ORDER BY 1", " ORDER BY count(*) DESC, 1", " ORDER BY 1 DESC")
            + (keys.size() > 1 ? ", 2" : "");
    return order + new LimitGenerator(draft).limit(30);
  }

  private String key(From from) {
    int kind = dice.between(1, 100);
    if (kind <= 30) {
      String key = QueryDraft.keys(dice.pick(from.scopes())).getFirst();
      return from.single() ? key : stable(from, key);
    }
    if (kind <= 75) {
      return draft.groupable(from);
    }
    draft.uses(Feature.GROUP_BY_EXPRESSION);
    if (from.single() && dice.chance(20)) {
      draft.uses(Feature.SUBQUERY_IN_A_LATER_CLAUSE);
      return conditions.value(from.scopes());
    }
    String column = draft.column(from.scopes());
    return dice.pick("typeof(%s)", "length(%s)", "%s IS NULL", "quote(%s)").formatted(column);
  }

  /// The common key, or what stands for it where equal keys can differ.
  private static String stable(From from, String key) {
    for (Scope scope : from.scopes()) {
      for (GeneratedColumn column : scope.table().columns()) {
        if (key.equals(scope.prefix() + column.name()) && QuerySchema.hasSingleForm(column)) {
          return key;
        }
      }
    }
    return "quote(" + key + ")";
  }
}
