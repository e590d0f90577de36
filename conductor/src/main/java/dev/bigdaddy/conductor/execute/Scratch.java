package dev.bigdaddy.conductor.execute;

import dev.bigdaddy.conductor.BigDaddyException;
import dev.bigdaddy.conductor.ErrorCode;
import dev.bigdaddy.conductor.Limits;
import dev.bigdaddy.conductor.plan.SqlText;
import dev.bigdaddy.conductor.schema.SchemaCopy;
import dev.bigdaddy.storage.AttachedNodes;
import dev.bigdaddy.storage.NodeId;
import dev.bigdaddy.storage.RowCursor;
import dev.bigdaddy.storage.SqliteConnection;
import dev.bigdaddy.storage.StorageException;
import java.util.ArrayList;
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
  /// A scratch database that grew beyond this is not kept: its file would stay as large.
  private static final long LARGEST_KEPT = 16L << 20;

  private static final int PAGE_BYTES = 4096;

  /// SQLite's own limit.
  static final long MOST_PAGES = 4_294_967_294L;

  private static final int SQLITE_FULL = 13;

  private final SqliteConnection connection;
  private final Optional<SchemaCopy> copy;
  private final Pool pool;
  private final List<String> drops = new ArrayList<>();
  private boolean failed;

  private final AutoCloseable watch;
  private boolean closed;

  private Scratch(
      SqliteConnection connection, Optional<SchemaCopy> copy, Pool pool, AutoCloseable watch) {
    this.connection = connection;
    this.copy = copy;
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

  /// All that the statement reads is loaded.
  void filled() {
    copy.ifPresent(SchemaCopy::filled);
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

  /// Closing it shall not keep it for others.
  void discard() {
    failed = true;
  }

  RuntimeException failure(StorageException e) {
    failed = true;
    return pool.failure(e);
  }

  /// Whether its tables take less than half of what they may.
  boolean hasRoom() {
    return bytes() < pool.mostPages() * PAGE_BYTES / 2;
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
  public RowLoader loader(String into, int columns) {
    return new RowLoader(this::insert, into, columns);
  }

  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    OwnedCursor.closeAll(List.of(watch));
    try {
      if (failed || copy.isPresent() || bytes() > LARGEST_KEPT) {
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
        return new Scratch(connection, Optional.empty(), this, watch.apply(connection));
      } catch (RuntimeException e) {
        giveBack(connection);
        throw e;
      }
    }

    /// Makes a scratch database with a schema, which the source's session can cancel. SQLite keeps it
    /// in memory, and takes no more than 1 GiB there.
    Scratch take(SchemaCopy copy, ReadView.Source source) {
      SqliteConnection connection = copy.connection();
      try {
        connection.execute("PRAGMA max_page_count = " + mostPages());
        return new Scratch(connection, Optional.of(copy), this, source.watch(connection));
      } catch (RuntimeException e) {
        copy.close();
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

    /// How many pages of {@value #PAGE_BYTES} bytes gathered rows may take.
    long mostPages() {
      return Math.min(MOST_PAGES, limits.gatherLimit() / PAGE_BYTES);
    }

    /// What a failure means for gathered rows. Their limit is SQLite's own for a database, so that it
    /// counts every page. SQLite says the same of a full disk, and has undone the statement by then, so
    /// that nothing tells the two apart.
    RuntimeException failure(StorageException e) {
      if ((e.sqliteCode() & 0xff) != SQLITE_FULL) {
        return e;
      }
      return new BigDaddyException(
          ErrorCode.LIMIT,
          ErrorCode.LIMIT.sqliteCode(),
          ("the statement gathers more than %d bytes (gather_limit), or the disk of SQLite's temporary"
                  + " files is full; EXPLAIN QUERY PLAN tells why it gathers")
              .formatted(limits.gatherLimit()),
          -1,
          e);
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
