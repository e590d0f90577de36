package dev.bigdaddy.conductor.plan;

import dev.bigdaddy.conductor.index.IndexCatalog;
import dev.bigdaddy.conductor.plan.MergePlanner.RowOrder;
import dev.bigdaddy.conductor.plan.SelectPlanner.Planned;
import dev.bigdaddy.conductor.plan.WritePlan.FoundInsert;
import dev.bigdaddy.conductor.plan.WritePlan.Otherwise;
import dev.bigdaddy.conductor.schema.SchemaVersion;
import dev.bigdaddy.conductor.schema.UserTable;
import dev.bigdaddy.sql.tree.ConflictAction;
import dev.bigdaddy.sql.tree.CreateTrigger;
import dev.bigdaddy.sql.tree.Expr;
import dev.bigdaddy.sql.tree.Insert;
import dev.bigdaddy.sql.tree.InsertSource;
import dev.bigdaddy.sql.tree.ResultColumn;
import dev.bigdaddy.sql.tree.Select;
import dev.bigdaddy.sql.tree.SelectCore;
import dev.bigdaddy.sql.tree.TableRef;
import dev.bigdaddy.sql.tree.Upsert;
import dev.bigdaddy.storage.NodeId;
import dev.bigdaddy.topology.TableKind;
import dev.bigdaddy.topology.TableName;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// Plans an INSERT … SELECT from a spread table: the rows are read as any SELECT's, and inserted as rows
/// of known values.
///
///     INSERT INTO u SELECT a, count(*) FROM t WHERE b > 5 GROUP BY a
///     SELECT a, count(*) FROM t WHERE b > 5 GROUP BY a
///     INSERT INTO u VALUES (?1, ?2), (?3, ?4), …
///
/// SQLite too has all rows before it inserts one where the SELECT reads the table that is written, or
/// triggers fire; else it makes no difference, unless something fails, and then SQLite does all of it
/// itself. The order of the rows tells the rowids that they get, so it must be that of one file: that
/// is known of one spread table, not of joins, and of all that the home node has. What copies a table
/// whole goes another way in SQLite, which can even copy the rowids. OR FAIL and OR ROLLBACK keep rows
/// that came before. Used by one thread, for one statement.
final class FoundInsertPlanner {
  private final SchemaVersion version;
  private final ExtraValues extras;
  private final InsertBatches.Planner rows;

  /// @param rows plans what inserts rows of known values
  FoundInsertPlanner(SchemaVersion version, ExtraValues extras, InsertBatches.Planner rows) {
    this.version = version;
    this.extras = extras;
    this.rows = rows;
  }

  /// The plan; empty if the rows cannot be read first.
  Optional<FoundInsert> plan(Insert insert, WriteClosure closure, Otherwise otherwise) {
    Optional<UserTable> target = version.user().table(insert.table().name().name());
    Insert rest = RowsFirst.rest(insert);
    boolean virtual = version.user().virtualTable(insert.table().name().name()).isPresent();
    if ((target.isEmpty() && !virtual)
        || insert.with().isPresent()
        || !closure.own().isEmpty()
        || keepsRows(insert, target)
        || target.filter(table -> changesOthers(insert, table)).isPresent()
        || Trees.any(rest, node -> node instanceof Expr.Parameter)
        || LocalSubqueries.anyIn(rest)
        || Constants.hasRandom(insert)
        || !(insert.source() instanceof InsertSource.Rows(Select select, _))
        || !(select.core() instanceof SelectCore.Query)
        || !(virtual || readsOneTable(select) || readsHome(select))) {
      return Optional.empty();
    }
    SelectPlanner planner = new SelectPlanner(version, extras);
    Planned planned = planner.planSubResult(select, RowOrder.AS_ONE_FILE);
    // What gathers it could as well do the whole statement, but for a virtual table.
    boolean gathers =
        TargetSearch.isGathered(planned.plan()) || planner.isMultiIndex(NodeText.of(select));
    if (gathers && !virtual) {
      return Optional.empty();
    }
    int width = version.shadow().describe(NodeText.of(select).text()).columnNames().size();
    InsertBatches batches = new InsertBatches(rest, width, rows);
    // Whether it can be run in parts is known of one.
    WritePlan unused = batches.of(1);
    return Optional.of(
        new FoundInsert(
            target, planned.plan(), planned.reason(), nodes(closure), batches, otherwise));
  }

