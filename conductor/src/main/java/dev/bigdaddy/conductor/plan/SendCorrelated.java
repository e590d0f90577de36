package dev.bigdaddy.conductor.plan;

import dev.bigdaddy.conductor.plan.ReadPlan.SubResult;
import dev.bigdaddy.conductor.plan.Scope.Instance;
import dev.bigdaddy.conductor.plan.SendAlong.Way;
import dev.bigdaddy.conductor.plan.SubResultPlanner.Sent;
import dev.bigdaddy.conductor.schema.UserSchema;
import dev.bigdaddy.conductor.schema.UserTable;
import dev.bigdaddy.sql.TreeRewriter;
import dev.bigdaddy.sql.tree.Expr;
import dev.bigdaddy.sql.tree.Identifier;
import dev.bigdaddy.sql.tree.QualifiedName;
import dev.bigdaddy.sql.tree.ResultColumn;
import dev.bigdaddy.sql.tree.Select;
import dev.bigdaddy.sql.tree.SelectCore;
import dev.bigdaddy.sql.tree.Span;
import dev.bigdaddy.sql.tree.TableRef;
import dev.bigdaddy.topology.TableKind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Sends the tables of correlated subqueries along, if conditions leave few of their rows.
///
///     SELECT … FROM part p, … WHERE p.brand = 'b' AND q < (SELECT avg(q) FROM items i WHERE i.part = p.id)
///     SELECT i.part, i.q FROM items AS i WHERE i.part IN (SELECT p.id FROM part AS p WHERE p.brand = 'b')
///     SELECT … FROM part p, … WHERE p.brand = 'b' AND q < (SELECT avg(q) FROM _bigdaddy_sent_0 AS i …)
///
/// The rows that a row around can ask for are those that equal one of its columns, and the rows around
/// are those that satisfy their own conditions; where these have none, the conditions of the subquery
/// itself have to do. Subqueries that are bound by the shard key stay. Used
/// by one thread, for one statement.
final class SendCorrelated {
  private final UserSchema schema;
  private final SubResultPlanner planner;
  private final Relations names;
  private final List<SubResult> subResults = new ArrayList<>();
  private final Map<String, UserTable> tables = new HashMap<>();

  SendCorrelated(UserSchema schema, SubResultPlanner planner) {
    this.schema = schema;
    this.planner = planner;
    this.names = Relations.of(schema).forNames();
  }

  Way in(Select select) {
    return new Way(deep(select), subResults, tables, List.of());
  }

  /// Goes into subqueries in FROM too.
  private Select deep(Select select) {
    if (!(select.core() instanceof SelectCore.Query query) || select.isCompound()) {
      return select;
    }
    Optional<TableRef> from = query.from().map(table -> LocalSubqueries.inFrom(table, this::deep));
    Select inner = Trees.withCore(select, LocalSubqueries.withFrom(query, from));
    Optional<Partitioning.Result> around =
        Partitioning.of(select, names, Optional.empty(), Set.of()).result();
    return around.isEmpty()
        ? inner
        : LocalSubqueries.expressions(inner, rewriter(around.get()));
  }

  private TreeRewriter rewriter(Partitioning.Result around) {
    return new TreeRewriter() {
      @Override
      protected Optional<Expr> replaceWhole(Expr expr) {
        return switch (expr) {
          case Expr.ScalarSubquery(Select select, Span span) ->
              sent(select, around).map(inner -> new Expr.ScalarSubquery(inner, span));
          case Expr.Exists(Select select, Span span) ->
              sent(existence(select), around).map(inner -> new Expr.Exists(inner, span));
          case Expr.InSelect in ->
              sent(in.select(), around)
                  .map(
                      inner ->
                          new Expr.InSelect(
                              rewrite(in.value()), in.negated(), inner, in.span()));
          case Expr _ -> Optional.empty();
        };
      }
    };
  }

