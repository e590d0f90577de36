package dev.bigdaddy.storage;

/// What a node says about itself in the one row of its internal table, written in the same
/// transaction as the work it speaks of.
///
/// @param applied the number of the last logged epoch on this node
/// @param synced the number of the last epoch whose record was fsynced before it committed here:
///     the log can only have lost it by damage
/// @param counter counts all epochs that changed this node, logged or not: it tells the outcome of
///     a failed COMMIT, and an old copy of the file
record EpochRow(long applied, long synced, long counter) {
  static final String CREATE =
      """
      CREATE TABLE _bigdaddy_epoch(
        id INTEGER PRIMARY KEY CHECK(id = 1),
        applied_epoch INTEGER NOT NULL,
        synced_epoch INTEGER NOT NULL,
        counter INTEGER NOT NULL
      )\
      """;
  static final String INSERT = "INSERT INTO _bigdaddy_epoch VALUES(1, 0, 0, 0)";
  private static final String READ =
      "SELECT applied_epoch, synced_epoch, counter FROM main._bigdaddy_epoch WHERE id = 1";
  private static final String WRITE =
      "UPDATE main._bigdaddy_epoch SET applied_epoch = ?, synced_epoch = ?, counter = ? WHERE id ="
          + " 1";

  /// Writes the row anew as it is.
  static final String TOUCH = "UPDATE main._bigdaddy_epoch SET id = id";

  /// Takes the write lock of the node's file alone, and changes nothing.
  static final String LOCK = "UPDATE main._bigdaddy_epoch SET id = id WHERE 0";

  static EpochRow read(SqliteConnection connection, NodeId node) {
    try (RowCursor row = connection.query(READ)) {
      if (!row.next()) {
        throw new StorageException(
            StorageException.Kind.NOT_A_DATABASE, node.fileName() + " is not a node's file");
      }
      return new EpochRow(row.longAt(0), row.longAt(1), row.longAt(2));
    }
  }

  void write(SqliteConnection writer) {
    if (writer.update(WRITE, applied, synced, counter) != 1) {
      throw new StorageException(StorageException.Kind.SQL, "the node's epoch row is gone");
    }
  }

  /// One more epoch without a record.
  EpochRow unlogged() {
    return new EpochRow(applied, synced, counter + 1);
  }

  /// One more epoch with a record that is fsynced before the commit.
  EpochRow logged(long number) {
    return new EpochRow(number, number, counter + 1);
  }

  /// One more epoch with a record that is not fsynced.
  EpochRow loggedUnsynced(long number) {
    return new EpochRow(number, synced, counter + 1);
  }
}