  /// Whether rows that it meets in the target can set off what changes other tables, while SQLite still
  /// reads these: it evaluates the SELECT first only where a trigger fires on INSERT, or the target is read.
  private boolean changesOthers(Insert insert, UserTable table) {
    boolean updates =
        insert.upserts().stream().anyMatch(upsert -> upsert.action() instanceof Upsert.DoUpdate);
    boolean replaces = insert.onConflict().equals(Optional.of(ConflictAction.REPLACE));
    boolean acts =
        version.user().foreignKeys().stream()
            .anyMatch(
                key ->
                    key.acts()
                        && TableName.fold(key.parent()).equals(TableName.fold(table.name())));
    List<CreateTrigger> triggers = version.user().triggers(TableName.fold(table.name()));
    boolean first = triggers.stream().anyMatch(t -> t.event() == CreateTrigger.Event.INSERT);
    return (updates || replaces) && !first && (acts || !triggers.isEmpty());
  }

  private static boolean keepsRows(Insert insert, Optional<UserTable> target) {
    return target.filter(ConflictClauses::act).isPresent()
        || insert
            .onConflict()
            .filter(action -> action == ConflictAction.FAIL || action == ConflictAction.ROLLBACK)
            .isPresent();
  }

  /// Whether it reads one spread table, and does more than to copy its columns.
  private boolean readsOneTable(Select select) {
    return !select.isCompound()
        && select.with().isEmpty()
        && select.core() instanceof SelectCore.Query query
        && query.from().isPresent()
        && query.from().get() instanceof TableRef.Named named
        && version
            .user()
            .kind(named.name().name().name())
            .equals(Optional.of(TableKind.SPREAD))
        && !LocalSubqueries.anyIn(select)
        && !isCopy(select, query);
  }

  /// Whether the home node has all that it reads, so that its rows come as from one file; and it does more
  /// than to copy a table's columns.
  private boolean readsHome(Select select) {
    TableUses uses = TableUses.of(select, version.user());
    return !uses.any(TableKind.SPREAD, version.user())
        && !(select.core() instanceof SelectCore.Query query && isCopy(select, query));
  }

  private boolean isCopy(Select select, SelectCore.Query query) {
    return query.from().isPresent()
        && query.from().get() instanceof TableRef.Named named
        && version.user().table(named.name().name().name()).isPresent()
        && !select.isCompound()
        && query.where().isEmpty()
        && query.groupBy().isEmpty()
        && query.quantifier().isEmpty()
        && select.orderBy().isEmpty()
        && select.limit().isEmpty()
        && query.columns().stream()
            .allMatch(
                column ->
                    !(column instanceof ResultColumn.Computed(Expr expr, _, _))
                        || expr.unparenthesized() instanceof Expr.ColumnRef);
  }

  /// Where all lies that it looks at or writes, the entries of virtual indexes too: all writers are taken
  /// at once, since nobody waits for one more.
  private Set<NodeId> nodes(WriteClosure closure) {
    Set<NodeId> nodes = new TreeSet<>(TargetSearch.nodes(closure, version.user()));
    IndexCatalog catalog = IndexCatalog.of(version.user());
    for (String name : closure.tables()) {
      version
          .user()
          .layout(name)
          .ifPresent(
              layout ->
                  catalog
                      .of(layout.name())
                      .forEach(entry -> nodes.addAll(entry.index().nodes())));
    }
    return nodes;
  }
}
