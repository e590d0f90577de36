package dev.bigdaddy.conductor.plan;

import dev.bigdaddy.conductor.plan.WritePlan.OnConflict;
import dev.bigdaddy.conductor.schema.UniqueKey;
import dev.bigdaddy.conductor.schema.UserTable;
import dev.bigdaddy.sql.tree.Assignment;
import dev.bigdaddy.sql.tree.ConflictAction;
import dev.bigdaddy.sql.tree.CreateIndex;
import dev.bigdaddy.sql.tree.Expr;
import dev.bigdaddy.sql.tree.Identifier;
import dev.bigdaddy.sql.tree.Insert;
import dev.bigdaddy.sql.tree.InsertSource;
import dev.bigdaddy.sql.tree.Node;
import dev.bigdaddy.sql.tree.QualifiedName;
import dev.bigdaddy.sql.tree.Select;
import dev.bigdaddy.sql.tree.SelectCore;
import dev.bigdaddy.sql.tree.Span;
import dev.bigdaddy.sql.tree.Upsert;
import dev.bigdaddy.topology.TableName;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/// Plans OR IGNORE, OR REPLACE and ON CONFLICT of rows with known values, where every unique key
/// contains the shard key: then a row's rivals lie on the node that it goes to, and SQLite decides
/// there.
///
///     INSERT INTO t(id, n) VALUES (7, 1) ON CONFLICT(id) DO UPDATE SET n = n + 1
///     INSERT INTO t(id, n, _virtualShard) VALUES (?1, ?2, ?3) ON CONFLICT(id) DO UPDATE SET n = n + 1
///
/// Used by one thread, for one statement.
final class ConflictPlanner {
  private final UserTable table;
  private final List<CreateIndex> indexes;
  private final List<String> columns;
  private final OptionalInt rowid;

  /// @param indexes those that CREATE INDEX made on the table
  /// @param columns the columns that rows give values for
  /// @param rowid the place of the rowid among them, if they give it
  ConflictPlanner(
      UserTable table, List<CreateIndex> indexes, List<String> columns, OptionalInt rowid) {
    this.table = table;
    this.indexes = indexes;
    this.columns = columns;
    this.rowid = rowid;
  }

  OnConflict plan(Insert insert) {
    OnConflict.Action action = action(insert);
    refuse(table.autoincrement(), "AUTOINCREMENT and " + action);
    refuse(indexes.stream().anyMatch(CreateIndex::unique), "UNIQUE indexes and " + action);
    refuse(!Rivals.acrossNodes(table, indexes).isEmpty(), "keys without the shard key and " + action);
    refuse(rowid.isPresent() && table.rowidAlias().isEmpty(), "an explicit rowid and " + action);
    insert.upserts().forEach(this::checkUpsert);
    return new OnConflict(action, inserting(insert), rivals());
  }

  private static OnConflict.Action action(Insert insert) {
    ConflictAction given = insert.onConflict().orElse(ConflictAction.ABORT);
    if (!insert.upserts().isEmpty()) {
      if (given != ConflictAction.ABORT) {
        throw NotSupported.of("INSERT OR " + given + " with ON CONFLICT");
      }
      return OnConflict.Action.UPSERT;
    }
    return switch (given) {
      case IGNORE -> OnConflict.Action.IGNORE;
      case REPLACE -> OnConflict.Action.REPLACE;
      case ABORT, FAIL, ROLLBACK -> throw NotSupported.of("INSERT OR " + given);
    };
  }

  private void refuse(boolean condition, String what) {
    if (condition) {
      throw NotSupported.of(what + " on spread table " + table.name());
    }
  }

