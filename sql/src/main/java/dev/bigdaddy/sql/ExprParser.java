package dev.bigdaddy.sql;

import static dev.bigdaddy.sql.TokenKind.AND;
import static dev.bigdaddy.sql.TokenKind.COMMA;
import static dev.bigdaddy.sql.TokenKind.LP;
import static dev.bigdaddy.sql.TokenKind.RP;

import dev.bigdaddy.sql.tree.BinaryOperator;
import dev.bigdaddy.sql.tree.Expr;
import dev.bigdaddy.sql.tree.Identifier;
import dev.bigdaddy.sql.tree.LikeOperator;
import dev.bigdaddy.sql.tree.QualifiedName;
import dev.bigdaddy.sql.tree.Select;
import dev.bigdaddy.sql.tree.UnaryOperator;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// Expressions, by operator precedence.
///
/// Binding powers mirror the precedence of SQLite's LALR grammar, with its three surprises: NOT
/// before an operand binds as loosely as ever wherever it stands (`a + NOT b = c` is `a + (NOT (b =
/// c))`); NOT after an operand (`a NOT NULL`) binds more loosely than `=`; and the first AND after
/// BETWEEN ends its lower bound, unless an OR came before.
///
/// Opening parentheses and operators before operands are read with an explicit stack, so that long
/// chains of them need no Java stack.
final class ExprParser {
  static final int LOWEST = 0;

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

  private final Tokens tokens;
  private final OperandParser operands;
  private final SelectParser selects;

  /// What stands before the operand being read: opened parentheses and operators.
  private TokenKind[] prefixes = new TokenKind[8];

  private int[] prefixStarts = new int[8];
  private int prefixCount;

  /// The height of the expression last read, as SQLite measures it against its limit.
  private int height;

  ExprParser(Tokens tokens, SelectParser selects) {
    this.tokens = tokens;
    this.selects = selects;
    this.operands = new OperandParser(tokens, this, selects);
  }

  /// The height of the expression last read.
  int height() {
    return height;
  }

  /// Notes the height of an expression just made from parts of these heights.
  void setHeight(int newHeight) {
    height = newHeight;
    if (newHeight > SqlLimits.EXPR_DEPTH) {
      tokens.fail(
          "Expression tree is too large (maximum depth " + SqlLimits.EXPR_DEPTH + ")");
    }
  }

  Expr expression() {
    return expression(LOWEST, false);
  }

  /// A list of at least one.
  List<Expr> expressions() {
    int highest = 0;
    List<Expr> list = new ArrayList<>(4);
    do {
      list.add(expression());
      highest = Math.max(highest, height);
    } while (tokens.accept(COMMA));
    height = highest;
    return list;
  }

  /// A list that may be empty, up to its closing parenthesis.
  List<Expr> optionalExpressions() {
    height = 0;
    return tokens.is(RP) ? List.of() : expressions();
  }

  /// An expression that starts with a name already passed.
  Expr expressionAfterName(int start, int end, TokenKind kind) {
    return infix(operands.afterName(start, end, kind), LOWEST, false);
  }

  /// An expression that starts with `name.` already passed.
  Expr expressionAfterDot(int start, Identifier first) {
    return infix(operands.afterDot(start, first), LOWEST, false);
  }

  private Expr expression(int power, boolean endsAtAnd) {
    Recursion recursion = tokens.recursion();
    if (recursion.isDeep()) {
      return recursion.onFreshStack(() -> expression(power, endsAtAnd));
    }
    recursion.enter();
    int outer = prefixCount;
    Expr expr = openings();
    while (prefixCount > outer) {
      expr = close(expr);
    }
    expr = infix(expr, power, endsAtAnd);
    recursion.leave();
    return expr;
  }

  /// Opening parentheses and operators, and the operand after them.
  private Expr openings() {
    while (true) {
      switch (tokens.kind()) {
        case NOT, BITNOT, PLUS, MINUS -> pushPrefix();
        case LP -> {
          pushPrefix();
          if (selects.startsSelect()) {
            return subquery();
          }
        }
        default -> {
          return operands.operand();
        }
      }
    }
  }

  private void pushPrefix() {
    if (prefixCount == prefixes.length) {
      prefixes = Arrays.copyOf(prefixes, prefixCount * 2);
      prefixStarts = Arrays.copyOf(prefixStarts, prefixCount * 2);
    }
    prefixes[prefixCount] = tokens.kind();
    prefixStarts[prefixCount] = tokens.start();
    prefixCount++;
    tokens.push(1);
    tokens.advance();
  }

  private void popPrefix() {
    prefixCount--;
    tokens.pop(1);
  }

  private Expr subquery() {
    Select select = selects.select();
    tokens.expect(RP);
    popPrefix();
    setHeight(selects.height() + 1);
    return new Expr.ScalarSubquery(select, tokens.spanFrom(prefixStarts[prefixCount]));
  }

