package dev.bigdaddy.conductor.plan;

import dev.bigdaddy.conductor.plan.Scope.Instance;
import dev.bigdaddy.conductor.schema.UserTable;
import dev.bigdaddy.sql.TreeWalker;
import dev.bigdaddy.sql.tree.CompoundTerm;
import dev.bigdaddy.sql.tree.Expr;
import dev.bigdaddy.sql.tree.Node;
import dev.bigdaddy.sql.tree.Select;
import dev.bigdaddy.sql.tree.SelectCore;
import dev.bigdaddy.sql.tree.TableRef;
import dev.bigdaddy.topology.TableKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Finds statements all of whose spread tables are bound to the same value of the shard key, wherever
/// they stand: in the branches of a compound, in subqueries, under LIMIT or windows.
///
///     SELECT max(x) FROM a WHERE k = ?1 UNION ALL SELECT count(*) FROM b WHERE b.k = ?1
///
/// All rows that such a statement can reach lie on one node, which runs it whole. Used by one thread,
/// for one statement.
final class BoundStatement {
  private final Relations names;
  private Optional<KeyRoute> route = Optional.empty();
  private boolean bound = true;

  private BoundStatement(Relations relations) {
    this.names = relations.forNames();
  }

  /// A statement as one node runs it, and what tells which node.
  record Bound(Select select, KeyRoute route) {}

  /// @param select a statement without views and WITH
  static Optional<Bound> of(Select select, Relations relations) {
    BoundStatement analysis = new BoundStatement(relations);
    Select named = analysis.select(select, Optional.empty(), List.of());
    return analysis.bound ? analysis.route.map(r -> new Bound(named, r)) : Optional.empty();
  }

  /// Looks at all cores; gives the select with its stars named.
  private Select select(
      Select select, Optional<Scope> outer, List<Instance> around) {
    if (!select.isCompound()) {
      return core(select, outer, around);
    }
    Select first = core(Select.of(select.core()), outer, around);
    List<CompoundTerm> compound = new ArrayList<>();
    for (CompoundTerm term : select.compound()) {
      Select core = core(Select.of(term.core()), outer, around);
      compound.add(new CompoundTerm(term.operator(), core.core(), term.span()));
    }
    bound &= !LocalSubqueries.anyBehind(select);
    return new Select(
        select.with(), first.core(), compound, select.orderBy(), select.limit(), select.span());
  }

  private Select core(
      Select select, Optional<Scope> outer, List<Instance> around) {
    if (!bound || !(select.core() instanceof SelectCore.Query)) {
      bound &= !LocalSubqueries.anyIn(select);
      return select;
    }
    Optional<Partitioning.Result> result = Partitioning.of(select, names, outer, Set.of()).result();
    if (result.isEmpty()) {
      bound = false;
      return select;
    }
    Partitioning.Result query = result.get();
    List<Instance> all = new ArrayList<>(around);
    for (Instance instance : query.scope().instances()) {
      bind(instance, query, around);
      all.add(instance);
    }
    query.query().from().ifPresent(from -> subqueriesOf(from, query, around));
    for (Select inner : inExpressions(query.select())) {
      select(inner, Optional.of(query.scope()), all);
    }
    return query.select();
  }

  private void bind(
      Instance instance, Partitioning.Result query, List<Instance> around) {
    UserTable table = instance.table();
    if (instance.isDerived() || table.layout().kind() == TableKind.REFERENCE) {
      return;
    }
    if (table.layout().kind() == TableKind.WHOLE) {
      bound = false;
      return;
    }
    List<Expr> own = new ArrayList<>(query.terms());
    if (query.filled().contains(instance)) {
      own.addAll(NeededRows.ownTerms(query.query().from().orElseThrow(), instance));
    }
    KeyEqualities equalities = new KeyEqualities(query.scope(), own);
    if (around.stream().anyMatch(other -> equalities.keysMeet(instance, other))) {
      return;
    }
    Optional<KeyRoute> found = KeyRoutes.of(instance, query.scope(), own, equalities);
    boolean same =
        found.isPresent()
            && found.get().isOneValue()
            && (route.isEmpty()
                || KeyEqualities.placedAlike(route.get().table(), table)
                    && route.get().alternatives().equals(found.get().alternatives()));
    bound &= same;
    route = route.isPresent() ? route : found;
  }

  /// Subqueries in FROM see nothing of the query around them, but what is around that.
  private void subqueriesOf(
      TableRef from, Partitioning.Result query, List<Instance> around) {
    switch (from) {
      case TableRef.Subquery subquery -> select(subquery.select(), query.scope().outer(), around);
      case TableRef.Join join -> {
        subqueriesOf(join.left(), query, around);
        subqueriesOf(join.right(), query, around);
      }
      case TableRef.Parenthesized(TableRef inner, _, _) -> subqueriesOf(inner, query, around);
      case TableRef.Named _, TableRef.Function _ -> {
        // Has no subquery.
      }
    }
  }

  /// The subqueries of a query's expressions, without those inside them.
  private static List<Select> inExpressions(Select select) {
    List<Select> found = new ArrayList<>();
    TreeWalker.walk(
        select,
        node -> {
          if (node instanceof TableRef.Subquery) {
            return TreeWalker.Next.SKIP;
          }
          if (node instanceof Select inner && isOther(inner, select)) {
            found.add(inner);
            return TreeWalker.Next.SKIP;
          }
          return TreeWalker.Next.CHILDREN;
        });
    return found;
  }

  @SuppressWarnings("ReferenceEquality") // Two equal subqueries stand at different places.
  private static boolean isOther(Node node, Node root) {
    return node != root;
  }
}
