package dev.bigdaddy.sql;

import static dev.bigdaddy.sql.TokenKind.COMMA;
import static dev.bigdaddy.sql.TokenKind.LP;
import static dev.bigdaddy.sql.TokenKind.RP;

import dev.bigdaddy.sql.tree.ColumnConstraint;
import dev.bigdaddy.sql.tree.ColumnDefinition;
import dev.bigdaddy.sql.tree.ConflictAction;
import dev.bigdaddy.sql.tree.CreateTable;
import dev.bigdaddy.sql.tree.CreateTableAs;
import dev.bigdaddy.sql.tree.Expr;
import dev.bigdaddy.sql.tree.ForeignKey;
import dev.bigdaddy.sql.tree.Identifier;
import dev.bigdaddy.sql.tree.OrderingTerm;
import dev.bigdaddy.sql.tree.QualifiedName;
import dev.bigdaddy.sql.tree.Quote;
import dev.bigdaddy.sql.tree.Statement;
import dev.bigdaddy.sql.tree.TableConstraint;
import dev.bigdaddy.sql.tree.TypeName;
import dev.bigdaddy.sql.tree.UnaryOperator;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// CREATE TABLE: columns, constraints, options.
final class CreateTableParser {
  private final Tokens tokens;
  private final SelectParser selects;
  private final ExprParser exprs;
  private final OperandParser operands;
  private final DmlParser dml;

  CreateTableParser(Tokens tokens, SelectParser selects, DmlParser dml) {
    this.tokens = tokens;
    this.selects = selects;
    this.exprs = selects.exprs();
    this.operands = new OperandParser(tokens, exprs, selects);
    this.dml = dml;
  }

  /// The statement after `CREATE TABLE`.
  Statement createTable(int start, boolean temporary) {
    boolean ifNotExists = ifNotExists();
    QualifiedName name = tokens.qualifiedName();
    if (tokens.accept(TokenKind.AS)) {
      return new CreateTableAs(
          temporary, ifNotExists, name, selects.select(), tokens.spanFrom(start));
    }
    tokens.expect(LP);
    List<ColumnDefinition> columns = new ArrayList<>();
    List<TableConstraint> constraints = new ArrayList<>(0);
    columns.add(column());
    while (tokens.accept(COMMA)) {
      if (startsTableConstraint()) {
        tableConstraints(constraints);
        break;
      }
      columns.add(column());
      if (columns.size() > SqlLimits.COLUMNS) {
        tokens.fail("too many columns on " + name.name().name());
      }
    }
    tokens.expect(RP);
    List<CreateTable.Option> options = options();
    return new CreateTable(
        temporary, ifNotExists, name, columns, constraints, options, tokens.spanFrom(start));
  }

  boolean ifNotExists() {
    if (!tokens.acceptBoth(TokenKind.IF, TokenKind.NOT)) {
      return false;
    }
    tokens.expect(TokenKind.EXISTS);
    return true;
  }

  private List<CreateTable.Option> options() {
    List<CreateTable.Option> options = new ArrayList<>(0);
    // The grammar lets a comma stand before the first option.
    if (!tokens.kind().isName() && !tokens.accept(COMMA)) {
      return options;
    }
    do {
      CreateTable.Option option =
          tokens.accept(TokenKind.WITHOUT)
              ? CreateTable.Option.WITHOUT_ROWID
              : CreateTable.Option.STRICT;
      if (!tokens.kind().isName()) {
        throw tokens.unexpected();
      }
      String word = tokens.tokenText();
      tokens.advance();
      String wanted = option == CreateTable.Option.STRICT ? "strict" : "rowid";
      if (!SqlNames.same(word, wanted)) {
        tokens.fail("unknown table option: " + word);
      }
      options.add(option);
    } while (tokens.accept(COMMA));
    return options;
  }

