package dev.bigdaddy.conductor.execute;

import dev.bigdaddy.conductor.Explanation;
import dev.bigdaddy.conductor.Explanation.NodeStatement;
import dev.bigdaddy.conductor.plan.GatheredTable;
import dev.bigdaddy.conductor.plan.KeyRoute;
import dev.bigdaddy.conductor.plan.NodeSql;
import dev.bigdaddy.conductor.plan.ReadPlan;
import dev.bigdaddy.conductor.plan.StatementPlan;
import dev.bigdaddy.conductor.plan.StatementPlan.Action;
import dev.bigdaddy.conductor.plan.WritePlan;
import dev.bigdaddy.conductor.schema.SchemaVersion;
import dev.bigdaddy.conductor.schema.UserTable;
import dev.bigdaddy.storage.NodeId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Tells a plan in words. Used by one thread.
public final class PlanExplanation {
  private final SchemaVersion schema;
  private final Evaluator evaluator;
  private final @Nullable Object @Nullable [] values;

  /// @param values the statement's values, by which routes name their nodes; null if they are not
  ///     known
  public PlanExplanation(
      SchemaVersion schema, Evaluator evaluator, @Nullable Object @Nullable [] values) {
    this.schema = schema;
    this.evaluator = evaluator;
    this.values = values;
  }

  /// The explanation of a plan.
  public Explanation of(StatementPlan plan) {
    return switch (plan.action()) {
      case Action.Read(ReadPlan read) -> read(read, plan.reason());
      case Action.Write(WritePlan write, _) -> write(write);
      case Action.ChangeSchema() -> all("schema change on all its nodes and the topology", schema);
      case Action.HomeCommand() -> home("one node", plan.parsed().text());
      case Action.InsertRows(ReadPlan rows, _, _, _) -> read(rows, plan.reason());
      case Action.Maintain _, Action.Vacuum(), Action.VacuumInto _ -> all("each node", schema);
      case Action.Control(), Action.SessionPragma(), Action.Hint(), Action.FixedPragma(),
          Action.Command _, Action.Attach _, Action.Detach _, Action.OwnCommand _ ->
          new Explanation("session", "", List.of(), "");
      case Action.Explain(StatementPlan explained) -> of(explained);
    };
  }

  private static Explanation all(String rung, SchemaVersion schema) {
    List<NodeStatement> nodes =
        schema.user().topology().createdNodes().stream()
            .map(node -> new NodeStatement(node.name(), "", ""))
            .toList();
    return new Explanation(rung, "", nodes, "");
  }

  private static Explanation home(String rung, String sql) {
    return new Explanation(
        rung, "", List.of(new NodeStatement(NodeId.HOME.name(), "", sql)), "");
  }

  private Explanation read(ReadPlan plan, String reason) {
    return switch (plan) {
      case ReadPlan.OneNode(NodeId node, NodeSql sql) ->
          new Explanation(
              "one node", "", List.of(new NodeStatement(node.name(), "", sql.text())), "");
      case ReadPlan.OwnHome(NodeSql sql, _) -> home("one node", sql.text());
      case ReadPlan.SchemaOnly(NodeSql sql) ->
          new Explanation("schema only", "", List.of(), "the schema answers: " + sql.text());
      case ReadPlan.Checks(var checked, NodeSql sql, _) ->
          new Explanation(
              "each node",
              "",
              checked.stream()
                  .map(node -> new NodeStatement(node.name(), "", sql.text()))
                  .toList(),
              "");
      case ReadPlan.Spread spread -> spread(spread, reason);
      case ReadPlan.Gather gather -> gather(gather, reason);
      case ReadPlan.Staged staged -> staged(staged, reason);
      case ReadPlan.Choice choice -> staged(choice.ways().getFirst(), reason);
    };
  }

