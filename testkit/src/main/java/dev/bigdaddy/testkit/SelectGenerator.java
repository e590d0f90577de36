package dev.bigdaddy.testkit;

import dev.bigdaddy.testkit.ExpressionGenerator.Scope;
import java.util.ArrayList;
import java.util.List;

/// Makes queries of all forms over generated tables.
///
/// An answer that SQLite leaves open (a LIMIT in a subquery without a total order, the order inside
/// group_concat over a join) is not asked for.
///
/// Used by one thread, for one statement.
final class SelectGenerator {
  private final Dice dice;
  private final List<GeneratedTable> tables;
  private final ExpressionGenerator expressions;

  SelectGenerator(Dice dice, List<GeneratedTable> tables) {
    this.dice = dice;
    this.tables = tables;
    this.expressions = new ExpressionGenerator(dice);
  }

  ScriptStatement query() {
    int form = dice.between(1, 100);
    String sql;
    if (form <= 12) {
      sql = lookup();
    } else if (form <= 38) {
      sql = scan();
    } else if (form <= 50) {
      sql = aggregate();
    } else if (form <= 66) {
      sql = grouped();
    } else if (form <= 76) {
      sql = join();
    } else if (form <= 84) {
      sql = withSubquery();
    } else if (form <= 90) {
      sql = compound();
    } else if (form <= 95) {
      sql = window();
    } else {
      sql = derived();
    }
    return expressions.finish(sql);
  }

  private Scope scope(String alias) {
    GeneratedTable table = dice.pick(tables);
    return new Scope(alias.isEmpty() ? "" : alias + ".", table);
  }

  private String lookup() {
    Scope scope = scope("");
    GeneratedTable table = scope.table();
    String key = table.keyColumns().isEmpty() ? "rowid" : table.keyColumns().getFirst();
    String type = table.keyColumns().isEmpty() ? "INTEGER" : keyType(table, key);
    String condition =
        switch (dice.between(1, 5)) {
          case 1, 2 -> key + " = " + expressions.value(type);
          case 3 -> key + " IN " + expressions.valueList(type);
          case 4 ->
              key
                  + " = "
                  + expressions.value(type)
                  + " AND "
                  + expressions.predicate(List.of(scope), 2);
          default -> key + " BETWEEN " + expressions.value(type) + " AND 2000";
        };
    return "SELECT "
        + items(List.of(scope))
        + " FROM "
        + table.name()
        + " WHERE "
        + condition
        + limit(15);
  }

  private static String keyType(GeneratedTable table, String key) {
    return table.columns().stream()
        .filter(column -> column.name().equals(key))
        .findFirst()
        .orElseThrow()
        .type();
  }

  private String scan() {
    Scope scope = scope(dice.chance(20) ? "t" : "");
    String from = scope.table().name() + (scope.prefix().isEmpty() ? "" : " AS t");
    String distinct = dice.chance(20) ? "DISTINCT " : "";
    String items = items(List.of(scope));
    String order = "";
    if (dice.chance(55)) {
      order = " ORDER BY " + orderTerms(scope);
      if (distinct.isEmpty() && dice.chance(50)) {
        order += ", " + scope.table().totalOrder(scope.prefix());
      }
    }
    return "SELECT "
        + distinct
        + items
        + " FROM "
        + from
        + where(List.of(scope), 60)
        + order
        + limit(40);
  }

  private String orderTerms(Scope scope) {
    List<String> terms = new ArrayList<>();
    int count = dice.between(1, 2);
    for (int i = 0; i < count; i++) {
      String term =
          dice.chance(80)
              ? expressions.column(List.of(scope))
              : expressions.expression(List.of(scope), 2);
      if (term.startsWith("?") || Character.isDigit(term.charAt(0)) || term.startsWith("-")) {
        term = "abs(" + term + ")";
      }
      terms.add(
          term
              + dice.pick("", "", "", " COLLATE NOCASE")
              + dice.pick("", "", " DESC", " ASC")
              + dice.pick("", "", "", "", " NULLS LAST", " NULLS FIRST"));
    }
    return String.join(", ", terms);
  }

  /// Result columns: mostly plain ones, stars and expressions.
  private String items(List<Scope> scopes) {
    if (dice.chance(30)) {
      return dice.chance(70) || scopes.getFirst().prefix().isEmpty()
          ? "*"
          : scopes.getFirst().prefix() + "*";
    }
    List<String> items = new ArrayList<>();
    int count = dice.between(1, 3);
    for (int i = 0; i < count; i++) {
      String item =
          dice.chance(70) ? expressions.column(scopes) : expressions.expression(scopes, 1);
      items.add(item + (dice.chance(15) ? " AS c" + i : ""));
    }
    return String.join(", ", items);
  }