  /// A column with its type and constraints.
  ColumnDefinition column() {
    int start = tokens.start();
    Identifier name = tokens.name();
    Optional<TypeName> type = operands.typeName().flatMap(this::withoutGenerated);
    List<ColumnConstraint> constraints = new ArrayList<>(2);
    Optional<ColumnConstraint> constraint = columnConstraint(name);
    while (constraint.isPresent()) {
      constraints.add(constraint.get());
      constraint = columnConstraint(name);
    }
    return new ColumnDefinition(name, type, constraints, tokens.spanFrom(start));
  }

  /// SQLite's grammar takes `GENERATED ALWAYS` for the last words of the type, and strips them.
  private Optional<TypeName> withoutGenerated(TypeName type) {
    List<Identifier> words = type.words();
    int kept = words.size() - 2;
    if (kept < 0
        || !type.arguments().isEmpty()
        || !isWord(words.get(kept), "generated")
        || !isWord(words.get(kept + 1), "always")) {
      return Optional.of(type);
    }
    if (kept == 0) {
      return Optional.empty();
    }
    int length = words.get(kept - 1).span().end() - type.span().start();
    return Optional.of(
        new TypeName(
            type.text().substring(0, length), words.subList(0, kept), List.of(), type.span()));
  }

  private static boolean isWord(Identifier word, String keyword) {
    return word.quote() == Quote.NONE && word.sameAs(keyword);
  }

  private Optional<ColumnConstraint> columnConstraint(Identifier column) {
    int start = tokens.start();
    ColumnConstraint constraint;
    switch (tokens.kind()) {
      case CONSTRAINT -> {
        tokens.advance();
        constraint = new ColumnConstraint.Name(tokens.name(), tokens.spanFrom(start));
      }
      case DEFAULT -> {
        tokens.advance();
        constraint = new ColumnConstraint.Default(defaultValue(), tokens.spanFrom(start));
      }
      case NULL -> {
        tokens.advance();
        constraint = new ColumnConstraint.Nullable(dml.onConflict(), tokens.spanFrom(start));
      }
      case NOT -> constraint = notNullOrDeferral(start);
      case DEFERRABLE -> constraint =
          new ColumnConstraint.Deferral(deferrable(false), tokens.spanFrom(start));
      case PRIMARY -> constraint = primaryKey(start);
      case UNIQUE -> {
        tokens.advance();
        constraint = new ColumnConstraint.Unique(dml.onConflict(), tokens.spanFrom(start));
      }
      case CHECK -> {
        tokens.advance();
        constraint = new ColumnConstraint.Check(inParentheses(), tokens.spanFrom(start));
      }
      case REFERENCES -> constraint =
          new ColumnConstraint.References(foreignKey(), tokens.spanFrom(start));
      case COLLATE -> {
        tokens.advance();
        constraint =
            new ColumnConstraint.Collation(tokens.idOrString(), tokens.spanFrom(start));
      }
      case GENERATED, AS -> constraint = generated(start, column);
      default -> {
        return Optional.empty();
      }
    }
    return Optional.of(constraint);
  }

  private Expr inParentheses() {
    tokens.expect(LP);
    Expr expr = exprs.expression();
    tokens.expect(RP);
    return expr;
  }

  /// `1`, `-1`, `(expr)`, `word`
  private Expr defaultValue() {
    int start = tokens.start();
    switch (tokens.kind()) {
      case LP -> {
        Expr inner = inParentheses().unparenthesized();
        return new Expr.Parenthesized(inner, tokens.spanFrom(start));
      }
      case PLUS, MINUS -> {
        UnaryOperator operator =
            tokens.is(TokenKind.PLUS) ? UnaryOperator.PLUS : UnaryOperator.MINUS;
        tokens.advance();
        Expr value = term();
        return new Expr.Unary(operator, value, tokens.spanFrom(start));
      }
      default -> {
        if (tokens.kind() == TokenKind.CTIME_KW || !tokens.kind().isIdOrIndexed()) {
          return term();
        }
        Identifier word = tokens.takeIdentifier();
        return new Expr.ColumnRef(Optional.empty(), Optional.empty(), word, word.span());
      }
    }
  }

