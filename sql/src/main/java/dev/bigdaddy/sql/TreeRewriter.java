package dev.bigdaddy.sql;

import dev.bigdaddy.sql.tree.CommonTable;
import dev.bigdaddy.sql.tree.CompoundTerm;
import dev.bigdaddy.sql.tree.Expr;
import dev.bigdaddy.sql.tree.Frame;
import dev.bigdaddy.sql.tree.FrameBound;
import dev.bigdaddy.sql.tree.JoinConstraint;
import dev.bigdaddy.sql.tree.Limit;
import dev.bigdaddy.sql.tree.OrderingTerm;
import dev.bigdaddy.sql.tree.Over;
import dev.bigdaddy.sql.tree.ResultColumn;
import dev.bigdaddy.sql.tree.Select;
import dev.bigdaddy.sql.tree.SelectCore;
import dev.bigdaddy.sql.tree.Statement;
import dev.bigdaddy.sql.tree.TableRef;
import dev.bigdaddy.sql.tree.Window;
import dev.bigdaddy.sql.tree.With;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/// Makes a tree of another, from the bottom up: a hook sees a node after all below it was
/// rewritten, and returns it or another in its place. What nobody changed stays the same object.
///
/// Subclass and override a hook; each returns its argument if not overridden. Used by one thread at
/// a time; hooks may see another thread in a tree that is very deep. Sameness of objects is the
/// point here: what did not change is kept.
@SuppressWarnings({"ReferenceEquality", "OptionalEquality"})
public class TreeRewriter {
  private final Recursion recursion = new Recursion();

  /// Rewrites nothing by itself.
  protected TreeRewriter() {}

  /// A rewriter that changes expressions only.
  public static TreeRewriter ofExprs(UnaryOperator<Expr> change) {
    return new TreeRewriter() {
      @Override
      protected Expr changeExpr(Expr expr) {
        return change.apply(expr);
      }
    };
  }

  /// A rewriter that changes tables, subqueries and joins only.
  public static TreeRewriter ofTables(UnaryOperator<TableRef> change) {
    return new TreeRewriter() {
      @Override
      protected TableRef changeTable(TableRef table) {
        return change.apply(table);
      }
    };
  }

  /// Hook, before the parts of an expression are looked at: what stands for the whole of it; empty
  /// to go into its parts.
  protected Optional<Expr> replaceWhole(Expr expr) {
    return Optional.empty();
  }

  /// Hook: an expression whose parts are rewritten.
  protected Expr changeExpr(Expr expr) {
    return expr;
  }

  /// Hook: a table, subquery or join whose parts are rewritten.
  protected TableRef changeTable(TableRef table) {
    return table;
  }

  /// Hook: a select, at the top or inside, whose parts are rewritten.
  protected Select changeSelect(Select select) {
    return select;
  }

  /// Hook: a core whose parts are rewritten.
  protected SelectCore changeCore(SelectCore core) {
    return core;
  }

  /// Hook: a result column whose parts are rewritten. Several columns may take its place.
  protected List<ResultColumn> changeColumn(ResultColumn column) {
    return List.of(column);
  }

  /// The statement, rewritten.
  public final Statement rewrite(Statement statement) {
    return statement instanceof Select select
        ? rewrite(select)
        : new StatementRewriter(this).rewrite(statement);
  }

  /// The select, rewritten.
  public final Select rewrite(Select select) {
    if (recursion.isDeep()) {
      return recursion.onFreshStack(() -> rewrite(select));
    }
    recursion.enter();
    Select rewritten = rewriteParts(select);
    recursion.leave();
    return changeSelect(rewritten);
  }

  private Select rewriteParts(Select select) {
    Optional<With> with = optional(select.with(), this::rewrite);
    SelectCore core = rewrite(select.core());
    List<CompoundTerm> compound = list(select.compound(), this::rewrite);
    List<OrderingTerm> orderBy = list(select.orderBy(), this::rewrite);
    Optional<Limit> limit = optional(select.limit(), this::rewrite);
    boolean same =
        with == select.with()
            && core == select.core()
            && compound == select.compound()
            && orderBy == select.orderBy()
            && limit == select.limit();
    return same ? select : new Select(with, core, compound, orderBy, limit, select.span());
  }

  /// The expression, rewritten. A long chain that leans to the left needs no deep stack.
  public final Expr rewrite(Expr expr) {
    if (recursion.isDeep()) {
      return recursion.onFreshStack(() -> rewrite(expr));
    }
    Optional<Expr> whole = replaceWhole(expr);
    if (whole.isPresent()) {
      return whole.get();
    }
    recursion.enter();
    Expr rewritten = rewriteHere(expr);
    recursion.leave();
    return rewritten;
  }

