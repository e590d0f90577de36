package dev.bigdaddy.conductor.plan;

import dev.bigdaddy.conductor.plan.ReadPlan.Skip;
import dev.bigdaddy.sql.tree.BinaryOperator;
import dev.bigdaddy.sql.tree.Expr;
import dev.bigdaddy.sql.tree.Identifier;
import dev.bigdaddy.sql.tree.Limit;
import dev.bigdaddy.sql.tree.OrderingTerm;
import dev.bigdaddy.sql.tree.ResultColumn;
import dev.bigdaddy.sql.tree.Select;
import dev.bigdaddy.sql.tree.SelectCore;
import dev.bigdaddy.sql.tree.Span;
import dev.bigdaddy.sql.tree.TableRef;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Plans how the rows before a deep OFFSET stay on their nodes, where rows come by rowid, or by a column
/// and the rowid.
///
///     SELECT b FROM t ORDER BY a LIMIT 10 OFFSET 90000
///     SELECT a, rowid FROM t ORDER BY a, rowid LIMIT 1 OFFSET 22500          (each of 4 nodes: a pivot)
///     SELECT (SELECT count(*) FROM t WHERE a IS NULL) + (SELECT count(*) FROM t WHERE a < ?1)
///       + (SELECT count(*) FROM t WHERE a = ?1 AND rowid < ?2)               (before the least of them)
///     SELECT b, a, rowid FROM t WHERE a >= ?1 AND (a > ?1 OR rowid >= ?2) ORDER BY a, rowid LIMIT 370
///
/// Each count is a range of its own, so that an index can serve it. Used by one thread, for one statement.
final class OffsetSkip {
  private final ExtraValues extras;
  private final Scope scope;

  OffsetSkip(ExtraValues extras, Scope scope) {
    this.extras = extras;
    this.scope = scope;
  }

  /// The plan; empty if the order is none of these.
  ///
  /// @param onNode what each node runs
  /// @param order its ORDER BY
  /// @param terms the same for merging
  Optional<Skip> of(Select onNode, List<OrderingTerm> order, List<MergeTerm> terms) {
    boolean fits =
        (order.size() == 1 || order.size() == 2)
            && onNode.core() instanceof SelectCore.Query query
            && query.groupBy().isEmpty()
            && query.quantifier().isEmpty()
            && !WindowPartitions.anyIn(onNode)
            && !new ResultList(query.columns(), scope).areNamedIn(query.where())
            && query.from().orElseThrow() instanceof TableRef.Named
            && order.stream().allMatch(term -> isColumn(term, query))
            && isRowid(order.getLast());
    return fits
        ? Optional.of(plan(onNode, (SelectCore.Query) onNode.core(), order, terms))
        : Optional.empty();
  }

  /// Whether a term of ORDER BY is a column of the table, and no result column's name.
  private boolean isColumn(OrderingTerm term, SelectCore.Query query) {
    return term.nulls().isEmpty()
        && term.expr().unparenthesized() instanceof Expr.ColumnRef ref
        && scope.resolveHere(ref).filter(found -> !found.instance().isDerived()).isPresent()
        && query.columns().stream()
            .noneMatch(
                column ->
                    column instanceof ResultColumn.Computed(_, Optional<Identifier> name, _)
                        && name.filter(ref.column()::sameAs).isPresent());
  }

  private boolean isRowid(OrderingTerm term) {
    Scope.Resolved resolved = scope.resolveHere(column(term)).orElseThrow();
    return resolved.instance().table().hasRowid()
        && resolved
            .column()
            .map(
                column ->
                    resolved.instance().table().rowidAlias().equals(Optional.of(column.name())))
            .orElse(true);
  }

  private static Expr.ColumnRef column(OrderingTerm term) {
    return (Expr.ColumnRef) term.expr().unparenthesized();
  }

