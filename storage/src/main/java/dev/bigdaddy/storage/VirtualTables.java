package dev.bigdaddy.storage;

/// What SQLite's virtual tables keep beside their tables.
public final class VirtualTables {
  private VirtualTables() {}

  /// Has them write what they keep in memory to their tables, within the open transaction: SQLite tells
  /// them of savepoints, before which all must be written
  /// ([xSavepoint](https://sqlite.org/vtab.html#xsavepoint)).
  public static void flush(SqliteConnection connection) {
    connection.control("SAVEPOINT _bigdaddy_flush");
    connection.control("RELEASE _bigdaddy_flush");
  }
}