  /// A literal (the grammar's `term`).
  private Expr term() {
    return switch (tokens.kind()) {
      case NULL, INTEGER, FLOAT, BLOB, QNUMBER, CTIME_KW -> operands.literal();
      case STRING -> {
        Identifier string = tokens.takeIdentifier();
        yield new Expr.StringLiteral(string.name(), string.span());
      }
      default -> throw tokens.unexpected();
    };
  }

  private ColumnConstraint notNullOrDeferral(int start) {
    tokens.advance();
    if (tokens.is(TokenKind.DEFERRABLE)) {
      return new ColumnConstraint.Deferral(deferrable(true), tokens.spanFrom(start));
    }
    tokens.expect(TokenKind.NULL);
    return new ColumnConstraint.NotNull(dml.onConflict(), tokens.spanFrom(start));
  }

  private ColumnConstraint primaryKey(int start) {
    tokens.advance();
    tokens.expect(TokenKind.KEY);
    Optional<OrderingTerm.Direction> direction = selects.direction();
    Optional<ConflictAction> onConflict = dml.onConflict();
    boolean autoincrement = tokens.accept(TokenKind.AUTOINCREMENT);
    return new ColumnConstraint.PrimaryKey(
        direction, onConflict, autoincrement, tokens.spanFrom(start));
  }

  private ColumnConstraint generated(int start, Identifier column) {
    if (tokens.accept(TokenKind.GENERATED)) {
      tokens.expect(TokenKind.ALWAYS);
    }
    tokens.expect(TokenKind.AS);
    Expr expr = inParentheses();
    Optional<ColumnConstraint.Generated.Storage> storage = Optional.empty();
    if (tokens.kind().isId()) {
      String word = tokens.tokenText();
      tokens.advance();
      if (SqlNames.same(word, "stored")) {
        storage = Optional.of(ColumnConstraint.Generated.Storage.STORED);
      } else if (SqlNames.same(word, "virtual")) {
        storage = Optional.of(ColumnConstraint.Generated.Storage.VIRTUAL);
      } else {
        tokens.fail("error in generated column \"" + column.name() + "\"");
      }
    }
    return new ColumnConstraint.Generated(expr, storage, tokens.spanFrom(start));
  }

  /// `REFERENCES table (columns) ON DELETE …`
  private ForeignKey foreignKey() {
    int start = tokens.start();
    tokens.expect(TokenKind.REFERENCES);
    Identifier table = tokens.name();
    List<Identifier> columns = tokens.strictNamesInParentheses();
    List<ForeignKey.Argument> arguments = new ArrayList<>(0);
    while (true) {
      if (tokens.accept(TokenKind.MATCH)) {
        arguments.add(new ForeignKey.Match(tokens.name()));
      } else if (tokens.accept(TokenKind.ON)) {
        arguments.add(new ForeignKey.On(event(), action()));
      } else {
        return new ForeignKey(table, columns, arguments, tokens.spanFrom(start));
      }
    }
  }

  private ForeignKey.Event event() {
    if (tokens.accept(TokenKind.DELETE)) {
      return ForeignKey.Event.DELETE;
    }
    if (tokens.accept(TokenKind.UPDATE)) {
      return ForeignKey.Event.UPDATE;
    }
    tokens.expect(TokenKind.INSERT);
    return ForeignKey.Event.INSERT;
  }

  private ForeignKey.Action action() {
    if (tokens.accept(TokenKind.CASCADE)) {
      return ForeignKey.Action.CASCADE;
    }
    if (tokens.accept(TokenKind.RESTRICT)) {
      return ForeignKey.Action.RESTRICT;
    }
    if (tokens.acceptBoth(TokenKind.NO, TokenKind.ACTION)) {
      return ForeignKey.Action.NO_ACTION;
    }
    tokens.expect(TokenKind.SET);
    if (tokens.accept(TokenKind.NULL)) {
      return ForeignKey.Action.SET_NULL;
    }
    tokens.expect(TokenKind.DEFAULT);
    return ForeignKey.Action.SET_DEFAULT;
  }

