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

  /// What one node has got, or was to get.
  private static final class Made {
    final SqliteConnection connection;
    final SubResultUse.Table table;
    volatile boolean created;

    Made(SqliteConnection connection, SubResultUse.Table table) {
      this.connection = connection;
      this.table = table;
    }
  }

  SentTables(ShardExecutor shards) {
    this.shards = shards;
  }

  /// Makes a table on each node, at the same time.
  void send(
      SubResultUse.Table table, List<@Nullable Object[]> rows, List<SqliteConnection> nodes) {
    List<Callable<Integer>> tasks = new ArrayList<>();
    for (SqliteConnection node : nodes) {
      Made here = new Made(node, table);
      made.add(here);
      tasks.add(
          () -> {
            load(here, rows);
            return rows.size();
          });
    }
    shards.runAll(tasks);
  }

  private static void load(Made here, List<@Nullable Object[]> rows) {
    SqliteConnection node = here.connection;
    SubResultUse.Table table = here.table;
    node.execute("PRAGMA query_only = OFF");
    try {
      node.execute(table.ddl());
      here.created = true;
      node.noteTables(1);
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

  /// While another cursor of the transaction is open, SQLite drops no table; and if the transaction has
  /// ended before the cursor, its readers are gone. Either way the tables go with the connection.
  private static void drop(Made made) {
    SqliteConnection node = made.connection;
    if (!made.created || node.isClosed() || node.hasOpenCursors()) {
      return;
    }
    node.execute("PRAGMA query_only = OFF");
    try {
      if (made.table.viewed()) {
        node.execute("DROP VIEW IF EXISTS temp." + made.table.name());
      }
      node.execute("DROP TABLE temp." + made.table.rows());
      node.noteTables(-1);
    } finally {
      node.execute("PRAGMA query_only = ON");
    }
  }
}