  private Explanation spread(ReadPlan.Spread plan, String reason) {
    if (plan.merge().isEmpty()) {
      return new Explanation(
          "one node", "", nodes(plan.table(), plan.route(), plan.alone().text()), "");
    }
    ReadPlan.Merge merge = plan.merge().get();
    List<NodeStatement> nodes = nodes(plan.table(), plan.route(), merge.nodeSql().text());
    if (plan.route().isPresent() && plan.route().get().isOneValue()) {
      NodeSql sql = merge.ordersRows() ? merge.nodeSql() : plan.alone();
      return new Explanation("one node", "", nodes(plan.table(), plan.route(), sql.text()), "");
    }
    String rung = plan.route().isPresent() ? "one node, or " : "";
    return switch (merge) {
      case ReadPlan.Stream stream ->
          new Explanation(rung + "streamed merge", reason, nodes, describe(stream));
      case ReadPlan.Partial partial ->
          new Explanation(
              rung + "partial aggregates", reason, nodes, partial.statement().text());
      case ReadPlan.GatherInstead(var gather, _) ->
          new Explanation(rung + "gather", reason, nodes, gather.get().statement().text());
    };
  }

  private List<NodeStatement> nodes(
      UserTable table, Optional<KeyRoute> route, String sql) {
    int all = table.layout().shards().size();
    if (route.isPresent() && route.get().index().isPresent()) {
      String index = route.get().index().get().index().name();
      return List.of(
          new NodeStatement("by index", table.name() + ": by index " + index + " of " + all, sql));
    }
    if (route.isPresent() && values == null) {
      String shards = table.name() + ": by " + describe(route.get()) + " of " + all;
      return List.of(new NodeStatement("by key", shards, sql));
    }
    Map<NodeId, Integer> counts =
        ShardChoice.of(table, route, evaluator, values == null ? new Object[0] : values).shards();
    List<NodeStatement> nodes = new ArrayList<>();
    counts.forEach(
        (node, count) ->
            nodes.add(
                new NodeStatement(node.name(), table.name() + ": " + count + " of " + all, sql)));
    return nodes;
  }

  private static String describe(KeyRoute route) {
    List<String> key = route.table().layout().shardKey();
    return key.isEmpty() ? "rowid" : String.join(", ", key);
  }

  private static String describe(ReadPlan.Stream stream) {
    String order =
        stream.terms().stream()
            .map(term -> (term.column() + 1) + (term.descending() ? " DESC" : ""))
            .collect(Collectors.joining(", "));
    return "merge by column "
        + order
        + (stream.distinct().isEmpty() ? "" : ", once each")
        + (stream.limit().isPresent() ? ", LIMIT once" : "");
  }

  /// What each sub-result asks of the nodes, then what the main statement does.
  private Explanation staged(ReadPlan.Staged plan, String reason) {
    List<NodeStatement> nodes = new ArrayList<>();
    for (ReadPlan.SubResult subResult : plan.subResults()) {
      Explanation first = read(subResult.plan(), "");
      String what = first.rung().contains("gather") ? "gathered " : "";
      for (NodeStatement node : first.nodes()) {
        nodes.add(
            new NodeStatement(
                what + describe(subResult.use()) + " from " + node.node(),
                node.shards(),
                node.sql()));
      }
    }
    boolean known =
        plan.subResults().stream()
            .allMatch(subResult -> subResult.use() instanceof ReadPlan.SubResultUse.Table);
    PlanExplanation afterwards = known ? this : new PlanExplanation(schema, evaluator, null);
    Explanation main = afterwards.read(plan.main(), "");
    nodes.addAll(main.nodes());
    return new Explanation(
        "sub-results first, then " + main.rung(), reason, nodes, main.merge());
  }

  private static String describe(ReadPlan.SubResultUse use) {
    return switch (use) {
      case ReadPlan.SubResultUse.Table table -> table.name();
      case ReadPlan.SubResultUse.Value(int index) -> "value ?" + (index + 1);
      case ReadPlan.SubResultUse.Presence(int index) -> "value ?" + (index + 1);
    };
  }

  private Explanation gather(ReadPlan.Gather plan, String reason) {
    List<NodeStatement> nodes = new ArrayList<>();
    for (ReadPlan.Load load : plan.loads()) {
      if (load.route().isPresent()) {
        nodes.addAll(
            nodes(load.route().get().table(), load.route(), load.nodeSql().text()));
        continue;
      }
      nodes.addAll(nodes(load));
    }
    return new Explanation("gather", reason, nodes, plan.statement().text());
  }

