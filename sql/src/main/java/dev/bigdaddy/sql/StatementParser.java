package dev.bigdaddy.sql;

import static dev.bigdaddy.sql.TokenKind.LP;
import static dev.bigdaddy.sql.TokenKind.RP;

import dev.bigdaddy.sql.tree.Analyze;
import dev.bigdaddy.sql.tree.Attach;
import dev.bigdaddy.sql.tree.Begin;
import dev.bigdaddy.sql.tree.Commit;
import dev.bigdaddy.sql.tree.Detach;
import dev.bigdaddy.sql.tree.Explain;
import dev.bigdaddy.sql.tree.Expr;
import dev.bigdaddy.sql.tree.Identifier;
import dev.bigdaddy.sql.tree.Pragma;
import dev.bigdaddy.sql.tree.QualifiedName;
import dev.bigdaddy.sql.tree.Quote;
import dev.bigdaddy.sql.tree.Reindex;
import dev.bigdaddy.sql.tree.Release;
import dev.bigdaddy.sql.tree.Rollback;
import dev.bigdaddy.sql.tree.Savepoint;
import dev.bigdaddy.sql.tree.Statement;
import dev.bigdaddy.sql.tree.Vacuum;
import dev.bigdaddy.sql.tree.With;
import java.util.Optional;

/// One statement of any kind: tells kinds apart, and reads the small ones itself.
final class StatementParser {
  private final Tokens tokens;
  private final SelectParser selects;
  private final DmlParser dml;

  StatementParser(Tokens tokens) {
    this.tokens = tokens;
    this.selects = new SelectParser(tokens);
    this.dml = new DmlParser(tokens, selects);
  }

  /// The statement, up to its semicolon or the end of the text.
  Statement statement() {
    Statement statement = tokens.is(TokenKind.EXPLAIN) ? explain() : command();
    tokens.finish();
    return statement;
  }

  private Statement explain() {
    int start = tokens.start();
    tokens.advance();
    boolean queryPlan = tokens.acceptBoth(TokenKind.QUERY, TokenKind.PLAN);
    Statement explained = command();
    return new Explain(queryPlan, explained, tokens.spanFrom(start));
  }

  private Statement command() {
    int start = tokens.start();
    return switch (tokens.kind()) {
      case SELECT, VALUES -> selects.select();
      case WITH -> with(start);
      case INSERT, REPLACE -> dml.insert(Optional.empty(), start, DmlParser.Place.TOP);
      case UPDATE -> dml.update(Optional.empty(), start, DmlParser.Place.TOP);
      case DELETE -> dml.delete(Optional.empty(), start, DmlParser.Place.TOP);
      case CREATE -> new SchemaParser(tokens, selects, dml).create();
      case DROP -> new SchemaParser(tokens, selects, dml).drop();
      case ALTER -> new SchemaParser(tokens, selects, dml).alter();
      case BEGIN -> begin(start);
      case COMMIT, END -> commit(start);
      case ROLLBACK -> rollback(start);
      case SAVEPOINT -> savepoint(start);
      case RELEASE -> release(start);
      case PRAGMA -> pragma(start);
      case ATTACH -> attach(start);
      case DETACH -> detach(start);
      case VACUUM -> vacuum(start);
      case ANALYZE -> new Analyze(optionalName(), tokens.spanFrom(start));
      case REINDEX -> new Reindex(optionalName(), tokens.spanFrom(start));
      default -> new TableCommandParser(tokens).command(start);
    };
  }

  private Statement with(int start) {
    Optional<With> with = selects.with();
    return switch (tokens.kind()) {
      case INSERT, REPLACE -> dml.insert(with, start, DmlParser.Place.TOP);
      case UPDATE -> dml.update(with, start, DmlParser.Place.TOP);
      case DELETE -> dml.delete(with, start, DmlParser.Place.TOP);
      default -> selects.select(with, start);
    };
  }

  private Statement begin(int start) {
    tokens.advance();
    Optional<Begin.Mode> mode =
        switch (tokens.kind()) {
          case DEFERRED -> Optional.of(Begin.Mode.DEFERRED);
          case IMMEDIATE -> Optional.of(Begin.Mode.IMMEDIATE);
          case EXCLUSIVE -> Optional.of(Begin.Mode.EXCLUSIVE);
          default -> Optional.empty();
        };
    if (mode.isPresent()) {
      tokens.advance();
    }
    return new Begin(mode, transactionName(), tokens.spanFrom(start));
  }

