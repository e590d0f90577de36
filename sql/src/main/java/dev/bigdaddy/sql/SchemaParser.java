package dev.bigdaddy.sql;

import static dev.bigdaddy.sql.TokenKind.LP;
import static dev.bigdaddy.sql.TokenKind.RP;

import dev.bigdaddy.sql.tree.AlterAction;
import dev.bigdaddy.sql.tree.AlterTable;
import dev.bigdaddy.sql.tree.CreateIndex;
import dev.bigdaddy.sql.tree.CreateTrigger;
import dev.bigdaddy.sql.tree.CreateView;
import dev.bigdaddy.sql.tree.CreateVirtualTable;
import dev.bigdaddy.sql.tree.Drop;
import dev.bigdaddy.sql.tree.Expr;
import dev.bigdaddy.sql.tree.Identifier;
import dev.bigdaddy.sql.tree.OrderingTerm;
import dev.bigdaddy.sql.tree.QualifiedName;
import dev.bigdaddy.sql.tree.Select;
import dev.bigdaddy.sql.tree.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// CREATE, DROP and ALTER.
final class SchemaParser {
  private final Tokens tokens;
  private final SelectParser selects;
  private final DmlParser dml;
  private final CreateTableParser tables;

  SchemaParser(Tokens tokens, SelectParser selects, DmlParser dml) {
    this.tokens = tokens;
    this.selects = selects;
    this.dml = dml;
    this.tables = new CreateTableParser(tokens, selects, dml);
  }

  Statement create() {
    int start = tokens.start();
    tokens.advance();
    boolean temporary = false;
    switch (tokens.kind()) {
      case UNIQUE, INDEX -> {
        return createIndex(start);
      }
      case VIRTUAL -> {
        return createVirtualTable(start);
      }
      default -> temporary = tokens.accept(TokenKind.TEMP);
    }
    if (tokens.accept(TokenKind.TABLE)) {
      return tables.createTable(start, temporary);
    }
    if (tokens.accept(TokenKind.VIEW)) {
      return createView(start, temporary);
    }
    tokens.expect(TokenKind.TRIGGER);
    return createTrigger(start, temporary);
  }

  private Statement createIndex(int start) {
    boolean unique = tokens.accept(TokenKind.UNIQUE);
    tokens.expect(TokenKind.INDEX);
    boolean ifNotExists = tables.ifNotExists();
    QualifiedName name = tokens.qualifiedName();
    tokens.expect(TokenKind.ON);
    Identifier table = tokens.name();
    tokens.expect(LP);
    List<OrderingTerm> terms = selects.orderingTerms();
    tokens.expect(RP);
    Optional<Expr> where = selects.optional(TokenKind.WHERE);
    return new CreateIndex(
        unique, ifNotExists, name, table, terms, where, tokens.spanFrom(start));
  }

  private Statement createView(int start, boolean temporary) {
    boolean ifNotExists = tables.ifNotExists();
    QualifiedName name = tokens.qualifiedName();
    List<Identifier> columns = tokens.strictNamesInParentheses();
    tokens.expect(TokenKind.AS);
    Select select = selects.select();
    return new CreateView(
        temporary, ifNotExists, name, columns, select, tokens.spanFrom(start));
  }

  private Statement createVirtualTable(int start) {
    tokens.advance();
    tokens.expect(TokenKind.TABLE);
    boolean ifNotExists = tables.ifNotExists();
    QualifiedName name = tokens.qualifiedName();
    tokens.expect(TokenKind.USING);
    Identifier module = tokens.name();
    Optional<List<String>> arguments =
        tokens.is(LP) ? Optional.of(moduleArguments()) : Optional.empty();
    return new CreateVirtualTable(
        ifNotExists, name, module, arguments, tokens.spanFrom(start));
  }

  /// Whatever stands between the parentheses, cut at the commas outside inner parentheses.
  private List<String> moduleArguments() {
    List<String> arguments = new ArrayList<>();
    do {
      tokens.advance();
      int start = tokens.start();
      int end = start;
      while (!tokens.is(TokenKind.COMMA) && !tokens.is(RP)) {
        moduleToken();
        end = tokens.previousEnd();
      }
      arguments.add(tokens.slice(start, end));
    } while (tokens.is(TokenKind.COMMA));
    tokens.advance();
    return arguments;
  }

  private void moduleToken() {
    int open = 0;
    do {
      switch (tokens.kind()) {
        case LP -> {
          open++;
          tokens.push(2);
        }
        case RP -> {
          open--;
          tokens.pop(2);
        }
        case END_OF_TEXT, ILLEGAL -> throw tokens.unexpected();
        default -> {}
      }
      tokens.advance();
    } while (open > 0);
  }

  private Statement createTrigger(int start, boolean temporary) {
    boolean ifNotExists = tables.ifNotExists();
    QualifiedName name = tokens.qualifiedName();
    Optional<CreateTrigger.Time> time = triggerTime();
    CreateTrigger.Event event = triggerEvent();
    List<Identifier> updateOf = List.of();
    if (event == CreateTrigger.Event.UPDATE && tokens.accept(TokenKind.OF)) {
      updateOf = new ArrayList<>();
      do {
        updateOf.add(tokens.name());
      } while (tokens.accept(TokenKind.COMMA));
    }
    tokens.expect(TokenKind.ON);
    QualifiedName table = tokens.qualifiedName();
    boolean forEachRow = tokens.acceptBoth(TokenKind.FOR, TokenKind.EACH);
    if (forEachRow) {
      tokens.expect(TokenKind.ROW);
    }
    Optional<Expr> when = selects.optional(TokenKind.WHEN);
    tokens.expect(TokenKind.BEGIN);
    List<Statement> body = new ArrayList<>();
    do {
      body.add(triggerStep());
      tokens.expect(TokenKind.SEMI);
    } while (!tokens.is(TokenKind.END));
    tokens.advance();
    return new CreateTrigger(
        temporary, ifNotExists, name, time, event, updateOf, table, forEachRow, when, body,
        tokens.spanFrom(start));
  }