  /// Ends the innermost opening, whose operand begins with `expr`.
  private Expr close(Expr expr) {
    int start = prefixStarts[prefixCount - 1];
    TokenKind opening = prefixes[prefixCount - 1];
    Expr closed =
        switch (opening) {
          case LP -> closeParenthesis(expr, start);
          case NOT -> unary(UnaryOperator.NOT, infix(expr, NOT_POWER, false), start);
          case BITNOT -> unary(UnaryOperator.BIT_NOT, expr, start);
          case PLUS -> unary(UnaryOperator.PLUS, expr, start);
          default -> unary(UnaryOperator.MINUS, expr, start);
        };
    popPrefix();
    return closed;
  }

  private Expr unary(UnaryOperator operator, Expr operand, int start) {
    if (operand instanceof Expr.Unary(UnaryOperator inner, Expr innermost, _)
        && inner == UnaryOperator.PLUS
        && operator == UnaryOperator.PLUS) {
      return new Expr.Unary(operator, innermost, tokens.spanFrom(start));
    }
    setHeight(height + 1);
    return new Expr.Unary(operator, operand, tokens.spanFrom(start));
  }

  private Expr closeParenthesis(Expr first, int start) {
    Expr expr = infix(first, LOWEST, false);
    if (tokens.is(COMMA)) {
      return rowValue(expr, start);
    }
    tokens.expect(RP);
    return parenthesized(expr, start);
  }

  private Expr parenthesized(Expr expr, int start) {
    Expr inner = expr instanceof Expr.Parenthesized(Expr innermost, _) ? innermost : expr;
    return new Expr.Parenthesized(inner, tokens.spanFrom(start));
  }

  private Expr rowValue(Expr first, int start) {
    List<Expr> elements = new ArrayList<>();
    elements.add(first);
    tokens.push(2);
    while (tokens.accept(COMMA)) {
      elements.add(expression());
    }
    tokens.pop(2);
    tokens.expect(RP);
    height = 1;
    return new Expr.RowValue(elements, tokens.spanFrom(start));
  }

  /// Extends `left` by the operators after it that bind at least as tightly as `power`.
  private Expr infix(Expr first, int power, boolean endsAtAnd) {
    Expr left = first;
    while (true) {
      switch (tokens.kind()) {
        case OR -> {
          if (power > OR_POWER) {
            return left;
          }
          left = binary(BinaryOperator.OR, left, OR_POWER);
        }
        case AND -> {
          if (power > AND_POWER || endsAtAnd) {
            return left;
          }
          left = binary(BinaryOperator.AND, left, AND_POWER);
        }
        case NOT -> {
          if (power > NOT_POWER) {
            return left;
          }
          tokens.advance();
          left = afterNot(left);
        }
        case IS, MATCH, LIKE_KW, BETWEEN, IN, ISNULL, NOTNULL, NE, EQ -> {
          if (power > EQUALITY_POWER) {
            return left;
          }
          left = equality(left);
        }
        case LT, LE, GT, GE -> {
          if (power > COMPARISON_POWER) {
            return left;
          }
          left = binary(symbol(), left, COMPARISON_POWER);
        }
        case BITAND, BITOR, LSHIFT, RSHIFT -> {
          if (power > BIT_POWER) {
            return left;
          }
          left = binary(symbol(), left, BIT_POWER);
        }
        case PLUS, MINUS -> {
          if (power > SUM_POWER) {
            return left;
          }
          left = binary(symbol(), left, SUM_POWER);
        }
        case STAR, SLASH, REM -> {
          if (power > PRODUCT_POWER) {
            return left;
          }
          left = binary(symbol(), left, PRODUCT_POWER);
        }
        case CONCAT, PTR -> {
          if (power > CONCAT_POWER) {
            return left;
          }
          left = binary(symbol(), left, CONCAT_POWER);
        }
        case COLLATE -> {
          if (power > COLLATE_POWER) {
            return left;
          }
          tokens.advance();
          Identifier collation = tokens.idOrString();
          setHeight(height + 1);
          left = new Expr.Collate(left, collation, tokens.spanFrom(left.span()));
        }
        default -> {
          return left;
        }
      }
    }
  }

  /// The operator that the current token alone is.
  private BinaryOperator symbol() {
    return switch (tokens.kind()) {
      case EQ -> BinaryOperator.EQUAL;
      case NE -> BinaryOperator.NOT_EQUAL;
      case LT -> BinaryOperator.LESS;
      case LE -> BinaryOperator.LESS_OR_EQUAL;
      case GT -> BinaryOperator.GREATER;
      case GE -> BinaryOperator.GREATER_OR_EQUAL;
      case BITAND -> BinaryOperator.BIT_AND;
      case BITOR -> BinaryOperator.BIT_OR;
      case LSHIFT -> BinaryOperator.SHIFT_LEFT;
      case RSHIFT -> BinaryOperator.SHIFT_RIGHT;
      case PLUS -> BinaryOperator.ADD;
      case MINUS -> BinaryOperator.SUBTRACT;
      case STAR -> BinaryOperator.MULTIPLY;
      case SLASH -> BinaryOperator.DIVIDE;
      case REM -> BinaryOperator.REMAINDER;
      case CONCAT -> BinaryOperator.CONCAT;
      case PTR ->
          tokens.tokenText().length() == 2 ? BinaryOperator.EXTRACT : BinaryOperator.EXTRACT_TEXT;
      default -> throw new IllegalStateException("no operator: " + tokens.kind());
    };
  }

