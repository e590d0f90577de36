package dev.bigdaddy.conductor.plan;

import dev.bigdaddy.conductor.plan.MergePlanner.Merged;
import dev.bigdaddy.conductor.schema.UserColumn;
import dev.bigdaddy.sql.tree.BinaryOperator;
import dev.bigdaddy.sql.tree.Expr;
import dev.bigdaddy.sql.tree.Identifier;
import dev.bigdaddy.sql.tree.Limit;
import dev.bigdaddy.sql.tree.Node;
import dev.bigdaddy.sql.tree.OrderingTerm;
import dev.bigdaddy.sql.tree.Select;
import dev.bigdaddy.sql.tree.SelectCore;
import dev.bigdaddy.sql.tree.Span;
import dev.bigdaddy.sql.tree.TableRef;
import dev.bigdaddy.topology.TableName;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Plans the k-way merge of sorted node streams.
///
///     SELECT name FROM users ORDER BY age LIMIT 10 OFFSET 5
///     SELECT name, age, rowid FROM users ORDER BY age, rowid LIMIT 15     (on each node)
///
/// Behind the user's own terms comes the order in which one plain file would visit the rows, so that
/// rows without an order, and ties, come as they would from it. Used by one thread.
final class StreamPlanner {
  /// Functions that fail for no value, but for such as are too long.
  private static final Set<String> HARMLESS =
      Set.of(
          "avg", "char", "coalesce", "concat", "concat_ws", "count", "date", "datetime", "dense_rank",
          "first_value", "format", "group_concat", "hex", "ifnull", "iif", "instr", "julianday", "lag",
          "last_value", "lead", "length", "lower", "ltrim", "max", "min", "nth_value", "ntile", "nullif",
          "octet_length", "percent_rank", "printf", "quote", "rank", "replace", "round", "row_number",
          "rtrim", "sign", "strftime", "string_agg", "substr", "substring", "time", "total", "trim",
          "typeof", "unicode", "unixepoch", "upper");

  private final ExtraValues extras;
  private final Scope scope;
  private final Later<ReadPlan.Gather> gather;

  /// @param gather the statement as SQLite runs it over all rows
  StreamPlanner(ExtraValues extras, Scope scope, Later<ReadPlan.Gather> gather) {
    this.extras = extras;
    this.scope = scope;
    this.gather = gather;
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
        new ReadPlan.Stream(
            NodeText.of(onNode),
            terms,
            results.visible(),
            List.of(),
            limit,
            select
                .limit()
                .flatMap(Limit::offset)
                .flatMap(_ -> new OffsetSkip(extras, scope).of(onNode, order, terms)),
            limit.isPresent() && mayFail(onNode) ? Optional.of(gather) : Optional.empty()),
        Math.max(results.columns().size(), order.size()),
        "");
  }

  /// Whether an expression may fail for some row: the nodes compute rows that SQLite does not come to.
  private boolean mayFail(Select onNode) {
    return Trees.any(
        onNode,
        node ->
            switch (node) {
              case Expr.FunctionCall call ->
                  !HARMLESS.contains(TableName.fold(call.name().name()));
              case Expr.Binary binary ->
                  binary.operator() == BinaryOperator.EXTRACT
                      || binary.operator() == BinaryOperator.EXTRACT_TEXT;
              case Expr.ColumnRef ref ->
                  scope
                      .resolveHere(ref)
                      .flatMap(Scope.Resolved::column)
                      .filter(UserColumn::generated)
                      .isPresent();
              case TableRef.Function _ -> true;
              case Node _ -> false;
            });
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
    return new RowLimit(count, offset, extras.number(ExtraValue.Known.SLOT) - 1);
  }
}
