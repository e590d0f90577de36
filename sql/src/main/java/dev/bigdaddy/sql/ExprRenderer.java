package dev.bigdaddy.sql;

import dev.bigdaddy.sql.tree.BinaryOperator;
import dev.bigdaddy.sql.tree.Expr;
import dev.bigdaddy.sql.tree.Frame;
import dev.bigdaddy.sql.tree.FrameBound;
import dev.bigdaddy.sql.tree.OrderingTerm;
import dev.bigdaddy.sql.tree.Over;
import dev.bigdaddy.sql.tree.TypeName;
import dev.bigdaddy.sql.tree.UnaryOperator;
import dev.bigdaddy.sql.tree.Window;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/// Writes expressions, with parentheses where a tree made by hand needs them.
///
/// Three things decide about an operand's parentheses. To the left of an operator it must bind at
/// least as tightly, to the right more tightly. An operation that ends in its operator or in a
/// parenthesis (`a ISNULL`, `a IN (1)`) is complete before any operator after it, so it needs none
/// to the left, unless its own operator binds too loosely for the `context`: the operator whose
/// right operand all this is. And NOT, which may stand anywhere, swallows all that follows it and
/// binds more tightly than it does; so an operand that ends in an open NOT is put in parentheses
/// where such an operator follows.
final class ExprRenderer {
  private static final int LOWEST = 0;
  private static final int OR_POWER = 1;
  private static final int AND_POWER = 2;
  private static final int NOT_POWER = 3;
  private static final int EQUALITY_POWER = 4;
  private static final int COMPARISON_POWER = 5;
  private static final int BIT_POWER = 6;
  private static final int SUM_POWER = 7;
  private static final int PRODUCT_POWER = 8;
  private static final int CONCAT_POWER = 9;
  private static final int COLLATE_POWER = 10;
  private static final int PREFIX_POWER = 11;
  private static final int OPERAND_POWER = 12;

  private final SqlWriter out;
  private final SelectRenderer selects;

  ExprRenderer(SqlWriter out, SelectRenderer selects) {
    this.out = out;
    this.selects = selects;
  }

  void expr(Expr expr) {
    expr(expr, LOWEST);
  }

  private void expr(Expr expr, int context) {
    Recursion recursion = out.recursion();
    if (recursion.isDeep()) {
      recursion.runOnFreshStack(() -> expr(expr, context));
      return;
    }
    recursion.enter();
    write(expr, context);
    recursion.leave();
  }

  private void write(Expr expr, int context) {
    switch (expr) {
      case Expr.NullLiteral _ -> out.append("NULL");
      case Expr.IntegerLiteral(String text, _) -> out.append(text);
      case Expr.FloatLiteral(String text, _) -> out.append(text);
      case Expr.StringLiteral(String value, _) -> out.append(SqlRenderer.quoteString(value));
      case Expr.BlobLiteral(String hex, _) -> out.append("x'").append(hex).append("'");
      case Expr.CurrentTime(var clock, _) -> out.append(clock.name());
      case Expr.Parameter parameter -> out.parameter(parameter);
      case Expr.ColumnRef column -> column(column);
      case Expr.Parenthesized(Expr operand, _) -> parenthesized(operand);
      case Expr.Unary unary -> unary(unary);
      case Expr.Binary _, Expr.NullTest _, Expr.Collate _, Expr.Like _ -> chain(expr, context);
      case Expr.Between _, Expr.InList _, Expr.InSelect _, Expr.InTable _ -> chain(expr, context);
      case Expr.Exists(var select, _) -> {
        out.append("EXISTS (");
        selects.select(select);
        out.append(")");
      }
      case Expr.ScalarSubquery(var select, _) -> {
        out.append("(");
        selects.select(select);
        out.append(")");
      }
      case Expr.Cast(Expr operand, Optional<TypeName> type, _) -> {
        out.append("CAST(");
        expr(operand);
        out.append(" AS").append(type.map(t -> " " + t.text()).orElse("")).append(")");
      }
      case Expr.Case c -> caseExpr(c);
      case Expr.FunctionCall call -> call(call);
      case Expr.RowValue(List<Expr> elements, _) -> inParentheses(elements);
      case Expr.Raise(var effect, Optional<Expr> message, _) -> {
        out.append("RAISE(").append(effect.name());
        message.ifPresent(
            m -> {
              out.append(", ");
              expr(m);
            });
        out.append(")");
      }
    }
  }

