package dev.bigdaddy.sql;

import static dev.bigdaddy.sql.TokenKind.LP;
import static dev.bigdaddy.sql.TokenKind.RP;

import dev.bigdaddy.sql.tree.Expr;
import dev.bigdaddy.sql.tree.Identifier;
import dev.bigdaddy.sql.tree.IndexHint;
import dev.bigdaddy.sql.tree.JoinConstraint;
import dev.bigdaddy.sql.tree.JoinOperator;
import dev.bigdaddy.sql.tree.QualifiedName;
import dev.bigdaddy.sql.tree.Select;
import dev.bigdaddy.sql.tree.TableRef;
import java.util.List;
import java.util.Optional;

/// FROM clauses: tables, table functions, subqueries, joins.
final class FromParser {
  private final Tokens tokens;
  private final SelectParser selects;

  FromParser(Tokens tokens, SelectParser selects) {
    this.tokens = tokens;
    this.selects = selects;
  }

  Optional<TableRef> from() {
    return tokens.accept(TokenKind.FROM) ? Optional.of(joins()) : Optional.empty();
  }

  /// A chain of joins (the grammar's `seltablist`).
  private TableRef joins() {
    Recursion recursion = tokens.recursion();
    if (recursion.isDeep()) {
      return recursion.onFreshStack(this::joins);
    }
    recursion.enter();
    int terms = 1;
    TableRef left = term();
    Optional<JoinConstraint> stray = constraint();
    if (stray.isPresent()) {
      tokens.fail(
          "a JOIN clause is required before "
              + (stray.get() instanceof JoinConstraint.On ? "ON" : "USING"));
    }
    while (startsJoin()) {
      JoinOperator operator = joinOperator();
      TableRef right = term();
      Optional<JoinConstraint> constraint = constraint();
      left =
          new TableRef.Join(left, operator, right, constraint, tokens.spanFrom(left.span()));
      if (++terms > SqlLimits.FROM_TERMS) {
        tokens.fail("too many FROM clause terms, max: " + SqlLimits.FROM_TERMS);
      }
    }
    recursion.leave();
    return left;
  }

  private boolean startsJoin() {
    return switch (tokens.kind()) {
      case COMMA, JOIN, JOIN_KW -> true;
      default -> false;
    };
  }

  private JoinOperator joinOperator() {
    if (tokens.accept(TokenKind.COMMA)) {
      return JoinOperator.COMMA;
    }
    if (tokens.accept(TokenKind.JOIN)) {
      return JoinOperator.INNER;
    }
    JoinWords words = new JoinWords();
    words.add(takeWord());
    for (int more = 0; more < 2 && !tokens.is(TokenKind.JOIN); more++) {
      if (!tokens.kind().isName()) {
        throw tokens.unexpected();
      }
      words.add(takeWord());
    }
    tokens.expect(TokenKind.JOIN);
    if (!words.isValid()) {
      tokens.fail("unknown join type: " + words);
    }
    return words.operator();
  }

  private String takeWord() {
    String word = tokens.tokenText();
    tokens.advance();
    return word;
  }

  private TableRef term() {
    tokens.push(2);
    TableRef term = tokens.is(LP) ? inParentheses() : named();
    tokens.pop(2);
    return term;
  }

  private TableRef inParentheses() {
    int start = tokens.start();
    tokens.advance();
    if (selects.startsSelect()) {
      Select select = selects.select();
      tokens.expect(RP);
      Optional<Identifier> alias = selects.alias();
      return new TableRef.Subquery(select, alias, tokens.spanFrom(start));
    }
    TableRef inner = joins();
    tokens.expect(RP);
    Optional<Identifier> alias = selects.alias();
    if (inner instanceof TableRef.Parenthesized(TableRef innermost, Optional<Identifier> name, _)
        && name.isEmpty()) {
      inner = innermost;
    }
    return new TableRef.Parenthesized(inner, alias, tokens.spanFrom(start));
  }

  private TableRef named() {
    int start = tokens.start();
    QualifiedName name = tokens.qualifiedName();
    if (tokens.accept(LP)) {
      List<Expr> arguments = selects.exprs().optionalExpressions();
      tokens.expect(RP);
      Optional<Identifier> alias = selects.alias();
      return new TableRef.Function(name, arguments, alias, tokens.spanFrom(start));
    }
    Optional<Identifier> alias = selects.alias();
    Optional<IndexHint> indexHint = indexHint();
    return new TableRef.Named(name, alias, indexHint, tokens.spanFrom(start));
  }

  /// `INDEXED BY index` or `NOT INDEXED`, if it is there.
  Optional<IndexHint> indexHint() {
    if (tokens.acceptBoth(TokenKind.INDEXED, TokenKind.BY)) {
      return Optional.of(new IndexHint.IndexedBy(tokens.name()));
    }
    return tokens.acceptBoth(TokenKind.NOT, TokenKind.INDEXED)
        ? Optional.of(new IndexHint.NotIndexed())
        : Optional.empty();
  }

  private Optional<JoinConstraint> constraint() {
    int start = tokens.start();
    if (tokens.accept(TokenKind.ON)) {
      tokens.push(4);
      Expr condition = selects.exprs().expression();
      tokens.pop(4);
      return Optional.of(new JoinConstraint.On(condition, tokens.spanFrom(start)));
    }
    if (tokens.accept(TokenKind.USING)) {
      List<Identifier> columns = tokens.namesInParentheses();
      return Optional.of(new JoinConstraint.Using(columns, tokens.spanFrom(start)));
    }
    return Optional.empty();
  }
}
