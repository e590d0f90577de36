package dev.bigdaddy.storage;

/// Tells whether rows violate deferred foreign keys in a connection's open transaction, so that its COMMIT
/// would fail.
///
/// SQLite counts such rows and shows the count to nobody: a look at the rows themselves is not the same,
/// since a row that violated a key before and is written again counts. But before it drops a table that
/// refers to others by deferred keys, it deletes the rows if, and only if, the count is above zero
/// (`sqlite3FkDropTable` in `fkey.c`), and deleted rows are counted openly. So a temporary table is dropped.
final class DeferredKeysProbe {
  private static final String MENTIONS_DEFERRED =
      "SELECT 1 FROM main.sqlite_schema WHERE instr(lower(sql), 'deferred') LIMIT 1";

  /// Without rowids, so that `last_insert_rowid()` stays.
  private static final String MAKE =
      "CREATE TEMP TABLE _bigdaddy_probe_parent(k PRIMARY KEY) WITHOUT ROWID;"
          + " CREATE TEMP TABLE _bigdaddy_probe(k PRIMARY KEY, p REFERENCES _bigdaddy_probe_parent"
          + " DEFERRABLE INITIALLY DEFERRED) WITHOUT ROWID;"
          + " INSERT INTO temp._bigdaddy_probe VALUES (1, NULL)";

  private DeferredKeysProbe() {}

  /// @param writer enforces foreign keys, and has a transaction open
  static boolean areViolated(SqliteConnection writer) {
    if (!mayBeViolated(writer)) {
      return false;
    }
    writer.execute(MAKE);
    long before = writer.totalChanges();
    writer.execute("DROP TABLE temp._bigdaddy_probe");
    boolean violated = writer.totalChanges() > before;
    writer.execute("DROP TABLE temp._bigdaddy_probe_parent");
    return violated;
  }

  private static boolean mayBeViolated(SqliteConnection writer) {
    try (RowCursor deferred = writer.query(MENTIONS_DEFERRED)) {
      if (deferred.next()) {
        return true;
      }
    }
    try (RowCursor all = writer.query("PRAGMA defer_foreign_keys")) {
      return all.next() && all.longAt(0) != 0;
    }
  }
}
