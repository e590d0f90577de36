package dev.bigdaddy.conductor.plan;

import dev.bigdaddy.conductor.plan.Scope.Instance;
import dev.bigdaddy.conductor.plan.Scope.Resolved;
import dev.bigdaddy.conductor.schema.Affinity;
import dev.bigdaddy.conductor.schema.UserTable;
import dev.bigdaddy.sql.tree.BinaryOperator;
import dev.bigdaddy.sql.tree.Expr;
import dev.bigdaddy.topology.TableName;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Finds the conditions that say in which virtual shards a statement's rows lie.
///
/// Only a comparison that uses the shard key's own collation and affinity says so: `k = 'abc' COLLATE
/// NOCASE` may match rows in several virtual shards.
final class KeyRoutes {
  private KeyRoutes() {}

  /// The route of a table, from conditions that all its rows satisfy; empty if they leave the key
  /// open.
  static Optional<KeyRoute> of(Instance instance, Scope scope, List<Expr> conditions) {
    UserTable table = instance.table();
    List<String> key = table.layout().shardKey();
    List<List<Scalar>> alternatives = new ArrayList<>();
    if (key.isEmpty()) {
      Optional<List<Scalar>> values = alternatives(instance, scope, conditions, Optional.empty());
      return values.map(v -> new KeyRoute(table, List.of(v)));
    }
    for (String column : key) {
      Optional<List<Scalar>> values =
          alternatives(instance, scope, conditions, Optional.of(column));
      if (values.isEmpty()) {
        return Optional.empty();
      }
      alternatives.add(values.get());
    }
    return Optional.of(new KeyRoute(table, alternatives));
  }

  private static Optional<List<Scalar>> alternatives(
      Instance instance, Scope scope, List<Expr> conditions, Optional<String> column) {
    Optional<List<Scalar>> best = Optional.empty();
    for (Expr condition : conditions) {
      Optional<List<Scalar>> values = alternatives(instance, scope, condition, column);
      boolean better =
          values.isPresent() && (best.isEmpty() || values.get().size() < best.get().size());
      best = better ? values : best;
    }
    return best;
  }

  private static Optional<List<Scalar>> alternatives(
      Instance instance, Scope scope, Expr condition, Optional<String> column) {
    return switch (condition.unparenthesized()) {
      case Expr.Binary(BinaryOperator operator, Expr left, Expr right, _)
          when operator == BinaryOperator.EQUAL -> {
        if (isKey(left, instance, scope, column)) {
          yield value(right, instance, column).map(List::of);
        }
        yield isKey(right, instance, scope, column)
            ? value(left, instance, column).map(List::of)
            : Optional.empty();
      }
      case Expr.InList(Expr value, boolean negated, List<Expr> elements, _)
          when !negated && isKey(value, instance, scope, column) ->
          values(elements, instance, column);
      case Expr _ -> Optional.empty();
    };
  }

  private static Optional<List<Scalar>> values(
      List<Expr> elements, Instance instance, Optional<String> column) {
    List<Scalar> values = new ArrayList<>();
    for (Expr element : elements) {
      Optional<Scalar> value = value(element, instance, column);
      if (value.isEmpty()) {
        return Optional.empty();
      }
      values.add(value.get());
    }
    return Optional.of(values);
  }

  private static boolean isKey(
      Expr expr, Instance instance, Scope scope, Optional<String> column) {
    if (!(expr.unparenthesized() instanceof Expr.ColumnRef ref)) {
      return false;
    }
    Optional<Resolved> resolved = scope.resolve(ref);
    if (resolved.isEmpty() || !resolved.get().instance().equals(instance)) {
      return false;
    }
    if (column.isEmpty()) {
      return resolved.get().column().isEmpty();
    }
    return resolved
        .get()
        .column()
        .map(found -> TableName.fold(found.name()).equals(TableName.fold(column.get())))
        .orElse(false);
  }

  /// The value that the key is compared with, if the key's own affinity and collation decide.
  private static Optional<Scalar> value(Expr expr, Instance instance, Optional<String> column) {
    Affinity affinity =
        column.map(name -> instance.table().column(name).affinity()).orElse(Affinity.INTEGER);
    boolean hasCollation = Trees.any(expr, node -> node instanceof Expr.Collate);
    boolean hasAffinity = isCast(expr) && !affinity.isNumeric();
    return hasCollation || hasAffinity ? Optional.empty() : Constants.of(expr);
  }

  /// CAST gives a value an affinity of its own, which text and blob columns would have to follow.
  private static boolean isCast(Expr expr) {
    return switch (expr.unparenthesized()) {
      case Expr.Cast _ -> true;
      case Expr.Unary unary -> isCast(unary.operand());
      case Expr _ -> false;
    };
  }
}
