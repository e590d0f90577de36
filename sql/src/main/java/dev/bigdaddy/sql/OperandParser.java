package dev.bigdaddy.sql;

import static dev.bigdaddy.sql.TokenKind.COMMA;
import static dev.bigdaddy.sql.TokenKind.DOT;
import static dev.bigdaddy.sql.TokenKind.LP;
import static dev.bigdaddy.sql.TokenKind.RP;

import dev.bigdaddy.sql.tree.Expr;
import dev.bigdaddy.sql.tree.Identifier;
import dev.bigdaddy.sql.tree.OrderingTerm;
import dev.bigdaddy.sql.tree.Over;
import dev.bigdaddy.sql.tree.Quantifier;
import dev.bigdaddy.sql.tree.Select;
import dev.bigdaddy.sql.tree.TypeName;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What operators work on: literals, parameters, columns, calls, CASE, CAST, EXISTS, RAISE.
final class OperandParser {
  private final Tokens tokens;
  private final ExprParser exprs;
  private final SelectParser selects;

  OperandParser(Tokens tokens, ExprParser exprs, SelectParser selects) {
    this.tokens = tokens;
    this.exprs = exprs;
    this.selects = selects;
  }

  Expr operand() {
    return switch (tokens.kind()) {
      case NULL, INTEGER, FLOAT, BLOB, QNUMBER, CTIME_KW -> literal();
      case VARIABLE -> parameter();
      case CAST -> cast();
      case CASE -> caseExpr();
      case EXISTS -> exists();
      case RAISE -> raise();
      default -> {
        TokenKind kind = tokens.kind();
        if (!kind.isName()) {
          throw tokens.unexpected();
        }
        int start = tokens.start();
        tokens.advance();
        yield afterName(start, tokens.previousEnd(), kind);
      }
    };
  }

  /// A literal, but not a string: a string may be the first part of a name.
  Expr literal() {
    int start = tokens.start();
    TokenKind kind = tokens.kind();
    String text = tokens.tokenText();
    tokens.advance();
    exprs.setHeight(1);
    if (kind == TokenKind.QNUMBER) {
      checkUnderscores(text);
    }
    return switch (kind) {
      case NULL -> new Expr.NullLiteral(tokens.spanFrom(start));
      case INTEGER -> new Expr.IntegerLiteral(text, tokens.spanFrom(start));
      case FLOAT -> new Expr.FloatLiteral(text, tokens.spanFrom(start));
      case BLOB ->
          new Expr.BlobLiteral(text.substring(2, text.length() - 1), tokens.spanFrom(start));
      case QNUMBER ->
          isReal(text)
              ? new Expr.FloatLiteral(text, tokens.spanFrom(start))
              : new Expr.IntegerLiteral(text, tokens.spanFrom(start));
      default -> new Expr.CurrentTime(clock(text), tokens.spanFrom(start));
    };
  }

  private static Expr.CurrentTime.Clock clock(String text) {
    return switch (text.length()) {
      case 12 ->
          SqlNames.same(text, "current_date")
              ? Expr.CurrentTime.Clock.CURRENT_DATE
              : Expr.CurrentTime.Clock.CURRENT_TIME;
      default -> Expr.CurrentTime.Clock.CURRENT_TIMESTAMP;
    };
  }

  private static boolean isHex(String number) {
    return number.length() > 2 && (number.charAt(1) == 'x' || number.charAt(1) == 'X');
  }

  private static boolean isReal(String number) {
    return !isHex(number)
        && (number.indexOf('.') >= 0 || number.indexOf('e') >= 0 || number.indexOf('E') >= 0);
  }