  private Skip plan(
      Select onNode, SelectCore.Query query, List<OrderingTerm> order, List<MergeTerm> terms) {
    int nth = extras.number(ExtraValue.Known.SLOT);
    List<Integer> pivot = new ArrayList<>();
    List<ResultColumn> columns = new ArrayList<>();
    for (OrderingTerm term : order) {
      pivot.add(extras.number(ExtraValue.Known.SLOT));
      columns.add(Trees.computed(column(term)));
    }
    Limit behind =
        new Limit(
            Expr.IntegerLiteral.of(1),
            Optional.of(Expr.Parameter.numbered(nth)),
            Limit.Spelling.OFFSET,
            Span.NONE);
    Select ofNth =
        new Select(
            Optional.empty(),
            Trees.withColumns(query, columns),
            List.of(),
            order,
            Optional.of(behind),
            Span.NONE);
    boolean byRowid = order.size() == 1;
    return new Skip(
        NodeText.of(ofNth),
        NodeText.of(
            byRowid
                ? counting(query, List.of(before(order.getFirst(), pivot.getFirst())))
                : Trees.selectOf(beforeBoth(query, order, pivot))),
        NodeText.of(
            Trees.withCore(
                onNode,
                restricted(
                    query,
                    byRowid
                        ? List.of(from(order.getFirst(), pivot.getFirst()))
                        : fromBoth(order, pivot)))),
        nth - 1,
        pivot.stream().map(number -> number - 1).toList(),
        terms.stream().limit(order.size()).toList());
  }

  private static Expr beforeBoth(
      SelectCore.Query query, List<OrderingTerm> order, List<Integer> pivot) {
    OrderingTerm first = order.getFirst();
    Expr.ColumnRef column = column(first);
    Expr equal =
        Expr.Binary.of(BinaryOperator.EQUAL, column, Expr.Parameter.numbered(pivot.getFirst()));
    Expr sum =
        Expr.Binary.of(
            BinaryOperator.ADD,
            count(query, List.of(before(first, pivot.getFirst()))),
            count(query, List.of(equal, before(order.getLast(), pivot.getLast()))));
    Expr isNull =
        Expr.Binary.of(BinaryOperator.IS, column, new Expr.NullLiteral(Span.NONE));
    // NULLs come first, or last.
    return first.descending()
        ? sum
        : Expr.Binary.of(BinaryOperator.ADD, count(query, List.of(isNull)), sum);
  }

  private static List<Expr> fromBoth(List<OrderingTerm> order, List<Integer> pivot) {
    OrderingTerm first = order.getFirst();
    Expr to = Expr.Parameter.numbered(pivot.getFirst());
    Expr behind =
        Expr.Binary.of(
            first.descending() ? BinaryOperator.LESS : BinaryOperator.GREATER, column(first), to);
    Expr either =
        Expr.Binary.of(BinaryOperator.OR, behind, from(order.getLast(), pivot.getLast()));
    Expr notBefore = from(first, pivot.getFirst());
    if (!first.descending()) {
      return List.of(notBefore, either);
    }
    Expr isNull =
        Expr.Binary.of(BinaryOperator.IS, column(first), new Expr.NullLiteral(Span.NONE));
    Expr.Binary both = Expr.Binary.of(BinaryOperator.AND, notBefore, either);
    return List.of(Expr.Binary.of(BinaryOperator.OR, isNull, both));
  }

  private static Expr before(OrderingTerm term, int pivot) {
    return Expr.Binary.of(
        term.descending() ? BinaryOperator.GREATER : BinaryOperator.LESS,
        column(term),
        Expr.Parameter.numbered(pivot));
  }

  private static Expr from(OrderingTerm term, int pivot) {
    return Expr.Binary.of(
        term.descending() ? BinaryOperator.LESS_OR_EQUAL : BinaryOperator.GREATER_OR_EQUAL,
        column(term),
        Expr.Parameter.numbered(pivot));
  }

  private static Expr count(SelectCore.Query query, List<Expr> more) {
    return new Expr.ScalarSubquery(counting(query, more), Span.NONE);
  }

  private static Select counting(SelectCore.Query query, List<Expr> more) {
    return Select.of(
        Trees.withColumns(
            restricted(query, more), List.of(Trees.computed(Expr.FunctionCall.of("count", List.of())))));
  }

  private static SelectCore.Query restricted(SelectCore.Query query, List<Expr> more) {
    List<Expr> terms = new ArrayList<>(Conditions.terms(query.where()));
    terms.addAll(more);
    return Trees.withWhere(query, Conditions.all(terms));
  }
}
