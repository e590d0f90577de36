package dev.bigdaddy.conductor.plan;

import dev.bigdaddy.sql.tree.BinaryOperator;
import dev.bigdaddy.sql.tree.Expr;
import dev.bigdaddy.sql.tree.JoinConstraint;
import dev.bigdaddy.sql.tree.JoinOperator;
import dev.bigdaddy.sql.tree.SelectCore;
import dev.bigdaddy.sql.tree.Span;
import dev.bigdaddy.sql.tree.TableRef;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Takes conditions apart at their ANDs.
final class Conditions {
  private Conditions() {}

  /// The terms that must all be true for the condition to be true.
  static List<Expr> terms(Expr condition) {
    List<Expr> terms = new ArrayList<>();
    split(condition, terms);
    return terms;
  }

  /// The terms of an optional condition.
  static List<Expr> terms(Optional<Expr> condition) {
    return condition.map(Conditions::terms).orElse(List.of());
  }

  /// All of some terms, as a condition.
  static Optional<Expr> all(List<Expr> terms) {
    return terms.stream()
        .reduce((left, right) -> new Expr.Binary(BinaryOperator.AND, left, right, Span.NONE));
  }

  private static void split(Expr condition, List<Expr> terms) {
    Expr expr = condition.unparenthesized();
    while (expr instanceof Expr.Binary(BinaryOperator operator, Expr left, Expr right, _)
        && operator == BinaryOperator.AND) {
      split(right, terms);
      expr = left.unparenthesized();
    }
    terms.add(expr);
  }

  /// The terms that every row of a query satisfies: those of WHERE, and of ON where no outer join
  /// lets rows pass that do not satisfy it.
  static List<Expr> restricting(SelectCore.Query query) {
    List<Expr> terms = new ArrayList<>(terms(query.where()));
    query.from().ifPresent(from -> addInnerTerms(from, terms));
    return terms;
  }

  private static void addInnerTerms(TableRef from, List<Expr> terms) {
    switch (from) {
      case TableRef.Join join -> {
        JoinOperator.Type type = join.operator().type();
        switch (type) {
          case COMMA, INNER, CROSS -> {
            addInnerTerms(join.left(), terms);
            addInnerTerms(join.right(), terms);
            if (join.constraint().isPresent()
                && join.constraint().get() instanceof JoinConstraint.On(Expr condition, _)) {
              terms.addAll(terms(condition));
            }
          }
          case LEFT -> addInnerTerms(join.left(), terms);
          case RIGHT -> addInnerTerms(join.right(), terms);
          case FULL -> {
            // Rows of both sides pass whatever ON says.
          }
        }
      }
      case TableRef.Parenthesized(TableRef inner, _, _) -> addInnerTerms(inner, terms);
      case TableRef.Named _, TableRef.Function _, TableRef.Subquery _ -> {
        // Has no condition.
      }
    }
  }

  /// Whether a condition is never true where a column is NULL.
  static boolean rejectsNull(Expr term, Scope.Resolved column, Scope scope) {
    return switch (term.unparenthesized()) {
      case Expr.Binary(BinaryOperator operator, Expr left, Expr right, _) ->
          switch (operator) {
            case EQUAL, NOT_EQUAL, LESS, LESS_OR_EQUAL, GREATER, GREATER_OR_EQUAL ->
                is(left, column, scope) || is(right, column, scope);
            case IS_NOT, IS_DISTINCT_FROM ->
                is(left, column, scope) && right.unparenthesized() instanceof Expr.NullLiteral;
            case AND, OR, IS, IS_NOT_DISTINCT_FROM, BIT_AND, BIT_OR, SHIFT_LEFT, SHIFT_RIGHT, ADD,
                    SUBTRACT, MULTIPLY, DIVIDE, REMAINDER, CONCAT, EXTRACT, EXTRACT_TEXT ->
                false;
          };
      case Expr.Between between -> is(between.value(), column, scope);
      case Expr.InList in -> !in.negated() && is(in.value(), column, scope);
      case Expr.NullTest test ->
          test.form() != Expr.NullTest.Form.ISNULL && is(test.operand(), column, scope);
      case Expr _ -> false;
    };
  }

  private static boolean is(Expr expr, Scope.Resolved column, Scope scope) {
    return expr.unparenthesized() instanceof Expr.ColumnRef ref
        && scope.resolve(ref).filter(column::equals).isPresent();
  }
}