  private String where(List<Scope> scopes, int percent) {
    return dice.chance(percent) ? " WHERE " + expressions.predicate(scopes, 1) : "";
  }

  private String limit(int percent) {
    if (!dice.chance(percent)) {
      return "";
    }
    String count = dice.pick("1", "3", "5", "10", "0", "-1", "100", "2 + 1");
    return " LIMIT "
        + count
        + (dice.chance(40) ? " OFFSET " + dice.pick("1", "2", "4", "0", "50") : "");
  }

  private String aggregateCall(List<Scope> scopes) {
    String argument =
        dice.chance(75) ? expressions.column(scopes) : expressions.expression(scopes, 2);
    String call =
        switch (dice.between(1, 12)) {
          case 1, 2 -> "count(*)";
          case 3 -> "count(" + argument + ")";
          case 4 -> "sum(" + argument + ")";
          case 5 -> "avg(" + argument + ")";
          case 6, 7 -> "min(" + argument + ")";
          case 8, 9 -> "max(" + argument + ")";
          case 10 -> "total(" + argument + ")";
          case 11 -> dice.pick("count", "sum", "avg", "total") + "(DISTINCT " + argument + ")";
          default ->
              scopes.size() == 1 && !hasJoin(scopes)
                  ? "group_concat(" + argument + ")"
                  : "count(*)";
        };
    if (dice.chance(8)) {
      call += " FILTER (WHERE " + expressions.predicate(scopes, 2) + ")";
    }
    if (dice.chance(10)) {
      call = dice.pick("(%s) + 1", "coalesce(%s, 'none')", "%s * 2", "typeof(%s)").formatted(call);
    }
    return call;
  }

  private static boolean hasJoin(List<Scope> scopes) {
    return !scopes.getFirst().prefix().isEmpty();
  }

  private String aggregate() {
    List<Scope> scopes = List.of(scope(""));
    List<String> calls = new ArrayList<>();
    int count = dice.between(1, 3);
    for (int i = 0; i < count; i++) {
      calls.add(aggregateCall(scopes));
    }
    String having = dice.chance(8) ? " HAVING count(*) > 3" : "";
    return "SELECT "
        + String.join(", ", calls)
        + " FROM "
        + scopes.getFirst().table().name()
        + where(scopes, 55)
        + having
        + limit(5);
  }

  private String grouped() {
    List<Scope> scopes = List.of(scope(""));
    String key =
        dice.chance(75) ? expressions.column(scopes) : "typeof(" + expressions.column(scopes) + ")";
    String calls = aggregateCall(scopes) + (dice.chance(50) ? ", " + aggregateCall(scopes) : "");
    String having =
        dice.chance(25)
            ? " HAVING "
                + dice.pick("count(*) > 1", aggregateCall(scopes) + " IS NOT NULL", "min(1) = 1")
            : "";
    String order =
        dice.pick("", " ORDER BY 1", " ORDER BY count(*) DESC, 1", " ORDER BY " + key + " DESC");
    String selected = dice.chance(85) ? key + ", " : "";
    return "SELECT "
        + selected
        + calls
        + " FROM "
        + scopes.getFirst().table().name()
        + where(scopes, 35)
        + " GROUP BY "
        + key
        + having
        + order
        + (order.isEmpty() ? "" : limit(25));
  }

  private String join() {
    Scope left = scope("l");
    Scope right = scope("r");
    List<Scope> scopes = List.of(left, right);
    String kind =
        dice.pick("JOIN", "JOIN", "LEFT JOIN", "LEFT JOIN", "RIGHT JOIN", "FULL JOIN", ",");
    String condition =
        expressions.column(List.of(left)) + " = " + expressions.column(List.of(right));
    if (dice.chance(20)) {
      condition += " AND " + expressions.predicate(scopes, 2);
    }
    String from = left.table().name() + " AS l " + kind + " " + right.table().name() + " AS r ";
    String on = kind.equals(",") ? " WHERE " + condition : "ON " + condition + where(scopes, 40);
    if (dice.chance(30)) {
      return "SELECT " + aggregateCall(scopes) + ", count(*) FROM " + from + on;
    }
    String order =
        dice.chance(60)
            ? " ORDER BY " + left.table().totalOrder("l.") + ", " + right.table().totalOrder("r.")
            : "";
    return "SELECT " + items(scopes) + " FROM " + from + on + order + limit(25);
  }

