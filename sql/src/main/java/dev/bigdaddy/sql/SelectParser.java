package dev.bigdaddy.sql;

import static dev.bigdaddy.sql.TokenKind.COMMA;
import static dev.bigdaddy.sql.TokenKind.LP;
import static dev.bigdaddy.sql.TokenKind.RP;

import dev.bigdaddy.sql.tree.CommonTable;
import dev.bigdaddy.sql.tree.CompoundTerm;
import dev.bigdaddy.sql.tree.Expr;
import dev.bigdaddy.sql.tree.Identifier;
import dev.bigdaddy.sql.tree.Limit;
import dev.bigdaddy.sql.tree.OrderingTerm;
import dev.bigdaddy.sql.tree.Quantifier;
import dev.bigdaddy.sql.tree.ResultColumn;
import dev.bigdaddy.sql.tree.Select;
import dev.bigdaddy.sql.tree.SelectCore;
import dev.bigdaddy.sql.tree.TableRef;
import dev.bigdaddy.sql.tree.Window;
import dev.bigdaddy.sql.tree.With;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// SELECT, VALUES, WITH, and the clauses that other statements share with them.
final class SelectParser {
  /// What SQLite's parser holds before the first result column.
  private static final int SELECT_SYMBOLS = 4;

  private final Tokens tokens;
  private final ExprParser exprs;
  private final FromParser froms;
  private final WindowParser windows;

  /// The height of the select last read: that of its highest expression outside FROM.
  private int height;

  private List<OrderingTerm> orderBy = List.of();
  private Optional<Limit> limit = Optional.empty();

  SelectParser(Tokens tokens) {
    this.tokens = tokens;
    this.exprs = new ExprParser(tokens, this);
    this.froms = new FromParser(tokens, this);
    this.windows = new WindowParser(tokens, this);
  }

  ExprParser exprs() {
    return exprs;
  }

  WindowParser windows() {
    return windows;
  }

  int height() {
    return height;
  }

  /// Whether the current token can only start a select where an expression might start too.
  boolean startsSelect() {
    return switch (tokens.kind()) {
      case SELECT, VALUES, WITH -> true;
      default -> false;
    };
  }

  Select select() {
    int start = tokens.start();
    return select(with(), start);
  }

  /// The select after its WITH clause, which began at `start`.
  Select select(Optional<With> with, int start) {
    Recursion recursion = tokens.recursion();
    if (recursion.isDeep()) {
      return recursion.onFreshStack(() -> select(with, start));
    }
    recursion.enter();
    SelectCore first = core();
    int highest = height;
    List<CompoundTerm> compound = List.of();
    if (startsCompoundTerm()) {
      compound = new ArrayList<>();
      highest = Math.max(highest, compound(compound));
    }
    height = highest;
    Select select = new Select(with, first, compound, orderBy, limit, tokens.spanFrom(start));
    recursion.leave();
    return select;
  }

  private boolean startsCompoundTerm() {
    return switch (tokens.kind()) {
      case UNION, EXCEPT, INTERSECT -> true;
      default -> false;
    };
  }

  /// Reads what follows the first core, and returns its height. ORDER BY and LIMIT may follow the
  /// last core only; SQLite says so at the end of the select.
  private int compound(List<CompoundTerm> terms) {
    int highest = 0;
    Optional<String> misplaced = Optional.empty();
    while (startsCompoundTerm()) {
      int start = tokens.start();
      CompoundTerm.Operator operator = compoundOperator();
      if (!orderBy.isEmpty() || limit.isPresent()) {
        misplaced =
            Optional.of(
                (orderBy.isEmpty() ? "LIMIT" : "ORDER BY")
                    + " clause should come after "
                    + operator.name().replace('_', ' ')
                    + " not before");
      }
      SelectCore core = core();
      highest = Math.max(highest, height);
      terms.add(new CompoundTerm(operator, core, tokens.spanFrom(start)));
    }
    boolean limited = !(terms.getLast().core() instanceof SelectCore.Values);
    if (misplaced.isPresent()) {
      tokens.fail(misplaced.get());
    } else if (limited && terms.size() + 1 > SqlLimits.COMPOUND_TERMS) {
      tokens.fail("too many terms in compound SELECT");
    }
    return highest;
  }

  private CompoundTerm.Operator compoundOperator() {
    if (tokens.accept(TokenKind.EXCEPT)) {
      return CompoundTerm.Operator.EXCEPT;
    }
    if (tokens.accept(TokenKind.INTERSECT)) {
      return CompoundTerm.Operator.INTERSECT;
    }
    tokens.expect(TokenKind.UNION);
    return tokens.accept(TokenKind.ALL)
        ? CompoundTerm.Operator.UNION_ALL
        : CompoundTerm.Operator.UNION;
  }

