package dev.bigdaddy.conductor.plan;

import dev.bigdaddy.conductor.plan.MergePlanner.Merged;
import dev.bigdaddy.conductor.plan.Scope.Resolved;
import dev.bigdaddy.conductor.schema.Affinity;
import dev.bigdaddy.conductor.schema.UserSchema;
import dev.bigdaddy.sql.tree.Expr;
import dev.bigdaddy.sql.tree.Identifier;
import dev.bigdaddy.sql.tree.Limit;
import dev.bigdaddy.sql.tree.Node;
import dev.bigdaddy.sql.tree.OrderingTerm;
import dev.bigdaddy.sql.tree.Quote;
import dev.bigdaddy.sql.tree.ResultColumn;
import dev.bigdaddy.sql.tree.Select;
import dev.bigdaddy.sql.tree.SelectCore;
import dev.bigdaddy.sql.tree.Span;
import dev.bigdaddy.sql.tree.TableRef;
import dev.bigdaddy.sql.tree.UnaryOperator;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/// Plans aggregation in two steps: each node aggregates its own rows, and a last statement aggregates
/// the nodes' answers and computes everything that stands on top.
///
///     SELECT country, avg(age) FROM users GROUP BY country ORDER BY 2
///     SELECT country, sum(age), count(age), total(abs(age)) FROM users GROUP BY country
///     SELECT g0, sum(p0) * 1.0 / sum(p1) FROM part GROUP BY g0 ORDER BY 2
///
/// Used by one thread, for one statement.
final class PartialPlanner {
  private final Scope scope;
  private final Later<ReadPlan.Gather> gather;
  private final List<Expr> keys = new ArrayList<>();
  private final List<String> declarations = new ArrayList<>();
  private final SumBound bound;
  private String obstacle = "";

  private PartialPlanner(Scope scope, Later<ReadPlan.Gather> gather, SumBound bound) {
    this.scope = scope;
    this.gather = gather;
    this.bound = bound;
  }

  /// Plans with the cheap bound on sums, and later with the exact one if it trips.
  static Merged plan(
      Scope scope,
      Later<ReadPlan.Gather> gather,
      Select select,
      SelectCore.Query query,
      Later<List<String>> details,
      UserSchema schema) {
    Later<ReadPlan.Merge> exact =
        new Later<>(
            () ->
                new PartialPlanner(scope, gather, SumBound.OF_ABSOLUTE_SUM)
                    .plan(select, query, details, schema, Optional.empty())
                    .merge()
                    .orElseThrow(() -> new IllegalStateException("only the cheap bound fits")));
    return new PartialPlanner(scope, gather, SumBound.OF_EACH_VALUE)
        .plan(select, query, details, schema, Optional.of(exact));
  }

  private Merged plan(
      Select select,
      SelectCore.Query query,
      Later<List<String>> details,
      UserSchema schema,
      Optional<Later<ReadPlan.Merge>> otherwise) {
    ResultList results = new ResultList(query.columns(), scope);
    PartialAggregates partials = new PartialAggregates(scope, bound);
    if (!readKeys(query, results, partials)) {
      return Merged.obstacle(obstacle);
    }
    Optional<List<ScanOrder.Term>> scanned =
        keys.isEmpty()
            ? Optional.empty()
            : GroupOrder.byScan(keys, scope, details.get(), schema);
    if (!query.groupBy().isEmpty() && scanned.isEmpty() && limitPicksGroups(select, details)) {
      return Merged.obstacle("LIMIT over groups in an order that SQLite's plan decides");
    }
    LastStep last = new LastStep(partials, results);
    List<ResultColumn> columns = new ArrayList<>();
    for (ResultColumn column : query.columns()) {
      if (column instanceof ResultColumn.Computed computed) {
        columns.add(
            new ResultColumn.Computed(last.of(computed.expr()), computed.alias(), Span.NONE));
      }
    }
    Optional<Expr> having = query.having().map(e -> last.of(results.withoutAliases(e)));
    List<OrderingTerm> order = new ArrayList<>();
    for (OrderingTerm term : select.orderBy()) {
      order.add(last.orderingTerm(term));
    }
    List<ScanOrder.Term> ties = scanned.orElse(List.of());
    if (!order.isEmpty() || !isOrderOfKeys(ties)) {
      ties.forEach(term -> order.add(last.orderingTerm(term)));
    }
    boolean whereAliases = results.areNamedIn(query.where());
    if (!obstacle.isEmpty() || whereAliases) {
      return Merged.obstacle(obstacle.isEmpty() ? "WHERE uses an alias" : obstacle);
    }
    return merged(select, query, partials, columns, having, order, otherwise);
  }

