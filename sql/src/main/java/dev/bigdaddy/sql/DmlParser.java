package dev.bigdaddy.sql;

import static dev.bigdaddy.sql.TokenKind.COMMA;
import static dev.bigdaddy.sql.TokenKind.LP;
import static dev.bigdaddy.sql.TokenKind.RP;

import dev.bigdaddy.sql.tree.Assignment;
import dev.bigdaddy.sql.tree.ConflictAction;
import dev.bigdaddy.sql.tree.Delete;
import dev.bigdaddy.sql.tree.Expr;
import dev.bigdaddy.sql.tree.Identifier;
import dev.bigdaddy.sql.tree.IndexHint;
import dev.bigdaddy.sql.tree.Insert;
import dev.bigdaddy.sql.tree.InsertSource;
import dev.bigdaddy.sql.tree.Limit;
import dev.bigdaddy.sql.tree.OrderingTerm;
import dev.bigdaddy.sql.tree.QualifiedName;
import dev.bigdaddy.sql.tree.ResultColumn;
import dev.bigdaddy.sql.tree.Select;
import dev.bigdaddy.sql.tree.TableRef;
import dev.bigdaddy.sql.tree.Update;
import dev.bigdaddy.sql.tree.Upsert;
import dev.bigdaddy.sql.tree.With;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// INSERT, REPLACE, UPDATE and DELETE, alone and inside triggers.
final class DmlParser {
  /// Where the statement stands.
  enum Place {
    TOP,
    TRIGGER
  }

  private final Tokens tokens;
  private final SelectParser selects;
  private final FromParser froms;

  DmlParser(Tokens tokens, SelectParser selects) {
    this.tokens = tokens;
    this.selects = selects;
    this.froms = new FromParser(tokens, selects);
  }

  Insert insert(Optional<With> with, int start, Place place) {
    Optional<ConflictAction> onConflict;
    if (tokens.accept(TokenKind.REPLACE)) {
      onConflict = Optional.of(ConflictAction.REPLACE);
    } else {
      tokens.expect(TokenKind.INSERT);
      onConflict = orConflict();
    }
    tokens.expect(TokenKind.INTO);
    QualifiedName table = tokens.qualifiedName();
    Optional<Identifier> alias = aliasAfterAs();
    List<Identifier> columns = tokens.is(LP) ? tokens.namesInParentheses() : List.of();
    List<Upsert> upserts = new ArrayList<>(0);
    int sourceStart = tokens.start();
    InsertSource source;
    if (place == Place.TOP && tokens.acceptBoth(TokenKind.DEFAULT, TokenKind.VALUES)) {
      source = new InsertSource.DefaultValues(tokens.spanFrom(sourceStart));
    } else {
      Select select = selects.select();
      source = new InsertSource.Rows(select, tokens.spanFrom(sourceStart));
      upserts(upserts);
    }
    List<ResultColumn> returning = returning();
    if (place == Place.TRIGGER && !returning.isEmpty()) {
      tokens.fail("cannot use RETURNING in a trigger");
    }
    return new Insert(
        with, onConflict, table, alias, columns, source, upserts, returning,
        tokens.spanFrom(start));
  }

  /// `OR action`, if it is there.
  private Optional<ConflictAction> orConflict() {
    return tokens.accept(TokenKind.OR) ? Optional.of(conflictAction()) : Optional.empty();
  }

  /// `ON CONFLICT action`, if it is there.
  Optional<ConflictAction> onConflict() {
    return tokens.acceptBoth(TokenKind.ON, TokenKind.CONFLICT)
        ? Optional.of(conflictAction())
        : Optional.empty();
  }

  private ConflictAction conflictAction() {
    ConflictAction action =
        switch (tokens.kind()) {
          case ROLLBACK -> ConflictAction.ROLLBACK;
          case ABORT -> ConflictAction.ABORT;
          case FAIL -> ConflictAction.FAIL;
          case IGNORE -> ConflictAction.IGNORE;
          case REPLACE -> ConflictAction.REPLACE;
          default -> throw tokens.unexpected();
        };
    tokens.advance();
    return action;
  }

  private Optional<Identifier> aliasAfterAs() {
    return tokens.accept(TokenKind.AS) ? Optional.of(tokens.name()) : Optional.empty();
  }

