package dev.bigdaddy.topology;

import dev.bigdaddy.storage.Epoch;
import dev.bigdaddy.storage.NodeId;
import dev.bigdaddy.storage.RowCursor;
import dev.bigdaddy.storage.SqliteConnection;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// The row counts of spread tables' shards, kept on the node that holds the rows.
///
/// A count is changed in the transaction that changes the rows, so that it is right after a rollback
/// and a crash too; kept in the topology itself it would make every write a write to two databases.
public final class RowCounts {
  /// The table on each node that holds spread tables.
  public static final String TABLE = "_bigdaddy_row_counts";

  /// Makes the table on a node.
  public static final String CREATE =
      "CREATE TABLE IF NOT EXISTS "
          + TABLE
          + "(table_name TEXT COLLATE NOCASE, shard_id INTEGER, row_count INTEGER NOT NULL,"
          + " PRIMARY KEY (table_name, shard_id)) WITHOUT ROWID";

  private static final String ADD =
      "INSERT INTO "
          + TABLE
          + " VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET row_count = row_count + excluded.row_count";

  private RowCounts() {}

  /// Adds to a shard's count, in the epoch that changes its rows: once for all statements of the
  /// epoch.
  public static void add(Epoch epoch, NodeId node, TableName table, int shard, long rows) {
    if (rows != 0) {
      epoch.addLater(node, ADD, rows, table.folded(), (long) shard);
    }
  }

  /// The tables that a node keeps counts of, folded.
  public static Set<String> tables(SqliteConnection node) {
    Set<String> tables = new TreeSet<>();
    if (exists(node)) {
      try (RowCursor rows = node.query("SELECT DISTINCT table_name FROM " + TABLE)) {
        while (rows.next()) {
          tables.add(String.valueOf(rows.textAt(0)));
        }
      }
    }
    return tables;
  }

  private static boolean exists(SqliteConnection node) {
    try (RowCursor rows =
        node.query("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = ?", TABLE)) {
      return rows.next();
    }
  }

  /// Forgets a table's counts on a node.
  public static void drop(Epoch epoch, NodeId node, TableName table) {
    epoch.writeSums(node);
    epoch.update(node, "DELETE FROM " + TABLE + " WHERE table_name = ?", table.folded());
  }

  /// Sets a shard's count, when its table is laid out anew.
  public static void set(Epoch epoch, NodeId node, TableName table, int shard, long rows) {
    epoch.writeSums(node);
    epoch.update(
        node, "INSERT INTO " + TABLE + " VALUES (?, ?, ?)", table.folded(), (long) shard, rows);
  }

  /// Keeps a table's counts on a node under its new name.
  public static void rename(Epoch epoch, NodeId node, TableName table, TableName to) {
    epoch.writeSums(node);
    epoch.update(
        node,
        "UPDATE " + TABLE + " SET table_name = ? WHERE table_name = ?",
        to.folded(),
        table.folded());
  }

  /// Reads the counts of a table's shards on one node; a shard without an entry never had a row.
  public static Map<Integer, Long> read(SqliteConnection node, TableName table) {
    Map<Integer, Long> counts = new TreeMap<>();
    try (RowCursor rows =
        node.query(
            "SELECT shard_id, row_count FROM " + TABLE + " WHERE table_name = ?", table.folded())) {
      while (rows.next()) {
        counts.put((int) rows.longAt(0), rows.longAt(1));
      }
    }
    return counts;
  }
}