  void exprs(List<Expr> exprs) {
    out.list(exprs, this::expr);
  }

  private void inParentheses(List<Expr> elements) {
    out.openExpression();
    exprs(elements);
    out.append(")");
  }

  /// A subquery brings its own parentheses, and keeps them apart from those of others.
  private void parenthesized(Expr operand) {
    out.openExpression();
    expr(operand);
    out.append(")");
  }

  private void column(Expr.ColumnRef column) {
    if (column.table().isEmpty()) {
      out.columnName(column.column());
      return;
    }
    column.schema().ifPresent(schema -> out.name(schema).append("."));
    out.name(column.table().get()).append(".").name(column.column());
  }

  private void unary(Expr.Unary unary) {
    boolean not = unary.operator() == UnaryOperator.NOT;
    out.append(unary.operator().spelling());
    int power = not ? NOT_POWER : PREFIX_POWER;
    boolean bare = power(unary.operand()) >= power || isPrefixed(unary.operand());
    boolean minusMinus =
        unary.operator() == UnaryOperator.MINUS
            && unary.operand() instanceof Expr.Unary(UnaryOperator inner, _, _)
            && inner == UnaryOperator.MINUS;
    out.appendIf((not && bare) || minusMinus, " ");
    operand(unary.operand(), bare, power);
  }

  private static boolean isPrefixed(Expr expr) {
    return expr instanceof Expr.Unary;
  }

  private void operand(Expr operand, boolean bare, int context) {
    if (bare) {
      expr(operand, context);
    } else {
      parenthesized(operand);
    }
  }

  /// An operation and, without recursion, those down its left side: `a + b + c` leans to the left,
  /// and may be long.
  private void chain(Expr expr, int context) {
    Deque<Expr> pending = new ArrayDeque<>();
    Expr current = expr;
    while (true) {
      pending.push(current);
      Expr left = leftOperand(current);
      boolean bare = isBareLeft(current, left, context);
      if (!bare || !isChained(left)) {
        operand(left, bare, context);
        break;
      }
      current = left;
    }
    while (!pending.isEmpty()) {
      afterLeft(pending.pop());
    }
  }

  private static boolean isChained(Expr expr) {
    return switch (expr) {
      case Expr.Binary _, Expr.NullTest _, Expr.Collate _, Expr.Like _ -> true;
      case Expr.Between _, Expr.InList _, Expr.InSelect _, Expr.InTable _ -> true;
      default -> false;
    };
  }

  private static Expr leftOperand(Expr expr) {
    return switch (expr) {
      case Expr.Binary binary -> binary.left();
      case Expr.NullTest test -> test.operand();
      case Expr.Collate collate -> collate.operand();
      case Expr.Like like -> like.value();
      case Expr.Between between -> between.value();
      case Expr.InList in -> in.value();
      case Expr.InSelect in -> in.value();
      case Expr.InTable in -> in.value();
      default -> throw new IllegalStateException("no operation: " + expr);
    };
  }

  private static boolean isBareLeft(Expr operation, Expr left, int context) {
    if (isClosed(left)) {
      return power(left) >= context;
    }
    int needed = power(operation);
    return power(left) >= needed && !endsInOpenNot(left, needed);
  }

  /// Whether an operation is complete before any operator that may follow it.
  private static boolean isClosed(Expr expr) {
    return switch (expr) {
      case Expr.NullTest _, Expr.Collate _ -> true;
      case Expr.InList _, Expr.InSelect _, Expr.InTable _ -> true;
      default -> false;
    };
  }