  /// One core, and the ORDER BY and LIMIT after it.
  private SelectCore core() {
    if (tokens.is(TokenKind.VALUES)) {
      return values();
    }
    int start = tokens.start();
    tokens.expect(TokenKind.SELECT);
    tokens.push(SELECT_SYMBOLS);
    Optional<Quantifier> quantifier = quantifier();
    List<ResultColumn> columns = resultColumns();
    int highest = height;
    Optional<TableRef> from = froms.from();
    Optional<Expr> where = optional(TokenKind.WHERE);
    highest = Math.max(highest, height);
    List<Expr> groupBy = List.of();
    if (tokens.acceptBoth(TokenKind.GROUP, TokenKind.BY)) {
      groupBy = exprs.expressions();
      highest = Math.max(highest, exprs.height());
    }
    Optional<Expr> having = optional(TokenKind.HAVING);
    highest = Math.max(highest, height);
    List<Window.Definition> windowClause = windows.windowClause();
    SelectCore core =
        new SelectCore.Query(
            quantifier,
            columns,
            from,
            where,
            groupBy,
            having,
            windowClause,
            tokens.spanFrom(start));
    List<OrderingTerm> terms = orderBy();
    highest = Math.max(highest, terms.isEmpty() ? 0 : exprs.height());
    Optional<Limit> rows = limit();
    highest = Math.max(highest, rows.isEmpty() ? 0 : exprs.height());
    tokens.pop(SELECT_SYMBOLS);
    orderBy = terms;
    limit = rows;
    height = highest;
    return core;
  }

  private SelectCore values() {
    int start = tokens.start();
    tokens.advance();
    tokens.push(SELECT_SYMBOLS);
    int highest = 0;
    List<List<Expr>> rows = new ArrayList<>();
    do {
      tokens.expect(LP);
      rows.add(exprs.expressions());
      highest = Math.max(highest, exprs.height());
      tokens.expect(RP);
    } while (tokens.accept(COMMA));
    tokens.pop(SELECT_SYMBOLS);
    orderBy = List.of();
    limit = Optional.empty();
    height = highest;
    return new SelectCore.Values(rows, tokens.spanFrom(start));
  }

  /// `DISTINCT` or `ALL`, if it is there.
  Optional<Quantifier> quantifier() {
    if (tokens.accept(TokenKind.DISTINCT)) {
      return Optional.of(Quantifier.DISTINCT);
    }
    return tokens.accept(TokenKind.ALL) ? Optional.of(Quantifier.ALL) : Optional.empty();
  }

  /// The columns of SELECT or RETURNING; notes their height.
  List<ResultColumn> resultColumns() {
    int highest = 0;
    List<ResultColumn> columns = new ArrayList<>(4);
    do {
      columns.add(resultColumn());
      highest = Math.max(highest, height);
    } while (tokens.accept(COMMA));
    height = highest;
    return columns;
  }

  private ResultColumn resultColumn() {
    int start = tokens.start();
    TokenKind kind = tokens.kind();
    height = 1;
    if (tokens.accept(TokenKind.STAR)) {
      return new ResultColumn.Star(tokens.spanFrom(start));
    }
    if (!isPlainName(kind)) {
      return computed(exprs.expression(), start);
    }
    tokens.advance();
    int end = tokens.previousEnd();
    if (!tokens.is(TokenKind.DOT)) {
      return computed(exprs.expressionAfterName(start, end, kind), start);
    }
    Identifier first = tokens.identifier(start, end);
    tokens.advance();
    if (tokens.accept(TokenKind.STAR)) {
      return new ResultColumn.TableStar(first, tokens.spanFrom(start));
    }
    return computed(exprs.expressionAfterDot(start, first), start);
  }

  /// Whether a token of this kind starts a name also where an expression may start.
  private static boolean isPlainName(TokenKind kind) {
    return switch (kind) {
      case CAST, RAISE, CTIME_KW -> false;
      default -> kind.isName();
    };
  }

  private ResultColumn computed(Expr expr, int start) {
    height = exprs.height();
    return new ResultColumn.Computed(expr, alias(), tokens.spanFrom(start));
  }

  /// `AS name` or a bare name, if it is there.
  Optional<Identifier> alias() {
    if (tokens.accept(TokenKind.AS)) {
      return Optional.of(tokens.name());
    }
    return tokens.kind().isIdOrString()
        ? Optional.of(tokens.takeIdentifier())
        : Optional.empty();
  }

