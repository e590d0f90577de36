package dev.bigdaddy.conductor.plan;

import dev.bigdaddy.conductor.plan.MergePlanner.RowOrder;
import dev.bigdaddy.conductor.schema.QueryPlan;
import dev.bigdaddy.conductor.schema.SchemaVersion;
import dev.bigdaddy.conductor.schema.UserSchema;
import dev.bigdaddy.conductor.schema.UserTable;
import dev.bigdaddy.sql.tree.Expr;
import dev.bigdaddy.sql.tree.Select;
import dev.bigdaddy.sql.tree.SelectCore;
import dev.bigdaddy.storage.NodeId;
import dev.bigdaddy.topology.TableKind;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Climbs the read ladder for a SELECT: takes the first rung that is right.
///
/// The rungs ask, in this order: does one node have it all? Can every node compute its part of the
/// FROM clause? If so, are the parts merged as sorted streams or as partial aggregates? Whatever none
/// of them can do, gathering can. Used by one thread.
final class SelectPlanner {
  /// Sub-results of sub-results: deeper ones are gathered, so that planning ends soon.
  private static final int DEEPEST_SUB_RESULT = 4;

  private static final Long FEW_ROWS = 10L;

  private final SchemaVersion version;
  private final UserSchema schema;
  private final ExtraValues extras;
  private final SentNames sentNames = new SentNames();
  private @Nullable Select written;
  private @Nullable NodeSql writtenText;
  private int depth;
  private RowOrder order = RowOrder.AS_ONE_FILE;

  SelectPlanner(SchemaVersion version, ExtraValues extras) {
    this.version = version;
    this.schema = version.user();
    this.extras = extras;
  }

  /// The same for a statement as the user wrote it, as long as nothing of it is changed.
  SelectPlanner(SchemaVersion version, ExtraValues extras, Select written, String text) {
    this(version, extras);
    this.written = written;
    // Values of our own may stand behind the user's.
    this.writtenText = new NodeSql(text, IntStream.range(0, extras.userParameters()).toArray());
  }

  /// A plan with the reason why no cheaper rung fitted.
  record Planned(ReadPlan plan, String reason) {}

  /// Plans a SELECT.
  ///
  /// @param uses its tables
  /// @param text the SELECT as the user wrote it
  Planned plan(Select select, TableUses uses, String text) {
    return plan(select, uses, NodeSql.verbatim(text));
  }

  /// Plans a sub-result of a statement.
  Planned planSubResult(Select select, RowOrder wanted) {
    return planSubResult(select, NodeText.of(select), wanted);
  }

  /// The same where SQLite runs another statement for it on one file.
  Planned planSubResult(Select select, NodeSql text, RowOrder wanted) {
    RowOrder before = order;
    depth++;
    order = wanted;
    try {
      return plan(select, TableUses.of(select, schema), text);
    } finally {
      depth--;
      order = before;
    }
  }

  /// The same with another text.
  Planned plan(Select select, TableUses uses, NodeSql text) {
    if (uses.schemaTables()) {
      return schemaRead(select, uses);
    }
    Optional<String> hidden = uses.hidden(schema);
    if (hidden.isPresent() && !uses.hasOwnVirtual(schema)) {
      return gather(select, uses, "a temporary table has the name of " + hidden.get());
    }
    if (!uses.own().isEmpty()) {
      return ownRead(select, uses);
    }
    if (!uses.any(TableKind.SPREAD, schema)) {
      return new Planned(new ReadPlan.OneNode(NodeId.HOME, NodeText.of(select)), "");
    }
    return spreadRead(select, text, uses);
  }

  private Planned schemaRead(Select select, TableUses uses) {
    return uses.hasTables()
        ? gatherIntoSchema(select, uses)
        : new Planned(new ReadPlan.SchemaOnly(NodeText.of(select)), "");
  }

  private Planned gatherIntoSchema(Select select, TableUses uses) {
    return new Planned(
        gatherPlanner().intoSchema(select, uses, version.shadow()),
        uses.hasOwnVirtual(schema)
            ? "a virtual table is the session's own"
            : "it reads the schema itself beside tables");
  }

  private Planned ownRead(Select select, TableUses uses) {
    if (uses.any(TableKind.SPREAD, schema)) {
      return uses.hasOwnVirtual(schema)
              || uses.attached().stream().anyMatch(TableUses.AttachedTable::isSchema)
          ? gatherIntoSchema(select, uses)
          : gather(select, uses, "the " + uses.own().iterator().next());
    }
    return new Planned(ReadPlan.OwnHome.of(NodeText.of(select), uses), "");
  }