  /// `ON CONFLICT …`, as often as it is there. One without target is the last.
  private void upserts(List<Upsert> upserts) {
    boolean targeted = true;
    while (targeted && tokens.is(TokenKind.ON)) {
      int start = tokens.start();
      tokens.advance();
      tokens.expect(TokenKind.CONFLICT);
      List<OrderingTerm> target = List.of();
      Optional<Expr> targetWhere = Optional.empty();
      targeted = tokens.accept(LP);
      if (targeted) {
        target = selects.orderingTerms();
        tokens.expect(RP);
        targetWhere = selects.optional(TokenKind.WHERE);
      }
      tokens.expect(TokenKind.DO);
      Upsert.Action action = upsertAction();
      upserts.add(new Upsert(target, targetWhere, action, tokens.spanFrom(start)));
    }
  }

  private Upsert.Action upsertAction() {
    if (tokens.accept(TokenKind.NOTHING)) {
      return new Upsert.Nothing();
    }
    tokens.expect(TokenKind.UPDATE);
    List<Assignment> assignments = assignments();
    return new Upsert.DoUpdate(assignments, selects.optional(TokenKind.WHERE));
  }

  /// `SET a = 1, …`
  private List<Assignment> assignments() {
    tokens.expect(TokenKind.SET);
    List<Assignment> assignments = new ArrayList<>();
    do {
      assignments.add(assignment());
    } while (tokens.accept(COMMA));
    return assignments;
  }

  private Assignment assignment() {
    int start = tokens.start();
    if (tokens.is(LP)) {
      List<Identifier> columns = tokens.namesInParentheses();
      tokens.expect(TokenKind.EQ);
      Expr value = selects.exprs().expression();
      return new Assignment.ToColumns(columns, value, tokens.spanFrom(start));
    }
    Identifier column = tokens.name();
    tokens.expect(TokenKind.EQ);
    Expr value = selects.exprs().expression();
    return new Assignment.ToColumn(column, value, tokens.spanFrom(start));
  }

  private List<ResultColumn> returning() {
    return tokens.accept(TokenKind.RETURNING) ? selects.resultColumns() : List.of();
  }

  Update update(Optional<With> with, int start, Place place) {
    tokens.expect(TokenKind.UPDATE);
    Optional<ConflictAction> onConflict = orConflict();
    QualifiedName table = tokens.qualifiedName();
    Optional<Identifier> alias = aliasAfterAs();
    Optional<IndexHint> indexHint = indexHint(place);
    List<Assignment> assignments = assignments();
    Optional<TableRef> from = froms.from();
    Optional<Expr> where = selects.optional(TokenKind.WHERE);
    List<ResultColumn> returning = List.of();
    List<OrderingTerm> orderBy = List.of();
    Optional<Limit> limit = Optional.empty();
    if (place == Place.TOP) {
      returning = returning();
      orderBy = selects.orderBy();
      limit = selects.limit();
      if (assignedColumns(assignments) > SqlLimits.COLUMNS) {
        tokens.fail("too many columns in set list");
      }
    }
    return new Update(
        with, onConflict, table, alias, indexHint, assignments, from, where, returning, orderBy,
        limit, tokens.spanFrom(start));
  }

  private static int assignedColumns(List<Assignment> assignments) {
    int count = 0;
    for (Assignment assignment : assignments) {
      count +=
          switch (assignment) {
            case Assignment.ToColumn _ -> 1;
            case Assignment.ToColumns row -> row.columns().size();
          };
    }
    return count;
  }

  Delete delete(Optional<With> with, int start, Place place) {
    tokens.expect(TokenKind.DELETE);
    tokens.expect(TokenKind.FROM);
    QualifiedName table = tokens.qualifiedName();
    Optional<Identifier> alias = aliasAfterAs();
    Optional<IndexHint> indexHint = indexHint(place);
    Optional<Expr> where = selects.optional(TokenKind.WHERE);
    List<ResultColumn> returning = List.of();
    List<OrderingTerm> orderBy = List.of();
    Optional<Limit> limit = Optional.empty();
    if (place == Place.TOP) {
      returning = returning();
      orderBy = selects.orderBy();
      limit = selects.limit();
    }
    return new Delete(
        with, table, alias, indexHint, where, returning, orderBy, limit, tokens.spanFrom(start));
  }

  private Optional<IndexHint> indexHint(Place place) {
    Optional<IndexHint> hint = froms.indexHint();
    if (place == Place.TRIGGER && hint.isPresent()) {
      String clause =
          switch (hint.get()) {
            case IndexHint.IndexedBy _ -> "INDEXED BY";
            case IndexHint.NotIndexed _ -> "NOT INDEXED";
          };
      tokens.fail(
          "the " + clause + " clause is not allowed on UPDATE or DELETE statements"
              + " within triggers");
    }
    return hint;
  }
}
