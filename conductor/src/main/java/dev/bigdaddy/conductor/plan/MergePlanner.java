package dev.bigdaddy.conductor.plan;

import dev.bigdaddy.conductor.schema.QueryPlan;
import dev.bigdaddy.conductor.schema.SchemaVersion;
import dev.bigdaddy.sql.tree.Expr;
import dev.bigdaddy.sql.tree.Quantifier;
import dev.bigdaddy.sql.tree.Select;
import dev.bigdaddy.sql.tree.SelectCore;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Chooses how the nodes' answers to a query become one: as sorted streams or as partial aggregates.
/// Used by one thread.
final class MergePlanner {
  private static final Long FEW_ROWS = 10L;

  private final SchemaVersion version;
  private final ExtraValues extras;
  private final Scope scope;
  private final Partitioning.Result parts;
  private final Later<ReadPlan.Gather> gather;
  private final RowOrder order;

  MergePlanner(
      SchemaVersion version,
      ExtraValues extras,
      Partitioning.Result parts,
      Later<ReadPlan.Gather> gather,
      RowOrder order) {
    this.version = version;
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
  }

  /// Plans the merge of a statement whose stars are named.
  ///
  /// @param text the statement as the user wrote it
  Merged plan(Select select, SelectCore.Query query, NodeSql text) {
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
    Later<QueryPlan> plan = new Later<>(() -> queryPlan(select, text));
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
          : PartialPlanner.plan(scope, gather, select, query, details, version.user());
    }
    if (distinct) {
      return aggregates
          ? Merged.obstacle("DISTINCT over aggregates")
          : new DistinctPlanner(version.user(), extras, scope, gather).plan(select, query, details);
    }
    boolean ordered = order == RowOrder.AS_ONE_FILE || select.limit().isPresent();
    Optional<List<ScanOrder.Term>> ties =
        ordered
            ? new TieOrder(select, query, scope, version.user()).terms(plan)
            : Optional.of(List.of());
    return ties.isEmpty()
        ? Merged.obstacle("the order of rows that tie is that of a subquery or of several windows")
        : new StreamPlanner(extras, scope).plan(select, query, ties.get());
  }

  private QueryPlan queryPlan(Select select, NodeSql text) {
    int[] sources = text.sources();
    @Nullable Object[] values =
        new @Nullable Object[sources == null ? extras.userParameters() : sources.length];
    if (select.limit().isPresent()
        && select.limit().get().count().unparenthesized() instanceof Expr.Parameter limit) {
      // SQLite plans for the number that is bound: for a small one, here.
      for (int i = 0; i < values.length; i++) {
        int source = sources == null ? i : sources[i];
        values[i] = source == limit.number() - 1 ? FEW_ROWS : null;
      }
    }
    return version.shadow().queryPlan(text.text(), values);
  }
}
