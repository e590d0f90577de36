package dev.bigdaddy.conductor.plan;

import dev.bigdaddy.conductor.schema.Collation;
import dev.bigdaddy.conductor.schema.QueryPlan;
import dev.bigdaddy.conductor.schema.UserSchema;
import dev.bigdaddy.sql.tree.Expr;
import dev.bigdaddy.sql.tree.Identifier;
import dev.bigdaddy.sql.tree.OrderingTerm;
import dev.bigdaddy.sql.tree.Over;
import dev.bigdaddy.sql.tree.Select;
import dev.bigdaddy.sql.tree.SelectCore;
import dev.bigdaddy.sql.tree.Window;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The order in which one file gives the rows of a query with window functions: SQLite sorts them by
/// the window, and equal ones stay as its scan found them.
///
///     SELECT name, rank() OVER (PARTITION BY team ORDER BY points DESC) FROM players
///     … ORDER BY team, points DESC, rowid
///
/// Which of several windows is sorted by last is known to SQLite only.
///
/// @param query the query with the windows
record WindowOrder(SelectCore.Query query, Scope scope) {

  /// The terms; empty if there are several windows, or one whose order cannot be told in terms.
  ///
  /// @param plan SQLite's plan for the statement on one file
  Optional<List<ScanOrder.Term>> terms(Select select, QueryPlan plan, UserSchema schema) {
    List<ScanOrder.Term> terms = new ArrayList<>();
    List<Over> overs = WindowPartitions.overs(select);
    for (int i = 0; i < overs.size(); i++) {
      Optional<List<ScanOrder.Term>> sorted = sortedBy(overs.get(i));
      if (sorted.isEmpty() || i > 0 && !sorted.get().equals(terms)) {
        return Optional.empty();
      }
      terms = sorted.get();
    }
    Scope.Instance instance = scope.instances().getFirst();
    if (instance.isDerived()) {
      return Optional.empty();
    }
    List<ScanOrder.Wanted> sorted = terms.stream().map(ScanOrder.Wanted::of).toList();
    List<ScanOrder.Term> all = new ArrayList<>(terms);
    all.addAll(
        ScanOrder.of(ownScan(plan), instance, schema)
            .map(scan -> scan.towards(sorted, scope, Conditions.restricting(query)).terms())
            .orElseGet(() -> ScanOrder.byRow(instance)));
    return Optional.of(all);
  }

  /// The table's own scan comes first, then those of the windows' rows.
  private static List<String> ownScan(QueryPlan plan) {
    List<String> steps =
        new ArrayList<>(plan.nested().stream().filter(ScanOrder::isAccess).limit(1).toList());
    plan.nested().stream().filter(step -> !ScanOrder.isAccess(step)).forEach(steps::add);
    steps.removeIf(step -> step.startsWith("CO-ROUTINE"));
    return steps;
  }

  private Optional<List<ScanOrder.Term>> sortedBy(Over over) {
    List<ScanOrder.Term> terms = new ArrayList<>();
    for (Expr expr : WindowPartitions.partition(over, query)) {
      if (!add(OrderingTerm.of(expr), terms)) {
        return Optional.empty();
      }
    }
    for (OrderingTerm term : orderBy(over)) {
      if (!add(term, terms)) {
        return Optional.empty();
      }
    }
    return Optional.of(terms);
  }

  private List<OrderingTerm> orderBy(Over over) {
    return switch (over) {
      case Over.Named(Identifier name) -> orderBy(name);
      case Over.Inline(Window window) -> orderBy(window);
    };
  }

  private List<OrderingTerm> orderBy(Window window) {
    return window.orderBy().isEmpty() && window.base().isPresent()
        ? orderBy(window.base().get())
        : window.orderBy();
  }

  private List<OrderingTerm> orderBy(Identifier name) {
    return WindowPartitions.chain(name, query.windows()).stream()
        .map(Window::orderBy)
        .filter(terms -> !terms.isEmpty())
        .findFirst()
        .orElse(List.of());
  }

  /// Adds a term; false if it cannot be told. A constant orders nothing.
  private boolean add(OrderingTerm term, List<ScanOrder.Term> terms) {
    Expr expr = term.expr().unparenthesized();
    if (!Trees.any(expr, node -> node instanceof Expr.ColumnRef)) {
      return !LocalSubqueries.anyIn(expr) && !Constants.hasRandom(expr);
    }
    Optional<Collation> collation = Collations.of(expr, scope);
    if (expr instanceof Expr.Collate(Expr operand, Identifier name, _)) {
      expr = operand.unparenthesized();
      collation = Collation.named(name.name());
    }
    boolean told =
        collation.isPresent()
            && term.nulls().isEmpty()
            && !LocalSubqueries.anyIn(expr)
            && !Constants.hasRandom(expr);
    if (told) {
      Expr named = Trees.canonical(expr, scope);
      terms.add(new ScanOrder.Term(named, collation.get(), term.descending()));
    }
    return told;
  }
}