  /// `TRANSACTION name`, if it is there.
  private Optional<Identifier> transactionName() {
    if (!tokens.accept(TokenKind.TRANSACTION) || !tokens.kind().isName()) {
      return Optional.empty();
    }
    return Optional.of(tokens.name());
  }

  private Statement commit(int start) {
    tokens.advance();
    return new Commit(transactionName(), tokens.spanFrom(start));
  }

  private Statement rollback(int start) {
    tokens.advance();
    Optional<Identifier> name = transactionName();
    Optional<Identifier> savepoint = Optional.empty();
    if (tokens.accept(TokenKind.TO)) {
      tokens.accept(TokenKind.SAVEPOINT);
      savepoint = Optional.of(tokens.name());
    }
    return new Rollback(name, savepoint, tokens.spanFrom(start));
  }

  private Statement savepoint(int start) {
    tokens.advance();
    return new Savepoint(tokens.name(), tokens.spanFrom(start));
  }

  private Statement release(int start) {
    tokens.advance();
    tokens.accept(TokenKind.SAVEPOINT);
    return new Release(tokens.name(), tokens.spanFrom(start));
  }

  private Statement pragma(int start) {
    tokens.advance();
    QualifiedName name = tokens.qualifiedName();
    if (tokens.accept(TokenKind.EQ)) {
      Optional<Pragma.Value> value = Optional.of(pragmaValue());
      return new Pragma(name, value, Pragma.Form.EQUALS, tokens.spanFrom(start));
    }
    if (tokens.accept(LP)) {
      Optional<Pragma.Value> value = Optional.of(pragmaValue());
      boolean reshards =
          tokens.is(TokenKind.COMMA)
              && name.name().sameAs("reshardTable")
              && name.schema().filter(schema -> !schema.sameAs("main")).isEmpty();
      if (reshards && value.get() instanceof Pragma.Word(Identifier table)) {
        return new TableCommandParser(tokens).reshardPragma(table, start);
      }
      tokens.expect(RP);
      return new Pragma(name, value, Pragma.Form.CALL, tokens.spanFrom(start));
    }
    return new Pragma(name, Optional.empty(), Pragma.Form.EQUALS, tokens.spanFrom(start));
  }

  private Pragma.Value pragmaValue() {
    switch (tokens.kind()) {
      case ON, DELETE, DEFAULT -> {
        String word = tokens.tokenText();
        int start = tokens.start();
        tokens.advance();
        return new Pragma.Word(new Identifier(word, Quote.NONE, tokens.spanFrom(start)));
      }
      case PLUS, MINUS, INTEGER, FLOAT -> {
        boolean negative = tokens.accept(TokenKind.MINUS);
        if (!negative) {
          tokens.accept(TokenKind.PLUS);
        }
        if (!tokens.is(TokenKind.INTEGER) && !tokens.is(TokenKind.FLOAT)) {
          throw tokens.unexpected();
        }
        String text = tokens.tokenText();
        tokens.advance();
        return new Pragma.Numeric(negative, text);
      }
      default -> {
        return new Pragma.Word(tokens.name());
      }
    }
  }

  private Statement attach(int start) {
    tokens.advance();
    tokens.accept(TokenKind.DATABASE);
    Expr file = selects.exprs().expression();
    tokens.expect(TokenKind.AS);
    Expr schema = selects.exprs().expression();
    Optional<Expr> key = selects.optional(TokenKind.KEY);
    return new Attach(file, schema, key, tokens.spanFrom(start));
  }

  private Statement detach(int start) {
    tokens.advance();
    tokens.accept(TokenKind.DATABASE);
    Expr schema = selects.exprs().expression();
    return new Detach(schema, tokens.spanFrom(start));
  }

  private Statement vacuum(int start) {
    tokens.advance();
    Optional<Identifier> schema =
        tokens.kind().isName() ? Optional.of(tokens.name()) : Optional.empty();
    Optional<Expr> into = selects.optional(TokenKind.INTO);
    return new Vacuum(schema, into, tokens.spanFrom(start));
  }

  /// Passes the current token, and the name after it, if it is there.
  private Optional<QualifiedName> optionalName() {
    tokens.advance();
    return tokens.kind().isName() ? Optional.of(tokens.qualifiedName()) : Optional.empty();
  }
}
