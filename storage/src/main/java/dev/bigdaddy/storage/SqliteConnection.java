package dev.bigdaddy.storage;

import org.jspecify.annotations.Nullable;

/// A connection to one SQLite database.
public final class SqliteConnection implements AutoCloseable {
  private SqliteConnection() {}

  /// A new database in memory.
  public static SqliteConnection inMemory() {
    throw new UnsupportedOperationException("soon");
  }

  /// A new database in a temporary file, which SQLite deletes.
  public static SqliteConnection temporary() {
    throw new UnsupportedOperationException("soon");
  }

  /// Runs a query.
  public RowCursor query(String sql, @Nullable Object... parameters) {
    throw new UnsupportedOperationException("soon");
  }

  /// Runs a statement to its end; returns its changes.
  public long update(String sql, @Nullable Object... parameters) {
    throw new UnsupportedOperationException("soon");
  }

  /// Runs SQL without parameters.
  public void execute(String sql) {
    throw new UnsupportedOperationException("soon");
  }

  /// Prepares only.
  public StatementShape describe(String sql) {
    throw new UnsupportedOperationException("soon");
  }

  /// As SQLite's function.
  public long lastInsertRowid() {
    throw new UnsupportedOperationException("soon");
  }

  /// As SQLite's function.
  public long totalChanges() {
    throw new UnsupportedOperationException("soon");
  }

  /// Cancels the running statement; any thread.
  public void interrupt() {}

  /// The database as the bytes of its file.
  public byte[] serialize() {
    throw new UnsupportedOperationException("soon");
  }

  /// Replaces the database.
  public void deserialize(byte[] image) {
    throw new UnsupportedOperationException("soon");
  }

  /// Whether a transaction is open.
  public boolean inTransaction() {
    throw new UnsupportedOperationException("soon");
  }

  @Override
  public void close() {}
}
