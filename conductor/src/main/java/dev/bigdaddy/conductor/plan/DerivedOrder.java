package dev.bigdaddy.conductor.plan;

import dev.bigdaddy.conductor.schema.Collation;
import dev.bigdaddy.conductor.schema.QueryPlan;
import dev.bigdaddy.conductor.schema.UserSchema;
import dev.bigdaddy.sql.tree.Expr;
import dev.bigdaddy.sql.tree.Identifier;
import dev.bigdaddy.sql.tree.ResultColumn;
import dev.bigdaddy.sql.tree.SelectCore;
import dev.bigdaddy.sql.tree.TableRef;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/// What is known of the order in which one file would give the rows of a subquery that is all of a
/// FROM clause.
///
/// Groups come in the order of their keys. Of other subqueries nothing is known, so that their rows
/// can be merged only where ORDER BY leaves no ties that anyone could see.
///
/// @param query the query around
record DerivedOrder(SelectCore.Query query, Scope scope) {

  /// The terms that stand behind the user's own; empty if the order is unknown.
  ///
  /// @param plan SQLite's plan for the statement on one file
  Optional<List<ScanOrder.Term>> ties(UserSchema schema, QueryPlan plan) {
    if (!(query.from().orElseThrow() instanceof TableRef.Subquery subquery)
        || !(subquery.select().core() instanceof SelectCore.Query inner)
        || subquery.select().isCompound()
        || !subquery.select().orderBy().isEmpty()
        || inner.quantifier().isPresent()
        || inner.groupBy().isEmpty()
        || WindowPartitions.anyIn(subquery.select())) {
      return Optional.empty();
    }
    return FlatSource.scope(inner, schema).flatMap(table -> groups(inner, table, schema, plan.nested()));
  }

  private Optional<List<ScanOrder.Term>> groups(
      SelectCore.Query inner, Scope table, UserSchema schema, List<String> details) {
    ResultList shown = new ResultList(Stars.expand(inner.columns(), table), table);
    List<Expr> keys = new ArrayList<>();
    for (Expr expr : inner.groupBy()) {
      OptionalInt column = shown.named(expr, false);
      keys.add(column.isPresent() ? shown.expr(column.getAsInt()) : expr);
    }
    if (GroupOrder.isSorted(details)) {
      List<ScanOrder.Term> sorted = new ArrayList<>();
      for (Expr key : keys) {
        Optional<Collation> collation = Collations.of(key, table);
        if (collation.isEmpty()) {
          return Optional.empty();
        }
        sorted.add(new ScanOrder.Term(key, collation.get(), false));
      }
      return outside(sorted, shown);
    }
    return GroupOrder.byScan(keys, table, details, schema).flatMap(terms -> outside(terms, shown));
  }

  /// The terms in the names that they have outside; empty if one is not shown.
  private Optional<List<ScanOrder.Term>> outside(List<ScanOrder.Term> terms, ResultList shown) {
    String name = scope.instances().getFirst().name();
    List<ScanOrder.Term> outside = new ArrayList<>();
    for (ScanOrder.Term term : terms) {
      OptionalInt column = shown.named(term.expr(), false);
      Optional<Identifier> shownAs =
          column.isPresent() ? nameOf(shown.columns().get(column.getAsInt())) : Optional.empty();
      if (shownAs.isEmpty()) {
        return Optional.empty();
      }
      outside.add(
          new ScanOrder.Term(
              Expr.ColumnRef.of(name, shownAs.get().name()), term.collation(), term.descending()));
    }
    return Optional.of(outside);
  }

  private static Optional<Identifier> nameOf(ResultColumn column) {
    return column instanceof ResultColumn.Computed(Expr expr, Optional<Identifier> alias, _)
        ? alias.or(
            () ->
                expr.unparenthesized() instanceof Expr.ColumnRef ref
                    ? Optional.of(ref.column())
                    : Optional.empty())
        : Optional.empty();
  }
}