  private String withSubquery() {
    Scope outer = scope("o");
    Scope inner = scope("i");
    String column = expressions.column(List.of(outer));
    String innerColumn = expressions.column(List.of(inner));
    String innerFrom = " FROM " + inner.table().name() + " AS i";
    String condition =
        switch (dice.between(1, 6)) {
          case 1 ->
              column + " IN (SELECT " + innerColumn + innerFrom + where(List.of(inner), 50) + ")";
          case 2 ->
              column
                  + " NOT IN (SELECT "
                  + innerColumn
                  + innerFrom
                  + where(List.of(inner), 60)
                  + ")";
          case 3 ->
              dice.pick("", "NOT ")
                  + "EXISTS (SELECT 1"
                  + innerFrom
                  + " WHERE "
                  + innerColumn
                  + " = "
                  + column
                  + ")";
          case 4 ->
              column
                  + dice.pick(" > ", " = ", " <= ")
                  + "(SELECT "
                  + dice.pick("min", "max", "avg")
                  + "("
                  + innerColumn
                  + ")"
                  + innerFrom
                  + ")";
          case 5 ->
              "(SELECT count(*)" + innerFrom + " WHERE " + innerColumn + " = " + column + ") > 0";
          default ->
              column
                  + " = (SELECT "
                  + innerColumn
                  + innerFrom
                  + " ORDER BY "
                  + inner.table().totalOrder("i.")
                  + " LIMIT 1)";
        };
    String order = dice.chance(60) ? " ORDER BY " + outer.table().totalOrder("o.") : "";
    return "SELECT "
        + items(List.of(outer))
        + " FROM "
        + outer.table().name()
        + " AS o WHERE "
        + condition
        + order;
  }

  private String compound() {
    List<String> branches = new ArrayList<>();
    int count = dice.between(2, 3);
    for (int i = 0; i < count; i++) {
      Scope scope = scope("");
      branches.add(
          dice.chance(10)
              ? "SELECT " + expressions.value("INTEGER")
              : "SELECT "
                  + expressions.column(List.of(scope))
                  + " FROM "
                  + scope.table().name()
                  + where(List.of(scope), 40));
    }
    StringBuilder sql = new StringBuilder(branches.getFirst());
    for (String branch : branches.subList(1, count)) {
      sql.append(dice.pick(" UNION ", " UNION ALL ", " INTERSECT ", " EXCEPT ")).append(branch);
    }
    return sql + (dice.chance(60) ? " ORDER BY 1" + dice.pick("", " DESC") + limit(30) : "");
  }

  private String window() {
    Scope scope = scope("");
    String order = "ORDER BY " + scope.table().totalOrder("");
    String partition =
        dice.chance(50) ? "PARTITION BY " + expressions.column(List.of(scope)) + " " : "";
    String function =
        dice.pick(
                "row_number()",
                "rank()",
                "count(*)",
                "sum(1)",
                "lag(%s)",
                "first_value(%s)",
                "max(%s)")
            .formatted(expressions.column(List.of(scope)));
    return "SELECT "
        + expressions.column(List.of(scope))
        + ", "
        + function
        + " OVER ("
        + partition
        + order
        + ") FROM "
        + scope.table().name()
        + where(List.of(scope), 40)
        + (dice.chance(60) ? " " + order : "");
  }

  private String derived() {
    Scope scope = scope("");
    GeneratedTable table = scope.table();
    String column = expressions.column(List.of(scope));
    String inner =
        switch (dice.between(1, 3)) {
          case 1 ->
              "SELECT "
                  + column
                  + " AS v, count(*) AS n FROM "
                  + table.name()
                  + " GROUP BY "
                  + column;
          case 2 -> "SELECT DISTINCT " + column + " AS v, 1 AS n FROM " + table.name();
          default ->
              "SELECT "
                  + column
                  + " AS v, 2 AS n FROM "
                  + table.name()
                  + " ORDER BY "
                  + table.totalOrder("")
                  + " LIMIT 7";
        };
    String outer = dice.pick("count(*), sum(n)", "min(v), max(v)", "typeof(v), sum(n)", "count(v)");
    String group = outer.startsWith("typeof") ? " GROUP BY typeof(v) ORDER BY 1" : "";
    return dice.chance(50)
        ? "SELECT " + outer + " FROM (" + inner + ")" + group
        : "WITH q AS (" + inner + ") SELECT " + outer + " FROM q" + group;
  }
}