  private Expr rewriteHere(Expr expr) {
    if (!(expr instanceof Expr.Binary)) {
      return changeExpr(ExprParts.rewrite(expr, this));
    }
    List<Expr.Binary> chain = new ArrayList<>();
    Expr leftmost = expr;
    Optional<Expr> whole = Optional.empty();
    while (whole.isEmpty() && leftmost instanceof Expr.Binary binary) {
      chain.add(binary);
      leftmost = binary.left();
      whole = leftmost instanceof Expr.Binary ? replaceWhole(leftmost) : Optional.empty();
    }
    Expr left = whole.isPresent() ? whole.get() : rewrite(leftmost);
    for (Expr.Binary binary : chain.reversed()) {
      Expr right = rewrite(binary.right());
      boolean same = left == binary.left() && right == binary.right();
      left =
          changeExpr(
              same ? binary : new Expr.Binary(binary.operator(), left, right, binary.span()));
    }
    return left;
  }

  /// The table, subquery or join, rewritten.
  public final TableRef rewrite(TableRef table) {
    if (recursion.isDeep()) {
      return recursion.onFreshStack(() -> rewrite(table));
    }
    recursion.enter();
    TableRef rewritten =
        switch (table) {
          case TableRef.Named named -> named;
          case TableRef.Function function -> {
            List<Expr> arguments = exprs(function.arguments());
            yield arguments == function.arguments()
                ? function
                : new TableRef.Function(
                    function.name(), arguments, function.alias(), function.span());
          }
          case TableRef.Subquery subquery -> {
            Select select = rewrite(subquery.select());
            yield select == subquery.select()
                ? subquery
                : new TableRef.Subquery(select, subquery.alias(), subquery.span());
          }
          case TableRef.Parenthesized outer -> {
            TableRef inner = rewrite(outer.inner());
            yield inner == outer.inner()
                ? outer
                : new TableRef.Parenthesized(inner, outer.alias(), outer.span());
          }
          case TableRef.Join join -> rewriteJoin(join);
        };
    recursion.leave();
    return changeTable(rewritten);
  }

  private TableRef rewriteJoin(TableRef.Join join) {
    TableRef left = rewrite(join.left());
    TableRef right = rewrite(join.right());
    Optional<JoinConstraint> constraint = optional(join.constraint(), this::rewrite);
    return left == join.left() && right == join.right() && constraint == join.constraint()
        ? join
        : new TableRef.Join(left, join.operator(), right, constraint, join.span());
  }

  private JoinConstraint rewrite(JoinConstraint constraint) {
    return switch (constraint) {
      case JoinConstraint.On on -> {
        Expr condition = rewrite(on.condition());
        yield condition == on.condition() ? on : new JoinConstraint.On(condition, on.span());
      }
      case JoinConstraint.Using using -> using;
    };
  }

  /// The WITH clause, rewritten.
  public final With rewrite(With with) {
    List<CommonTable> tables = list(with.tables(), this::rewrite);
    return tables == with.tables() ? with : new With(with.recursive(), tables, with.span());
  }

  private CommonTable rewrite(CommonTable table) {
    Select select = rewrite(table.select());
    return select == table.select()
        ? table
        : new CommonTable(
            table.name(), table.columns(), table.materialization(), select, table.span());
  }

  private CompoundTerm rewrite(CompoundTerm term) {
    SelectCore core = rewrite(term.core());
    return core == term.core() ? term : new CompoundTerm(term.operator(), core, term.span());
  }

  private SelectCore rewrite(SelectCore core) {
    return changeCore(
        switch (core) {
          case SelectCore.Query query -> rewrite(query);
          case SelectCore.Values values -> {
            List<List<Expr>> rows = list(values.rows(), this::exprs);
            yield rows == values.rows() ? values : new SelectCore.Values(rows, values.span());
          }
        });
  }

  private SelectCore.Query rewrite(SelectCore.Query query) {
    List<ResultColumn> columns = columns(query.columns());
    Optional<TableRef> from = optional(query.from(), this::rewrite);
    Optional<Expr> where = optional(query.where(), this::rewrite);
    List<Expr> groupBy = exprs(query.groupBy());
    Optional<Expr> having = optional(query.having(), this::rewrite);
    List<Window.Definition> windows = list(query.windows(), this::rewrite);
    boolean same =
        columns == query.columns()
            && from == query.from()
            && where == query.where()
            && groupBy == query.groupBy()
            && having == query.having()
            && windows == query.windows();
    return same
        ? query
        : new SelectCore.Query(
            query.quantifier(), columns, from, where, groupBy, having, windows, query.span());
  }

