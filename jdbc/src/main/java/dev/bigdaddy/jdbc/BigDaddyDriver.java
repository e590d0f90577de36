package dev.bigdaddy.jdbc;

import dev.bigdaddy.conductor.BigDaddyException;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.DriverPropertyInfo;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.util.Map;
import java.util.Properties;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/// The JDBC driver of Big Daddy, found by {@link DriverManager} without being named.
///
///     jdbc:bigdaddy:DIRECTORY?nodes=4&default_shards=8
///     jdbc:bigdaddy::memory:
///
/// Settings stand in the URL or in the {@link Properties}, which win; `user` and `password` are
/// accepted and mean nothing, as the database is a directory of the caller. Connections of one
/// process to the same directory share one running database, which the last of them closes; a
/// setting that differs from the running database's is refused, never ignored. The database of
/// `:memory:` is a temporary directory of that one connection, which deletes it when it is closed.
///
/// Safe for use by many threads.
public final class BigDaddyDriver implements Driver {
  static final int MAJOR_VERSION = 0;
  static final int MINOR_VERSION = 1;

  /// The settings that a URL may name, with what they mean.
  static final Map<String, String> SETTINGS =
      Map.ofEntries(
          Map.entry("nodes", "storage nodes of a new database, 1 to 64"),
          Map.entry("default_shards", "shards of a new table without a SHARDS hint, 1 to 256"),
          Map.entry("synchronous", "FULL, NORMAL or OFF"),
          Map.entry("busy_timeout", "milliseconds that a writer waits for another one"),
          Map.entry("cache_size", "SQLite's page cache of each connection: pages, or KiB if negative"),
          Map.entry("foreign_keys", "whether connections begin with foreign keys enforced: ON or OFF"),
          Map.entry("parallelism", "storage nodes that one statement asks at the same time"),
          Map.entry("readers_per_node", "connections that read one node at the same time"),
          Map.entry("gather_limit", "bytes that one statement may gather, as 8G"),
          Map.entry("gather_memory", "bytes of them that stay in memory"),
          Map.entry("held_limit", "bytes of partial aggregates that one statement holds"),
          Map.entry("result_limit", "bytes of an answer that is collected"),
          Map.entry("parallel_statements", "connections whose statements run at the same time"),
          Map.entry("open_cursors", "results that one connection may have open"),
          Map.entry("statement_timeout", "milliseconds that a statement may take; 0 for any time"),
          Map.entry("snapshot_age", "milliseconds that one snapshot may be read"),
          Map.entry("idle_timeout", "milliseconds that a transaction that writes may do nothing"),
          Map.entry("move_wait", "milliseconds that moving rows wait for a transaction"),
          Map.entry("move_rate", "rows that a job moves in a second while others are at work"));

  static {
    try {
      DriverManager.registerDriver(new BigDaddyDriver());
    } catch (SQLException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  /// Made by the service loader.
  public BigDaddyDriver() {}

  @Override
  public boolean acceptsURL(@Nullable String url) {
    return url != null && JdbcUrl.isOurs(url);
  }

  /// Opens a connection; null for another driver's URL.
  @Override
  public @Nullable Connection connect(@Nullable String url, @Nullable Properties properties)
      throws SQLException {
    if (url == null || !JdbcUrl.isOurs(url)) {
      return null;
    }
    JdbcUrl parsed = JdbcUrl.parse(url, properties);
    try {
      OpenDatabases.Lease lease =
          parsed.inMemory()
              ? OpenDatabases.openTemporary(parsed.settings())
              : OpenDatabases.ofThisProcess().open(parsed.directory(), parsed.settings());
      return connection(url, lease);
    } catch (BigDaddyException e) {
      throw SqlErrors.of(e);
    }
  }

  private static Connection connection(String url, OpenDatabases.Lease lease) {
    try {
      return new BigDaddyConnection(url, lease);
    } catch (RuntimeException | Error e) {
      try {
        lease.close();
      } catch (RuntimeException closing) {
        e.addSuppressed(closing);
      }
      throw e;
    }
  }

  @Override
  public DriverPropertyInfo[] getPropertyInfo(String url, @Nullable Properties properties)
      throws SQLException {
    Map<String, String> given = JdbcUrl.parse(url, properties).settings();
    return SETTINGS.keySet().stream()
        .sorted()
        .map(
            name -> {
              DriverPropertyInfo info = new DriverPropertyInfo(name, given.get(name));
              info.description = SETTINGS.get(name);
              return info;
            })
        .toArray(DriverPropertyInfo[]::new);
  }

  @Override
  public int getMajorVersion() {
    return MAJOR_VERSION;
  }

  @Override
  public int getMinorVersion() {
    return MINOR_VERSION;
  }

  /// False, as SQLite's dialect is not the whole of SQL 92.
  @Override
  public boolean jdbcCompliant() {
    return false;
  }

  @Override
  public Logger getParentLogger() throws SQLFeatureNotSupportedException {
    throw SqlErrors.notSupported("java.util.logging is not used");
  }
}