  /// A keyword with an expression, if it is there; notes its height.
  Optional<Expr> optional(TokenKind keyword) {
    height = 0;
    if (!tokens.accept(keyword)) {
      return Optional.empty();
    }
    Expr expr = exprs.expression();
    height = exprs.height();
    return Optional.of(expr);
  }

  /// `ORDER BY …`, if it is there; the expressions' height is then the parser's.
  List<OrderingTerm> orderBy() {
    return tokens.acceptBoth(TokenKind.ORDER, TokenKind.BY) ? orderingTerms() : List.of();
  }

  List<OrderingTerm> orderingTerms() {
    int highest = 0;
    List<OrderingTerm> terms = new ArrayList<>(2);
    do {
      int start = tokens.start();
      Expr expr = exprs.expression();
      highest = Math.max(highest, exprs.height());
      Optional<OrderingTerm.Direction> direction = direction();
      Optional<OrderingTerm.Nulls> nulls = nulls();
      terms.add(new OrderingTerm(expr, direction, nulls, tokens.spanFrom(start)));
    } while (tokens.accept(COMMA));
    exprs.setHeight(highest);
    return terms;
  }

  Optional<OrderingTerm.Direction> direction() {
    if (tokens.accept(TokenKind.ASC)) {
      return Optional.of(OrderingTerm.Direction.ASC);
    }
    return tokens.accept(TokenKind.DESC)
        ? Optional.of(OrderingTerm.Direction.DESC)
        : Optional.empty();
  }

  private Optional<OrderingTerm.Nulls> nulls() {
    if (!tokens.accept(TokenKind.NULLS)) {
      return Optional.empty();
    }
    if (tokens.accept(TokenKind.FIRST)) {
      return Optional.of(OrderingTerm.Nulls.FIRST);
    }
    tokens.expect(TokenKind.LAST);
    return Optional.of(OrderingTerm.Nulls.LAST);
  }

  /// `LIMIT …`, if it is there; the expressions' height is then the parser's.
  Optional<Limit> limit() {
    int start = tokens.start();
    if (!tokens.accept(TokenKind.LIMIT)) {
      return Optional.empty();
    }
    Expr first = exprs.expression();
    int highest = exprs.height();
    if (!tokens.is(COMMA) && !tokens.is(TokenKind.OFFSET)) {
      return Optional.of(
          new Limit(first, Optional.empty(), Limit.Spelling.OFFSET, tokens.spanFrom(start)));
    }
    boolean comma = tokens.is(COMMA);
    tokens.advance();
    Expr second = exprs.expression();
    exprs.setHeight(Math.max(highest, exprs.height()) + 1);
    return Optional.of(
        comma
            ? new Limit(
                second, Optional.of(first), Limit.Spelling.COMMA, tokens.spanFrom(start))
            : new Limit(
                first, Optional.of(second), Limit.Spelling.OFFSET, tokens.spanFrom(start)));
  }

  /// `WITH …`, if it is there.
  Optional<With> with() {
    int start = tokens.start();
    if (!tokens.accept(TokenKind.WITH)) {
      return Optional.empty();
    }
    boolean recursive = tokens.accept(TokenKind.RECURSIVE);
    List<CommonTable> tables = new ArrayList<>();
    Set<String> names = new HashSet<>();
    tokens.push(3);
    do {
      CommonTable table = commonTable();
      if (!names.add(SqlNames.fold(table.name().name()))) {
        tokens.fail("duplicate WITH table name: " + table.name().name());
      }
      tables.add(table);
    } while (tokens.accept(COMMA));
    tokens.pop(3);
    return Optional.of(new With(recursive, tables, tokens.spanFrom(start)));
  }

  private CommonTable commonTable() {
    int start = tokens.start();
    Identifier name = tokens.name();
    List<Identifier> columns = tokens.strictNamesInParentheses();
    tokens.expect(TokenKind.AS);
    Optional<CommonTable.Materialization> materialization = Optional.empty();
    if (tokens.accept(TokenKind.MATERIALIZED)) {
      materialization = Optional.of(CommonTable.Materialization.MATERIALIZED);
    } else if (tokens.acceptBoth(TokenKind.NOT, TokenKind.MATERIALIZED)) {
      materialization = Optional.of(CommonTable.Materialization.NOT_MATERIALIZED);
    }
    tokens.expect(LP);
    tokens.push(4);
    Select select = select();
    tokens.pop(4);
    tokens.expect(RP);
    return new CommonTable(name, columns, materialization, select, tokens.spanFrom(start));
  }

  /// `FROM …`, if it is there.
  Optional<TableRef> from() {
    return froms.from();
  }
}
