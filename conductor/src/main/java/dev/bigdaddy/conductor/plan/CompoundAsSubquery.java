package dev.bigdaddy.conductor.plan;

import dev.bigdaddy.conductor.plan.DerivedColumns.Derived;
import dev.bigdaddy.conductor.schema.UserSchema;
import dev.bigdaddy.sql.tree.Expr;
import dev.bigdaddy.sql.tree.Identifier;
import dev.bigdaddy.sql.tree.OrderingTerm;
import dev.bigdaddy.sql.tree.ResultColumn;
import dev.bigdaddy.sql.tree.Select;
import dev.bigdaddy.sql.tree.SelectCore;
import dev.bigdaddy.sql.tree.Span;
import dev.bigdaddy.sql.tree.TableRef;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/// Makes a compound a subquery in FROM, so that what can be done for those can be done for it.
///
///     SELECT a FROM t UNION ALL SELECT b FROM u ORDER BY 1 LIMIT 3
///     SELECT c.a FROM (SELECT a FROM t UNION ALL SELECT b FROM u) AS c ORDER BY c.a LIMIT 3
///
/// Its ORDER BY must name columns by place or name; by expression SQLite looks into all branches.
final class CompoundAsSubquery {
  private static final String NAME = "_compound";

  private CompoundAsSubquery() {}

  /// The statement without a compound at the top; the statement itself if there is none; empty if it
  /// cannot be told.
  static Optional<Select> of(Select select, UserSchema schema) {
    if (!select.isCompound()) {
      return select.core() instanceof SelectCore.Query ? Optional.of(select) : Optional.empty();
    }
    Optional<List<Derived>> columns = columns(Select.of(select.core()), schema);
    if (columns.isEmpty()) {
      return Optional.empty();
    }
    List<ResultColumn> named = new ArrayList<>();
    for (Derived column : columns.get()) {
      Expr ref = Expr.ColumnRef.of(NAME, column.name());
      named.add(new ResultColumn.Computed(ref, Optional.empty(), Span.NONE));
    }
    List<OrderingTerm> order = new ArrayList<>();
    for (OrderingTerm term : select.orderBy()) {
      Optional<OrderingTerm> moved = term(term, columns.get());
      if (moved.isEmpty()) {
        return Optional.empty();
      }
      order.add(moved.get());
    }
    Select inner =
        new Select(
            Optional.empty(),
            select.core(),
            select.compound(),
            // It also decides which of equal rows is kept.
            MergedBranches.compares(select) ? select.orderBy() : List.of(),
            Optional.empty(),
            Span.NONE);
    TableRef from = new TableRef.Subquery(inner, Optional.of(Identifier.of(NAME)), Span.NONE);
    SelectCore.Query query =
        new SelectCore.Query(
            Optional.empty(),
            named,
            Optional.of(from),
            Optional.empty(),
            List.of(),
            Optional.empty(),
            List.of(),
            Span.NONE);
    return Optional.of(
        new Select(Optional.empty(), query, List.of(), order, select.limit(), Span.NONE));
  }

  private static Optional<List<Derived>> columns(Select first, UserSchema schema) {
    Partitioning.Outcome outcome = Partitioning.of(first, Relations.of(schema).forNames());
    return outcome
        .result()
        .flatMap(r -> DerivedColumns.of(r.query().columns(), r.scope(), Set.of()));
  }

  private static Optional<OrderingTerm> term(OrderingTerm term, List<Derived> columns) {
    Expr expr = term.expr().unparenthesized();
    Optional<Identifier> collation = Optional.empty();
    if (expr instanceof Expr.Collate(Expr operand, Identifier name, _)) {
      collation = Optional.of(name);
      expr = operand.unparenthesized();
    }
    Optional<Expr> column = column(expr, columns);
    Optional<Identifier> explicit = collation;
    return column.map(
        named ->
            new OrderingTerm(
                explicit
                    .map(name -> (Expr) new Expr.Collate(named, name, Span.NONE))
                    .orElse(named),
                term.direction(),
                term.nulls(),
                Span.NONE));
  }

  private static Optional<Expr> column(Expr expr, List<Derived> columns) {
    OptionalLong place = ResultList.position(expr);
    if (place.isPresent()) {
      boolean inside = place.getAsLong() >= 1 && place.getAsLong() <= columns.size();
      return inside
          ? Optional.of(ref(columns.get((int) place.getAsLong() - 1)))
          : Optional.empty();
    }
    if (expr instanceof Expr.ColumnRef ref && ref.table().isEmpty()) {
      return columns.stream()
          .filter(column -> ref.column().sameAs(column.name()))
          .findFirst()
          .map(CompoundAsSubquery::ref);
    }
    return Optional.empty();
  }

  private static Expr ref(Derived column) {
    return Expr.ColumnRef.of(NAME, column.name());
  }
}
