package dev.bigdaddy.conductor.move;

import dev.bigdaddy.conductor.BigDaddyException;
import dev.bigdaddy.conductor.ErrorCode;
import dev.bigdaddy.conductor.index.EntryObjects;
import dev.bigdaddy.conductor.index.EntryTables;
import dev.bigdaddy.conductor.index.IndexCatalog;
import dev.bigdaddy.conductor.plan.SqlText;
import dev.bigdaddy.conductor.schema.Spreadable;
import dev.bigdaddy.conductor.schema.UserSchema;
import dev.bigdaddy.conductor.schema.UserTable;
import dev.bigdaddy.sql.tree.CreateIndex;
import dev.bigdaddy.storage.Epoch;
import dev.bigdaddy.storage.Mark;
import dev.bigdaddy.storage.NodeId;
import dev.bigdaddy.storage.ReaderLease;
import dev.bigdaddy.storage.RowCursor;
import dev.bigdaddy.storage.SqliteConnection;
import dev.bigdaddy.storage.StorageException;
import dev.bigdaddy.topology.RowCounts;
import dev.bigdaddy.topology.Shard;
import dev.bigdaddy.topology.TableKind;
import dev.bigdaddy.topology.TableLayout;
import dev.bigdaddy.topology.VirtualShard;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Optional;

/// A whole table becomes spread, and back.
///
/// Becoming spread adds the hidden column, with a default that is no virtual shard: that costs no row
/// anything, and from the same epoch on all sessions write labels. The old rows are labelled in blocks
/// ({@link Labelling}); only then do any move, since until then the table's one shard is all of it.
///
/// Becoming whole takes the column away from a table that has come home in one shard. SQLite writes all
/// rows anew then, so a large table stays a spread one with one shard.
final class KindChange {
  private static final Logger LOG = System.getLogger("dev.bigdaddy.conductor");

  /// What an old row has for a virtual shard until it is labelled.
  static final long UNLABELLED = -1;

  /// Rows that are written anew in one go, while the home node's writer is held: about a second.
  private static final long MOST_REWRITTEN = 1_000_000;

  private static final String DROP_HIDDEN_COLUMN =
      "ALTER TABLE %s DROP COLUMN " + MovedTable.VIRTUAL_SHARD;

  private KindChange() {}

  /// Refuses a whole table that cannot be spread.
  static void requireSpreadable(UserSchema schema, String name) {
    UserTable table =
        schema
            .table(name)
            .orElseThrow(() -> refused("resharding the virtual table " + name));
    TableLayout spread = spread(table);
    Spreadable.check(new UserTable(table.definition(), spread));
    for (CreateIndex index : schema.indexes(name)) {
      boolean kept =
          !index.unique()
              || Spreadable.isUniqueByPlacement(index, table, spread.shardKey())
              || EntryTables.of(index, table).isPresent();
      if (!kept) {
        throw refused(
            "resharding whole table %s, whose UNIQUE index %s has a collation that is not built in"
                .formatted(table.name(), index.name().name().name()));
      }
    }
  }

  private static BigDaddyException refused(String what) {
    return new BigDaddyException(ErrorCode.NOT_SUPPORTED, "not supported yet: " + what);
  }

  /// The layout of a whole table that became spread: one shard, where it was. A table that was spread
  /// before has its shard key again.
  private static TableLayout spread(UserTable table) {
    TableLayout whole = table.layout();
    boolean known =
        !whole.shardKey().isEmpty()
            && whole.shardKey().stream().allMatch(column -> table.position(column) >= 0);
    List<String> key =
        known ? whole.shardKey() : table.primaryKey().stream().limit(1).toList();
    return new TableLayout(
        whole.name(), TableKind.SPREAD, key, whole.shards(), whole.blockSize());
  }

  /// Makes a whole table spread; the epoch holds the home node.
  static TableLayout becomeSpread(Epoch epoch, UserSchema schema, UserTable table) {
    TableLayout spread = spread(table);
    HomeObjectMoves.follow(epoch, schema, schema.with(schema.topology().with(List.of(spread))));
    epoch.update(
        NodeId.HOME,
        "ALTER TABLE %s ADD COLUMN %s INTEGER NOT NULL DEFAULT %d"
            .formatted(SqlText.quote(table.name()), MovedTable.VIRTUAL_SHARD, UNLABELLED));
    epoch.update(NodeId.HOME, RowCounts.CREATE);
    RowCounts.drop(epoch, NodeId.HOME, spread.name());
    int shard = spread.shards().getFirst().id();
    RowCounts.set(epoch, NodeId.HOME, spread.name(), shard, count(epoch, table));
    return spread;
  }

  private static long count(Epoch epoch, UserTable table) {
    try (RowCursor rows =
        epoch.on(NodeId.HOME).query("SELECT count(*) FROM " + SqlText.quote(table.name()))) {
      rows.next();
      return rows.longAt(0);
    }
  }

  /// Whether a table that has come home in one shard shall be whole again.
  static boolean becomesWhole(Epoch epoch, UserTable table, List<Shard> shards) {
    boolean home = shards.size() == 1 && shards.getFirst().node().equals(NodeId.HOME);
    return home && count(epoch, table) <= MOST_REWRITTEN;
  }

  /// Makes it whole; the epoch holds the home node, and those of the entries of its virtual indexes,
  /// which go. The shard key is remembered. Empty if SQLite refuses to drop the column, as it does while
  /// any view of the schema is broken: then the table stays as it is, which is as good.
  static Optional<TableLayout> becomeWhole(
      Epoch epoch, UserTable table, List<IndexCatalog.Entry> indexes) {
    TableLayout spread = table.layout();
    Mark mark = epoch.mark();
    try {
      indexes.forEach(index -> EntryObjects.drop(epoch, index));
      epoch.update(
          NodeId.HOME, DROP_HIDDEN_COLUMN.formatted(SqlText.quote(table.name())));
      epoch.release(mark);
    } catch (StorageException e) {
      if (e.kind() != StorageException.Kind.SQL) {
        throw e;
      }
      epoch.rollbackTo(mark);
      epoch.release(mark);
      LOG.log(Level.INFO, "{0} stays a spread table: {1}", table.name(), e.getMessage());
      return Optional.empty();
    }
    RowCounts.drop(epoch, NodeId.HOME, spread.name());
    return Optional.of(
        new TableLayout(
            spread.name(),
            TableKind.WHOLE,
            spread.shardKey(),
            List.of(new Shard(0, 0, VirtualShard.COUNT - 1, NodeId.HOME)),
            spread.blockSize()));
  }

  /// Whether a spread table has rows that are not labelled yet. There can be none once there were none.
  static boolean hasUnlabelled(Placements placements, UserTable table) {
    if (table.layout().shards().size() > 1) {
      return false;
    }
    try (ReaderLease home =
        placements.storage().reader(table.layout().shards().getFirst().node())) {
      return wasWhole(home.connection(), table)
          && answers(
              home.connection(),
              "SELECT 1 FROM %s WHERE %s = %d LIMIT 1"
                  .formatted(
                      SqlText.quote(table.name()), MovedTable.VIRTUAL_SHARD, UNLABELLED));
    }
  }

  private static boolean wasWhole(SqliteConnection node, UserTable table) {
    return answers(
        node,
        "SELECT 1 FROM pragma_table_info(?) WHERE name = ? AND dflt_value IS NOT NULL",
        table.name(),
        UserTable.VIRTUAL_SHARD);
  }

  private static boolean answers(SqliteConnection node, String sql, Object... parameters) {
    try (RowCursor rows = node.query(sql, parameters)) {
      return rows.next();
    }
  }
}