  /// The row stays where it is, and nothing but the row is read.
  private void checkUpsert(Upsert upsert) {
    refuse(Constants.hasRandom(upsert), "random() in ON CONFLICT");
    refuse(Trees.any(upsert, ConflictPlanner::isSubquery), "a subquery in ON CONFLICT");
    if (upsert.action() instanceof Upsert.DoUpdate(List<Assignment> assignments, _)) {
      refuse(mayNeverBeLookedAt(upsert), "a name that no column has in ON CONFLICT");
      for (String name : TargetFilter.assigned(assignments)) {
        boolean places =
            table.isRowidName(name)
                || table.rowidAlias().map(TableName::fold).equals(Optional.of(name))
                || table.layout().shardKey().stream().map(TableName::fold).anyMatch(name::equals);
        refuse(places, "ON CONFLICT … SET of the shard key or rowid");
      }
    }
  }

  /// SQLite looks at the names of a clause for all keys when one of them has no clause before it. On a node
  /// rowids are such a key, whoever gave them.
  private boolean mayNeverBeLookedAt(Upsert upsert) {
    boolean assigns =
        upsert.action() instanceof Upsert.DoUpdate(List<Assignment> assignments, _)
            && !TargetFilter.assigned(assignments).stream().allMatch(this::isColumn);
    return upsert.target().isEmpty()
        && (assigns
            || Trees.any(
                upsert,
                node ->
                    node instanceof Expr.ColumnRef ref && !isColumn(ref.column().name())));
  }

  private boolean isColumn(String name) {
    return table.position(name) >= 0 || table.isRowidName(name);
  }

  private static boolean isSubquery(Node node) {
    return node instanceof Expr.ScalarSubquery
        || node instanceof Expr.Exists
        || node instanceof Expr.InSelect
        || node instanceof Expr.InTable;
  }

  private boolean addsRowid() {
    return rowid.isEmpty() && rowidName().isPresent();
  }

  private Optional<String> rowidName() {
    return table.hasRowid() ? table.rowidAlias().or(table::rowidName) : Optional.empty();
  }

  private NodeSql inserting(Insert insert) {
    List<Identifier> names = new ArrayList<>();
    columns.forEach(column -> names.add(Identifier.of(column)));
    if (addsRowid()) {
      names.add(Identifier.of(rowidName().orElseThrow()));
    }
    names.add(Identifier.of(UserTable.VIRTUAL_SHARD));
    List<Expr> row = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      row.add(Expr.Parameter.numbered(NodeSql.ROW + i + 1));
    }
    Select values = Select.of(new SelectCore.Values(List.of(row), Span.NONE));
    return NodeText.of(
        new Insert(
            Optional.empty(),
            insert.onConflict(),
            new QualifiedName(Optional.empty(), insert.table().name(), Span.NONE),
            insert.alias(),
            names,
            new InsertSource.Rows(values, Span.NONE),
            insert.upserts(),
            ReturningClause.expanded(insert.returning(), insert.alias(), table),
            Span.NONE));
  }

  private NodeSql rivals() {
    List<Integer> sources = new ArrayList<>();
    List<String> keys = new ArrayList<>();
    for (UniqueKey key : table.uniqueKeys()) {
      List<String> terms = new ArrayList<>();
      for (int i = 0; i < key.columns().size(); i++) {
        sources.add(place(key.columns().get(i)));
        terms.add(
            SpreadInsertPlanner.comparison(
                table, key.columns().get(i), key.collations().get(i), sources.size()));
      }
      keys.add("(" + String.join(" AND ", terms) + ")");
    }
    return new NodeSql(
        "SELECT count(*) FROM "
            + SqlText.quote(table.name())
            + " WHERE "
            + (keys.isEmpty() ? "0" : String.join(" OR ", keys)),
        sources.stream().mapToInt(Integer::intValue).toArray());
  }

  /// Where the row has the value of a key's column.
  private int place(String column) {
    for (int i = 0; i < columns.size(); i++) {
      if (TableName.fold(columns.get(i)).equals(TableName.fold(column))) {
        return i;
      }
    }
    boolean alias = table.rowidAlias().map(TableName::fold).equals(Optional.of(TableName.fold(column)));
    if (alias && addsRowid()) {
      return columns.size();
    }
    throw NotSupported.of(
        "a key's DEFAULT with ON CONFLICT on spread table " + table.name());
  }
}
