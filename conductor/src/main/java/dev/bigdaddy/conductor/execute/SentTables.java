package dev.bigdaddy.conductor.execute;

import dev.bigdaddy.conductor.plan.ReadPlan.SubResultUse;
import dev.bigdaddy.storage.SqliteConnection;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/// The temporary tables that hold sub-results on the readers of nodes, until the statement ends.
///
/// Readers refuse to write; that is lifted for as long as a temporary table is made or dropped, which
/// touches no file of a node. Used by one thread.
final class SentTables implements AutoCloseable {
  private static final int ROWS_PER_INSERT = 64;
  private static final int PARAMETERS_PER_INSERT = 8_192;

  private final ShardExecutor shards;
  private final List<Made> made = new ArrayList<>();

  private record Made(SqliteConnection connection, SubResultUse.Table table) {}

  SentTables(ShardExecutor shards) {
    this.shards = shards;
  }

  /// Makes a table on each node, at the same time.
  void send(
      SubResultUse.Table table, List<@Nullable Object[]> rows, List<SqliteConnection> nodes) {
    List<Callable<Integer>> tasks = new ArrayList<>();
    for (SqliteConnection node : nodes) {
      made.add(new Made(node, table));
      tasks.add(
          () -> {
            load(node, table, rows);
            return rows.size();
          });
    }
    shards.runAll(tasks);
  }

  private static void load(
      SqliteConnection node, SubResultUse.Table table, List<@Nullable Object[]> rows) {
    node.execute("PRAGMA query_only = OFF");
    try {
      node.execute(table.ddl());
      int batch =
          Math.max(1, Math.min(ROWS_PER_INSERT, PARAMETERS_PER_INSERT / table.columns()));
      for (int from = 0; from < rows.size(); from += batch) {
        insert(node, table, rows.subList(from, Math.min(rows.size(), from + batch)));
      }
      table.then().forEach(node::execute);
    } finally {
      node.execute("PRAGMA query_only = ON");
    }
  }

  private static void insert(
      SqliteConnection node, SubResultUse.Table table, List<@Nullable Object[]> rows) {
    StringBuilder sql = new StringBuilder("INSERT INTO temp.").append(table.rows());
    sql.append(" VALUES ");
    @Nullable Object[] values = new @Nullable Object[rows.size() * table.columns()];
    int next = 0;
    for (@Nullable Object[] row : rows) {
      sql.append(next == 0 ? "(" : ",(");
      for (int column = 0; column < row.length; column++) {
        boolean raw = row[column] instanceof RawText;
        sql.append(column == 0 ? "" : ",").append(raw ? "CAST(? AS TEXT)" : "?");
        values[next++] = row[column] instanceof RawText text ? text.bytes() : row[column];
      }
      sql.append(')');
    }
    node.update(sql.toString(), values);
  }

  @Override
  public void close() {
    List<AutoCloseable> drops = new ArrayList<>();
    for (Made table : made) {
      drops.add(() -> drop(table));
    }
    made.clear();
    OwnedCursor.closeAll(drops);
  }

  /// A cursor that a session opened meanwhile in the same transaction keeps SQLite from dropping any
  /// table: it goes with the connection.
  private static void drop(Made made) {
    if (made.connection().hasOpenCursors()) {
      made.connection().wearOut();
      return;
    }
    made.connection().execute("PRAGMA query_only = OFF");
    try {
      if (made.table().viewed()) {
        made.connection().execute("DROP VIEW IF EXISTS temp." + made.table().name());
      }
      made.connection().execute("DROP TABLE IF EXISTS temp." + made.table().rows());
    } finally {
      made.connection().execute("PRAGMA query_only = ON");
    }
  }
}