  /// The result columns, rewritten.
  final List<ResultColumn> columns(List<ResultColumn> columns) {
    List<ResultColumn> rewritten = new ArrayList<>(columns.size());
    for (ResultColumn column : columns) {
      rewritten.addAll(changeColumn(rewrite(column)));
    }
    return isSame(columns, rewritten) ? columns : rewritten;
  }

  private ResultColumn rewrite(ResultColumn column) {
    return switch (column) {
      case ResultColumn.Star star -> star;
      case ResultColumn.TableStar star -> star;
      case ResultColumn.Computed computed -> {
        Expr expr = rewrite(computed.expr());
        yield expr == computed.expr()
            ? computed
            : new ResultColumn.Computed(expr, computed.alias(), computed.span());
      }
    };
  }

  final OrderingTerm rewrite(OrderingTerm term) {
    Expr expr = rewrite(term.expr());
    return expr == term.expr()
        ? term
        : new OrderingTerm(expr, term.direction(), term.nulls(), term.span());
  }

  final Limit rewrite(Limit limit) {
    Expr count = rewrite(limit.count());
    Optional<Expr> offset = optional(limit.offset(), this::rewrite);
    return count == limit.count() && offset == limit.offset()
        ? limit
        : new Limit(count, offset, limit.spelling(), limit.span());
  }

  private Window.Definition rewrite(Window.Definition definition) {
    Window window = rewrite(definition.window());
    return window == definition.window()
        ? definition
        : new Window.Definition(definition.name(), window);
  }

  final Over rewrite(Over over) {
    return switch (over) {
      case Over.Named named -> named;
      case Over.Inline inline -> {
        Window window = rewrite(inline.window());
        yield window == inline.window() ? inline : new Over.Inline(window);
      }
    };
  }

  private Window rewrite(Window window) {
    List<Expr> partitionBy = exprs(window.partitionBy());
    List<OrderingTerm> orderBy = list(window.orderBy(), this::rewrite);
    Optional<Frame> frame = optional(window.frame(), this::rewrite);
    boolean same =
        partitionBy == window.partitionBy()
            && orderBy == window.orderBy()
            && frame == window.frame();
    return same ? window : new Window(window.base(), partitionBy, orderBy, frame, window.span());
  }

  private Frame rewrite(Frame frame) {
    FrameBound start = rewrite(frame.start());
    Optional<FrameBound> end = optional(frame.end(), this::rewrite);
    return start == frame.start() && end == frame.end()
        ? frame
        : new Frame(frame.unit(), start, end, frame.exclusion(), frame.span());
  }

  private FrameBound rewrite(FrameBound bound) {
    return switch (bound) {
      case FrameBound.Preceding(Expr distance, var span) -> {
        Expr rewritten = rewrite(distance);
        yield rewritten == distance ? bound : new FrameBound.Preceding(rewritten, span);
      }
      case FrameBound.Following(Expr distance, var span) -> {
        Expr rewritten = rewrite(distance);
        yield rewritten == distance ? bound : new FrameBound.Following(rewritten, span);
      }
      case FrameBound.UnboundedPreceding _,
              FrameBound.CurrentRow _,
              FrameBound.UnboundedFollowing _ ->
          bound;
    };
  }

  final List<Expr> exprs(List<Expr> exprs) {
    return list(exprs, this::rewrite);
  }

  /// The list with each element changed; the same list if none was.
  static <T> List<T> list(List<T> elements, UnaryOperator<T> change) {
    if (elements.isEmpty()) {
      return elements;
    }
    List<T> changed = new ArrayList<>(elements.size());
    for (T element : elements) {
      changed.add(change.apply(element));
    }
    return isSame(elements, changed) ? elements : changed;
  }

  private static <T> boolean isSame(List<T> one, List<T> other) {
    if (one.size() != other.size()) {
      return false;
    }
    for (int i = 0; i < one.size(); i++) {
      if (one.get(i) != other.get(i)) {
        return false;
      }
    }
    return true;
  }

  /// The value changed; the same Optional if it was not.
  static <T> Optional<T> optional(Optional<T> value, UnaryOperator<T> change) {
    if (value.isEmpty()) {
      return value;
    }
    T changed = change.apply(value.get());
    return changed == value.get() ? value : Optional.of(changed);
  }
}
