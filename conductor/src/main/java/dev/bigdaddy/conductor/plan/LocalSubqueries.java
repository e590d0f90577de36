package dev.bigdaddy.conductor.plan;

import dev.bigdaddy.conductor.plan.Scope.Instance;
import dev.bigdaddy.conductor.plan.Scope.Resolved;
import dev.bigdaddy.sql.TreeRewriter;
import dev.bigdaddy.sql.TreeWalker;
import dev.bigdaddy.sql.tree.CompoundTerm;
import dev.bigdaddy.sql.tree.Expr;
import dev.bigdaddy.sql.tree.JoinConstraint;
import dev.bigdaddy.sql.tree.Node;
import dev.bigdaddy.sql.tree.ResultColumn;
import dev.bigdaddy.sql.tree.Select;
import dev.bigdaddy.sql.tree.SelectCore;
import dev.bigdaddy.sql.tree.Span;
import dev.bigdaddy.sql.tree.TableRef;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/// Tells whether the subqueries in a query's expressions need nothing of other nodes, and names their
/// stars.
///
/// A subquery is local if it reads only what every node has; if its spread tables are bound to the
/// row around by the shard key, `(SELECT max(x) FROM b WHERE b.k = a.k)`; or if it is `a.k IN (SELECT
/// b.k FROM b …)`, where what could match lies on the row's own node. `NOT IN` over a key that can be
/// NULL is none of these: one NULL on any node empties it. Used by one thread, for one query.
final class LocalSubqueries {
  private final Relations relations;
  private final Partitioning.Result around;
  private final Set<Instance> partitioned;
  private final List<Expr> conjuncts;
  private String obstacle = "";

  /// @param partitioned the spread tables of this query and of those around it
  LocalSubqueries(Relations relations, Partitioning.Result around, Set<Instance> partitioned) {
    this.relations = relations;
    this.around = around;
    this.partitioned = partitioned;
    this.conjuncts = Conditions.terms(around.query().where());
  }

  String obstacle() {
    return obstacle;
  }

  /// Whether there is a subquery among expressions.
  static boolean anyIn(Node node) {
    return Trees.any(node, LocalSubqueries::isSubquery);
  }

  /// Whether a subquery stands in what follows all branches of a compound: its ORDER BY and LIMIT.
  static boolean anyBehind(Select compound) {
    return compound.orderBy().stream().anyMatch(LocalSubqueries::anyIn)
        || compound.limit().filter(LocalSubqueries::anyIn).isPresent();
  }

  private static boolean isSubquery(Node node) {
    return switch (node) {
      case Expr.ScalarSubquery _, Expr.Exists _, Expr.InSelect _, Expr.InTable _ -> true;
      case Node _ -> false;
    };
  }

  /// The select as a node runs it; empty if a subquery is not local.
  Optional<Select> rewrite() {
    Select select = around.select();
    if (!anyIn(select)) {
      return Optional.of(select);
    }
    Select rewritten = expressions(select, rewriter());
    return obstacle.isEmpty() ? Optional.of(rewritten) : Optional.empty();
  }

  /// Rewrites the expressions of a query, those of its joins too, but not its subqueries in FROM.
  static Select expressions(Select select, TreeRewriter rewriter) {
    SelectCore.Query query = (SelectCore.Query) select.core();
    SelectCore.Query withoutFrom = withFrom(query, Optional.empty());
    Select rewritten = rewriter.rewrite(Trees.withCore(select, withoutFrom));
    Optional<TableRef> from = query.from().map(table -> on(table, rewriter));
    return Trees.withCore(rewritten, withFrom((SelectCore.Query) rewritten.core(), from));
  }

  /// The query with another FROM clause.
  static SelectCore.Query withFrom(SelectCore.Query query, Optional<TableRef> from) {
    return new SelectCore.Query(
        query.quantifier(),
        query.columns(),
        from,
        query.where(),
        query.groupBy(),
        query.having(),
        query.windows(),
        query.span());
  }