  private Planned spreadRead(Select select, NodeSql text, TableUses uses) {
    InlineViews.Inlined inlined =
        uses.views().isEmpty() && !uses.commonTables()
            ? new InlineViews.Inlined(Optional.of(select), "")
            : InlineViews.in(select, schema);
    if (inlined.select().isEmpty()) {
      return gather(select, uses, inlined.obstacle());
    }
    Select flat = FlattenSubquery.in(inlined.select().get(), schema);
    Optional<Select> simple = CompoundAsSubquery.of(flat, schema);
    Partitioning.Outcome outcome =
        simple
            .map(s -> Partitioning.of(s, Relations.of(schema)))
            .orElse(Partitioning.Outcome.obstacle("a compound SELECT"));
    boolean partitioned =
        outcome.result().isPresent() && !outcome.result().get().partitioned().isEmpty();
    if (partitioned) {
      return partitionedRead(text, outcome.result().get(), gatherLater(select, uses));
    }
    Optional<BoundStatement.Bound> bound = BoundStatement.of(flat, Relations.of(schema));
    if (bound.isPresent()) {
      KeyRoute route = bound.get().route();
      Select alone =
          PinnedScans.in(bound.get().select(), plainPlan(select, text), schema);
      return new Planned(
          new ReadPlan.Spread(
              route.table(), Optional.of(route), NodeText.of(alone), Optional.empty()),
          "");
    }
    String obstacle =
        outcome.result().isPresent() ? "no spread table in FROM" : outcome.obstacle();
    Later<ReadPlan.Gather> gather = gatherLater(select, uses);
    if (simple.isEmpty() || depth >= DEEPEST_SUB_RESULT) {
      return new Planned(gather.get(), obstacle);
    }
    return new SendAlong(this, version, extras, gather)
        .plan(simple.get(), text)
        .map(plan -> new Planned(plan, obstacle))
        .orElseGet(() -> new Planned(gather.get(), obstacle));
  }

  /// Whether SQLite finds rows through several indexes: in an order that no query here keeps.
  boolean isMultiIndex(NodeSql text) {
    @Nullable Object[] values =
        new @Nullable Object[text.sources() == null ? extras.userParameters() : text.sources().length];
    return version.shadow().queryPlan(text.text(), values).steps().stream()
        .anyMatch(step -> step.startsWith("MULTI-INDEX"));
  }

  /// The names of what is sent along, one row of them for the statement and all its sub-results.
  SentNames sentNames() {
    return sentNames;
  }

  private Later<ReadPlan.Gather> gatherLater(Select select, TableUses uses) {
    // Looked at now, so that it is known of the plan.
    for (String table : uses.tables()) {
      if (table.equals(UserSchema.SEQUENCES) || schema.table(table).isEmpty()) {
        ReadPlan.Gather gather = gatherPlanner().plan(select, uses);
        return new Later<>(() -> gather);
      }
    }
    return new Later<>(() -> gatherPlanner().plan(select, uses));
  }

  /// Plans a query of which each node computes its part.
  ///
  /// @param text the statement as SQLite would plan it on one file
  /// @param gather what runs where nothing cheaper fits
  Planned partitionedRead(NodeSql text, Partitioning.Result parts, Later<ReadPlan.Gather> gather) {
    Later<QueryPlan> plan = plainPlan(parts.select(), text);
    Select alone =
        schema.hasSwayed() && joinsOwnTablesOnly(parts)
            ? PinnedScans.in(parts.select(), plan, schema)
            : parts.select();
    SelectCore.Query query = (SelectCore.Query) alone.core();
    UserTable table = parts.table();
    Optional<KeyRoute> route =
        parts.route().or(() -> parts.indexRoute(schema));
    if (route.isPresent() && route.get().isOneValue() && !orderMatters(parts, alone, query)) {
      return new Planned(
          new ReadPlan.Spread(table, route, NodeText.of(alone), Optional.empty()), "");
    }
    MergePlanner merges = new MergePlanner(schema, extras, parts, gather, order);
    MergePlanner.Merged merged = merges.plan(alone, query, plan);
    if (merged.merge().isEmpty() && route.isEmpty()) {
      return new Planned(gather.get(), merged.obstacle());
    }
    ReadPlan.Merge merge =
        merged.merge().orElseGet(() -> new ReadPlan.GatherInstead(gather, NodeText.of(alone)));
    return new Planned(
        new ReadPlan.Spread(table, route, NodeText.of(alone), Optional.of(merge)),
        merged.obstacle());
  }

  /// Whether no rows are sent along to be joined: a node may find an index good for those that a plain
  /// file does not use.
  private boolean joinsOwnTablesOnly(Partitioning.Result parts) {
    return parts.scope().instances().stream()
        .allMatch(i -> i.isDerived() || schema.table(i.table().name()).isPresent());
  }

  private Later<QueryPlan> plainPlan(Select select, NodeSql text) {
    return new Later<>(() -> version.shadow().queryPlan(text.text(), likelyValues(select, text)));
  }

  /// SQLite plans for the number that is bound to a LIMIT: for a small one, here.
  private @Nullable Object[] likelyValues(Select select, NodeSql text) {
    int[] sources = text.sources();
    @Nullable Object[] values =
        new @Nullable Object[sources == null ? extras.userParameters() : sources.length];
    if (select.limit().isPresent()
        && select.limit().get().count().unparenthesized() instanceof Expr.Parameter limit) {
      for (int i = 0; i < values.length; i++) {
        int source = sources == null ? i : sources[i];
        values[i] = source == limit.number() - 1 ? FEW_ROWS : null;
      }
    }
    return values;
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

  private GatherPlanner gatherPlanner() {
    return new GatherPlanner(schema, this::textOf);
  }

  @SuppressWarnings("ReferenceEquality") // Another one that reads the same may be of another text.
  private NodeSql textOf(Select select) {
    return select == written && writtenText != null ? writtenText : NodeText.of(select);
  }

  private Planned gather(Select select, TableUses uses, String reason) {
    return new Planned(gatherPlanner().plan(select, uses), reason);
  }
}
