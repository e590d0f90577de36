package dev.bigdaddy.conductor.plan;

import dev.bigdaddy.conductor.plan.Scope.Resolved;
import dev.bigdaddy.conductor.schema.UserTable;
import dev.bigdaddy.sql.SqlNames;
import dev.bigdaddy.sql.tree.ColumnConstraint;
import dev.bigdaddy.sql.tree.Expr;
import dev.bigdaddy.sql.tree.Select;
import dev.bigdaddy.sql.tree.SelectCore;
import dev.bigdaddy.topology.TableName;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;

/// Knows SQLite's aggregate functions.
final class Aggregates {
  private static final Set<String> ALWAYS =
      Set.of(
          "count",
          "sum",
          "total",
          "avg",
          "group_concat",
          "string_agg",
          "json_group_array",
          "json_group_object",
          "jsonb_group_array",
          "jsonb_group_object",
          "geopoly_group_bbox",
          "lower_quartile",
          "median",
          "mode",
          "percentile",
          "percentile_cont",
          "percentile_disc",
          "stdev",
          "upper_quartile",
          "variance");

  private Aggregates() {}

  /// Whether a call aggregates rows: max(a, b) with two arguments does not.
  static boolean isAggregate(Expr.FunctionCall call) {
    String name = TableName.fold(call.name().name());
    boolean extreme = name.equals("min") || name.equals("max");
    return call.over().isEmpty()
        && (ALWAYS.contains(name) || extreme && call.arguments().size() == 1);
  }

  /// Whether a query aggregates, leaving its subqueries aside.
  static boolean anyIn(Select select) {
    return Trees.callsOutsideSubqueries(select).stream().anyMatch(Aggregates::isAggregate);
  }

  /// Whether all rows of a group lie on one node: the group's key contains the shard key, and no
  /// shard key is NULL, since NULL keys lie on all nodes.
  static boolean groupsStayTogether(SelectCore.Query query, Partitioning.Result parts) {
    return !query.groupBy().isEmpty() && parts.keyIsAmong(grouped(query, parts));
  }

  /// The same where it does not matter what becomes of groups whose key is NULL.
  static boolean groupsWithKeyStayTogether(SelectCore.Query query, Partitioning.Result parts) {
    return !query.groupBy().isEmpty() && parts.showsKey(grouped(query, parts));
  }

  private static List<Resolved> grouped(SelectCore.Query query, Partitioning.Result parts) {
    ResultList results = new ResultList(query.columns(), parts.scope());
    List<Resolved> grouped = new ArrayList<>();
    for (Expr term : query.groupBy()) {
      OptionalInt named = results.named(term, false);
      Expr expr = named.isPresent() ? results.expr(named.getAsInt()) : term;
      if (expr.unparenthesized() instanceof Expr.ColumnRef ref) {
        parts.scope().resolveHere(ref).ifPresent(grouped::add);
      }
    }
    return grouped;
  }

  /// Whether a column of a table never holds NULL.
  static boolean isNeverNull(UserTable table, String column) {
    boolean declared =
        table.column(column).definition().constraints().stream()
            .anyMatch(constraint -> constraint instanceof ColumnConstraint.NotNull);
    boolean inKey =
        !table.hasRowid() && table.primaryKey().stream().anyMatch(c -> SqlNames.same(c, column));
    return declared
        || inKey
        || table.rowidAlias().filter(alias -> SqlNames.same(alias, column)).isPresent();
  }
}
