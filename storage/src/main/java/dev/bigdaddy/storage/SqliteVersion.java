package dev.bigdaddy.storage;

/// The version of the SQLite library in use: a repetition by another one may give another result.
final class SqliteVersion {
  static final String VALUE = read();

  private SqliteVersion() {}

  private static String read() {
    try (SqliteConnection connection = SqliteConnection.inMemory();
        RowCursor row = connection.query("SELECT sqlite_version()")) {
      row.next();
      return String.valueOf(row.textAt(0));
    }
  }
}
