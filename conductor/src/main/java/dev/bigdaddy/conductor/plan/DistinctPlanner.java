package dev.bigdaddy.conductor.plan;

import dev.bigdaddy.conductor.plan.MergePlanner.Merged;
import dev.bigdaddy.conductor.schema.Collation;
import dev.bigdaddy.conductor.schema.UserSchema;
import dev.bigdaddy.sql.tree.Expr;
import dev.bigdaddy.sql.tree.Limit;
import dev.bigdaddy.sql.tree.OrderingTerm;
import dev.bigdaddy.sql.tree.ResultColumn;
import dev.bigdaddy.sql.tree.Select;
import dev.bigdaddy.sql.tree.SelectCore;
import dev.bigdaddy.sql.tree.Span;
import dev.bigdaddy.sql.tree.TableRef;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Plans SELECT DISTINCT.
///
/// Where an order covers all result columns, equal rows are neighbours in the merged stream. Elsewhere
/// SQLite gives each row where its scan first meets it: each node tells the smallest rowid of its
/// equal rows, and a last statement keeps the smallest of all nodes.
///
///     SELECT DISTINCT country FROM users
///     SELECT country, min(rowid) FROM users GROUP BY country      (on each node)
///
/// Used by one thread.
final class DistinctPlanner {
  private final UserSchema schema;
  private final ExtraValues extras;
  private final Scope scope;
  private final Later<ReadPlan.Gather> gather;

  DistinctPlanner(
      UserSchema schema, ExtraValues extras, Scope scope, Later<ReadPlan.Gather> gather) {
    this.schema = schema;
    this.extras = extras;
    this.scope = scope;
    this.gather = gather;
  }

  Merged plan(Select select, SelectCore.Query query, Later<List<String>> details) {
    ResultList results = new ResultList(query.columns(), scope);
    SingleForm forms = new SingleForm(scope);
    for (int i = 0; i < results.visible(); i++) {
      if (!forms.has(results.expr(i))) {
        return Merged.obstacle("DISTINCT over values that can be equal and differ");
      }
    }
    Optional<ReadPlan.Merge> stream = sortedStream(select, query, results);
    if (stream.isPresent()) {
      return new Merged(stream, "");
    }
    return firstOfEach(select, query, results, details);
  }

  private Optional<ReadPlan.Merge> sortedStream(
      Select select, SelectCore.Query query, ResultList results) {
    Merged merged = new StreamPlanner(extras, scope, gather).plan(select, query, List.of());
    if (merged.merge().isEmpty() || !(merged.merge().get() instanceof ReadPlan.Stream stream)) {
      return Optional.empty();
    }
    Set<Integer> covered = new HashSet<>();
    for (MergeTerm term : stream.terms()) {
      boolean visible = term.column() < results.visible() && term.collation() == Collation.BINARY;
      if (!visible) {
        return Optional.empty();
      }
      covered.add(term.column());
    }
    if (covered.size() < results.visible()) {
      return Optional.empty();
    }
    List<Collation> collations = new ArrayList<>();
    for (int i = 0; i < results.visible(); i++) {
      collations.add(Collation.BINARY);
    }
    return Optional.of(
        new ReadPlan.Stream(
            stream.nodeSql(),
            stream.terms(),
            stream.visibleColumns(),
            collations,
            stream.limit(),
            Optional.empty(),
            stream.otherwise()));
  }

  private Merged firstOfEach(
      Select select, SelectCore.Query query, ResultList results, Later<List<String>> details) {
    Optional<Expr> rowid = scannedRowid(details);
    if (rowid.isEmpty()) {
      return Merged.obstacle("DISTINCT in an order that only a scan of all rows tells");
    }
    if (results.areNamedIn(query.where())) {
      return Merged.obstacle("WHERE uses an alias");
    }
    List<ResultColumn> columns = new ArrayList<>();
    List<Expr> keys = new ArrayList<>();
    StringBuilder table = new StringBuilder("CREATE TABLE part(");
    List<ResultColumn> last = new ArrayList<>();
    for (int i = 0; i < results.visible(); i++) {
      columns.add(computed(results.expr(i)));
      keys.add(Expr.IntegerLiteral.of(i + 1));
      table.append("_g").append(i).append(", ");
      last.add(computed(Expr.ColumnRef.of("_g" + i)));
    }
    columns.add(computed(Expr.FunctionCall.of("min", List.of(rowid.get()))));
    table.append("_r)");
    List<OrderingTerm> order = new ArrayList<>();
    for (OrderingTerm term : select.orderBy()) {
      Optional<MergeTerm> merge = results.mergeTerm(term);
      boolean visible =
          merge.isPresent()
              && merge.get().column() < results.visible()
              && merge.get().collation() == Collation.BINARY;
      if (!visible) {
        return Merged.obstacle("DISTINCT ordered by what is not selected");
      }
      order.add(
          new OrderingTerm(
              Expr.ColumnRef.of("_g" + merge.get().column()),
              term.direction(),
              term.nulls(),
              Span.NONE));
    }
    order.add(
        OrderingTerm.of(Expr.FunctionCall.of("min", List.of(Expr.ColumnRef.of("_r")))));
    NodeSql onNode =
        NodeText.of(
            statement(columns, query.from(), query.where(), keys, List.of(), Optional.empty()));
    NodeSql lastSql =
        NodeText.of(
            statement(
                last,
                Optional.of(TableRef.Named.of("part")),
                Optional.empty(),
                keys,
                order,
                select.limit()));
    return Merged.of(
        new ReadPlan.Partial(
            onNode,
            table.toString(),
            columns.size(),
            List.of(),
            lastSql,
            true,
            new Later<>(() -> new ReadPlan.GatherInstead(gather, onNode))),
        Math.max(columns.size(), order.size()),
        "DISTINCT needs the first of equal rows over all nodes");
  }

  /// The rowid, if a plain file would visit the rows in its order.
  private Optional<Expr> scannedRowid(Later<List<String>> details) {
    if (scope.instances().size() != 1 || !scope.instances().getFirst().table().hasRowid()) {
      return Optional.empty();
    }
    Scope.Instance instance = scope.instances().getFirst();
    Optional<ScanOrder> order = ScanOrder.of(details.get(), instance, schema);
    boolean byRow = order.isPresent() && order.get().terms().equals(ScanOrder.byRow(instance));
    return byRow ? Optional.of(order.get().terms().getFirst().expr()) : Optional.empty();
  }

  private static ResultColumn computed(Expr expr) {
    return new ResultColumn.Computed(expr, Optional.empty(), Span.NONE);
  }

  private static Select statement(
      List<ResultColumn> columns,
      Optional<TableRef> from,
      Optional<Expr> where,
      List<Expr> groupBy,
      List<OrderingTerm> order,
      Optional<Limit> limit) {
    return new Select(
        Optional.empty(),
        new SelectCore.Query(
            Optional.empty(),
            columns,
            from,
            where,
            groupBy,
            Optional.empty(),
            List.of(),
            Span.NONE),
        List.of(),
        order,
        limit,
        Span.NONE);
  }
}