  private static List<NodeStatement> nodes(ReadPlan.Load load) {
    List<NodeStatement> nodes = new ArrayList<>();
    load.shardsOfNodes()
        .forEach(
            (node, count) ->
                nodes.add(
                    new NodeStatement(
                        node.name(),
                        load.table() + ": " + count + " of " + load.nodes().size(),
                        load.nodeSql().text())));
    return nodes;
  }

  private Explanation write(WritePlan plan) {
    return switch (plan) {
      case WritePlan.Home(NodeSql sql, _, _) -> home("one node", sql.text());
      case WritePlan.SpreadInsert insert ->
          new Explanation(
              "split by shard key",
              "",
              List.of(
                  new NodeStatement(
                      "by key",
                      insert.table().name() + ": " + insert.rows().size() + " rows",
                      "INSERT INTO " + insert.table().name())),
              "");
      case WritePlan.SpreadChange change ->
          new Explanation(
              change.route().isPresent() && change.route().get().index().isEmpty()
                  ? "one node"
                  : "split over its nodes",
              "",
              nodes(change.table(), change.route(), change.sql().text()),
              "");
      case WritePlan.FoundChange change -> found(change);
      case WritePlan.FoundInsert insert -> found(insert);
      case WritePlan.Reference reference ->
          home("one node, then all copies", reference.home().sql().text());
      case WritePlan.Gathered gathered -> gathered(gathered);
      case WritePlan.Lent lent -> lent(lent);
    };
  }

  private Explanation found(WritePlan.FoundChange change) {
    Explanation search = read(change.search(), change.reason());
    List<NodeStatement> nodes = new ArrayList<>(search.nodes());
    nodes.add(
        new NodeStatement("by key", change.table().name() + ": each row", change.sql().text()));
    return new Explanation(
        "rows found first: " + search.rung(), search.reason(), nodes, search.merge());
  }

  private Explanation found(WritePlan.FoundInsert insert) {
    Explanation search = read(insert.search(), insert.reason());
    Explanation rows = new PlanExplanation(schema, evaluator, null).write(insert.batches().of(1));
    List<NodeStatement> nodes = new ArrayList<>(search.nodes());
    nodes.addAll(rows.nodes());
    return new Explanation(
        "rows found first: " + search.rung() + ", then " + rows.rung(),
        search.reason(),
        nodes,
        search.merge());
  }

  private static Explanation lent(WritePlan.Lent plan) {
    List<NodeStatement> nodes = new ArrayList<>();
    plan.loads().forEach(load -> nodes.addAll(nodes(load)));
    return new Explanation(
        "gathered for the session's own connection",
        "what it writes is the session's alone",
        nodes,
        plan.home().sql().text());
  }

  private Explanation gathered(WritePlan.Gathered plan) {
    List<NodeStatement> nodes = new ArrayList<>();
    plan.search().ifPresent(search -> nodes.addAll(read(search.plan(), "").nodes()));
    for (GatheredTable table : plan.tables()) {
      int all = table.table().layout().shards().size();
      for (NodeId node : table.table().layout().nodes()) {
        int here = table.table().layout().shardsOn(node).size();
        nodes.add(
            new NodeStatement(
                node.name(), table.table().name() + ": " + here + " of " + all, table.explained(node)));
      }
    }
    String found = plan.search().isPresent() ? "rows found first: " : "";
    return new Explanation(
        found + "gather, execute, apply", plan.reason(), nodes, plan.sql().text());
  }

  /// The explanation in the shape of SQLite's EXPLAIN QUERY PLAN.
  public static List<@Nullable Object[]> rows(Explanation explanation) {
    List<@Nullable Object[]> rows = new ArrayList<>();
    long id = 1;
    String why = explanation.reason().isEmpty() ? "" : " (" + explanation.reason() + ")";
    rows.add(new @Nullable Object[] {id++, 0L, 0L, explanation.rung() + why});
    for (NodeStatement node : explanation.nodes()) {
      String shards = node.shards().isEmpty() ? "" : " [" + node.shards() + "]";
      rows.add(new @Nullable Object[] {id++, 1L, 0L, node.node() + shards + ": " + node.sql()});
    }
    if (!explanation.merge().isEmpty()) {
      rows.add(new @Nullable Object[] {id, 1L, 0L, "merge: " + explanation.merge()});
    }
    return rows;
  }
}
