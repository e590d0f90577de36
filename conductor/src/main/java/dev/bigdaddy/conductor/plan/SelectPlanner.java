package dev.bigdaddy.conductor.plan;

import dev.bigdaddy.conductor.plan.Scope.Instance;
import dev.bigdaddy.conductor.schema.SchemaVersion;
import dev.bigdaddy.conductor.schema.UserSchema;
import dev.bigdaddy.conductor.schema.UserTable;
import dev.bigdaddy.sql.tree.Expr;
import dev.bigdaddy.sql.tree.Node;
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

  private Planned spreadRead(Select select, String text, TableUses uses) {
    Optional<String> obstacle = shapeObstacle(select);
    if (obstacle.isPresent()) {
      return gather(select, uses, obstacle.get());
    }
    SelectCore.Query query = (SelectCore.Query) select.core();
    Partitioning.Outcome outcome = Partitioning.of(query, schema);
    if (outcome.result().isEmpty()) {
      return gather(select, uses, outcome.obstacle());
    }
    Partitioning.Result parts = outcome.result().get();
    Instance anchor = parts.anchor();
    Optional<KeyRoute> route =
        KeyRoutes.of(anchor, parts.scope(), Conditions.restricting(query));
    SelectCore.Query named = withoutStars(query, parts.scope());
    Select alone =
        new Select(
            Optional.empty(), named, List.of(), select.orderBy(), select.limit(), select.span());
    if (route.isPresent() && route.get().isOneValue() && !orderMatters(parts, select, query)) {
      return new Planned(
          new ReadPlan.Spread(anchor.table(), route, NodeText.of(alone), Optional.empty()), "");
    }
    ReadPlan.Gather gather = new GatherPlanner(schema).plan(select, uses);
    MergePlanner merges = new MergePlanner(version, extras, parts, gather);
    MergePlanner.Merged merged = merges.plan(alone, named, text);
    if (merged.merge().isEmpty() && route.isEmpty()) {
      return new Planned(gather, merged.obstacle());
    }
    ReadPlan.Merge merge =
        merged.merge().orElseGet(() -> new ReadPlan.GatherInstead(gather, NodeText.of(alone)));
    return new Planned(
        new ReadPlan.Spread(anchor.table(), route, NodeText.of(alone), Optional.of(merge)),
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

  /// What keeps a statement from being one query whose parts the nodes can compute.
  private Optional<String> shapeObstacle(Select select) {
    if (select.with().isPresent()) {
      return Optional.of("a WITH clause");
    }
    if (select.isCompound()) {
      return Optional.of("a compound SELECT");
    }
    if (!(select.core() instanceof SelectCore.Query query)) {
      return Optional.of("VALUES with a subquery");
    }
    return subqueryObstacle(query, select);
  }

  /// Subqueries go along to the nodes only if every node has all the rows they read.
  private Optional<String> subqueryObstacle(SelectCore.Query query, Select select) {
    boolean[] local = {true};
    Trees.visit(
        select,
        node -> {
          if (isSubquery(node)) {
            TableUses uses = TableUses.of(node, schema);
            boolean everywhere =
                uses.views().isEmpty()
                    && !uses.schemaTables()
                    && uses.tables().stream()
                        .allMatch(t -> schema.kind(t).equals(Optional.of(TableKind.REFERENCE)));
            local[0] &= everywhere && !Constants.hasRandom(node);
          }
        });
    return local[0] || query.from().isEmpty()
        ? Optional.empty()
        : Optional.of("a subquery reads tables that are not on every node");
  }

  private static boolean isSubquery(Node node) {
    return switch (node) {
      case Expr.ScalarSubquery _, Expr.Exists _, Expr.InSelect _, Expr.InTable _ -> true;
      case Node _ -> false;
    };
  }

  private static SelectCore.Query withoutStars(SelectCore.Query query, Scope scope) {
    return new SelectCore.Query(
        query.quantifier(),
        Stars.expand(query.columns(), scope),
        query.from(),
        query.where(),
        query.groupBy(),
        query.having(),
        query.windows(),
        query.span());
  }
}
