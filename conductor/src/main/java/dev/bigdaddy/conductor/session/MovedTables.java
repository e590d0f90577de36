package dev.bigdaddy.conductor.session;

import dev.bigdaddy.conductor.schema.SeenLayouts;
import dev.bigdaddy.storage.StorageException;

/// Tells an error of a statement from one that comes of its table having left a node.
final class MovedTables {
  private static final int SQLITE_ERROR = 1;

  private MovedTables() {}

  /// A table that has left a node looks like one that does not exist. A transaction that holds only
  /// writers plans again, where the table is now.
  ///
  /// @param seen what the statement's plan was made of
  /// @throws StaleSchemaException if that is what happened
  static void goOnIfOneLeft(
      Transaction open, SeenLayouts seen, LocalConductor conductor, StorageException e) {
    boolean moved =
        e.sqliteCode() == SQLITE_ERROR
            && open.isPinned()
            && !open.changedSchema()
            && conductor.published().isPlacedAnew(open.committedSchema())
            && !conductor.published().isCurrent(open.committedSchema(), seen);
    if (!moved) {
      return;
    }
    if (open.hasSnapshot()) {
      throw StaleSchemaException.tooLate();
    }
    conductor.published().awaitPublication();
    open.adopt(conductor.schema());
    throw new StaleSchemaException();
  }
}
