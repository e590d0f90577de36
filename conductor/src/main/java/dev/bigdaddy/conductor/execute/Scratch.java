package dev.bigdaddy.conductor.execute;

import dev.bigdaddy.conductor.BigDaddyException;
import dev.bigdaddy.conductor.ErrorCode;
import dev.bigdaddy.conductor.Limits;
import dev.bigdaddy.conductor.plan.SqlText;
import dev.bigdaddy.storage.AttachedNodes;
import dev.bigdaddy.storage.NodeId;
import dev.bigdaddy.storage.RowCursor;
import dev.bigdaddy.storage.SqliteConnection;
import dev.bigdaddy.storage.StorageException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// A private SQLite database in which gathered rows become tables again, so that SQLite itself can
/// run the rest of a statement.
///
/// A temporary database: SQLite keeps it in its page cache, up to the setting `gather_memory`, and
/// spills to disk beyond that, up to `gather_limit`. The session can cancel what runs on it. Its
/// journal is kept in memory, and loading is one transaction, in which new pages need none. A
/// scratch database that failed is thrown away. Used by one thread; closing it drops its tables and
/// gives the connection back.
public final class Scratch implements AutoCloseable {
  /// Rows of one INSERT; more gain next to nothing.
  private static final int ROWS_PER_INSERT = 64;

  /// SQLite's limit is 32 766; a wide table's batch must stay below.
  private static final int PARAMETERS_PER_INSERT = 16_384;

  /// A scratch database that grew beyond this is not kept: its file would stay as large.
  private static final long LARGEST_KEPT = 16L << 20;

  private static final int PAGE_BYTES = 4096;

  /// SQLite's own limit.
  private static final long MOST_PAGES = 4_294_967_294L;

  private static final int SQLITE_FULL = 13;

  private final SqliteConnection connection;
  private final Pool pool;
  private final List<String> drops = new ArrayList<>();
  private boolean failed;

  private final AutoCloseable watch;
  private boolean closed;

  private Scratch(SqliteConnection connection, Pool pool, AutoCloseable watch) {
    this.connection = connection;
    this.pool = pool;
    this.watch = watch;
  }

  /// The connection, for the statement over the loaded tables.
  public SqliteConnection connection() {
    return connection;
  }

  /// Makes something that closing drops again.
  public void create(String ddl, String drop) {
    execute(ddl);
    drops.add(drop);
  }

  /// Makes another database beside the main one, with the same limit of its own.
  void attach(String name) {
    String schema = SqlText.quote(name);
    create("ATTACH '' AS " + schema, "DETACH " + schema);
    execute(
        "PRAGMA %1$s.journal_mode = MEMORY; PRAGMA %1$s.max_page_count = %2$d"
            .formatted(schema, pool.mostPages()));
  }

  /// Begins to load; {@link #loaded} ends it.
  public void loading() {
    execute("BEGIN");
    failed = true;
  }

  /// Begins to load from nodes of a view that are attached here, if that is possible; {@link #loaded}
  /// ends it.
  Optional<AttachedNodes> loadingFrom(ReadView view, Set<NodeId> nodes) {
    Optional<AttachedNodes> attached = view.attachTo(connection, nodes);
    failed = attached.isPresent();
    return attached;
  }

  /// All is loaded.
  public void loaded() {
    execute("COMMIT");
    failed = false;
  }

  /// Runs statements without parameters on what was loaded.
  public void execute(String sql) {
    try {
      connection.execute(sql);
    } catch (StorageException e) {
      throw failure(e);
    }
  }

  /// Inserts rows; gives their number.
  public long insert(String sql, @Nullable Object[] values) {
    try {
      return connection.update(sql, values);
    } catch (StorageException e) {
      throw failure(e);
    }
  }

  /// The limit is SQLite's own for this database, so that it counts every page. SQLite says the same
  /// of a full disk, and has undone the statement by then, so that nothing tells the two apart.
  RuntimeException failure(StorageException e) {
    failed = true;
    if ((e.sqliteCode() & 0xff) != SQLITE_FULL) {
      return e;
    }
    return new BigDaddyException(
        ErrorCode.LIMIT,
        ErrorCode.LIMIT.sqliteCode(),
        ("the statement gathers more than %d bytes (gather_limit), or the disk of SQLite's temporary"
                + " files is full; EXPLAIN QUERY PLAN tells why it gathers")
            .formatted(pool.limits.gatherLimit()),
        -1,
        e);
  }

  private long bytes() {
    try (RowCursor pages = connection.query("PRAGMA page_count")) {
      return pages.next() ? pages.longAt(0) * PAGE_BYTES : 0;
    }
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
    if (closed) {
      return;
    }
    closed = true;
    OwnedCursor.closeAll(List.of(watch));
    try {
      if (failed || bytes() > LARGEST_KEPT) {
        connection.close();
        return;
      }
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
      insert(sqlFor(rows), values);
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
      insert("INSERT INTO " + into + " VALUES (" + String.join(",", places) + ")", row);
    }

    private String sqlFor(int count) {
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
    private final Limits limits;
    private volatile boolean closed;

    /// @param limits bounds each scratch database
    public Pool(Limits limits) {
      this.limits = limits;
    }

    /// Takes a scratch database without tables, which the source's session can cancel.
    public Scratch take(ReadView.Source source) {
      return take(source::watch);
    }

    /// Takes a scratch database without tables.
    ///
    /// @param watch lets the session cancel what runs on it
    Scratch take(Function<SqliteConnection, AutoCloseable> watch) {
      SqliteConnection idleOne = idle.poll();
      SqliteConnection connection = idleOne == null ? open() : idleOne;
      try {
        return new Scratch(connection, this, watch.apply(connection));
      } catch (RuntimeException e) {
        giveBack(connection);
        throw e;
      }
    }

    private SqliteConnection open() {
      SqliteConnection connection = SqliteConnection.temporary();
      connection.execute(
          "PRAGMA page_size = %d; PRAGMA journal_mode = MEMORY; PRAGMA cache_size = -%d;"
                  .formatted(PAGE_BYTES, limits.gatherMemory() >> 10)
              + " PRAGMA max_page_count = "
              + mostPages());
      return connection;
    }

    private long mostPages() {
      return Math.min(MOST_PAGES, limits.gatherLimit() / PAGE_BYTES);
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
