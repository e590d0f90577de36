package dev.bigdaddy.conductor.plan;

import dev.bigdaddy.conductor.plan.Scope.Resolved;
import dev.bigdaddy.sql.tree.Expr;
import dev.bigdaddy.sql.tree.Identifier;
import dev.bigdaddy.sql.tree.Over;
import dev.bigdaddy.sql.tree.Select;
import dev.bigdaddy.sql.tree.SelectCore;
import dev.bigdaddy.sql.tree.Window;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Tells whether every window of a query has all rows of each partition on one node: whether it is
/// partitioned by the shard key itself, which is never NULL.
final class WindowPartitions {
  private WindowPartitions() {}

  /// Whether a query has window functions, leaving its subqueries aside.
  static boolean anyIn(Select select) {
    return !overs(select).isEmpty();
  }

  /// Whether all windows stay on one node.
  static boolean stayTogether(
      Select select, SelectCore.Query query, Partitioning.Result parts) {
    return overs(select).stream().allMatch(over -> byKey(partition(over, query), parts));
  }

  /// All windows of a query, leaving its subqueries aside.
  static List<Over> overs(Select select) {
    return Trees.callsOutsideSubqueries(select).stream()
        .flatMap(call -> call.over().stream())
        .toList();
  }

  /// By what a window parts the rows, through the windows that it refines.
  static List<Expr> partition(Over over, SelectCore.Query query) {
    return switch (over) {
      case Over.Named(Identifier name) -> partition(name, query);
      case Over.Inline(Window window) ->
          window.base().isPresent()
              ? partition(window.base().get(), query)
              : window.partitionBy();
    };
  }

  private static List<Expr> partition(Identifier name, SelectCore.Query query) {
    for (Window.Definition definition : query.windows()) {
      if (definition.name().sameAs(name)) {
        Window window = definition.window();
        return window.base().isPresent() && !window.base().get().sameAs(name)
            ? partition(window.base().get(), query)
            : window.partitionBy();
      }
    }
    return List.of();
  }

  private static boolean byKey(List<Expr> partition, Partitioning.Result parts) {
    List<Resolved> columns = new ArrayList<>();
    for (Expr expr : partition) {
      if (expr.unparenthesized() instanceof Expr.ColumnRef ref) {
        Optional<Resolved> column = parts.scope().resolveHere(ref);
        column.ifPresent(columns::add);
      }
    }
    return parts.keyIsAmong(columns);
  }
}