  /// EXISTS asks for no column.
  private static Select existence(Select select) {
    if (!(select.core() instanceof SelectCore.Query query)
        || select.isCompound()
        || !select.orderBy().isEmpty()
        || query.quantifier().isPresent()
        || !query.groupBy().isEmpty()
        || query.having().isPresent()
        || Aggregates.anyIn(select)) {
      return select;
    }
    ResultColumn one =
        new ResultColumn.Computed(Expr.IntegerLiteral.of(1), Optional.empty(), Span.NONE);
    return Trees.withColumns(select, query, List.of(one));
  }

  /// The subquery over what is sent; empty if it stays as it is.
  private Optional<Select> sent(Select select, Partitioning.Result around) {
    if (select.isCompound() || select.with().isPresent() || planner.standsAlone(select)) {
      return Optional.empty();
    }
    Optional<Partitioning.Result> inner =
        Partitioning.of(select, names, Optional.of(around.scope()), Set.of()).result();
    if (inner.isEmpty() || isBound(inner.get(), around)) {
      return Optional.empty();
    }
    Optional<TableRef> from = inner.get().query().from().flatMap(f -> sent(f, inner.get(), around));
    return from.map(
        f ->
            Trees.withCore(
                inner.get().select(),
                LocalSubqueries.withFrom(inner.get().query(), Optional.of(f))));
  }

  private static boolean isBound(Partitioning.Result inner, Partitioning.Result around) {
    return inner.scope().instances().stream()
        .anyMatch(
            a ->
                around.scope().instances().stream()
                    .anyMatch(b -> inner.equalities().keysMeet(a, b)));
  }

  private Optional<TableRef> sent(
      TableRef from, Partitioning.Result inner, Partitioning.Result around) {
    return switch (from) {
      case TableRef.Join(TableRef left, var operator, TableRef right, var constraint, Span span) -> {
        Optional<TableRef> sentLeft = sent(left, inner, around);
        Optional<TableRef> sentRight =
            sentLeft.isEmpty() ? sentLeft : sent(right, inner, around);
        yield sentRight.map(
            r -> new TableRef.Join(sentLeft.orElseThrow(), operator, r, constraint, span));
      }
      case TableRef.Parenthesized(TableRef in, var alias, Span span) ->
          sent(in, inner, around).map(t -> new TableRef.Parenthesized(t, alias, span));
      case TableRef.Named named -> sentTable(named, inner, around);
      case TableRef.Function _ -> Optional.of(from);
      case TableRef.Subquery _ -> Optional.empty();
    };
  }

  private Optional<TableRef> sentTable(
      TableRef.Named named, Partitioning.Result inner, Partitioning.Result around) {
    Identifier name = named.alias().orElse(named.name().name());
    Optional<Instance> instance =
        inner.scope().instances().stream().filter(i -> name.sameAs(i.name())).findFirst();
    if (instance.isEmpty()
        || instance.get().isDerived()
        || instance.get().table().layout().kind() == TableKind.REFERENCE) {
      return instance.map(_ -> named);
    }
    if (inner.filled().contains(instance.get())) {
      return Optional.empty();
    }
    Optional<Sent> sent = few(named, instance.get(), inner, around);
    sent.ifPresent(
        s -> {
          subResults.add(s.subResult());
          tables.put(s.name(), s.table());
        });
    return sent.map(
        s ->
            new TableRef.Named(
                QualifiedName.of(s.name()), Optional.of(name), Optional.empty(), Span.NONE));
  }

  /// The rows that conditions leave; empty if there is no condition that says so.
  private Optional<Sent> few(
      TableRef.Named named,
      Instance instance,
      Partitioning.Result inner,
      Partitioning.Result around) {
    Optional<NeededRows.Needed> needed =
        NeededRows.of(named, instance, inner, inner.select());
    if (needed.isEmpty()) {
      return Optional.empty();
    }
    return NeededRows.reduced(
            needed.get(), instance, inner.equalities(), around, planner::standsAlone)
        .or(() -> needed.filter(NeededRows.Needed::filtered))
        .flatMap(
            rows ->
                planner.orderedTable(
                    rows.select(),
                    instance.table().rowidAlias(),
                    inner.equalities().columnsEqualToOthers(instance)));
  }
}