  private Optional<CreateTrigger.Time> triggerTime() {
    if (tokens.accept(TokenKind.BEFORE)) {
      return Optional.of(CreateTrigger.Time.BEFORE);
    }
    if (tokens.accept(TokenKind.AFTER)) {
      return Optional.of(CreateTrigger.Time.AFTER);
    }
    return tokens.acceptBoth(TokenKind.INSTEAD, TokenKind.OF)
        ? Optional.of(CreateTrigger.Time.INSTEAD_OF)
        : Optional.empty();
  }

  private CreateTrigger.Event triggerEvent() {
    if (tokens.accept(TokenKind.DELETE)) {
      return CreateTrigger.Event.DELETE;
    }
    if (tokens.accept(TokenKind.INSERT)) {
      return CreateTrigger.Event.INSERT;
    }
    tokens.expect(TokenKind.UPDATE);
    return CreateTrigger.Event.UPDATE;
  }

  private Statement triggerStep() {
    int start = tokens.start();
    return switch (tokens.kind()) {
      case INSERT, REPLACE -> dml.insert(Optional.empty(), start, DmlParser.Place.TRIGGER);
      case UPDATE -> dml.update(Optional.empty(), start, DmlParser.Place.TRIGGER);
      case DELETE -> dml.delete(Optional.empty(), start, DmlParser.Place.TRIGGER);
      default -> selects.select();
    };
  }

  Statement drop() {
    int start = tokens.start();
    tokens.advance();
    Drop.Kind kind =
        switch (tokens.kind()) {
          case TABLE -> Drop.Kind.TABLE;
          case INDEX -> Drop.Kind.INDEX;
          case VIEW -> Drop.Kind.VIEW;
          case TRIGGER -> Drop.Kind.TRIGGER;
          default -> throw tokens.unexpected();
        };
    tokens.advance();
    boolean ifExists = tokens.acceptBoth(TokenKind.IF, TokenKind.EXISTS);
    QualifiedName name = tokens.qualifiedName();
    return new Drop(kind, ifExists, name, tokens.spanFrom(start));
  }

  Statement alter() {
    int start = tokens.start();
    tokens.advance();
    if (tokens.is(TokenKind.DATABASE)) {
      return new TableCommandParser(tokens).databaseAlteration(start);
    }
    tokens.expect(TokenKind.TABLE);
    QualifiedName table = tokens.qualifiedName();
    int actionStart = tokens.start();
    if (tokens.is(TokenKind.ID) && table.schema().isEmpty()) {
      return new TableCommandParser(tokens).alteration(table.name(), start);
    }
    AlterAction action =
        switch (tokens.kind()) {
          case RENAME -> rename(actionStart);
          case ADD -> add(actionStart);
          case DROP -> dropPart(actionStart);
          case ALTER -> alterColumn(actionStart);
          default -> throw tokens.unexpected();
        };
    return new AlterTable(table, action, tokens.spanFrom(start));
  }

  private AlterAction rename(int start) {
    tokens.advance();
    if (tokens.accept(TokenKind.TO)) {
      return new AlterAction.RenameTo(tokens.name(), tokens.spanFrom(start));
    }
    Identifier from = columnName();
    tokens.expect(TokenKind.TO);
    return new AlterAction.RenameColumn(from, tokens.name(), tokens.spanFrom(start));
  }

  /// `COLUMN name` or just the name.
  private Identifier columnName() {
    tokens.accept(TokenKind.COLUMNKW);
    return tokens.name();
  }

  private AlterAction add(int start) {
    tokens.advance();
    Optional<Identifier> name = Optional.empty();
    if (tokens.accept(TokenKind.CONSTRAINT)) {
      name = Optional.of(tokens.name());
    } else if (!tokens.is(TokenKind.CHECK)) {
      tokens.accept(TokenKind.COLUMNKW);
      return new AlterAction.AddColumn(tables.column(), tokens.spanFrom(start));
    }
    tokens.expect(TokenKind.CHECK);
    tokens.expect(LP);
    Expr condition = selects.exprs().expression();
    tokens.expect(RP);
    return new AlterAction.AddCheck(
        name, condition, dml.onConflict(), tokens.spanFrom(start));
  }

  private AlterAction dropPart(int start) {
    tokens.advance();
    if (tokens.accept(TokenKind.CONSTRAINT)) {
      return new AlterAction.DropConstraint(tokens.name(), tokens.spanFrom(start));
    }
    return new AlterAction.DropColumn(columnName(), tokens.spanFrom(start));
  }

  private AlterAction alterColumn(int start) {
    tokens.advance();
    Identifier column = columnName();
    boolean set = tokens.accept(TokenKind.SET);
    if (!set) {
      tokens.expect(TokenKind.DROP);
    }
    tokens.expect(TokenKind.NOT);
    tokens.expect(TokenKind.NULL);
    return set
        ? new AlterAction.SetNotNull(column, dml.onConflict(), tokens.spanFrom(start))
        : new AlterAction.DropNotNull(column, tokens.spanFrom(start));
  }
}
