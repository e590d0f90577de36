package dev.bigdaddy.conductor.plan;

import dev.bigdaddy.conductor.schema.SchemaVersion;
import dev.bigdaddy.conductor.schema.ShadowSchema;
import dev.bigdaddy.conductor.schema.UserSchema;
import dev.bigdaddy.sql.SqlParser;
import dev.bigdaddy.storage.NodeId;
import dev.bigdaddy.topology.SchemaObject;
import dev.bigdaddy.topology.TableLayout;
import dev.bigdaddy.topology.TableName;
import dev.bigdaddy.topology.TopologySnapshot;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/// A schema over four nodes, without any files.
final class TestSchema implements AutoCloseable {
  private static final int NODES = 4;

  private ShadowSchema shadow = ShadowSchema.of(List.of());
  private final Map<String, TableLayout> layouts = new HashMap<>();

  /// A spread table with eight shards, or as many as the key's name says: `k` or `k/16`.
  TestSchema spread(String name, String key, String columns) {
    String[] parts = key.split("/", -1);
    int shards = parts.length > 1 ? Integer.parseInt(parts[1]) : 8;
    List<String> names = parts[0].isEmpty() ? List.of() : List.of(parts[0].split(",", -1));
    return add(name, TableLayout.spread(new TableName(name), names, shards, NODES), columns);
  }

  TestSchema whole(String name, String columns) {
    return add(name, TableLayout.whole(new TableName(name), NodeId.HOME), columns);
  }

  TestSchema reference(String name, String columns) {
    return add(name, TableLayout.reference(
            new TableName(name), IntStream.range(0, NODES).mapToObj(NodeId::new).toList()), columns);
  }

  private TestSchema add(String name, TableLayout layout, String columns) {
    layouts.put(TableName.fold(name), layout);
    return run("CREATE TABLE " + name + columns);
  }

  /// An index or a view.
  TestSchema run(String ddl) {
    ShadowSchema next = shadow.apply(ddl);
    shadow.close();
    shadow = next;
    return this;
  }

  SchemaVersion version() {
    List<SchemaObject> objects = shadow.objects();
    List<TableLayout> tables = new ArrayList<>();
    for (SchemaObject object : objects) {
      TableLayout layout = layouts.get(TableName.fold(object.name()));
      if (object.type().equals("table") && layout != null) {
        tables.add(layout);
      }
    }
    TopologySnapshot topology =
        new TopologySnapshot(
            1, NODES, 1, Set.of(NodeId.HOME), Set.of(), tables, objects, List.of());
    return new SchemaVersion(UserSchema.of(topology), shadow);
  }

  StatementPlan plan(String sql) {
    return new Planner(version(), Set.of()).plan(SqlParser.parse(sql));
  }

  /// The rung, and what a merge is: `one node`, `stream`, `partial`, `gather`; before it `key: ` if
  /// the shard key narrows the shards (`key: one node` if to one, however its rows are sorted); behind
  /// it the reason why nothing cheaper fitted.
  String rung(String sql) {
    StatementPlan plan = plan(sql);
    if (!(plan.action() instanceof StatementPlan.Action.Read(ReadPlan read))) {
      throw new AssertionError("no read: " + sql);
    }
    String rung = rung(read);
    return plan.reason().isEmpty() || rung.endsWith("partial") ? rung : rung + ", " + plan.reason();
  }

  private static String rung(ReadPlan read) {
    return switch (read) {
      case ReadPlan.OneNode _, ReadPlan.OwnHome _ -> "one node";
      case ReadPlan.Checks _ -> "each node";
      case ReadPlan.SchemaOnly _ -> "schema";
      case ReadPlan.Gather _ -> "gather";
      case ReadPlan.Staged staged -> "sub-results, " + rung(staged.main());
      case ReadPlan.Choice choice ->
          "one of " + choice.ways().size() + ": " + rung(choice.ways().getFirst());
      case ReadPlan.Spread spread ->
          (spread.route().isPresent() ? "key: " : "")
              + (isOneNode(spread) ? "one node" : merge(spread.merge().orElseThrow()));
    };
  }

  private static boolean isOneNode(ReadPlan.Spread spread) {
    return spread.merge().isEmpty() || spread.route().map(KeyRoute::isOneValue).orElse(false);
  }

  private static String merge(ReadPlan.Merge merge) {
    return switch (merge) {
      case ReadPlan.Stream _ -> "stream";
      case ReadPlan.Partial _ -> "partial";
      case ReadPlan.GatherInstead _ -> "gather";
    };
  }

  @Override
  public void close() {
    shadow.close();
  }
}
