package dev.bigdaddy.conductor.execute;

import dev.bigdaddy.storage.RowCursor;
import dev.bigdaddy.storage.SqliteConnection;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/// A private SQLite database in which gathered rows become tables again, so that SQLite itself can
/// run the rest of a statement.
///
/// A temporary database: SQLite keeps it in its page cache and spills to disk beyond that. Used by
/// one thread; closing it drops its tables and gives the connection back.
public final class Scratch implements AutoCloseable {
  /// Rows of one INSERT; more gain next to nothing.
  private static final int ROWS_PER_INSERT = 64;

  /// SQLite's limit is 32 766; a wide table's batch must stay below.
  private static final int PARAMETERS_PER_INSERT = 16_384;

  private final SqliteConnection connection;
  private final Pool pool;
  private final List<String> drops = new ArrayList<>();

  private Scratch(SqliteConnection connection, Pool pool) {
    this.connection = connection;
    this.pool = pool;
  }

  /// The connection, for the statement over the loaded tables.
  public SqliteConnection connection() {
    return connection;
  }

  /// Makes something that closing drops again.
  public void create(String ddl, String drop) {
    connection.execute(ddl);
    drops.add(drop);
  }

  /// Starts loading rows into a table.
  ///
  /// @param into the quoted table with its column list, as `"t"("rowid", "a")`
  /// @param columns how many columns the list has
  public Loader loader(String into, int columns) {
    return new Loader(into, columns);
  }

  @Override
  public void close() {
    try {
      for (int i = drops.size() - 1; i >= 0; i--) {
        connection.execute(drops.get(i));
      }
    } catch (RuntimeException e) {
      connection.close();
      throw e;
    }
    pool.giveBack(connection);
  }

  /// Loads rows in batches.
  public final class Loader {
    private final String into;
    private final int columns;
    private final int batchRows;
    private @Nullable Object[] batch;
    private int rows;

    private Loader(String into, int columns) {
      this.into = into;
      this.columns = columns;
      this.batchRows =
          Math.max(1, Math.min(ROWS_PER_INSERT, PARAMETERS_PER_INSERT / Math.max(1, columns)));
      this.batch = new @Nullable Object[batchRows * columns];
    }

    /// Loads the rest of a cursor; gives the number of rows.
    public long load(RowCursor cursor) {
      long loaded = 0;
      while (cursor.next()) {
        boolean raw = false;
        for (int column = 0; column < columns; column++) {
          Object value = RawText.read(cursor, column);
          raw |= value instanceof RawText;
          batch[rows * columns + column] = value;
        }
        rows++;
        loaded++;
        if (raw) {
          flushWithRawText();
        }
        if (rows == batchRows) {
          flush();
        }
      }
      return loaded;
    }

    /// Writes what is still in the batch.
    public void flush() {
      if (rows == 0) {
        return;
      }
      @Nullable Object[] values = batch;
      if (rows < batchRows) {
        values = Arrays.copyOf(batch, rows * columns);
      }
      connection.update(insert(rows), values);
      rows = 0;
    }

    /// Writes the batch, whose last row holds raw text, which can only be bound as a blob.
    private void flushWithRawText() {
      @Nullable Object[] row =
          Arrays.copyOfRange(batch, (rows - 1) * columns, rows * columns);
      rows--;
      flush();
      List<String> places = new ArrayList<>();
      for (int column = 0; column < columns; column++) {
        boolean raw = row[column] instanceof RawText;
        places.add(raw ? "CAST(? AS TEXT)" : "?");
        row[column] = row[column] instanceof RawText text ? text.bytes() : row[column];
      }
      connection.update(
          "INSERT INTO " + into + " VALUES (" + String.join(",", places) + ")", row);
    }

    private String insert(int count) {
      StringBuilder sql = new StringBuilder("INSERT INTO ").append(into).append(" VALUES ");
      for (int row = 0; row < count; row++) {
        sql.append(row == 0 ? "(" : ",(");
        sql.append("?,".repeat(columns - 1)).append("?)");
      }
      return sql.toString();
    }
  }

  /// Keeps a few connections between uses. Safe for use by many threads.
  public static final class Pool implements AutoCloseable {
    private static final int KEPT = 8;
    private final ConcurrentLinkedQueue<SqliteConnection> idle = new ConcurrentLinkedQueue<>();
    private volatile boolean closed;

    /// Takes a connection without tables.
    public Scratch take() {
      SqliteConnection connection = idle.poll();
      return new Scratch(connection == null ? SqliteConnection.temporary() : connection, this);
    }

    private void giveBack(SqliteConnection connection) {
      if (closed || idle.size() >= KEPT) {
        connection.close();
      } else {
        idle.add(connection);
      }
    }

    @Override
    public void close() {
      closed = true;
      for (SqliteConnection c = idle.poll(); c != null; c = idle.poll()) {
        c.close();
      }
    }
  }
}
