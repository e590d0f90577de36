package dev.bigdaddy.conductor.plan;

import dev.bigdaddy.conductor.plan.Scope.Resolved;
import dev.bigdaddy.conductor.schema.Collation;
import dev.bigdaddy.sql.tree.Expr;
import dev.bigdaddy.sql.tree.Identifier;
import dev.bigdaddy.sql.tree.UnaryOperator;
import java.util.Optional;

/// The collation by which SQLite compares the values of an expression ("Datatypes In SQLite", section
/// 7.1).
final class Collations {
  private Collations() {}

  /// The collation; empty if the expression hides a COLLATE deeper inside, whose reach only SQLite
  /// should judge.
  static Optional<Collation> of(Expr expr, Scope scope) {
    return switch (expr.unparenthesized()) {
      case Expr.Collate(_, Identifier name, _) -> Collation.named(name.name());
      case Expr.ColumnRef ref ->
          Optional.of(scope.resolve(ref).map(Resolved::collation).orElse(Collation.BINARY));
      case Expr.Cast(Expr operand, _, _) -> of(operand, scope);
      case Expr.Unary(UnaryOperator operator, Expr operand, _)
          when operator == UnaryOperator.PLUS ->
          of(operand, scope);
      case Expr other ->
          Trees.any(other, node -> node instanceof Expr.Collate)
              ? Optional.empty()
              : Optional.of(Collation.BINARY);
    };
  }
}