  /// The operator of the current token, and its right operand.
  private Expr binary(BinaryOperator operator, Expr left, int power) {
    tokens.advance();
    return rightOperand(operator, left, power);
  }

  private Expr rightOperand(BinaryOperator operator, Expr left, int power) {
    int leftHeight = height;
    tokens.push(2);
    Expr right = expression(power + 1, false);
    tokens.pop(2);
    setHeight(Math.max(leftHeight, height) + 1);
    return new Expr.Binary(operator, left, right, tokens.spanFrom(left.span()));
  }

  private Expr equality(Expr left) {
    return switch (tokens.kind()) {
      case EQ, NE -> binary(symbol(), left, EQUALITY_POWER);
      case IS -> is(left);
      case MATCH, LIKE_KW -> like(left, false);
      case BETWEEN -> between(left, false);
      case IN -> in(left, false);
      case ISNULL -> nullTest(left, Expr.NullTest.Form.ISNULL);
      default -> nullTest(left, Expr.NullTest.Form.NOTNULL);
    };
  }

  private Expr afterNot(Expr left) {
    return switch (tokens.kind()) {
      case NULL -> nullTest(left, Expr.NullTest.Form.NOT_NULL);
      case MATCH, LIKE_KW -> like(left, true);
      case BETWEEN -> between(left, true);
      case IN -> in(left, true);
      default -> throw tokens.unexpected();
    };
  }

  private Expr nullTest(Expr left, Expr.NullTest.Form form) {
    tokens.advance();
    setHeight(height + 1);
    return new Expr.NullTest(left, form, tokens.spanFrom(left.span()));
  }

  private Expr is(Expr left) {
    tokens.advance();
    boolean negated = tokens.accept(TokenKind.NOT);
    boolean distinct = tokens.acceptBoth(TokenKind.DISTINCT, TokenKind.FROM);
    BinaryOperator operator =
        distinct
            ? negated ? BinaryOperator.IS_NOT_DISTINCT_FROM : BinaryOperator.IS_DISTINCT_FROM
            : negated ? BinaryOperator.IS_NOT : BinaryOperator.IS;
    return rightOperand(operator, left, EQUALITY_POWER);
  }

  private Expr like(Expr left, boolean negated) {
    int highest = height;
    LikeOperator operator =
        tokens.is(TokenKind.MATCH)
            ? LikeOperator.MATCH
            : switch (tokens.tokenText().charAt(0)) {
              case 'l', 'L' -> LikeOperator.LIKE;
              case 'g', 'G' -> LikeOperator.GLOB;
              default -> LikeOperator.REGEXP;
            };
    tokens.advance();
    tokens.push(2);
    Expr pattern = expression(EQUALITY_POWER + 1, false);
    highest = Math.max(highest, height);
    Optional<Expr> escape = Optional.empty();
    if (tokens.accept(TokenKind.ESCAPE)) {
      escape = Optional.of(expression(EQUALITY_POWER + 1, false));
      highest = Math.max(highest, height);
    }
    tokens.pop(2);
    setHeight(highest + (negated ? 2 : 1));
    return new Expr.Like(left, negated, operator, pattern, escape, tokens.spanFrom(left.span()));
  }

  private Expr between(Expr left, boolean negated) {
    int leftHeight = height;
    tokens.advance();
    tokens.push(2);
    Expr low = expression(LOWEST, true);
    tokens.expect(AND);
    tokens.push(2);
    Expr high = expression(EQUALITY_POWER + 1, false);
    tokens.pop(4);
    setHeight(leftHeight + (negated ? 2 : 1));
    return new Expr.Between(left, negated, low, high, tokens.spanFrom(left.span()));
  }

  private Expr in(Expr left, boolean negated) {
    int leftHeight = height;
    int above = negated ? 2 : 1;
    tokens.advance();
    tokens.push(3);
    Expr in;
    if (tokens.accept(LP)) {
      if (selects.startsSelect()) {
        Select select = selects.select();
        tokens.expect(RP);
        setHeight(Math.max(leftHeight, selects.height()) + above);
        in = new Expr.InSelect(left, negated, select, tokens.spanFrom(left.span()));
      } else {
        List<Expr> elements = optionalExpressions();
        tokens.expect(RP);
        setHeight(Math.max(leftHeight, height) + above);
        in = new Expr.InList(left, negated, elements, tokens.spanFrom(left.span()));
      }
    } else {
      QualifiedName table = tokens.qualifiedName();
      Optional<List<Expr>> arguments = Optional.empty();
      if (tokens.accept(LP)) {
        arguments = Optional.of(optionalExpressions());
        tokens.expect(RP);
      }
      setHeight(leftHeight + above);
      in = new Expr.InTable(left, negated, table, arguments, tokens.spanFrom(left.span()));
    }
    tokens.pop(3);
    return in;
  }
}