  /// Underscores must stand between digits. SQLite removes them in place as it goes, and the token
  /// in its message is the half-changed one.
  private void checkUnderscores(String text) {
    boolean hex = isHex(text);
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c != '_') {
        out.append(c);
      } else if (!isDigitAt(text, i - 1, hex) || !isDigitAt(text, i + 1, hex)) {
        tokens.fail("unrecognized token: \"" + out + text.substring(out.length()) + "\"");
      }
    }
  }

  private static boolean isDigitAt(String text, int index, boolean hex) {
    return index >= 0
        && index < text.length()
        && text.charAt(index) < 0x80
        && Character.digit(text.charAt(index), hex ? 16 : 10) >= 0;
  }

  private Expr parameter() {
    int start = tokens.start();
    String spelling = tokens.tokenText();
    tokens.advance();
    exprs.setHeight(1);
    int number = tokens.parameterNumber(spelling);
    if (spelling.charAt(0) == '#' && SqlNames.isDigit(spelling.charAt(1))) {
      tokens.fail("near \"" + spelling + "\": syntax error");
    }
    return new Expr.Parameter(spelling, number, tokens.spanFrom(start));
  }

  /// What begins with a name that was passed: a column, a call, or just a string.
  Expr afterName(int start, int end, TokenKind kind) {
    if (tokens.is(LP) && kind != TokenKind.STRING) {
      return call(start, end);
    }
    if (tokens.is(DOT)) {
      Identifier first = tokens.identifier(start, end);
      tokens.advance();
      return afterDot(start, first);
    }
    exprs.setHeight(1);
    if (kind == TokenKind.STRING) {
      return new Expr.StringLiteral(tokens.unquote(start, end, "'"), tokens.spanFrom(start));
    }
    Identifier column = tokens.identifier(start, end);
    return new Expr.ColumnRef(Optional.empty(), Optional.empty(), column, column.span());
  }

  Expr afterDot(int start, Identifier first) {
    Identifier second = tokens.name();
    if (!tokens.accept(DOT)) {
      exprs.setHeight(2);
      return new Expr.ColumnRef(
          Optional.empty(), Optional.of(first), second, tokens.spanFrom(start));
    }
    Identifier third = tokens.name();
    exprs.setHeight(3);
    return new Expr.ColumnRef(
        Optional.of(first), Optional.of(second), third, tokens.spanFrom(start));
  }

  private Expr call(int start, int end) {
    Identifier name = tokens.identifier(start, end);
    tokens.advance();
    tokens.push(3);
    Optional<Quantifier> quantifier = Optional.empty();
    List<Expr> arguments = List.of();
    List<OrderingTerm> orderBy = List.of();
    int highest = 0;
    boolean star = tokens.accept(TokenKind.STAR);
    if (!star) {
      quantifier = selects.quantifier();
      if (!tokens.is(RP) && !tokens.is(TokenKind.ORDER)) {
        arguments = exprs.expressions();
        highest = exprs.height();
      }
      orderBy = selects.orderBy();
    }
    tokens.expect(RP);
    tokens.pop(3);
    if (arguments.size() > SqlLimits.FUNCTION_ARGUMENTS) {
      tokens.fail("too many arguments on function " + tokens.slice(start, end));
    }
    Optional<Expr> filter = filter();
    Optional<Over> over = over();
    exprs.setHeight(highest + 1);
    if (over.isPresent() && quantifier.isPresent() && quantifier.get() == Quantifier.DISTINCT) {
      tokens.fail("DISTINCT is not supported for window functions");
    }
    return new Expr.FunctionCall(
        name, quantifier, star, arguments, orderBy, filter, over, tokens.spanFrom(start));
  }

  private Optional<Expr> filter() {
    if (!tokens.acceptBoth(TokenKind.FILTER, LP)) {
      return Optional.empty();
    }
    tokens.expect(TokenKind.WHERE);
    tokens.push(8);
    Expr condition = exprs.expression();
    tokens.pop(8);
    tokens.expect(RP);
    return Optional.of(condition);
  }

  private Optional<Over> over() {
    if (!tokens.accept(TokenKind.OVER)) {
      return Optional.empty();
    }
    if (!tokens.is(LP)) {
      return Optional.of(new Over.Named(tokens.name()));
    }
    tokens.push(6);
    Over over = new Over.Inline(selects.windows().windowInParentheses());
    tokens.pop(6);
    return Optional.of(over);
  }

  private Expr cast() {
    int start = tokens.start();
    tokens.advance();
    tokens.expect(LP);
    tokens.push(2);
    Expr operand = exprs.expression();
    int highest = exprs.height();
    tokens.pop(2);
    tokens.expect(TokenKind.AS);
    Optional<TypeName> type = typeName();
    tokens.expect(RP);
    exprs.setHeight(highest + 1);
    return new Expr.Cast(operand, type, tokens.spanFrom(start));
  }

  private Expr caseExpr() {
    int start = tokens.start();
    tokens.advance();
    int highest = 0;
    Optional<Expr> operand = Optional.empty();
    tokens.push(1);
    if (!tokens.is(TokenKind.WHEN)) {
      operand = Optional.of(exprs.expression());
      highest = exprs.height();
    }
    tokens.push(4);
    List<Expr.Case.When> whens = new ArrayList<>();
    tokens.expect(TokenKind.WHEN);
    do {
      Expr condition = exprs.expression();
      highest = Math.max(highest, exprs.height());
      tokens.expect(TokenKind.THEN);
      Expr result = exprs.expression();
      highest = Math.max(highest, exprs.height());
      whens.add(new Expr.Case.When(condition, result));
    } while (tokens.accept(TokenKind.WHEN));
    Optional<Expr> otherwise = Optional.empty();
    if (tokens.accept(TokenKind.ELSE)) {
      otherwise = Optional.of(exprs.expression());
      highest = Math.max(highest, exprs.height());
    }
    tokens.pop(5);
    tokens.expect(TokenKind.END);
    exprs.setHeight(highest + 1);
    return new Expr.Case(operand, whens, otherwise, tokens.spanFrom(start));
  }

  private Expr exists() {
    int start = tokens.start();
    tokens.advance();
    tokens.expect(LP);
    tokens.push(2);
    Select select = selects.select();
    tokens.pop(2);
    tokens.expect(RP);
    exprs.setHeight(selects.height() + 1);
    return new Expr.Exists(select, tokens.spanFrom(start));
  }

  private Expr raise() {
    int start = tokens.start();
    tokens.advance();
    tokens.expect(LP);
    if (tokens.accept(TokenKind.IGNORE)) {
      tokens.expect(RP);
      exprs.setHeight(1);
      return new Expr.Raise(
          Expr.Raise.Effect.IGNORE, Optional.empty(), tokens.spanFrom(start));
    }
    Expr.Raise.Effect effect =
        switch (tokens.kind()) {
          case ROLLBACK -> Expr.Raise.Effect.ROLLBACK;
          case ABORT -> Expr.Raise.Effect.ABORT;
          case FAIL -> Expr.Raise.Effect.FAIL;
          default -> throw tokens.unexpected();
        };
    tokens.advance();
    tokens.expect(COMMA);
    tokens.push(4);
    Expr message = exprs.expression();
    tokens.pop(4);
    tokens.expect(RP);
    exprs.setHeight(exprs.height() + 1);
    return new Expr.Raise(effect, Optional.of(message), tokens.spanFrom(start));
  }

  /// A type as CAST and columns declare it; empty if no name follows.
  Optional<TypeName> typeName() {
    if (!tokens.kind().isIdOrString()) {
      return Optional.empty();
    }
    int start = tokens.start();
    List<Identifier> words = new ArrayList<>(2);
    while (tokens.kind().isIdOrString()) {
      words.add(tokens.takeIdentifier());
    }
    List<String> arguments = new ArrayList<>(2);
    if (tokens.accept(LP)) {
      arguments.add(signedNumber());
      if (tokens.accept(COMMA)) {
        arguments.add(signedNumber());
      }
      tokens.expect(RP);
    }
    String text = tokens.slice(start, tokens.previousEnd());
    return Optional.of(new TypeName(text, words, arguments, tokens.spanFrom(start)));
  }

  private String signedNumber() {
    String sign = "";
    if (tokens.is(TokenKind.PLUS) || tokens.is(TokenKind.MINUS)) {
      sign = tokens.tokenText();
      tokens.advance();
    }
    if (!tokens.is(TokenKind.INTEGER) && !tokens.is(TokenKind.FLOAT)) {
      throw tokens.unexpected();
    }
    String number = sign + tokens.tokenText();
    tokens.advance();
    return number;
  }
}
