package dev.bigdaddy.testkit;

import dev.bigdaddy.testkit.ExpressionGenerator.Scope;
import dev.bigdaddy.testkit.GeneratedTable.GeneratedColumn;
import dev.bigdaddy.testkit.GeneratedTable.GeneratedColumn.Role;
import dev.bigdaddy.testkit.GeneratedTable.Rowids;
import dev.bigdaddy.testkit.QuerySchema.Placement;
import dev.bigdaddy.testkit.QuerySchema.QueryTable;
import java.util.List;

/// Makes single sources of FROM: tables, views, and subqueries of many forms. Each has the common
/// key, under its name.
///
/// Used by one thread, for one statement.
final class SourceGenerator {
  private final QueryDraft draft;
  private final Dice dice;

  /// Whether there is a view or subquery already. Several of them, which may be joins themselves, can
  /// have millions of rows together.
  private boolean isWide;

  /// A source.
  ///
  /// @param order terms that leave no ties; empty if there are none
  record Source(String text, Scope scope, String order, Placement placement) {
    boolean isSpreadTable() {
      return placement == Placement.SPREAD && !text.startsWith("(") && !text.startsWith("v");
    }
  }

  SourceGenerator(QueryDraft draft) {
    this.draft = draft;
    this.dice = draft.dice();
  }

  Source any() {
    int kind = isWide ? 100 : dice.between(1, 100);
    return kind <= 6 ? view() : kind <= 15 ? derived() : base(draft.table());
  }

  Source base(QueryTable table) {
    String alias = draft.newAlias();
    return new Source(
        table.table().name() + " AS " + alias,
        new Scope(alias + ".", table.table()),
        table.table().totalOrder(alias + "."),
        table.placement());
  }

  Source view() {
    draft.uses(Feature.VIEW);
    isWide = true;
    GeneratedTable view = dice.pick(draft.schema().views());
    String alias = draft.newAlias();
    return new Source(
        view.name() + " AS " + alias, new Scope(alias + ".", view), "", Placement.SPREAD);
  }

  /// The columns that a subquery shows, beside its text.
  private record Body(String sql, GeneratedColumn key, GeneratedColumn second) {}

  /// A subquery in FROM: rows, groups, distinct values, the first rows in a total order, windows,
  /// compounds, joins, values, subqueries of subqueries.
  Source derived() {
    draft.uses(Feature.DERIVED_TABLE);
    isWide = true;
    Body body = body(0);
    String alias = draft.newAlias();
    GeneratedTable result =
        new GeneratedTable(alias, List.of(body.key(), body.second()), List.of(), Rowids.NONE);
    return new Source(
        "(" + body.sql() + ") AS " + alias, new Scope(alias + ".", result), "", Placement.SPREAD);
  }

  private Body body(int depth) {
    int kind = dice.between(1, depth < 2 ? 100 : 78);
    if (kind <= 43) {
      return ofOneTable();
    }
    if (kind <= 53) {
      return window();
    }
    if (kind <= 64) {
      return compound();
    }
    if (kind <= 70) {
      return join();
    }
    if (kind <= 74) {
      draft.uses(Feature.TABLE_VALUED_FUNCTION);
      draft.uses(Feature.JSON);
      return untyped("SELECT value AS k, key AS y FROM json_each(" + keyArray() + ")");
    }
    if (kind <= 78) {
      draft.uses(Feature.VALUES);
      return untyped(
          "SELECT column1 AS k, column2 AS y FROM (VALUES (%s, 1), (%s, 'b'), (%s, NULL))"
              .formatted(draft.keyValue(), draft.keyValue(), draft.keyValue()));
    }
    draft.uses(Feature.NESTED_DERIVED_TABLE);
    Body inner = body(depth + 1);
    String sql =
        dice.pick(
                "SELECT k, y FROM (%s)",
                "SELECT * FROM (%s) WHERE k IS NOT NULL",
                "SELECT y.k, y.y FROM (%s) AS y WHERE y.y IS NOT NULL",
                "WITH q AS (%s) SELECT * FROM q")
            .formatted(inner.sql());
    return new Body(sql, inner.key(), inner.second());
  }

  private String keyArray() {
    return dice.pick("'[1,2,2.5,\"k1\",\"k3\",null,7]'", "'[\"k2\",\"K2\",4,5.0]'", "'[]'");
  }

