package dev.bigdaddy.conductor.plan;

import dev.bigdaddy.conductor.plan.MergePlanner.Merged;
import dev.bigdaddy.conductor.plan.StatementPlan.ExtraValue;
import dev.bigdaddy.conductor.schema.Collation;
import dev.bigdaddy.conductor.schema.UserSchema;
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
  private final UserSchema schema;
  private final ExtraValues extras;
  private final Scope scope;

  StreamPlanner(UserSchema schema, ExtraValues extras, Scope scope) {
    this.schema = schema;
    this.extras = extras;
    this.scope = scope;
  }

  /// @param details SQLite's plan for the statement on one plain file
  Merged plan(Select select, SelectCore.Query query, Later<List<String>> details) {
    return planWith(select, query, ties(select, query, details));
  }

  /// Plans a merge whose ties are broken by these terms.
  Merged planWith(Select select, SelectCore.Query query, List<ScanOrder.Term> ties) {
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
      if (terms.stream().noneMatch(t -> t.column() == column)) {
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
    return new Merged(
        Optional.of(
            new ReadPlan.Stream(
                NodeText.of(onNode), terms, results.visible(), List.of(), limit)),
        "");
  }

  private static OrderingTerm orderingTerm(ScanOrder.Term tie) {
    Expr expr = tie.expr();
    if (tie.collation() != Collation.BINARY) {
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

  private List<ScanOrder.Term> ties(
      Select select, SelectCore.Query query, Later<List<String>> details) {
    if (!query.groupBy().isEmpty()) {
      return groupTerms(query);
    }
    if (scope.instances().size() != 1 || scope.instances().getFirst().isDerived()) {
      return List.of();
    }
    Scope.Instance instance = scope.instances().getFirst();
    Optional<ScanOrder> order = ScanOrder.of(details.get(), instance, schema);
    if (order.isEmpty()) {
      return ScanOrder.byRow(instance);
    }
    boolean backwards =
        !select.orderBy().isEmpty()
            && !order.get().sorts()
            && runsBackwards(select.orderBy().getFirst(), order.get(), query);
    return backwards ? order.get().reversed().terms() : order.get().terms();
  }

  /// Whether the scan that gives the order asked for goes through its index from the end.
  private boolean runsBackwards(
      OrderingTerm first, ScanOrder order, SelectCore.Query query) {
    ResultList results = new ResultList(query.columns(), scope);
    Expr wanted = first.expr().unparenthesized();
    if (wanted instanceof Expr.Collate collate) {
      wanted = collate.operand();
    }
    var named = results.named(wanted, true);
    Expr expr =
        Trees.canonical(named.isPresent() ? results.expr(named.getAsInt()) : wanted, scope);
    for (ScanOrder.Term term : order.terms()) {
      if (Trees.canonical(term.expr(), scope).equals(expr)) {
        return term.descending() != first.descending();
      }
    }
    return false;
  }

  /// Groups come in the order of their keys.
  private List<ScanOrder.Term> groupTerms(SelectCore.Query query) {
    ResultList results = new ResultList(query.columns(), scope);
    List<ScanOrder.Term> terms = new ArrayList<>();
    for (Expr expr : query.groupBy()) {
      var named = results.named(expr, false);
      Expr key = named.isPresent() ? results.expr(named.getAsInt()) : qualified(expr);
      terms.add(
          new ScanOrder.Term(key, Collations.of(key, scope).orElse(Collation.BINARY), false));
    }
    return terms;
  }

  /// ORDER BY would take a name for an alias of the result, which GROUP BY does not:
  ///
  ///     SELECT n AS k FROM t GROUP BY k
  ///     SELECT n AS k, t.k FROM t GROUP BY k ORDER BY t.k
  private Expr qualified(Expr expr) {
    return expr.unparenthesized() instanceof Expr.ColumnRef ref
        ? scope
            .resolve(ref)
            .filter(resolved -> resolved.column().isPresent())
            .<Expr>map(
                resolved -> Expr.ColumnRef.of(resolved.instance().name(), ref.column().name()))
            .orElse(expr)
        : expr;
  }

  private RowLimit rowLimit(Limit limit) {
    Scalar count = Constants.of(limit.count()).orElseThrow();
    Scalar offset =
        limit.offset().flatMap(Constants::of).orElse(new Scalar.Constant(0L));
    return new RowLimit(count, offset, extras.number(ExtraValue.SLOT) - 1);
  }
}
