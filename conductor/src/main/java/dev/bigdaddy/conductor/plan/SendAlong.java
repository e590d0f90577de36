package dev.bigdaddy.conductor.plan;

import dev.bigdaddy.conductor.plan.ReadPlan.SentRows;
import dev.bigdaddy.conductor.plan.ReadPlan.Staged;
import dev.bigdaddy.conductor.plan.ReadPlan.SubResult;
import dev.bigdaddy.conductor.schema.SchemaVersion;
import dev.bigdaddy.conductor.schema.UserSchema;
import dev.bigdaddy.conductor.schema.UserTable;
import dev.bigdaddy.sql.tree.Select;
import dev.bigdaddy.sql.tree.SelectCore;
import dev.bigdaddy.storage.NodeId;
import dev.bigdaddy.topology.TableKind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// Plans the rung of sub-results: what keeps a statement from being computed by each node is computed
/// first and sent along.
///
///     SELECT o.id FROM orders o, customers c WHERE c.id = o.customer AND c.city = 'Rome'
///     SELECT c.id FROM customers AS c WHERE c.city = 'Rome'               (first, by its own plan)
///     SELECT o.id FROM orders o, _bigdaddy_sent_0 AS c WHERE …                    (on each node)
///
/// Uncorrelated subqueries in expressions are sent ({@link SendSubqueries}), and tables and
/// subqueries of FROM that do not lie with the others ({@link SendTables}). Where tables of several
/// groups could stay, each is a way of its own, and the sizes of the tables decide at run time.
/// Used by one thread, for one statement.
final class SendAlong {
  private final SelectPlanner planner;
  private final SchemaVersion version;
  private final UserSchema schema;
  private final ExtraValues extras;
  private final Later<ReadPlan.Gather> gather;

  SendAlong(
      SelectPlanner planner,
      SchemaVersion version,
      ExtraValues extras,
      Later<ReadPlan.Gather> gather) {
    this.planner = planner;
    this.version = version;
    this.schema = version.user();
    this.extras = extras;
    this.gather = gather;
  }

  /// A statement some of whose rows are sent along.
  ///
  /// @param select the statement over what is sent
  /// @param subResults what is computed first
  /// @param tables by folded name, the tables that are sent
  /// @param sent the user's tables whose rows are sent
  record Way(
      Select select,
      List<SubResult> subResults,
      Map<String, UserTable> tables,
      List<SentRows> sent) {

    static Way of(Select select) {
      return new Way(select, List.of(), Map.of(), List.of());
    }

    /// The same with more that is sent.
    Way with(Select changed, Way more) {
      List<SubResult> all = new ArrayList<>(subResults);
      all.addAll(more.subResults());
      Map<String, UserTable> known = new HashMap<>(tables);
      known.putAll(more.tables());
      List<SentRows> rows = new ArrayList<>(sent);
      rows.addAll(more.sent());
      return new Way(changed, all, known, rows);
    }
  }

  /// The plan; empty if sending does not help.
  ///
  /// @param select the statement without views, WITH and compounds at the top
  /// @param text the statement as SQLite would plan it on one file
  Optional<ReadPlan> plan(Select select, NodeSql text) {
    boolean known =
        TableUses.of(select, schema).tables().stream()
            .allMatch(
                name ->
                    schema.table(name).isPresent() || schema.virtualTable(name).isPresent());
    Relations names = Relations.of(schema).forNames().with(virtualTables(select));
    Partitioning.Outcome outcome = Partitioning.of(select, names);
    if (!known || outcome.result().isEmpty()) {
      return Optional.empty();
    }
    SentNames sentNames = planner.sentNames();
    SubResultPlanner subResults = new SubResultPlanner(planner, version, extras, sentNames);
    Select named = outcome.result().get().select();
    List<Staged> plans = plans(Way.of(named), subResults, text, nodes());
    if (plans.isEmpty()) {
      Way correlated = new SendCorrelated(schema, subResults).in(named);
      boolean any = !correlated.subResults().isEmpty();
      plans = any ? plans(correlated, subResults, text, nodes()) : plans;
    }
    if (plans.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        plans.size() == 1 ? plans.getFirst() : new ReadPlan.Choice(nodes(), plans));
  }

  /// Virtual tables, if all stand in subqueries: on the nodes nothing can stand for one itself.
  private Map<String, UserTable> virtualTables(Select select) {
    return select.core() instanceof SelectCore.Query query
            && VirtualColumns.standsIn(query, schema)
        ? Map.of()
        : VirtualColumns.in(select, version);
  }

  private List<Staged> plans(
      Way way, SubResultPlanner subResults, NodeSql text, Set<NodeId> nodes) {
    Way sent = new SendSubqueries(schema, subResults).in(way.select());
    List<Staged> plans = new ArrayList<>();
    for (Way found : new SendTables(schema, subResults).ways(way.with(sent.select(), sent))) {
      staged(found, text, nodes).ifPresent(plans::add);
    }
    return plans;
  }

  /// All nodes, since a part may read a virtual index, which lies anywhere.
  private Set<NodeId> nodes() {
    Set<NodeId> nodes = new TreeSet<>(schema.createdNodes());
    nodes.add(NodeId.HOME);
    return nodes;
  }

  private Optional<Staged> staged(Way way, NodeSql text, Set<NodeId> nodes) {
    if (way.subResults().isEmpty()) {
      return Optional.empty();
    }
    if (!TableUses.of(way.select(), schema).any(TableKind.SPREAD, schema)) {
      ReadPlan home = new ReadPlan.OneNode(NodeId.HOME, NodeText.of(way.select()));
      return Optional.of(staged(way, home, nodes, Set.of(NodeId.HOME)));
    }
    Relations relations =
        new Relations(schema, way.tables(), Relations.Placement.MATTERS);
    Partitioning.Outcome outcome = Partitioning.of(way.select(), relations);
    if (outcome.result().isEmpty() || outcome.result().get().partitioned().isEmpty()) {
      return Optional.empty();
    }
    ReadPlan main = planner.partitionedRead(text, outcome.result().get(), gather).plan();
    return main instanceof ReadPlan.Spread(UserTable table, _, _, _)
        ? Optional.of(staged(way, main, nodes, table.layout().nodes()))
        : Optional.empty();
  }

  private Staged staged(Way way, ReadPlan main, Set<NodeId> nodes, Set<NodeId> mainNodes) {
    return new Staged(nodes, way.subResults(), main, mainNodes, way.sent(), gather);
  }
}