  /// From DEFERRABLE on.
  private ForeignKey.Deferrable deferrable(boolean negated) {
    tokens.expect(TokenKind.DEFERRABLE);
    if (!tokens.accept(TokenKind.INITIALLY)) {
      return new ForeignKey.Deferrable(negated, Optional.empty());
    }
    if (tokens.accept(TokenKind.DEFERRED)) {
      return new ForeignKey.Deferrable(negated, Optional.of(ForeignKey.Initially.DEFERRED));
    }
    tokens.expect(TokenKind.IMMEDIATE);
    return new ForeignKey.Deferrable(negated, Optional.of(ForeignKey.Initially.IMMEDIATE));
  }

  private boolean startsTableConstraint() {
    return switch (tokens.kind()) {
      case CONSTRAINT, PRIMARY, UNIQUE, CHECK, FOREIGN -> true;
      default -> false;
    };
  }

  /// Table constraints, with or without commas between them. A name holds for all constraints up
  /// to the next comma; each of them gets its own.
  private void tableConstraints(List<TableConstraint> constraints) {
    Optional<TableConstraint> name = Optional.empty();
    boolean named = false;
    do {
      TableConstraint constraint = tableConstraint();
      if (constraint instanceof TableConstraint.Name) {
        name = Optional.of(constraint);
        named = true;
      } else {
        if (!named) {
          name.ifPresent(constraints::add);
        }
        named = false;
      }
      constraints.add(constraint);
      if (tokens.accept(COMMA)) {
        name = Optional.empty();
        if (!startsTableConstraint()) {
          throw tokens.unexpected();
        }
      }
    } while (startsTableConstraint());
  }

  private TableConstraint tableConstraint() {
    int start = tokens.start();
    return switch (tokens.kind()) {
      case CONSTRAINT -> {
        tokens.advance();
        Identifier name = tokens.name();
        boolean alone = !startsTableConstraint() || tokens.is(TokenKind.CONSTRAINT);
        yield new TableConstraint.Name(name, alone, tokens.spanFrom(start));
      }
      case PRIMARY -> {
        tokens.advance();
        tokens.expect(TokenKind.KEY);
        tokens.expect(LP);
        List<OrderingTerm> columns = selects.orderingTerms();
        boolean autoincrement = tokens.accept(TokenKind.AUTOINCREMENT);
        tokens.expect(RP);
        Optional<ConflictAction> onConflict = dml.onConflict();
        yield new TableConstraint.PrimaryKey(
            columns, autoincrement, onConflict, tokens.spanFrom(start));
      }
      case UNIQUE -> {
        tokens.advance();
        tokens.expect(LP);
        List<OrderingTerm> columns = selects.orderingTerms();
        tokens.expect(RP);
        yield new TableConstraint.Unique(columns, dml.onConflict(), tokens.spanFrom(start));
      }
      case CHECK -> {
        tokens.advance();
        Expr condition = inParentheses();
        yield new TableConstraint.Check(condition, dml.onConflict(), tokens.spanFrom(start));
      }
      case FOREIGN -> foreignKeyConstraint(start);
      default -> throw tokens.unexpected();
    };
  }

  private TableConstraint foreignKeyConstraint(int start) {
    tokens.advance();
    tokens.expect(TokenKind.KEY);
    if (!tokens.is(LP)) {
      throw tokens.unexpected();
    }
    List<Identifier> columns = tokens.strictNamesInParentheses();
    ForeignKey foreignKey = foreignKey();
    Optional<ForeignKey.Deferrable> deferrable = Optional.empty();
    if (tokens.is(TokenKind.DEFERRABLE)) {
      deferrable = Optional.of(deferrable(false));
    } else if (tokens.accept(TokenKind.NOT)) {
      deferrable = Optional.of(deferrable(true));
    }
    return new TableConstraint.ForeignKeys(
        columns, foreignKey, deferrable, tokens.spanFrom(start));
  }
}