  /// Which groups a LIMIT picks, and which of two ties comes first, follows the order of the groups:
  /// that of their keys, unless SQLite reads them in some other order that is not known.
  private static boolean limitPicksGroups(Select select, Later<List<String>> details) {
    return select.limit().isPresent()
        && details.get().stream().noneMatch(d -> d.contains("USE TEMP B-TREE FOR GROUP BY"))
        && details.get().stream().anyMatch(d -> d.contains(" USING "));
  }

  /// Whether grouping by the keys gives this order by itself.
  private boolean isOrderOfKeys(List<ScanOrder.Term> terms) {
    boolean same = terms.size() == keys.size();
    for (int i = 0; same && i < keys.size(); i++) {
      Expr term = Trees.canonical(terms.get(i).expr(), scope);
      same = !terms.get(i).descending() && term.equals(Trees.canonical(keys.get(i), scope));
    }
    return same;
  }

  private boolean readKeys(
      SelectCore.Query query, ResultList results, PartialAggregates partials) {
    for (Expr term : query.groupBy()) {
      OptionalInt named = results.named(term, false);
      Expr key = named.isPresent() ? results.expr(named.getAsInt()) : term;
      key = results.withoutAliases(key).unparenthesized();
      if (!partials.admit(key)) {
        obstacle = "GROUP BY over values that can be equal and differ";
        return false;
      }
      declarations.add("_g" + keys.size() + declaredType(key));
      keys.add(key);
    }
    return true;
  }

  private String declaredType(Expr key) {
    if (DerivedColumns.isComputed(key, scope)) {
      return "";
    }
    Optional<Affinity> affinity = DerivedColumns.affinity(key, scope);
    if (affinity.isEmpty()) {
      obstacle = "a group whose affinity only SQLite can tell";
    }
    return affinity
        .filter(known -> known != Affinity.NONE)
        .map(known -> " " + known.typeName())
        .orElse("");
  }

  private Merged merged(
      Select select,
      SelectCore.Query query,
      PartialAggregates partials,
      List<ResultColumn> columns,
      Optional<Expr> having,
      List<OrderingTerm> order,
      Optional<Later<ReadPlan.Merge>> otherwise) {
    List<ResultColumn> nodeColumns = new ArrayList<>();
    List<Expr> nodeKeys = new ArrayList<>();
    List<Expr> lastKeys = new ArrayList<>();
    for (int i = 0; i < keys.size(); i++) {
      nodeColumns.add(computed(keys.get(i)));
      nodeKeys.add(keys.get(i));
      lastKeys.add(Expr.ColumnRef.of("_g" + i));
    }
    List<Integer> guards = new ArrayList<>();
    for (PartialAggregates.Part part : partials.parts()) {
      if (part.guard()) {
        guards.add(nodeColumns.size());
      }
      declarations.add(part.name() + part.declaredType());
      nodeColumns.add(computed(part.expr()));
    }
    if (partials.distinct().isPresent()) {
      nodeKeys.add(partials.distinct().get());
    }
    if (nodeColumns.isEmpty()) {
      return Merged.obstacle("an aggregate without a value");
    }
    NodeSql nodeSql =
        KeptCounts.of(scope, query, partials)
            .orElseGet(
                () ->
                    NodeText.of(
                        statement(
                            nodeColumns,
                            query.from(),
                            query.where(),
                            nodeKeys,
                            Optional.empty(),
                            List.of(),
                            Optional.empty())));
    NodeSql lastSql =
        NodeText.of(
            statement(
                columns,
                Optional.of(TableRef.Named.of("part")),
                Optional.empty(),
                lastKeys,
                having,
                order,
                select.limit()));
    return Merged.of(
        new ReadPlan.Partial(
            nodeSql,
            "CREATE TABLE part(" + String.join(", ", declarations) + ")",
            nodeColumns.size(),
            guards,
            lastSql,
            false,
            otherwise.orElseGet(
                () -> new Later<>(() -> new ReadPlan.GatherInstead(gather, nodeSql)))),
        Math.max(nodeColumns.size(), order.size()),
        "an aggregate over several nodes");
  }

