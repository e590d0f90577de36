package dev.bigdaddy.conductor.session;

import dev.bigdaddy.conductor.BigDaddyException;
import dev.bigdaddy.conductor.ErrorCode;
import dev.bigdaddy.conductor.schema.Spreadable;
import dev.bigdaddy.conductor.schema.TableHints;
import dev.bigdaddy.conductor.schema.UserColumn;
import dev.bigdaddy.conductor.schema.UserTable;
import dev.bigdaddy.sql.tree.CreateTable;
import dev.bigdaddy.storage.NodeId;
import dev.bigdaddy.topology.TableLayout;
import dev.bigdaddy.topology.TableName;
import dev.bigdaddy.topology.TopologySnapshot;
import java.util.ArrayList;
import java.util.List;

/// Decides where a new table's rows will lie, from its hints and the database's defaults.
final class NewTableLayout {
  private NewTableLayout() {}

  static TableLayout of(
      CreateTable create, TableName name, TableHints hints, TopologySnapshot topology) {
    int shards = hints.shards().orElse(topology.defaultShards());
    if (hints.reference()) {
      if (hints.shards().isPresent() || !hints.shardKey().isEmpty()) {
        throw new BigDaddyException(
            ErrorCode.BAD_HINT, "REFERENCE does not go together with SHARDS or SHARD_KEY");
      }
      return TableLayout.reference(name, topology.copyNodes());
    }
    TableLayout whole = TableLayout.whole(name, NodeId.HOME);
    UserTable table = new UserTable(create, whole);
    List<String> key = shardKey(table, hints);
    if (shards == 1) {
      return whole;
    }
    Spreadable.check(table);
    return TableLayout.spread(name, key, shards, topology.usableNodes());
  }

  private static List<String> shardKey(UserTable table, TableHints hints) {
    boolean given = !hints.shardKey().isEmpty();
    List<String> names = given ? hints.shardKey() : table.primaryKey().stream().limit(1).toList();
    List<String> key = new ArrayList<>();
    for (String name : names) {
      if (table.position(name) < 0) {
        throw new BigDaddyException(
            ErrorCode.BAD_HINT,
            "SHARD_KEY names the column " + name + ", which " + table.name() + " does not have");
      }
      UserColumn column = table.column(name);
      if (column.generated()) {
        throw new BigDaddyException(
            ErrorCode.BAD_HINT,
            "the shard key " + column.name() + " is a generated column: choose one that is not");
      }
      if (column.collation().isEmpty()) {
        throw new BigDaddyException(
            ErrorCode.BAD_HINT,
            "the shard key "
                + column.name()
                + " has a collation that is not BINARY, NOCASE or RTRIM: choose another column");
      }
      key.add(column.name());
    }
    return key;
  }
}
