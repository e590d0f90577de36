package dev.bigdaddy.conductor.plan;

import dev.bigdaddy.conductor.index.IndexCatalog;
import dev.bigdaddy.conductor.plan.Scope.Instance;
import dev.bigdaddy.conductor.plan.Scope.Resolved;
import dev.bigdaddy.conductor.schema.UserSchema;
import dev.bigdaddy.conductor.schema.UserTable;
import dev.bigdaddy.sql.tree.Expr;
import dev.bigdaddy.sql.tree.Identifier;
import dev.bigdaddy.sql.tree.OrderingTerm;
import dev.bigdaddy.sql.tree.ResultColumn;
import dev.bigdaddy.sql.tree.Select;
import dev.bigdaddy.sql.tree.SelectCore;
import dev.bigdaddy.topology.TableName;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Decides whether a query can be computed by every node for itself: whether the rows of its FROM and
/// WHERE over the whole database are exactly those over each node's part, put together.
///
/// That holds for one spread table, for reference tables beside it, for spread tables that are joined
/// on equal shard keys and placed alike, for subqueries in FROM of which each node can compute its
/// part ({@link PartitionedSubquery}), and for subqueries in expressions that need nothing of other
/// nodes ({@link LocalSubqueries}). Used by one thread.
final class Partitioning {
  private Partitioning() {}

  /// How a query lies on the nodes.
  ///
  /// @param select the select as a node runs it: stars named, NATURAL spelt as USING
  /// @param scope its tables
  /// @param partitioned its spread tables, whose shard keys are equal in every row
  /// @param first the spread table whose shards are asked; empty if every node has all rows
  /// @param keyed whether no outer join fills that table with NULLs
  /// @param filled the tables that an outer join fills with NULLs
  /// @param equalities the columns that are equal in every row
  /// @param terms the conditions that every row satisfies
  /// @param routes by subquery in FROM, what narrows its shards
  record Result(
      Select select,
      Scope scope,
      Set<Instance> partitioned,
      Optional<Instance> first,
      boolean keyed,
      Set<Instance> filled,
      KeyEqualities equalities,
      List<Expr> terms,
      List<InnerRoute> routes) {

    /// The query in it.
    SelectCore.Query query() {
      return (SelectCore.Query) select.core();
    }

    /// The spread table whose shards are asked.
    Instance anchor() {
      return first.orElseThrow();
    }

    /// The table of the user's whose shards are asked: not a subquery in FROM.
    UserTable table() {
      for (InnerRoute inner : routes) {
        if (inner.instance().equals(anchor())) {
          return inner.table();
        }
      }
      return anchor().table();
    }

    /// What narrows the shards.
    Optional<KeyRoute> route() {
      Optional<KeyRoute> own =
          KeyRoutes.of(anchor(), scope, terms, equalities)
              .map(route -> new KeyRoute(table(), route.alternatives()));
      if (own.isPresent() && own.get().isOneValue()) {
        return own;
      }
      for (InnerRoute inner : routes) {
        // Rows of a FULL JOIN need not come from the subquery.
        boolean sameKey =
            inner.instance().equals(anchor())
                ? !filled.contains(anchor())
                : equalities.keysMeet(inner.instance(), anchor());
        if (inner.route().isPresent() && sameKey) {
          return own.isEmpty() || inner.route().get().isOneValue() ? inner.route() : own;
        }
      }
      return own;
    }

    /// The virtual index that narrows the shards best.
    Optional<KeyRoute> indexRoute(UserSchema schema) {
      TableName name = anchor().table().layout().name();
      boolean any =
          !terms.isEmpty()
              && schema.virtualIndexes().stream().anyMatch(index -> index.table().equals(name));
      return any
          ? IndexRoutes.of(anchor(), scope, terms, equalities, IndexCatalog.of(schema))
          : Optional.empty();
    }

    /// Whether these columns contain the shard key, or columns equal to it, and it is never NULL, so
    /// that rows which agree in them lie on one node.
    boolean keyIsAmong(List<Resolved> columns) {
      return showsKey(columns)
          && anchor().table().layout().shardKey().stream().allMatch(this::isNeverNull);
    }

    /// The same where it does not matter what becomes of NULL keys.
    boolean showsKey(List<Resolved> columns) {
      if (first.isEmpty() || !keyed || anchor().table().layout().isInFlight()) {
        return false;
      }
      List<String> key = anchor().table().layout().shardKey();
      return !key.isEmpty()
          && key.stream()
              .map(name -> KeyEqualities.key(anchor(), name))
              .allMatch(k -> columns.stream().anyMatch(c -> equalities.areEqual(c, k)));
    }

    /// By declaration, by an equality that holds in every row, or by a condition that NULL fails.
    private boolean isNeverNull(String column) {
      Resolved key = KeyEqualities.key(anchor(), column);
      return Aggregates.isNeverNull(anchor().table(), column)
          || equalities.equalsAnother(key)
          || terms.stream().anyMatch(term -> Conditions.rejectsNull(term, key, scope));
    }
  }