  private static Body untyped(String sql) {
    return new Body(
        sql,
        QuerySchema.column(QuerySchema.KEY, "", "", Role.KEY),
        QuerySchema.column("y", "", "", Role.PLAIN));
  }

  private Body ofOneTable() {
    GeneratedTable table = draft.table().table();
    GeneratedColumn other = dice.pick(table.columns());
    String value = other.name();
    GeneratedColumn key = keyOf(table);
    String where = where(table);
    GeneratedColumn number = QuerySchema.column("y", "INTEGER", "", Role.PLAIN);
    boolean keyIsSingle = QuerySchema.hasSingleForm(key);
    int form = dice.between(1, 6);
    if (form == 1 && keyIsSingle) {
      String sql = "SELECT k, count(*) AS y FROM " + table.name() + where + " GROUP BY k";
      return new Body(sql, key, number);
    }
    if (form == 2 && keyIsSingle && QuerySchema.hasSingleForm(other)) {
      String sql = "SELECT DISTINCT k, " + value + " AS y FROM " + table.name() + where;
      return new Body(sql, key, shown(other));
    }
    if (form == 3 || form == 5) {
      String sql =
          "SELECT k, %s AS y FROM %s%s ORDER BY %s LIMIT %s"
              .formatted(
                  value, table.name(), where, table.totalOrder(""), dice.pick("2", "3", "7", "20"));
      return new Body(sql, key, shown(other));
    }
    if (form == 4 && keyIsSingle) {
      String sql =
          "SELECT k, max(length(%s)) AS y FROM %s%s GROUP BY k HAVING count(*) %s"
              .formatted(value, table.name(), where, dice.pick("> 1", "= 1", "< 4"));
      return new Body(sql, key, number);
    }
    return new Body(
        "SELECT k, " + value + " AS y FROM " + table.name() + where, key, shown(other));
  }

  private Body window() {
    draft.uses(Feature.WINDOW);
    GeneratedTable table = draft.table().table();
    String function =
        dice.pick("row_number()", "count(*)", "rank()", "lag(length(k))", "sum(length(k))");
    String sql =
        "SELECT k, %s OVER (%sORDER BY %s) AS y FROM %s%s"
            .formatted(
                function,
                dice.pick("PARTITION BY k ", "PARTITION BY k ", ""),
                table.totalOrder(""),
                table.name(),
                where(table));
    return new Body(sql, keyOf(table), QuerySchema.column("y", "INTEGER", "", Role.PLAIN));
  }

  /// What columns of a compound convert to and compare by is the first branch's, or nobody's.
  private Body compound() {
    draft.uses(Feature.COMPOUND_SUBQUERY);
    GeneratedTable left = draft.table().table();
    GeneratedTable right = draft.table().table();
    String operator = dice.pick(" UNION ALL ", " UNION ALL ", " UNION ", " EXCEPT ", " INTERSECT ");
    String key = operator.equals(" UNION ALL ") ? "k" : "quote(k) AS k";
    return untyped(
        "SELECT %s, 1 AS y FROM %s%s%sSELECT %s, %s FROM %s%s"
            .formatted(
                key,
                left.name(),
                where(left),
                operator,
                key,
                dice.pick("1", "2"),
                right.name(),
                where(right)));
  }

  private Body join() {
    GeneratedTable left = draft.table().table();
    GeneratedTable right = draft.table().table();
    GeneratedColumn other = dice.pick(right.columns());
    String sql =
        "SELECT l.k, r.%s AS y FROM %s AS l %s %s AS r ON l.k = r.k"
            .formatted(
                other.name(),
                left.name(),
                dice.pick("JOIN", "JOIN", "LEFT JOIN", "RIGHT JOIN"),
                right.name());
    return new Body(sql, keyOf(left), shown(other));
  }

  private String where(GeneratedTable table) {
    return dice.chance(40)
        ? " WHERE " + draft.expressions().predicate(List.of(new Scope("", table)), 2)
        : "";
  }

  private static GeneratedColumn shown(GeneratedColumn column) {
    String definition = column.definition().replaceFirst("^(\".*?\"|\\S+)", "y");
    return new GeneratedColumn("y", column.type(), definition, Role.PLAIN);
  }

  private static GeneratedColumn keyOf(GeneratedTable table) {
    return table.columns().stream()
        .filter(column -> column.name().equals(QuerySchema.KEY))
        .findFirst()
        .orElseThrow();
  }
}