  /// Writes an operation from its operator on.
  private void afterLeft(Expr expr) {
    switch (expr) {
      case Expr.Binary(BinaryOperator operator, _, Expr right, _) -> {
        out.append(" ").append(operator.spelling()).append(" ");
        if (operator == BinaryOperator.IS && isNot(right)) {
          parenthesized(right);
        } else {
          right(right, power(operator) + 1);
        }
      }
      case Expr.NullTest(_, Expr.NullTest.Form form, _) -> out.append(" ").words(form);
      case Expr.Collate(_, var collation, _) -> out.append(" COLLATE ").name(collation);
      case Expr.Like like -> {
        negated(like.negated()).append(like.operator().name()).append(" ");
        if (like.escape().isPresent() && wouldTakeEscape(like.pattern())) {
          parenthesized(like.pattern());
        } else {
          right(like.pattern(), EQUALITY_POWER + 1);
        }
        like.escape()
            .ifPresent(
                escape -> {
                  out.append(" ESCAPE ");
                  right(escape, EQUALITY_POWER + 1);
                });
      }
      case Expr.Between between -> {
        negated(between.negated()).append("BETWEEN ");
        operand(between.low(), isBareLow(between.low()), LOWEST);
        out.append(" AND ");
        right(between.high(), EQUALITY_POWER + 1);
      }
      case Expr.InList in -> {
        negated(in.negated()).append("IN ");
        inParentheses(in.elements());
      }
      case Expr.InSelect in -> {
        negated(in.negated()).append("IN (");
        selects.select(in.select());
        out.append(")");
      }
      case Expr.InTable in -> {
        negated(in.negated()).append("IN ").name(in.table());
        in.arguments().ifPresent(this::inParentheses);
      }
      default -> throw new IllegalStateException("no operation: " + expr);
    }
  }

  private SqlWriter negated(boolean negated) {
    return out.append(negated ? " NOT " : " ");
  }

  /// After IS a bare NOT would belong to the operator.
  private static boolean isNot(Expr expr) {
    return expr instanceof Expr.Unary unary && unary.operator() == UnaryOperator.NOT;
  }

  /// Whether the last thing in `expr` is a LIKE that would take an ESCAPE after it for its own, as
  /// in `NOT a LIKE b`.
  private static boolean wouldTakeEscape(Expr expr) {
    Expr last = expr;
    while (true) {
      switch (last) {
        case Expr.Unary unary -> last = unary.operand();
        case Expr.Binary binary -> last = binary.right();
        case Expr.Between between -> last = between.high();
        case Expr.Like like -> {
          if (like.escape().isEmpty()) {
            return true;
          }
          last = like.escape().get();
        }
        default -> {
          return false;
        }
      }
    }
  }

  private void right(Expr operand, int needed) {
    operand(operand, power(operand) >= needed || isPrefixed(operand), needed);
  }

  /// The lower bound of BETWEEN ends at the first AND, so it must not hold one outside parentheses.
  private static boolean isBareLow(Expr low) {
    return power(low) > AND_POWER || isPrefixed(low);
  }

  /// Whether the last thing in `expr` is the operand of a NOT that would swallow an operator of
  /// this power after it.
  private static boolean endsInOpenNot(Expr expr, int power) {
    Expr last = expr;
    while (true) {
      switch (last) {
        case Expr.Unary(UnaryOperator operator, Expr operand, _) -> {
          if (operator == UnaryOperator.NOT && power >= NOT_POWER) {
            return true;
          }
          last = operand;
        }
        case Expr.Binary binary -> last = binary.right();
        case Expr.Like like -> last = like.escape().orElse(like.pattern());
        case Expr.Between between -> last = between.high();
        default -> {
          return false;
        }
      }
    }
  }

  private static int power(Expr expr) {
    return switch (expr) {
      case Expr.Binary binary -> power(binary.operator());
      case Expr.Unary unary ->
          unary.operator() == UnaryOperator.NOT ? NOT_POWER : PREFIX_POWER;
      case Expr.NullTest _, Expr.Like _, Expr.Between _ -> EQUALITY_POWER;
      case Expr.InList _, Expr.InSelect _, Expr.InTable _ -> EQUALITY_POWER;
      case Expr.Collate _ -> COLLATE_POWER;
      case Expr.Literal _, Expr.Parameter _, Expr.ColumnRef _, Expr.Parenthesized _ ->
          OPERAND_POWER;
      case Expr.Exists _, Expr.ScalarSubquery _, Expr.Cast _, Expr.Case _ -> OPERAND_POWER;
      case Expr.FunctionCall _, Expr.RowValue _, Expr.Raise _ -> OPERAND_POWER;
    };
  }