  /// A subquery in FROM, the user's table whose shards it reads, and what narrows them.
  record InnerRoute(Instance instance, UserTable table, Optional<KeyRoute> route) {}

  /// The outcome of the analysis: a result, or the obstacle in words.
  record Outcome(Optional<Result> result, String obstacle) {

    static Outcome obstacle(String obstacle) {
      return new Outcome(Optional.empty(), obstacle);
    }
  }

  /// Looks at a statement of one query.
  static Outcome of(Select select, Relations relations) {
    return of(select, relations, Optional.empty(), Set.of());
  }

  /// Looks at a query.
  ///
  /// @param outer the scope of the query around
  /// @param around the spread tables of the queries around
  static Outcome of(
      Select select, Relations relations, Optional<Scope> outer, Set<Instance> around) {
    if (!(select.core() instanceof SelectCore.Query query)) {
      return Outcome.obstacle("VALUES with a subquery");
    }
    PartitionedFrom from = new PartitionedFrom(relations, query, outer, around);
    Optional<PartitionedFrom.Part> part = from.analyse();
    if (part.isEmpty()) {
      return Outcome.obstacle(from.obstacle());
    }
    Scope scope = new Scope(from.instances(), outer);
    if (scope.hasDoubleNames()) {
      return Outcome.obstacle("two tables go by the same name");
    }
    List<Expr> terms = new ArrayList<>(Conditions.terms(query.where()));
    terms.addAll(part.get().terms());
    SelectCore.Query named =
        new SelectCore.Query(
            query.quantifier(),
            Stars.expand(query.columns(), scope, from.merged()),
            part.get().from(),
            query.where(),
            query.groupBy(),
            query.having(),
            query.windows(),
            query.span());
    if (outer.isPresent() && hidesOuter(select, query, scope)) {
      return Outcome.obstacle("an alias that has the name of a column of the query around");
    }
    List<OrderingTerm> order =
        StarNames.placed(
            select,
            query.columns(),
            column -> Stars.expand(List.of(column), scope, from.merged()));
    Select ordered =
        new Select(
            select.with(), named, select.compound(), order, select.limit(), select.span());
    Result result =
        new Result(
            ordered,
            scope,
            part.get().partitioned(),
            part.get().anchor(),
            part.get().keyed(),
            from.filled(),
            new KeyEqualities(scope, terms),
            terms,
            from.routes());
    Set<Instance> all = new HashSet<>(around);
    all.addAll(result.partitioned());
    LocalSubqueries subqueries = new LocalSubqueries(relations, result, all);
    Optional<Select> local = subqueries.rewrite();
    if (local.isEmpty()) {
      return Outcome.obstacle(subqueries.obstacle());
    }
    Result rewritten = withSelect(result, local.get());
    return StrictNames.holdIn(rewritten)
        ? new Outcome(Optional.of(rewritten), "")
        : Outcome.obstacle("a name that only SQLite can resolve");
  }

  /// SQLite looks for a name among the tables of FROM, then among the aliases of the result, and only then
  /// in the query around.
  private static boolean hidesOuter(Select select, SelectCore.Query query, Scope scope) {
    Set<String> aliases = new HashSet<>();
    for (ResultColumn column : query.columns()) {
      if (column instanceof ResultColumn.Computed(_, Optional<Identifier> alias, _)) {
        alias.map(Identifier::name).map(TableName::fold).ifPresent(aliases::add);
      }
    }
    return !aliases.isEmpty()
        && Trees.any(
            select,
            node ->
                node instanceof Expr.ColumnRef ref
                    && ref.table().isEmpty()
                    && aliases.contains(TableName.fold(ref.column().name()))
                    && scope.resolveHere(ref).isEmpty()
                    && scope.resolve(ref).isPresent());
  }

  private static Result withSelect(Result result, Select select) {
    return new Result(
        select,
        result.scope(),
        result.partitioned(),
        result.first(),
        result.keyed(),
        result.filled(),
        result.equalities(),
        result.terms(),
        result.routes());
  }
}