  /// Rewrites the subqueries of a FROM clause.
  static TableRef inFrom(TableRef from, UnaryOperator<Select> rewrite) {
    return switch (from) {
      case TableRef.Subquery(Select select, var alias, Span span) ->
          new TableRef.Subquery(rewrite.apply(select), alias, span);
      case TableRef.Join(TableRef left, var operator, TableRef right, var constraint, Span span) ->
          new TableRef.Join(
              inFrom(left, rewrite), operator, inFrom(right, rewrite), constraint, span);
      case TableRef.Parenthesized(TableRef inner, var alias, Span span) ->
          new TableRef.Parenthesized(inFrom(inner, rewrite), alias, span);
      case TableRef.Named _, TableRef.Function _ -> from;
    };
  }

  /// Rewrites the conditions of joins; what is inside subqueries in FROM was looked at before.
  private static TableRef on(TableRef from, TreeRewriter rewriter) {
    return switch (from) {
      case TableRef.Join(TableRef left, var operator, TableRef right, var constraint, Span span) ->
          new TableRef.Join(
              on(left, rewriter),
              operator,
              on(right, rewriter),
              constraint.map(c -> on(c, rewriter)),
              span);
      case TableRef.Parenthesized(TableRef inner, var alias, Span span) ->
          new TableRef.Parenthesized(on(inner, rewriter), alias, span);
      case TableRef.Named _, TableRef.Function _, TableRef.Subquery _ -> from;
    };
  }

  private static JoinConstraint on(JoinConstraint constraint, TreeRewriter rewriter) {
    return switch (constraint) {
      case JoinConstraint.On(Expr condition, Span span) ->
          new JoinConstraint.On(rewriter.rewrite(condition), span);
      case JoinConstraint.Using using -> using;
    };
  }

  private TreeRewriter rewriter() {
    return new TreeRewriter() {
      @Override
      protected Optional<Expr> replaceWhole(Expr expr) {
        return switch (expr) {
          case Expr.ScalarSubquery(Select inner, Span span) ->
              Optional.of(new Expr.ScalarSubquery(local(inner), span));
          case Expr.Exists(Select inner, Span span) ->
              Optional.of(new Expr.Exists(local(inner), span));
          case Expr.InSelect in -> {
            Select inner = in(in);
            yield Optional.of(
                new Expr.InSelect(rewrite(in.value()), in.negated(), inner, in.span()));
          }
          case Expr.InTable in -> inTable(in).map(this::rewrite);
          case Expr _ -> Optional.empty();
        };
      }
    };
  }

  /// `x IN t` is `x IN (SELECT * FROM t)`.
  private Optional<Expr> inTable(Expr.InTable in) {
    if (in.arguments().isPresent()) {
      fail("IN over a table-valued function");
      return Optional.empty();
    }
    SelectCore.Query all =
        new SelectCore.Query(
            Optional.empty(),
            List.of(new ResultColumn.Star(Span.NONE)),
            Optional.of(
                new TableRef.Named(in.table(), Optional.empty(), Optional.empty(), Span.NONE)),
            Optional.empty(),
            List.of(),
            Optional.empty(),
            List.of(),
            Span.NONE);
    return Optional.of(new Expr.InSelect(in.value(), in.negated(), Select.of(all), in.span()));
  }

  private void fail(String reason) {
    obstacle = obstacle.isEmpty() ? reason : obstacle;
  }

  private Select local(Select select) {
    return look(select, _ -> false);
  }

  private Select in(Expr.InSelect in) {
    boolean conjunct = !in.negated() && conjuncts.contains(in);
    return look(in.select(), inner -> matchesByKey(in, inner, conjunct));
  }

  private interface OtherProof {
    boolean holds(Partitioning.Result inner);
  }

  private Select look(Select select, OtherProof proof) {
    boolean odd =
        select.with().isPresent()
            || Constants.hasRandom(select)
            || select.isCompound() && anyBehind(select);
    if (odd) {
      fail("a subquery with WITH or random()");
      return select;
    }
    if (!select.isCompound()) {
      return core(select, proof);
    }
    Select first = core(Select.of(select.core()), proof);
    List<CompoundTerm> compound = new ArrayList<>();
    for (CompoundTerm term : select.compound()) {
      Select core = core(Select.of(term.core()), proof);
      compound.add(new CompoundTerm(term.operator(), core.core(), term.span()));
    }
    return new Select(
        Optional.empty(), first.core(), compound, select.orderBy(), select.limit(), select.span());
  }