  private static int power(BinaryOperator operator) {
    return switch (operator) {
      case OR -> OR_POWER;
      case AND -> AND_POWER;
      case EQUAL, NOT_EQUAL, IS, IS_NOT, IS_DISTINCT_FROM, IS_NOT_DISTINCT_FROM ->
          EQUALITY_POWER;
      case LESS, LESS_OR_EQUAL, GREATER, GREATER_OR_EQUAL -> COMPARISON_POWER;
      case BIT_AND, BIT_OR, SHIFT_LEFT, SHIFT_RIGHT -> BIT_POWER;
      case ADD, SUBTRACT -> SUM_POWER;
      case MULTIPLY, DIVIDE, REMAINDER -> PRODUCT_POWER;
      case CONCAT, EXTRACT, EXTRACT_TEXT -> CONCAT_POWER;
    };
  }

  private void caseExpr(Expr.Case c) {
    out.append("CASE");
    c.operand()
        .ifPresent(
            operand -> {
              out.append(" ");
              expr(operand);
            });
    for (Expr.Case.When when : c.whens()) {
      out.append(" WHEN ");
      expr(when.condition());
      out.append(" THEN ");
      expr(when.result());
    }
    c.otherwise()
        .ifPresent(
            otherwise -> {
              out.append(" ELSE ");
              expr(otherwise);
            });
    out.append(" END");
  }

  private void call(Expr.FunctionCall call) {
    out.name(call.name()).append("(").appendIf(call.star(), "*");
    call.quantifier().ifPresent(quantifier -> out.append(quantifier.name()));
    out.appendIf(call.quantifier().isPresent() && !call.arguments().isEmpty(), " ");
    exprs(call.arguments());
    orderBy(
        call.quantifier().isPresent() || !call.arguments().isEmpty() ? " " : "", call.orderBy());
    out.append(")");
    call.filter()
        .ifPresent(
            filter -> {
              out.append(" FILTER (WHERE ");
              expr(filter);
              out.append(")");
            });
    call.over().ifPresent(this::over);
  }

  private void over(Over over) {
    out.append(" OVER ");
    switch (over) {
      case Over.Named(var name) -> out.name(name);
      case Over.Inline(Window window) -> window(window);
    }
  }

  /// A window with its parentheses.
  void window(Window window) {
    out.append("(");
    String gap = "";
    if (window.base().isPresent()) {
      out.name(window.base().get());
      gap = " ";
    }
    if (!window.partitionBy().isEmpty()) {
      out.append(gap).append("PARTITION BY ");
      exprs(window.partitionBy());
      gap = " ";
    }
    if (!window.orderBy().isEmpty()) {
      orderBy(gap, window.orderBy());
      gap = " ";
    }
    if (window.frame().isPresent()) {
      out.append(gap);
      frame(window.frame().get());
    }
    out.append(")");
  }

  private void frame(Frame frame) {
    out.words(frame.unit()).append(" ");
    if (frame.end().isPresent()) {
      out.append("BETWEEN ");
      bound(frame.start());
      out.append(" AND ");
      bound(frame.end().get());
    } else {
      bound(frame.start());
    }
    frame.exclusion().ifPresent(exclusion -> out.append(" EXCLUDE ").words(exclusion));
  }

  private void bound(FrameBound bound) {
    switch (bound) {
      case FrameBound.UnboundedPreceding _ -> out.append("UNBOUNDED PRECEDING");
      case FrameBound.UnboundedFollowing _ -> out.append("UNBOUNDED FOLLOWING");
      case FrameBound.CurrentRow _ -> out.append("CURRENT ROW");
      case FrameBound.Preceding(Expr distance, _) -> {
        expr(distance);
        out.append(" PRECEDING");
      }
      case FrameBound.Following(Expr distance, _) -> {
        expr(distance);
        out.append(" FOLLOWING");
      }
    }
  }

  /// ` ORDER BY …`, or nothing.
  void orderBy(String gap, List<OrderingTerm> terms) {
    if (!terms.isEmpty()) {
      out.append(gap).append("ORDER BY ");
      orderingTerms(terms);
    }
  }

  void orderingTerms(List<OrderingTerm> terms) {
    out.list(terms, this::orderingTerm);
  }

  private void orderingTerm(OrderingTerm term) {
    expr(term.expr());
    term.direction().ifPresent(direction -> out.append(" ").append(direction.name()));
    term.nulls().ifPresent(nulls -> out.append(" NULLS ").append(nulls.name()));
  }
}
