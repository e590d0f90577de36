package dev.bigdaddy.conductor.plan;

import dev.bigdaddy.conductor.plan.Scope.Instance;
import dev.bigdaddy.conductor.plan.Scope.Resolved;
import dev.bigdaddy.conductor.schema.Affinity;
import dev.bigdaddy.conductor.schema.UserTable;
import dev.bigdaddy.sql.tree.BinaryOperator;
import dev.bigdaddy.sql.tree.Expr;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Finds the conditions that say in which virtual shards a statement's rows lie.
///
/// Only a comparison that uses the shard key's own collation and affinity says so: `k = 'abc' COLLATE
/// NOCASE` may match rows in several virtual shards.
final class KeyRoutes {
  private final Instance instance;
  private final Scope scope;
  private final List<Expr> conditions;
  private final KeyEqualities equalities;

  private KeyRoutes(
      Instance instance, Scope scope, List<Expr> conditions, KeyEqualities equalities) {
    this.instance = instance;
    this.scope = scope;
    this.conditions = conditions;
    this.equalities = equalities;
  }

  /// The route of a table, from conditions that all its rows satisfy; empty if they leave the key
  /// open.
  static Optional<KeyRoute> of(Instance instance, Scope scope, List<Expr> conditions) {
    return of(instance, scope, conditions, new KeyEqualities(scope, List.of()));
  }

  /// The route of a table, also from conditions on columns that are equal to its shard key:
  /// `a.k = b.k AND b.k = 7`.
  static Optional<KeyRoute> of(
      Instance instance, Scope scope, List<Expr> conditions, KeyEqualities equalities) {
    KeyRoutes routes = new KeyRoutes(instance, scope, conditions, equalities);
    return routes.route();
  }

  /// The conditions of a table's columns, whether they are in its shard key or not.
  static KeyRoutes ofColumns(
      Instance instance, Scope scope, List<Expr> conditions, KeyEqualities equalities) {
    return new KeyRoutes(instance, scope, conditions, equalities);
  }

  private Optional<KeyRoute> route() {
    UserTable table = instance.table();
    List<String> key = table.layout().shardKey();
    List<List<Scalar>> alternatives = new ArrayList<>();
    if (key.isEmpty()) {
      Optional<List<Scalar>> values = bestAlternatives(Optional.empty());
      return values.map(v -> new KeyRoute(table, List.of(v)));
    }
    for (String column : key) {
      Optional<List<Scalar>> values =
          bestAlternatives(Optional.of(column));
      if (values.isEmpty()) {
        return Optional.empty();
      }
      alternatives.add(values.get());
    }
    return Optional.of(new KeyRoute(table, alternatives));
  }

  /// The fewest values that a condition leaves for a column, or for the rowid.
  Optional<List<Scalar>> bestAlternatives(Optional<String> column) {
    Optional<List<Scalar>> best = Optional.empty();
    for (Expr condition : conditions) {
      Optional<List<Scalar>> values = alternatives(condition, column);
      boolean better =
          values.isPresent() && (best.isEmpty() || values.get().size() < best.get().size());
      best = better ? values : best;
    }
    return best;
  }

  private Optional<List<Scalar>> alternatives(Expr condition, Optional<String> column) {
    return switch (condition.unparenthesized()) {
      case Expr.Binary(BinaryOperator operator, Expr left, Expr right, _)
          when operator == BinaryOperator.EQUAL -> {
        if (isKey(left, column)) {
          yield value(right, column).map(List::of);
        }
        yield isKey(right, column)
            ? value(left, column).map(List::of)
            : Optional.empty();
      }
      case Expr.InList(Expr value, boolean negated, List<Expr> elements, _)
          when !negated && isKey(value, column) ->
          values(elements, column);
      case Expr _ -> Optional.empty();
    };
  }

  private Optional<List<Scalar>> values(List<Expr> elements, Optional<String> column) {
    List<Scalar> values = new ArrayList<>();
    for (Expr element : elements) {
      Optional<Scalar> value = value(element, column);
      if (value.isEmpty()) {
        return Optional.empty();
      }
      values.add(value.get());
    }
    return Optional.of(values);
  }

  private boolean isKey(Expr expr, Optional<String> column) {
    if (!(expr.unparenthesized() instanceof Expr.ColumnRef ref)) {
      return false;
    }
    Optional<Resolved> resolved = scope.resolve(ref);
    if (resolved.isEmpty()) {
      return false;
    }
    if (column.isEmpty()) {
      return resolved.get().instance().equals(instance) && resolved.get().column().isEmpty();
    }
    return equalities.areEqual(resolved.get(), KeyEqualities.key(instance, column.get()));
  }

  /// The value that the key is compared with, if the key's own affinity and collation decide.
  private Optional<Scalar> value(Expr expr, Optional<String> column) {
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
