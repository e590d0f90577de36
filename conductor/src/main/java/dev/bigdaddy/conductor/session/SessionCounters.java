package dev.bigdaddy.conductor.session;

/// What SQLite counts for each connection, and we for each session. Used by one thread at a time.
final class SessionCounters {
  private long changes;
  private long totalChanges;
  private long lastInsertRowid;

  long changes() {
    return changes;
  }

  long totalChanges() {
    return totalChanges;
  }

  long lastInsertRowid() {
    return lastInsertRowid;
  }

  /// Counts a statement's work.
  ///
  /// @param rows rows of the statement itself
  /// @param all the same with those that triggers and foreign keys changed
  void changed(long rows, long all) {
    changes = rows;
    totalChanges += all;
  }

  /// Counts what virtual tables wrote while their transaction committed.
  void alsoChanged(long all) {
    totalChanges += all;
  }

  void inserted(long rowid) {
    lastInsertRowid = rowid;
  }
}
