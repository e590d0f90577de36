package dev.bigdaddy.conductor.plan;

import dev.bigdaddy.conductor.schema.QueryPlan;
import dev.bigdaddy.conductor.schema.UserSchema;
import dev.bigdaddy.sql.tree.Expr;
import dev.bigdaddy.sql.tree.Quantifier;
import dev.bigdaddy.sql.tree.Select;
import dev.bigdaddy.sql.tree.SelectCore;
import java.util.List;
import java.util.Optional;

/// Chooses how the nodes' answers to a query become one: as sorted streams or as partial aggregates.
/// Used by one thread.
final class MergePlanner {
  /// SQLite's own limit (`SQLITE_MAX_COLUMN`), also for the terms of ORDER BY and GROUP BY.
  private static final int MOST_COLUMNS = 2_000;

  private final UserSchema schema;
  private final ExtraValues extras;
  private final Scope scope;
  private final Partitioning.Result parts;
  private final Later<ReadPlan.Gather> gather;
  private final RowOrder order;

  MergePlanner(
      UserSchema schema,
      ExtraValues extras,
      Partitioning.Result parts,
      Later<ReadPlan.Gather> gather,
      RowOrder order) {
    this.schema = schema;
    this.extras = extras;
    this.scope = parts.scope();
    this.parts = parts;
    this.gather = gather;
    this.order = order;
  }

  /// Whether rows without an order must come as from one file.
  enum RowOrder {
    AS_ONE_FILE,
    IS_FREE
  }

  /// A way to merge, or what stands in its way.
  ///
  /// @param obstacle why nothing cheaper fits; empty for a stream
  record Merged(Optional<ReadPlan.Merge> merge, String obstacle) {

    static Merged obstacle(String obstacle) {
      return new Merged(Optional.empty(), obstacle);
    }

    /// One whose nodes answer with more columns than the user asked for.
    ///
    /// @param columns how many columns or terms a node's statement has
    static Merged of(ReadPlan.Merge merge, int columns, String obstacle) {
      return columns > MOST_COLUMNS
          ? obstacle("more columns on the nodes than SQLite takes")
          : new Merged(Optional.of(merge), obstacle);
    }
  }

  /// Plans the merge of a statement whose stars are named.
  ///
  /// @param plan SQLite's plan for the statement on one plain file
  Merged plan(Select select, SelectCore.Query query, Later<QueryPlan> plan) {
    List<Expr.FunctionCall> calls = Trees.callsOutsideSubqueries(select);
    boolean windows = calls.stream().anyMatch(call -> call.over().isPresent());
    if (windows && !WindowPartitions.stayTogether(select, query, parts)) {
      return Merged.obstacle("a window function");
    }
    boolean limitKnown =
        select.limit().isEmpty()
            || Constants.of(select.limit().get().count()).isPresent()
                && select.limit().get().offset().map(Constants::of).map(Optional::isPresent).orElse(true);
    if (!limitKnown) {
      return Merged.obstacle("a LIMIT that is no constant");
    }
    Later<List<String>> details = new Later<>(() -> plan.get().steps());
    boolean distinct = query.quantifier().equals(Optional.of(Quantifier.DISTINCT));
    boolean aggregates =
        !query.groupBy().isEmpty() || calls.stream().anyMatch(Aggregates::isAggregate);
    if (windows && (distinct || aggregates)) {
      return Merged.obstacle("a window function beside DISTINCT or aggregates");
    }
    if (aggregates && !Aggregates.groupsStayTogether(query, parts)) {
      return distinct
          ? Merged.obstacle("DISTINCT over aggregates")
          : PartialPlanner.plan(scope, gather, select, query, details, schema);
    }
    if (distinct) {
      return aggregates
          ? Merged.obstacle("DISTINCT over aggregates")
          : new DistinctPlanner(schema, extras, scope, gather).plan(select, query, details);
    }
    boolean ordered = order == RowOrder.AS_ONE_FILE || select.limit().isPresent();
    Optional<List<ScanOrder.Term>> ties =
        ordered
            ? new TieOrder(select, query, scope, schema).terms(plan)
            : Optional.of(List.of());
    return ties.isEmpty()
        ? Merged.obstacle("the order of rows that tie is that of a subquery or of several windows")
        : new StreamPlanner(extras, scope, gather).plan(select, query, ties.get());
  }
}