  private static ResultColumn computed(Expr expr) {
    return new ResultColumn.Computed(expr, Optional.empty(), Span.NONE);
  }

  private static Select statement(
      List<ResultColumn> columns,
      Optional<TableRef> from,
      Optional<Expr> where,
      List<Expr> groupBy,
      Optional<Expr> having,
      List<OrderingTerm> order,
      Optional<Limit> limit) {
    return new Select(
        Optional.empty(),
        new SelectCore.Query(
            Optional.empty(), columns, from, where, groupBy, having, List.of(), Span.NONE),
        List.of(),
        order,
        limit,
        Span.NONE);
  }

  /// Turns expressions over groups into expressions over the nodes' answers.
  private final class LastStep {
    private final PartialAggregates partials;
    private final ResultList results;
    private final List<Expr> canonicalKeys;

    LastStep(PartialAggregates partials, ResultList results) {
      this.partials = partials;
      this.results = results;
      this.canonicalKeys = keys.stream().map(key -> Trees.canonical(key, scope)).toList();
    }

    OrderingTerm orderingTerm(OrderingTerm term) {
      Expr expr = term.expr().unparenthesized();
      Optional<Identifier> collation = Optional.empty();
      Expr named = expr;
      if (expr instanceof Expr.Collate(Expr operand, Identifier name, _)) {
        collation = Optional.of(name);
        named = operand.unparenthesized();
      }
      boolean byPlace =
          ResultList.position(named).isPresent()
              || named instanceof Expr.ColumnRef && results.named(named, true).isPresent();
      if (byPlace) {
        int column = results.named(named, true).orElse(-1);
        Expr place = column < 0 ? named : Expr.IntegerLiteral.of(column + 1);
        Expr compared =
            collation.isPresent() ? new Expr.Collate(place, collation.get(), Span.NONE) : place;
        return new OrderingTerm(compared, term.direction(), term.nulls(), term.span());
      }
      return new OrderingTerm(
          of(results.withoutAliases(expr)), term.direction(), term.nulls(), term.span());
    }

    OrderingTerm orderingTerm(ScanOrder.Term term) {
      return new OrderingTerm(
          of(term.expr()),
          term.descending() ? Optional.of(OrderingTerm.Direction.DESC) : Optional.empty(),
          Optional.empty(),
          Span.NONE);
    }

    Expr of(Expr expr) {
      return Trees.rewriteTopDown(expr, this::replace);
    }

    /// What stands for a whole subexpression; empty if its parts are to be looked at.
    private Optional<Expr> replace(Expr expr) {
      int key = canonicalKeys.indexOf(Trees.canonical(expr, scope));
      if (key >= 0) {
        Expr column = Expr.ColumnRef.of("_g" + key);
        // A column has an affinity, which an expression has not.
        return Optional.of(
            DerivedColumns.isComputed(keys.get(key), scope)
                ? new Expr.Unary(UnaryOperator.PLUS, column, Span.NONE)
                : column);
      }
      return switch (expr) {
        case Expr.FunctionCall call when Aggregates.isAggregate(call) -> aggregate(call);
        case Expr.ColumnRef ref -> bare(ref);
        case Expr.ScalarSubquery _, Expr.Exists _, Expr.InSelect _, Expr.InTable _ ->
            fail(expr, "a subquery beside aggregates");
        case Expr _ -> Optional.empty();
      };
    }

    private Optional<Expr> aggregate(Expr.FunctionCall call) {
      Optional<Expr> last = partials.last(call);
      return last.isPresent()
          ? last
          : fail(call, "the aggregate " + call.name().name() + " needs all rows in order");
    }

    private Optional<Expr> bare(Expr.ColumnRef ref) {
      if (scope.resolve(ref).isPresent()) {
        return fail(ref, "a column beside aggregates that is not in GROUP BY");
      }
      // Another name could be that of a column of ours.
      return ref.table().isEmpty()
              && ref.column().quote() == Quote.NONE
              && DerivedColumns.isTruth(ref.column())
          ? Optional.of(ref)
          : fail(ref, "a name beside aggregates that only SQLite can resolve");
    }

    private Optional<Expr> fail(Node node, String reason) {
      obstacle = obstacle.isEmpty() ? reason : obstacle;
      return node instanceof Expr expr ? Optional.of(expr) : Optional.empty();
    }
  }
}
