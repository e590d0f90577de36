package dev.bigdaddy.testkit;

import dev.bigdaddy.testkit.ExpressionGenerator.Scope;
import dev.bigdaddy.testkit.QueryDraft.From;
import java.util.ArrayList;
import java.util.List;

/// Makes conditions over what stands in FROM, and subqueries, correlated and not.
///
/// Used by one thread, for one statement.
final class ConditionGenerator {
  /// The product of so many tables can still be gone through.
  private static final int MOST_UNJOINED = 4;

  private final QueryDraft draft;
  private final Dice dice;

  ConditionGenerator(QueryDraft draft) {
    this.draft = draft;
    this.dice = draft.dice();
  }

  /// ` WHERE …`, or nothing where neither the FROM nor chance asks for it.
  String where(From from, int percent) {
    List<String> conditions = new ArrayList<>();
    if (!from.condition().isEmpty()) {
      conditions.add("(" + from.condition() + ")");
    }
    if (dice.chance(percent)) {
      // A bare OR takes the tables' join apart, which plain SQLite cannot answer for many.
      String condition = condition(from.scopes());
      conditions.add(
          from.scopes().size() > MOST_UNJOINED ? "(" + condition + ")" : condition);
    }
    return conditions.isEmpty() ? "" : " WHERE " + String.join(" AND ", conditions);
  }

  String condition(List<Scope> scopes) {
    int kind = dice.between(1, 100);
    if (kind <= 22) {
      return onKey(scopes);
    }
    if (kind <= 34) {
      return withSubquery(scopes);
    }
    if (kind <= 40) {
      draft.uses(Feature.LIKE_GLOB_ESCAPE);
      String column = draft.column(scopes);
      return column
          + dice.pick(
              " LIKE 'a%'", " GLOB '*[ab]*'", " LIKE '%1%' ESCAPE '!'", " NOT LIKE '_'",
              " LIKE 'k%'");
    }
    if (kind <= 44) {
      draft.uses(Feature.ROW_VALUE);
      if (dice.chance(25)) {
        Inner inner = inner();
        String column = draft.column(List.of(inner.scope()));
        String key = QueryDraft.keys(inner.scope()).getFirst();
        return "(%s, %s) %s (SELECT %s, %s FROM %s%s ORDER BY %s LIMIT 1)"
            .formatted(
                draft.column(scopes),
                QueryDraft.keys(dice.pick(scopes)).getFirst(),
                dice.pick("=", "<", ">=", "IS", "IS NOT"),
                column,
                key,
                inner.from(),
                innerWhere(inner, scopes),
                inner.order());
      }
      return "(%s, %s) %s (%s, %s)"
          .formatted(
              draft.column(scopes),
              draft.column(scopes),
              dice.pick("<", "=", ">=", "IS NOT", "<>"),
              draft.expressions().value("INTEGER"),
              draft.expressions().value("TEXT"));
    }
    if (kind <= 48) {
      draft.uses(Feature.DATE_FUNCTION);
      return dice.pick(
              "date('2024-01-31', '+' || length(%s) || ' months') > '2024-03-01'",
              "strftime('%%m', '2024-01-15', '+' || coalesce(length(%s), 3) || ' days') = '01'",
              "julianday('2024-01-01', typeof(%s) || '') IS NULL",
              "unixepoch(2460000 + length(%s)) > 1677196800")
          .formatted(draft.column(scopes));
    }
    if (kind <= 52) {
      draft.uses(Feature.COLLATE);
      return draft.column(scopes)
          + dice.pick(" COLLATE NOCASE = ", " COLLATE RTRIM >= ")
          + draft.expressions().value("TEXT");
    }
    if (kind <= 55) {
      draft.uses(Feature.RANDOM_OR_NOW);
      return dice.pick(
              "(%s IS NULL OR random() IS NOT NULL)",
              "length(%s) + abs(random() %% 2) >= 0",
              "date('now') || %s > '2020'",
              "coalesce(%s, '') < datetime('now', '+1 day')",
              "(SELECT random()) <> coalesce(%s, 0.5)",
              "typeof(CURRENT_TIMESTAMP) > typeof(%s)")
          .formatted(draft.column(scopes));
    }
    if (kind <= 57) {
      draft.uses(Feature.SESSION_VALUE);
      return dice.pick("changes() >= %s", "%s <> last_insert_rowid()", "total_changes() > length(%s)")
          .formatted(draft.column(scopes));
    }
    return draft.expressions().predicate(scopes, 1);
  }

  private String onKey(List<Scope> scopes) {
    String key = QueryDraft.keys(dice.pick(scopes)).getFirst();
    draft.uses(Feature.KEY_LOOKUP);
    if (scopes.size() > 1) {
      draft.uses(Feature.CONSTANT_THROUGH_JOIN);
    }
    return switch (dice.between(1, 8)) {
      case 1, 2, 3 -> key + " = " + draft.keyValue();
      case 4 -> key + " IN (" + draft.keyValue() + ", " + draft.keyValue() + ")";
      case 5 -> key + " >= " + draft.keyValue();
      case 6 -> key + " = " + draft.keyValue() + " OR " + key + " = " + draft.keyValue();
      case 7 -> key + dice.pick(" IS NOT NULL", " IS NULL", " <> " + draft.keyValue());
      default ->
          key
              + " = "
              + draft.keyValue()
              + " AND "
              + draft.expressions().predicate(scopes, 2);
    };
  }

  private record Inner(String from, Scope scope, String order) {}

  private Inner inner() {
    GeneratedTable table = draft.table().table();
    String alias = draft.newAlias();
    return new Inner(
        table.name() + " AS " + alias,
        new Scope(alias + ".", table),
        table.totalOrder(alias + "."));
  }

