package dev.bigdaddy.testkit;

import dev.bigdaddy.testkit.ExpressionGenerator.Scope;
import dev.bigdaddy.testkit.GeneratedTable.GeneratedColumn;
import dev.bigdaddy.testkit.GeneratedTable.GeneratedColumn.Role;
import dev.bigdaddy.testkit.GeneratedTable.Rowids;
import dev.bigdaddy.testkit.QueryDraft.From;
import java.util.List;

/// Makes queries WITH common tables: plain, referred to twice, recursive.
///
/// Used by one thread, for one statement.
final class CommonTableGenerator {
  private final QueryDraft draft;
  private final Dice dice;
  private final FromGenerator froms;
  private final ConditionGenerator conditions;

  CommonTableGenerator(QueryDraft draft, FromGenerator froms, ConditionGenerator conditions) {
    this.draft = draft;
    this.dice = draft.dice();
    this.froms = froms;
    this.conditions = conditions;
  }

  String query() {
    draft.uses(Feature.COMMON_TABLE);
    return dice.chance(22) ? recursive() : plain();
  }

  private String hint() {
    if (dice.chance(60)) {
      return "";
    }
    draft.uses(Feature.MATERIALIZED_HINT);
    return dice.pick("MATERIALIZED ", "NOT MATERIALIZED ");
  }

  private String plain() {
    From inner = dice.chance(45) ? froms.join() : froms.single();
    String key = QueryDraft.keys(dice.pick(inner.scopes())).getFirst();
    String body;
    boolean grouped = dice.chance(40);
    if (grouped) {
      body =
          "SELECT quote(%s), count(*) FROM %s%s GROUP BY 1"
              .formatted(key, inner.text(), conditions.where(inner, 40));
    } else {
      body =
          "SELECT %s, %s FROM %s%s"
              .formatted(
                  key, draft.singleForm(inner.scopes()), inner.text(), conditions.where(inner, 40));
    }
    String with = "WITH q(k, y) AS " + hint() + "(" + body + ") ";
    return with + outer();
  }

  private String outer() {
    GeneratedColumn key = QuerySchema.column(QuerySchema.KEY, "", "", Role.KEY);
    GeneratedColumn value = QuerySchema.column("y", "", "", Role.PLAIN);
    GeneratedTable table = new GeneratedTable("q", List.of(key, value), List.of(), Rowids.NONE);
    Scope q = new Scope("q.", table);
    int kind = dice.between(1, 100);
    if (kind <= 25) {
      From from = new From("q", "", List.of(q), "", false);
      return "SELECT q.k, y FROM q" + conditions.where(from, 50) + " ORDER BY 1, 2";
    }
    if (kind <= 40) {
      draft.uses(Feature.COMMON_TABLE_TWICE);
      return dice.pick(
          "SELECT count(*), min(quote(a.k)) FROM q AS a JOIN q AS b ON a.k = b.k",
          "SELECT a.k, b.y FROM q AS a LEFT JOIN q AS b ON a.y = b.y ORDER BY 1, 2 LIMIT 20",
          "SELECT quote(k) FROM q WHERE y > (SELECT avg(length(y)) FROM q) UNION ALL SELECT y FROM q",
          "SELECT count(*) FROM q WHERE k IN (SELECT k FROM q WHERE y = 1)");
    }
    From joined = froms.single();
    Scope scope = joined.scopes().getFirst();
    String alias = scope.prefix().isEmpty() ? scope.table().name() + "." : scope.prefix();
    String name = alias + QuerySchema.KEY;
    if (kind <= 70) {
      return "SELECT count(*), max(quote(q.y)) FROM %s %s q ON q.k = %s%s"
          .formatted(
              joined.text(),
              dice.pick("JOIN", "LEFT JOIN", "RIGHT JOIN"),
              name,
              joined.condition().isEmpty() ? "" : " WHERE " + joined.condition());
    }
    draft.uses(Feature.UNCORRELATED_SUBQUERY);
    draft.uses(Feature.IN_SELECT);
    return "SELECT %s FROM %s WHERE %s%s%s IN (SELECT k FROM q)"
        .formatted(
            name,
            joined.text(),
            joined.condition().isEmpty() ? "" : "(" + joined.condition() + ") AND ",
            name,
            dice.pick("", "", " NOT"));
  }

  private String recursive() {
    draft.uses(Feature.RECURSIVE_TABLE);
    String table = draft.table().table().name();
    String other = draft.table().table().name();
    return dice.pick(
            "WITH RECURSIVE n(i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < 6)"
                + " SELECT n.i, count(t.k) FROM n LEFT JOIN %1$s AS t ON t.k = n.i GROUP BY n.i",
            "WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 2 FROM n LIMIT 5)"
                + " SELECT i, (SELECT count(*) FROM %1$s WHERE length(k) = i) FROM n ORDER BY i",
            "WITH RECURSIVE w(v, d) AS (SELECT min(quote(k)), 0 FROM %1$s"
                + " UNION SELECT quote(t.k), d + 1 FROM w JOIN %2$s AS t ON quote(t.k) > w.v"
                + " WHERE d < 3) SELECT v, min(d) FROM w GROUP BY v ORDER BY v",
            "WITH RECURSIVE w(v) AS (SELECT quote(k) FROM %1$s UNION SELECT quote(k) FROM %2$s)"
                + " SELECT count(*), max(v) FROM w")
        .formatted(table, other);
  }
}
