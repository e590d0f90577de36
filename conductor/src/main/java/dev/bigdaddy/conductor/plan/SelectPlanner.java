package dev.bigdaddy.conductor.plan;

import dev.bigdaddy.conductor.index.IndexCatalog;
import dev.bigdaddy.conductor.schema.SchemaVersion;
import dev.bigdaddy.conductor.schema.UserSchema;
import dev.bigdaddy.conductor.schema.UserTable;
import dev.bigdaddy.sql.tree.Select;
import dev.bigdaddy.sql.tree.SelectCore;
import dev.bigdaddy.storage.NodeId;
import dev.bigdaddy.topology.TableKind;
import java.util.List;
import java.util.Optional;

/// Climbs the read ladder for a SELECT: takes the first rung that is right.
///
/// The rungs ask, in this order: does one node have it all? Can every node compute its part of the
/// FROM clause? If so, are the parts merged as sorted streams or as partial aggregates? Whatever none
/// of them can do, gathering can. Used by one thread.
final class SelectPlanner {
  private final SchemaVersion version;
  private final UserSchema schema;
  private final ExtraValues extras;

  SelectPlanner(SchemaVersion version, ExtraValues extras) {
    this.version = version;
    this.schema = version.user();
    this.extras = extras;
  }

  /// A plan with the reason why no cheaper rung fitted.
  record Planned(ReadPlan plan, String reason) {}

  /// Plans a SELECT.
  ///
  /// @param text the SELECT as the user wrote it
  Planned plan(Select select, String text) {
    TableUses uses = TableUses.of(select, schema);
    if (uses.schemaTables()) {
      return schemaRead(select, uses);
    }
    if (!uses.temporary().isEmpty()) {
      return temporaryRead(select, uses);
    }
    if (!uses.any(TableKind.SPREAD, schema)) {
      return new Planned(new ReadPlan.OneNode(NodeId.HOME, NodeText.of(select)), "");
    }
    return spreadRead(select, text, uses);
  }

  private Planned schemaRead(Select select, TableUses uses) {
    if (!uses.tables().isEmpty()) {
      throw NotSupported.of("sqlite_schema through a view or IN, beside tables");
    }
    return new Planned(new ReadPlan.SchemaOnly(NodeText.of(select)), "");
  }

  private Planned temporaryRead(Select select, TableUses uses) {
    if (uses.any(TableKind.SPREAD, schema)) {
      return gather(select, uses, "the temporary " + uses.temporary().iterator().next());
    }
    return new Planned(ReadPlan.OwnHome.of(NodeText.of(select), uses), "");
  }

  private Planned spreadRead(Select select, String text, TableUses uses) {
    InlineViews.Inlined inlined = InlineViews.in(select, schema);
    if (inlined.select().isEmpty()) {
      return gather(select, uses, inlined.obstacle());
    }
    Select simple = FlattenSubquery.in(inlined.select().get());
    if (simple.isCompound()) {
      return gather(select, uses, "a compound SELECT");
    }
    Partitioning.Outcome outcome = Partitioning.of(simple, Relations.of(schema));
    if (outcome.result().isEmpty()) {
      return gather(select, uses, outcome.obstacle());
    }
    Partitioning.Result parts = outcome.result().get();
    if (parts.partitioned().isEmpty()) {
      return gather(select, uses, "no spread table in FROM");
    }
    return partitionedRead(select, text, uses, parts);
  }

  private Planned partitionedRead(
      Select select, String text, TableUses uses, Partitioning.Result parts) {
    Select alone = parts.select();
    SelectCore.Query query = parts.query();
    UserTable table = parts.table();
    Optional<KeyRoute> route =
        parts.route().or(() -> parts.indexRoute(IndexCatalog.of(schema)));
    if (route.isPresent() && route.get().isOneValue() && !orderMatters(parts, alone, query)) {
      return new Planned(
          new ReadPlan.Spread(table, route, NodeText.of(alone), Optional.empty()), "");
    }
    ReadPlan.Gather gather = new GatherPlanner(schema).plan(select, uses);
    MergePlanner merges = new MergePlanner(version, extras, parts, gather);
    MergePlanner.Merged merged = merges.plan(alone, query, text);
    if (merged.merge().isEmpty() && route.isEmpty()) {
      return new Planned(gather, merged.obstacle());
    }
    ReadPlan.Merge merge =
        merged.merge().orElseGet(() -> new ReadPlan.GatherInstead(gather, NodeText.of(alone)));
    return new Planned(
        new ReadPlan.Spread(table, route, NodeText.of(alone), Optional.of(merge)),
        merged.obstacle());
  }

  /// Whether several rows can come in an order that the user did not give in full. A node may scan in
  /// another order than a plain file, since the hidden column makes its rows wider.
  private static boolean orderMatters(
      Partitioning.Result parts, Select select, SelectCore.Query query) {
    if (parts.scope().instances().size() > 1) {
      return false;
    }
    UserTable table = parts.anchor().table();
    if (parts.anchor().isDerived()) {
      return false;
    }
    List<String> key = table.layout().shardKey();
    boolean oneRow =
        key.isEmpty()
            || table.uniqueKeys().stream().anyMatch(unique -> key.containsAll(unique.columns()));
    boolean oneGroup = query.groupBy().isEmpty() && Aggregates.anyIn(select);
    return !oneRow && !oneGroup;
  }

  private Planned gather(Select select, TableUses uses, String reason) {
    return new Planned(new GatherPlanner(schema).plan(select, uses), reason);
  }
}
