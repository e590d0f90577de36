package dev.bigdaddy.storage;

import java.sql.SQLException;
import org.sqlite.SQLiteConnection;
import org.sqlite.jdbc4.JDBC4PreparedStatement;

/// Tells whether a connection has a transaction open: sqlite-jdbc has no `sqlite3_get_autocommit`.
final class TransactionProbe {
  /// Fails in a transaction, when it is prepared, and does nothing outside of one. Without any space,
  /// where SQLite's parser looks whether the connection was interrupted: that lasts as long as a
  /// statement of it is open, and must not hide that the transaction is gone.
  private static final String TEXT = "PRAGMA\"temp\".synchronous=1;";

  private TransactionProbe() {}

  static boolean isInside(SQLiteConnection connection) {
    try {
      new JDBC4PreparedStatement(connection, TEXT).pointer.close();
      return false;
    } catch (SQLException e) {
      StorageException error = SqliteErrors.of(e);
      if (error.getMessage().contains("inside a transaction")) {
        return true;
      }
      throw error;
    }
  }
}
