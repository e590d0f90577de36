package dev.bigdaddy.testkit;

import dev.bigdaddy.testkit.ExpressionGenerator.Scope;
import dev.bigdaddy.testkit.GeneratedTable.GeneratedColumn;
import dev.bigdaddy.testkit.QueryDraft.From;
import dev.bigdaddy.testkit.QuerySchema.Index;
import dev.bigdaddy.testkit.QuerySchema.Placement;
import dev.bigdaddy.testkit.QuerySchema.QueryTable;
import dev.bigdaddy.testkit.SourceGenerator.Source;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Makes what stands in FROM: one source, or joins of every kind.
///
/// Used by one thread, for one statement.
final class FromGenerator {
  private final QueryDraft draft;
  private final Dice dice;
  private final SourceGenerator sources;

  FromGenerator(QueryDraft draft) {
    this.draft = draft;
    this.dice = draft.dice();
    this.sources = new SourceGenerator(draft);
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
      return asFrom(sources.view());
    }
    return kind <= 36 ? asFrom(sources.derived()) : single();
  }

  private static From asFrom(Source source) {
    return new From(source.text(), "", List.of(source.scope()), source.order(), false);
  }

  /// A join of two to five sources, seldom of many more; most of them spread tables joined by the
  /// common key.
  From join() {
    int count = dice.chance(78) ? 2 : dice.chance(70) ? 3 : dice.pick(4, 4, 4, 5, 5, 7, 12);
    List<Source> joined = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      joined.add(i >= 3 ? parent() : i < 2 && dice.chance(75) ? spread() : sources.any());
    }
    if (dice.chance(10)) {
      joined.set(dice.between(0, count - 1), sources.base(dice.pick(draft.schema().tables())));
    }
    List<QueryTable> everywhere = draft.schema().placed(Placement.REFERENCE);
    if (dice.chance(10) && !everywhere.isEmpty()) {
      joined.set(0, sources.base(everywhere.getFirst()));
    } else if (dice.chance(8)) {
      joined.set(1, selfOf(joined.getFirst()));
    }
    note(joined);
    StringBuilder text = new StringBuilder(joined.getFirst().text());
    List<String> conditions = new ArrayList<>();
    boolean commas = dice.chance(15);
    int nested = !commas && count > 2 && dice.chance(35) ? dice.between(1, count - 2) : count;
    for (int i = 1; i < count; i++) {
      Source left = joined.get(dice.between(0, i - 1));
      if (i == nested) {
        text.append(parenthesised(left, joined.subList(i, i + 2)));
        i++;
      } else if (commas) {
        draft.uses(Feature.COMMA_JOIN);
        text.append(", ").append(joined.get(i).text());
        conditions.add(condition(left, joined.get(i), count));
      } else {
        text.append(joined(left, joined.get(i), joined.subList(0, i + 1), count));
      }
    }
    List<String> order = joined.stream().map(Source::order).toList();
    return new From(
        text.toString(),
        String.join(" AND ", conditions),
        joined.stream().map(Source::scope).toList(),
        order.stream().anyMatch(String::isEmpty) ? "" : String.join(", ", order),
        false);
  }

  /// Two sources joined in parentheses, which are joined to what stands before.
  private String parenthesised(Source left, List<Source> inner) {
    draft.uses(Feature.JOIN_IN_PARENTHESES);
    draft.uses(Feature.LEFT_JOIN);
    Source first = inner.getFirst();
    Source second = inner.getLast();
    return "%s(%s %s %s ON %s) ON %s"
        .formatted(
            dice.pick(" JOIN ", " LEFT JOIN ", " LEFT JOIN "),
            first.text(),
            dice.pick("JOIN", "JOIN", "LEFT JOIN", "FULL JOIN"),
            second.text(),
            condition(first, second, 4),
            condition(left, dice.pick(inner), 4));
  }

  /// The table in which the common key is unique: joining it makes no more rows.
  private Source parent() {
    return sources.base(draft.schema().tables().getFirst());
  }

  private Source spread() {
    return sources.base(dice.pick(draft.schema().placed(Placement.SPREAD)));
  }

  private Source selfOf(Source source) {
    if (!source.isSpreadTable()) {
      return spread();
    }
    draft.uses(Feature.SELF_JOIN);
    return sources.base(new QueryTable(source.scope().table(), source.placement()));
  }

  private void note(List<Source> joined) {
    long spread = joined.stream().filter(Source::isSpreadTable).count();
    if (spread >= 2) {
      draft.uses(Feature.JOIN_OF_SPREAD_TABLES);
    }
    if (joined.size() >= 4) {
      draft.uses(Feature.FOUR_TABLES);
    }
    if (joined.stream().map(Source::placement).distinct().count() > 1) {
      draft.uses(Feature.MIXED_KINDS_OF_TABLES);
    }
  }

  private String joined(Source left, Source right, List<Source> all, int count) {
    String on = " ON " + condition(left, right, count);
    if (dice.chance(20)) {
      List<Scope> scopes = all.stream().map(Source::scope).toList();
      on +=
          " AND "
              + (dice.chance(15)
                  ? new ConditionGenerator(draft).withSubquery(scopes)
                  : draft.expressions().predicate(scopes, 2));
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
    int kind = count > 3 ? dice.between(1, 58) : dice.between(1, 100);
    if (kind <= 50) {
      return dice.chance(50) ? leftKey + " = " + rightKey : rightKey + " = " + leftKey;
    }
    if (kind <= 58) {
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
