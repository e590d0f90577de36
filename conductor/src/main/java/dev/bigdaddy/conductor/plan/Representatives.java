package dev.bigdaddy.conductor.plan;

import dev.bigdaddy.sql.TreeWalker;
import dev.bigdaddy.sql.tree.Expr;
import dev.bigdaddy.sql.tree.Identifier;
import dev.bigdaddy.sql.tree.Node;
import dev.bigdaddy.sql.tree.ResultColumn;
import dev.bigdaddy.sql.tree.SelectCore;
import dev.bigdaddy.sql.tree.TableRef;
import dev.bigdaddy.topology.TableName;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Finds out whether a query shows one of several equal values that differ, which come to it from a join
/// in a subquery: it is the first one in the order of the join's rows, which only SQLite knows.
///
///     SELECT DISTINCT s FROM (SELECT b.v AS s FROM e JOIN b ON e.k = b.k)
final class Representatives {
  private static final Set<String> OF_ALL_ROWS = Set.of("count", "sum", "total", "avg");

  private Representatives() {}

  /// @param inner the subquery's names
  static boolean areShown(SelectCore.Query outer, Partitioning.Result inner) {
    if (inner.query().from().filter(TableRef.Join.class::isInstance).isEmpty()) {
      return false;
    }
    Set<String> differing = differing(inner);
    return !differing.isEmpty() && shows(outer, differing);
  }

  /// The names of columns in which equal values can differ.
  private static Set<String> differing(Partitioning.Result inner) {
    SingleForm forms = new SingleForm(inner.scope());
    Set<String> names = new HashSet<>();
    for (ResultColumn column : inner.query().columns()) {
      if (column instanceof ResultColumn.Computed(Expr expr, Optional<Identifier> alias, _)
          && !forms.has(expr)) {
        alias
            .or(
                () ->
                    expr.unparenthesized() instanceof Expr.ColumnRef ref
                        ? Optional.of(ref.column())
                        : Optional.empty())
            .map(Identifier::name)
            .map(TableName::fold)
            .ifPresent(names::add);
      }
    }
    return names;
  }

  private static boolean shows(SelectCore.Query outer, Set<String> differing) {
    boolean distinct = outer.quantifier().isPresent();
    boolean grouped = !outer.groupBy().isEmpty();
    if (distinct || grouped) {
      boolean stars =
          outer.columns().stream().anyMatch(c -> !(c instanceof ResultColumn.Computed));
      if (stars
          || namesAny(outer.columns(), differing)
          || namesAny(outer.groupBy(), differing)) {
        return true;
      }
    }
    return outer.columns().stream()
        .flatMap(column -> TreeWalker.all(column, Expr.FunctionCall.class).stream())
        .anyMatch(call -> picks(call) && namesAny(call.arguments(), differing));
  }

  private static boolean picks(Expr.FunctionCall call) {
    return Aggregates.isAggregate(call)
        && (call.quantifier().isPresent() || !OF_ALL_ROWS.contains(TableName.fold(call.name().name())));
  }

  /// Whether they name a column, but in what all rows are added up to.
  private static boolean namesAny(List<? extends Node> parts, Set<String> names) {
    boolean[] found = {false};
    for (Node part : parts) {
      boolean unused =
          TreeWalker.walk(
              part,
              node -> {
                if (node instanceof Expr.FunctionCall call
                    && Aggregates.isAggregate(call)
                    && !picks(call)) {
                  return TreeWalker.Next.SKIP;
                }
                found[0] |=
                    node instanceof Expr.ColumnRef ref
                        && names.contains(TableName.fold(ref.column().name()));
                return TreeWalker.Next.CHILDREN;
              });
    }
    return found[0];
  }
}
