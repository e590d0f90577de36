package dev.bigdaddy.conductor.schema;

import dev.bigdaddy.storage.ColumnOrigin;
import dev.bigdaddy.storage.RowCursor;
import dev.bigdaddy.storage.SqliteConnection;
import dev.bigdaddy.storage.StatementShape;
import dev.bigdaddy.topology.SchemaObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// An empty in-memory SQLite database with the user's own schema, by which SQLite itself judges
/// statements: their errors, the names and types of their columns, and the plan that one plain file
/// would choose.
///
/// One object stands for one version of the schema and never changes; a schema change makes the next
/// one. It keeps a pool of connections, since a connection serves one thread. Safe for use by many
/// threads.
public final class ShadowSchema implements AutoCloseable {
  private static final int KEPT = 4;

  private final byte[] image;
  private final ConcurrentLinkedQueue<SqliteConnection> idle = new ConcurrentLinkedQueue<>();
  private volatile boolean closed;

  private ShadowSchema(SqliteConnection first) {
    this.image = first.serialize();
    idle.add(first);
  }

  /// Builds the schema of a database that was just opened.
  public static ShadowSchema of(List<SchemaObject> objects) {
    SqliteConnection connection = SqliteConnection.inMemory();
    // An empty database has no page yet, and nothing to serialize.
    connection.execute("PRAGMA user_version = 0");
    connection.execute("CREATE TABLE _bigdaddy_first_page(x)");
    connection.execute("DROP TABLE _bigdaddy_first_page");
    for (SchemaObject object : objects) {
      boolean replayed =
          object.sql() != null && !object.name().startsWith("sqlite_") && !exists(connection, object);
      if (replayed) {
        connection.execute(Objects.requireNonNull(object.sql()));
      }
    }
    return new ShadowSchema(connection);
  }

  /// A virtual table's CREATE makes its shadow tables too.
  private static boolean exists(SqliteConnection connection, SchemaObject object) {
    try (RowCursor rows =
        connection.query(
            "SELECT 1 FROM sqlite_schema WHERE type = ? AND name = ?",
            object.type(),
            object.name())) {
      return rows.next();
    }
  }

  /// Prepares a statement without running it.
  ///
  /// @throws dev.bigdaddy.storage.StorageException with SQLite's own error if it does not prepare
  public StatementShape describe(String sql) {
    return use(connection -> connection.describe(sql));
  }

  /// Where the columns of a query's answer come from.
  public List<ColumnOrigin> origins(String sql) {
    return use(connection -> connection.origins(sql));
  }

  /// The outermost steps of SQLite's plan for a statement on one plain file with this schema, without those
  /// of its subqueries.
  ///
  /// @param parameters how many parameters it has; their values do not matter
  public List<String> queryPlan(String sql, int parameters) {
    return use(
        connection -> {
          List<String> details = new ArrayList<>();
          try (RowCursor rows = connection.query("EXPLAIN QUERY PLAN " + sql, new @Nullable Object[parameters])) {
            while (rows.next()) {
              if (rows.longAt(1) == 0) {
                details.add(Objects.requireNonNull(rows.textAt(3)));
              }
            }
          }
          return details;
        });
  }

  /// Runs a DDL statement on a copy: the next version of the schema, or SQLite's own error.
  public ShadowSchema apply(String ddl) {
    SqliteConnection copy = open();
    try {
      copy.execute(ddl);
      return new ShadowSchema(copy);
    } catch (RuntimeException e) {
      copy.close();
      throw e;
    }
  }

  /// The rows of `sqlite_schema`.
  public List<SchemaObject> objects() {
    return use(
        connection -> {
          List<SchemaObject> objects = new ArrayList<>();
          try (RowCursor rows =
              connection.query(
                  "SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY rowid")) {
            while (rows.next()) {
              objects.add(
                  new SchemaObject(
                      Objects.requireNonNull(rows.textAt(0)),
                      Objects.requireNonNull(rows.textAt(1)),
                      Objects.requireNonNull(rows.textAt(2)),
                      rows.textAt(3)));
            }
          }
          return objects;
        });
  }

  /// Lends a connection for the time of a call.
  public <T> T use(Function<SqliteConnection, T> work) {
    SqliteConnection connection = take();
    try {
      return work.apply(connection);
    } finally {
      giveBack(connection);
    }
  }

  /// Takes a connection for a statement that reads the schema; {@link #giveBack} ends the loan.
  public SqliteConnection take() {
    SqliteConnection connection = idle.poll();
    return connection == null ? open() : connection;
  }

  /// Ends a loan.
  public void giveBack(SqliteConnection connection) {
    if (closed || idle.size() >= KEPT) {
      connection.close();
    } else {
      idle.add(connection);
    }
  }

  private SqliteConnection open() {
    SqliteConnection connection = SqliteConnection.inMemory();
    connection.deserialize(image);
    return connection;
  }

  @Override
  public void close() {
    closed = true;
    for (SqliteConnection c = idle.poll(); c != null; c = idle.poll()) {
      c.close();
    }
  }
}
