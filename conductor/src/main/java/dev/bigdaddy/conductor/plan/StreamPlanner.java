package dev.bigdaddy.conductor.plan;

import dev.bigdaddy.conductor.plan.MergePlanner.Merged;
import dev.bigdaddy.conductor.plan.StatementPlan.ExtraValue;
import dev.bigdaddy.sql.tree.Expr;
import dev.bigdaddy.sql.tree.Identifier;
import dev.bigdaddy.sql.tree.Limit;
import dev.bigdaddy.sql.tree.OrderingTerm;
import dev.bigdaddy.sql.tree.Select;
import dev.bigdaddy.sql.tree.SelectCore;
import dev.bigdaddy.sql.tree.Span;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Plans the k-way merge of sorted node streams.
///
///     SELECT name FROM users ORDER BY age LIMIT 10 OFFSET 5
///     SELECT name, age, rowid FROM users ORDER BY age, rowid LIMIT 15     (on each node)
///
/// Behind the user's own terms comes the order in which one plain file would visit the rows, so that
/// rows without an order, and ties, come as they would from it. Used by one thread.
final class StreamPlanner {
  private final ExtraValues extras;
  private final Scope scope;

  StreamPlanner(ExtraValues extras, Scope scope) {
    this.extras = extras;
    this.scope = scope;
  }

  /// @param ties the terms that stand behind the user's own
  Merged plan(Select select, SelectCore.Query query, List<ScanOrder.Term> ties) {
    ResultList results = new ResultList(query.columns(), scope);
    List<OrderingTerm> order = new ArrayList<>(select.orderBy());
    List<MergeTerm> terms = new ArrayList<>();
    for (OrderingTerm term : select.orderBy()) {
      Optional<MergeTerm> merge = results.mergeTerm(term);
      if (merge.isEmpty()) {
        return Merged.obstacle("an ORDER BY whose collation is unclear");
      }
      terms.add(merge.get());
    }
    for (ScanOrder.Term tie : ties) {
      int column = results.columnOf(tie.expr());
      if (terms.stream().noneMatch(t -> t.column() == column && t.isAsFineAs(tie.collation()))) {
        terms.add(new MergeTerm(column, tie.collation(), tie.descending(), !tie.descending()));
        order.add(orderingTerm(tie));
      }
    }
    Optional<RowLimit> limit = select.limit().map(this::rowLimit);
    Select onNode =
        new Select(
            Optional.empty(),
            new SelectCore.Query(
                query.quantifier(),
                results.columns(),
                query.from(),
                query.where(),
                query.groupBy(),
                query.having(),
                query.windows(),
                Span.NONE),
            List.of(),
            order,
            limit.map(l -> Limit.of(Expr.Parameter.numbered(l.sumIndex() + 1))),
            Span.NONE);
    return Merged.of(
        new ReadPlan.Stream(NodeText.of(onNode), terms, results.visible(), List.of(), limit),
        Math.max(results.columns().size(), order.size()),
        "");
  }

  private OrderingTerm orderingTerm(ScanOrder.Term tie) {
    Expr expr = tie.expr();
    if (!Collations.of(expr, scope).equals(Optional.of(tie.collation()))) {
      expr =
          new Expr.Collate(
              expr, Identifier.of(tie.collation().name()), Span.NONE);
    }
    return new OrderingTerm(
        expr,
        tie.descending() ? Optional.of(OrderingTerm.Direction.DESC) : Optional.empty(),
        Optional.empty(),
        Span.NONE);
  }

  private RowLimit rowLimit(Limit limit) {
    Scalar count = Constants.of(limit.count()).orElseThrow();
    Scalar offset =
        limit.offset().flatMap(Constants::of).orElse(new Scalar.Constant(0L));
    return new RowLimit(count, offset, extras.number(ExtraValue.SLOT) - 1);
  }
}
