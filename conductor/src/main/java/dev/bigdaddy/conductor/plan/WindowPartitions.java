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
    List<Window> chain = chain(name, query.windows());
    return chain.isEmpty() ? List.of() : chain.getLast().partitionBy();
  }

  /// The window of a name, then the one that it refines, and so on. SQLite looks for a name from the last
  /// definition on, and for what one refines among those before it.
  static List<Window> chain(Identifier name, List<Window.Definition> definitions) {
    List<Window> chain = new ArrayList<>();
    Optional<Identifier> sought = Optional.of(name);
    for (int i = definitions.size() - 1; i >= 0 && sought.isPresent(); i--) {
      if (definitions.get(i).name().sameAs(sought.get())) {
        Window window = definitions.get(i).window();
        chain.add(window);
        sought = window.base();
      }
    }
    return chain;
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