  /// How the inner query depends on the outer one: not at all, by the common key, or otherwise.
  private String innerWhere(Inner inner, List<Scope> scopes) {
    int kind = dice.between(1, 100);
    if (kind <= 45) {
      draft.uses(Feature.UNCORRELATED_SUBQUERY);
      return dice.chance(60)
          ? " WHERE " + draft.expressions().predicate(List.of(inner.scope()), 2)
          : "";
    }
    draft.uses(Feature.CORRELATED_SUBQUERY);
    Scope outer = dice.pick(scopes);
    String innerKey = QueryDraft.keys(inner.scope()).getFirst();
    String outerKey = QueryDraft.keys(outer).getFirst();
    String outerName = outer.prefix().isEmpty() ? outer.table().name() + "." + outerKey : outerKey;
    if (kind <= 80) {
      String more =
          dice.chance(30)
              ? " AND " + draft.expressions().predicate(List.of(inner.scope()), 2)
              : "";
      return " WHERE " + innerKey + " = " + outerName + more;
    }
    String outerColumn = draft.column(List.of(outer));
    return " WHERE "
        + draft.column(List.of(inner.scope()))
        + dice.pick(" = ", " = ", " < ")
        + (outer.prefix().isEmpty() ? outer.table().name() + "." + outerColumn : outerColumn);
  }

  /// A condition that asks a subquery.
  String withSubquery(List<Scope> scopes) {
    Inner inner = inner();
    String column = draft.column(scopes);
    String innerColumn = draft.column(List.of(inner.scope()));
    if (dice.chance(50)) {
      column = QueryDraft.keys(dice.pick(scopes)).getFirst();
      innerColumn = QueryDraft.keys(inner.scope()).getFirst();
    }
    String where = innerWhere(inner, scopes);
    return switch (dice.between(1, 10)) {
      case 9 -> {
        draft.uses(Feature.IN_SELECT);
        draft.uses(Feature.COMPOUND_SUBQUERY);
        Inner other = inner();
        yield "%s%s IN (SELECT %s FROM %s%s %s SELECT %s FROM %s)"
            .formatted(
                column,
                dice.pick("", "", " NOT"),
                innerColumn,
                inner.from(),
                where,
                dice.pick("UNION ALL", "UNION", "EXCEPT", "INTERSECT"),
                QueryDraft.keys(other.scope()).getFirst(),
                other.from());
      }
      case 10 -> {
        draft.uses(Feature.IN_SELECT);
        yield "%s%s IN (SELECT %s FROM %s%s ORDER BY %s LIMIT %s)"
            .formatted(
                column,
                dice.pick("", "", " NOT"),
                innerColumn,
                inner.from(),
                where,
                inner.order(),
                dice.pick("1", "3", "5 OFFSET 2"));
      }
      case 1, 2 -> {
        draft.uses(Feature.IN_SELECT);
        yield "%s%s IN (SELECT %s FROM %s%s)"
            .formatted(column, dice.pick("", "", " NOT"), innerColumn, inner.from(), where);
      }
      case 3, 4 -> {
        draft.uses(Feature.EXISTS);
        yield "%sEXISTS (SELECT %s FROM %s%s)"
            .formatted(dice.pick("", "NOT "), dice.pick("1", "*"), inner.from(), where);
      }
      case 5 -> {
        draft.uses(Feature.IN_SELECT);
        draft.uses(Feature.ROW_VALUE);
        yield "(%s, %s)%s IN (SELECT %s, %s FROM %s%s)"
            .formatted(
                column,
                draft.column(scopes),
                dice.pick("", " NOT"),
                innerColumn,
                draft.column(List.of(inner.scope())),
                inner.from(),
                where);
      }
      case 6 -> "(SELECT count(*) FROM %s%s) > %s"
          .formatted(inner.from(), where, dice.pick("0", "1", "2"));
      case 7 -> draft.column(scopes)
          + dice.pick(" > ", " = ", " <= ")
          + "(SELECT %s(%s) FROM %s%s)"
              .formatted(
                  dice.pick("min", "max", "count"),
                  draft.singleForm(List.of(inner.scope())),
                  inner.from(),
                  where);
      default -> "%s %s (SELECT %s FROM %s%s ORDER BY %s LIMIT 1)"
          .formatted(
              column, dice.pick("=", "<>"), innerColumn, inner.from(), where, inner.order());
    };
  }

  /// A subquery that gives one value for each row.
  String value(List<Scope> scopes) {
    draft.uses(Feature.SUBQUERY_AS_VALUE);
    Inner inner = inner();
    String where = innerWhere(inner, scopes);
    String column = draft.singleForm(List.of(inner.scope()));
    return switch (dice.between(1, 5)) {
      case 1 -> "(SELECT count(*) FROM " + inner.from() + where + ")";
      case 4 -> {
        draft.uses(Feature.EXISTS);
        yield "EXISTS (SELECT 1 FROM " + inner.from() + where + ")";
      }
      case 5 -> {
        draft.uses(Feature.DERIVED_TABLE);
        yield "(SELECT group_concat(x) FROM (SELECT quote(%s) AS x FROM %s%s ORDER BY %s))"
            .formatted(column, inner.from(), where, inner.order());
      }
      case 2 -> "(SELECT %s(%s) FROM %s%s)"
          .formatted(dice.pick("min", "max"), column, inner.from(), where);
      default -> "(SELECT %s FROM %s%s ORDER BY %s LIMIT 1)"
          .formatted(column, inner.from(), where, inner.order());
    };
  }
}
