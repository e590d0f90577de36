package dev.bigdaddy.sql;

import dev.bigdaddy.sql.tree.Expr;
import dev.bigdaddy.sql.tree.OrderingTerm;
import dev.bigdaddy.sql.tree.Over;
import dev.bigdaddy.sql.tree.Select;
import java.util.List;
import java.util.Optional;

/// Rewrites what lies below an expression, and keeps the expression itself if nothing changed.
// Sameness of objects is the point: what did not change is kept.
@SuppressWarnings({"ReferenceEquality", "OptionalEquality"})
final class ExprParts {
  private ExprParts() {}

  static Expr rewrite(Expr expr, TreeRewriter to) {
    return switch (expr) {
      case Expr.Literal literal -> literal;
      case Expr.Parameter parameter -> parameter;
      case Expr.ColumnRef column -> column;
      case Expr.Parenthesized e -> {
        Expr operand = to.rewrite(e.operand());
        yield operand == e.operand() ? e : new Expr.Parenthesized(operand, e.span());
      }
      case Expr.Unary e -> {
        Expr operand = to.rewrite(e.operand());
        yield operand == e.operand() ? e : new Expr.Unary(e.operator(), operand, e.span());
      }
      case Expr.Binary e -> {
        Expr left = to.rewrite(e.left());
        Expr right = to.rewrite(e.right());
        yield left == e.left() && right == e.right()
            ? e
            : new Expr.Binary(e.operator(), left, right, e.span());
      }
      case Expr.NullTest e -> {
        Expr operand = to.rewrite(e.operand());
        yield operand == e.operand() ? e : new Expr.NullTest(operand, e.form(), e.span());
      }
      case Expr.Like e -> like(e, to);
      case Expr.Between e -> {
        Expr value = to.rewrite(e.value());
        Expr low = to.rewrite(e.low());
        Expr high = to.rewrite(e.high());
        yield value == e.value() && low == e.low() && high == e.high()
            ? e
            : new Expr.Between(value, e.negated(), low, high, e.span());
      }
      case Expr.InList e -> {
        Expr value = to.rewrite(e.value());
        List<Expr> elements = to.exprs(e.elements());
        yield value == e.value() && elements == e.elements()
            ? e
            : new Expr.InList(value, e.negated(), elements, e.span());
      }
      case Expr.InSelect e -> {
        Expr value = to.rewrite(e.value());
        Select select = to.rewrite(e.select());
        yield value == e.value() && select == e.select()
            ? e
            : new Expr.InSelect(value, e.negated(), select, e.span());
      }
      case Expr.InTable e -> {
        Expr value = to.rewrite(e.value());
        Optional<List<Expr>> arguments = TreeRewriter.optional(e.arguments(), to::exprs);
        yield value == e.value() && arguments == e.arguments()
            ? e
            : new Expr.InTable(value, e.negated(), e.table(), arguments, e.span());
      }
      case Expr.Exists e -> {
        Select select = to.rewrite(e.select());
        yield select == e.select() ? e : new Expr.Exists(select, e.span());
      }
      case Expr.ScalarSubquery e -> {
        Select select = to.rewrite(e.select());
        yield select == e.select() ? e : new Expr.ScalarSubquery(select, e.span());
      }
      case Expr.Collate e -> {
        Expr operand = to.rewrite(e.operand());
        yield operand == e.operand() ? e : new Expr.Collate(operand, e.collation(), e.span());
      }
      case Expr.Cast e -> {
        Expr operand = to.rewrite(e.operand());
        yield operand == e.operand() ? e : new Expr.Cast(operand, e.type(), e.span());
      }
      case Expr.Case e -> caseExpr(e, to);
      case Expr.FunctionCall e -> call(e, to);
      case Expr.RowValue e -> {
        List<Expr> elements = to.exprs(e.elements());
        yield elements == e.elements() ? e : new Expr.RowValue(elements, e.span());
      }
      case Expr.Raise e -> {
        Optional<Expr> message = TreeRewriter.optional(e.message(), to::rewrite);
        yield message == e.message() ? e : new Expr.Raise(e.effect(), message, e.span());
      }
    };
  }

  private static Expr like(Expr.Like e, TreeRewriter to) {
    Expr value = to.rewrite(e.value());
    Expr pattern = to.rewrite(e.pattern());
    Optional<Expr> escape = TreeRewriter.optional(e.escape(), to::rewrite);
    return value == e.value() && pattern == e.pattern() && escape == e.escape()
        ? e
        : new Expr.Like(value, e.negated(), e.operator(), pattern, escape, e.span());
  }

  private static Expr caseExpr(Expr.Case e, TreeRewriter to) {
    Optional<Expr> operand = TreeRewriter.optional(e.operand(), to::rewrite);
    List<Expr.Case.When> whens = TreeRewriter.list(e.whens(), when -> rewrite(when, to));
    Optional<Expr> otherwise = TreeRewriter.optional(e.otherwise(), to::rewrite);
    return operand == e.operand() && whens == e.whens() && otherwise == e.otherwise()
        ? e
        : new Expr.Case(operand, whens, otherwise, e.span());
  }

  private static Expr.Case.When rewrite(Expr.Case.When when, TreeRewriter to) {
    Expr condition = to.rewrite(when.condition());
    Expr result = to.rewrite(when.result());
    return condition == when.condition() && result == when.result()
        ? when
        : new Expr.Case.When(condition, result);
  }

  private static Expr call(Expr.FunctionCall e, TreeRewriter to) {
    List<Expr> arguments = to.exprs(e.arguments());
    List<OrderingTerm> orderBy = TreeRewriter.list(e.orderBy(), to::rewrite);
    Optional<Expr> filter = TreeRewriter.optional(e.filter(), to::rewrite);
    Optional<Over> over = TreeRewriter.optional(e.over(), to::rewrite);
    boolean same =
        arguments == e.arguments()
            && orderBy == e.orderBy()
            && filter == e.filter()
            && over == e.over();
    return same
        ? e
        : new Expr.FunctionCall(
            e.name(), e.quantifier(), e.star(), arguments, orderBy, filter, over, e.span());
  }
}