  private Select core(Select select, OtherProof proof) {
    if (select.core() instanceof SelectCore.Values values) {
      if (values.rows().stream().flatMap(List::stream).anyMatch(LocalSubqueries::anyIn)) {
        fail("VALUES with a subquery");
      }
      return select;
    }
    Partitioning.Outcome outcome =
        Partitioning.of(select, relations, Optional.of(around.scope()), partitioned);
    if (outcome.result().isEmpty()) {
      fail("a subquery reads tables that are not on every node");
      return select;
    }
    Partitioning.Result inner = outcome.result().get();
    if (aggregatesAround(inner)) {
      fail("a subquery with an aggregate of the query around it");
    }
    if (!inner.partitioned().isEmpty() && !isBound(inner) && !proof.holds(inner)) {
      fail("a subquery reads tables that are not on every node");
    }
    return inner.select();
  }

  private boolean isBound(Partitioning.Result inner) {
    return inner.partitioned().stream()
        .anyMatch(a -> partitioned.stream().anyMatch(b -> inner.equalities().keysMeet(a, b)));
  }

  /// `max(a.x)` inside a subquery is an aggregate of the query that has `a`.
  private static boolean aggregatesAround(Partitioning.Result inner) {
    boolean[] found = {false};
    Trees.visitOutsideSubqueries(
        inner.select(),
        node -> {
          if (node instanceof Expr.FunctionCall call && Aggregates.isAggregate(call)) {
            List<Expr.ColumnRef> columns =
                TreeWalker.all(call, Expr.ColumnRef.class);
            found[0] |=
                !columns.isEmpty()
                    && columns.stream().noneMatch(c -> inner.scope().resolveHere(c).isPresent());
          }
        });
    return found[0];
  }

  /// Whether `a.k IN (SELECT b.k FROM b …)` finds what matches on the node of `a`'s row.
  private boolean matchesByKey(Expr.InSelect in, Partitioning.Result inner, boolean conjunct) {
    if (!(in.value().unparenthesized() instanceof Expr.ColumnRef ref)
        || in.select().isCompound()
        || in.select().limit().isPresent()
        || inner.query().columns().size() != 1
        || !inner.keyed()) {
      return false;
    }
    Optional<Resolved> outer = around.scope().resolve(ref);
    Optional<List<DerivedColumns.Derived>> columns =
        DerivedColumns.of(inner.query().columns(), inner.scope(), inner.filled());
    Optional<Resolved> shown = columns.flatMap(c -> c.getFirst().source());
    if (outer.isEmpty() || shown.isEmpty() || !keepsKeysTogether(inner, conjunct)) {
      return false;
    }
    boolean neverNull =
        columns.get().getFirst().neverNull()
            && !around.filled().contains(outer.get().instance())
            && outer.get().column().isPresent()
            && Aggregates.isNeverNull(
                outer.get().instance().table(), outer.get().column().get().name());
    boolean sameKey =
        partitioned.contains(outer.get().instance())
            && isOnlyKey(outer.get(), outer.get().instance())
            && KeyEqualities.placedAlike(outer.get().instance().table(), inner.anchor().table())
            && inner
                .equalities()
                .areEqual(
                    shown.get(),
                    KeyEqualities.key(
                        inner.anchor(), inner.anchor().table().layout().shardKey().getFirst()));
    return sameKey && (neverNull || conjunct);
  }

  private static boolean isOnlyKey(Resolved column, Instance instance) {
    List<String> key = instance.table().layout().shardKey();
    return key.size() == 1 && column.equals(KeyEqualities.key(instance, key.getFirst()));
  }

  /// A NULL among the keys matches nothing, so that a conjunct does not care how many there are.
  private static boolean keepsKeysTogether(Partitioning.Result inner, boolean conjunct) {
    SelectCore.Query query = inner.query();
    boolean aggregates =
        !query.groupBy().isEmpty()
            || query.having().isPresent()
            || Aggregates.anyIn(inner.select());
    boolean windows = WindowPartitions.anyIn(inner.select());
    boolean together =
        conjunct
            ? Aggregates.groupsWithKeyStayTogether(query, inner)
            : Aggregates.groupsStayTogether(query, inner);
    return (!aggregates || together)
        && (!windows || WindowPartitions.stayTogether(inner.select(), query, inner));
  }
}
