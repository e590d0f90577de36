package dev.bigdaddy.testkit;

import dev.bigdaddy.testkit.QueryDraft.From;
import java.util.ArrayList;
import java.util.List;

/// Makes queries with window functions and frames of every form.
///
/// Used by one thread, for one statement.
final class WindowGenerator {
  private final QueryDraft draft;
  private final Dice dice;

  WindowGenerator(QueryDraft draft) {
    this.draft = draft;
    this.dice = draft.dice();
  }

  String query(From from) {
    draft.uses(Feature.WINDOW);
    int form = dice.between(1, 100);
    if (form <= 20) {
      return named(from);
    }
    if (form <= 42) {
      return overGroups(from);
    }
    List<String> items = new ArrayList<>();
    items.add(from.single() ? draft.column(from.scopes()) : draft.singleForm(from.scopes()));
    int count = dice.between(1, 2);
    for (int i = 0; i < count; i++) {
      items.add(call(from));
    }
    String order = "";
    if (!from.totalOrder().isEmpty() && dice.chance(60)) {
      draft.uses(Feature.ORDER_BY);
      order = " ORDER BY " + from.totalOrder() + new LimitGenerator(draft).limit(20);
    }
    return "SELECT "
        + String.join(", ", items)
        + " FROM "
        + from.text()
        + new ConditionGenerator(draft).where(from, 35)
        + order;
  }

  /// Windows with names, one of which builds upon the other.
  private String named(From from) {
    draft.uses(Feature.NAMED_WINDOW);
    draft.uses(Feature.WINDOW_FRAME);
    String value = draft.singleForm(from.scopes());
    String order = from.totalOrder().isEmpty() ? draft.singleForm(from.scopes()) : from.totalOrder();
    return "SELECT %s, %s OVER w, %s OVER (w2 %s) FROM %s%s WINDOW w AS (PARTITION BY %s), w2 AS (w ORDER BY %s)"
        .formatted(
            value,
            dice.pick("count(*)", "max(" + value + ")", "sum(length(" + value + "))"),
            dice.pick("count(*)", "min(" + value + ")", "max(" + value + ")"),
            dice.pick(
                "RANGE BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW",
                "GROUPS BETWEEN 1 PRECEDING AND 1 FOLLOWING",
                "RANGE BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING EXCLUDE GROUP"),
            from.text(),
            new ConditionGenerator(draft).where(from, 35),
            partitionKey(from),
            order);
  }

  /// Windows over the groups of a query.
  private String overGroups(From from) {
    draft.uses(Feature.WINDOW_OVER_GROUPS);
    draft.uses(Feature.GROUP_BY);
    String key = draft.singleForm(from.scopes());
    String value = draft.singleForm(from.scopes());
    return "SELECT %s AS g, count(*), %s FROM %s%s GROUP BY 1%s"
        .formatted(
            key,
            dice.pick(
                    "rank() OVER (ORDER BY count(*) DESC)",
                    "sum(count(*)) OVER (ORDER BY %1$s)",
                    "max(max(%2$s)) OVER ()",
                    "lag(count(*)) OVER (ORDER BY %1$s)",
                    "count(*) OVER (PARTITION BY min(%2$s))",
                    "min(%2$s) OVER (PARTITION BY typeof(%1$s) ORDER BY %1$s"
                        + " ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING)")
                .formatted(key, value),
            from.text(),
            new ConditionGenerator(draft).where(from, 35),
            dice.pick("", " HAVING count(*) > 1", " ORDER BY 2 DESC, 1", " ORDER BY 3, 1"));
  }

  /// Where ties are free, only functions that treat ties alike. Over one table ties come in the order
  /// of its scan.
  private String call(From from) {
    if (from.single() && dice.chance(12)) {
      return dice.pick("row_number()", "lag(%1$s)", "first_value(%1$s)", "ntile(2)")
              .formatted(draft.column(from.scopes()))
          + " OVER (ORDER BY "
          + draft.column(from.scopes())
          + dice.pick("", " DESC", " COLLATE NOCASE")
          + ")";
    }
    boolean total = !from.totalOrder().isEmpty() && dice.chance(70);
    String partition =
        dice.chance(50) ? "PARTITION BY " + partitionKey(from) + " " : "";
    String column = from.single() ? draft.column(from.scopes()) : draft.singleForm(from.scopes());
    if (!total) {
      String function =
          dice.pick(
              "rank()", "dense_rank()", "percent_rank()", "cume_dist()", "count(*)", "min(%s)",
              "max(%s)");
      return function.formatted(draft.singleForm(from.scopes()))
          + " OVER ("
          + partition
          + "ORDER BY "
          + draft.singleForm(from.scopes())
          + peerFrame()
          + ")";
    }
    String function =
        dice.pick(
            "row_number()",
            "rank()",
            "ntile(3)",
            "count(*)",
            "count(%s)",
            "lag(%s)",
            "lead(%s, 2, 'none')",
            "first_value(%s)",
            "last_value(%s)",
            "nth_value(%s, 2)",
            "max(%s)",
            "min(%s)",
            "group_concat(%s, '.')",
            "sum(length(%s))");
    String filter = "";
    boolean aggregate = function.matches("(count|max|min|sum|group_concat).*");
    if (aggregate && dice.chance(15)) {
      draft.uses(Feature.FILTER);
      filter = " FILTER (WHERE " + draft.expressions().predicate(from.scopes(), 2) + ")";
    }
    return function.formatted(column)
        + filter
        + " OVER ("
        + partition
        + "ORDER BY "
        + from.totalOrder()
        + dice.pick("", "", " DESC")
        + frame()
        + ")";
  }

  private String partitionKey(From from) {
    return dice.chance(40)
        ? QueryDraft.keys(dice.pick(from.scopes())).getFirst()
        : draft.column(from.scopes());
  }

  private String frame() {
    if (dice.chance(50)) {
      return "";
    }
    draft.uses(Feature.WINDOW_FRAME);
    return dice.pick(
            " ROWS BETWEEN 2 PRECEDING AND CURRENT ROW",
            " ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING",
            " ROWS BETWEEN 1 FOLLOWING AND 3 FOLLOWING",
            " ROWS 3 PRECEDING",
            " GROUPS BETWEEN 1 PRECEDING AND 1 FOLLOWING",
            " RANGE UNBOUNDED PRECEDING",
            " ROWS BETWEEN 3 PRECEDING AND 1 PRECEDING",
            " GROUPS 2 PRECEDING",
            " ROWS BETWEEN CURRENT ROW AND 2 FOLLOWING",
            " RANGE BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING")
        + dice.pick("", "", " EXCLUDE CURRENT ROW", " EXCLUDE TIES", " EXCLUDE GROUP");
  }

  private String peerFrame() {
    if (dice.chance(60)) {
      return "";
    }
    draft.uses(Feature.WINDOW_FRAME);
    return dice.pick(
        " RANGE BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW",
        " RANGE BETWEEN 2 PRECEDING AND 1 FOLLOWING",
        " RANGE BETWEEN 1 FOLLOWING AND 5 FOLLOWING EXCLUDE TIES",
        " GROUPS BETWEEN 1 PRECEDING AND CURRENT ROW",
        " GROUPS BETWEEN UNBOUNDED PRECEDING AND 1 FOLLOWING EXCLUDE GROUP",
        " RANGE BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING");
  }
}
