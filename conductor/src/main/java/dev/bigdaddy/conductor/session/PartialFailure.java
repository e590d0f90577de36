package dev.bigdaddy.conductor.session;

import dev.bigdaddy.conductor.plan.WritePlan;
import dev.bigdaddy.storage.StorageException;

/// What a statement in autocommit leaves behind when it fails.
final class PartialFailure {
  private static final int SQLITE_CONSTRAINT = 19;
  private static final int SQLITE_CONSTRAINT_DATATYPE = 3091;
  private static final int SQLITE_CONSTRAINT_FOREIGNKEY = 787;

  private PartialFailure() {}

  /// After an error SQLite has undone what the conflict clause says, and no more: OR FAIL keeps the
  /// rows before the failing one, and autocommit commits them. Errors that are no constraint's, a value of
  /// a wrong type in a STRICT table, and foreign keys, to which no conflict clause applies, end a statement
  /// at once: inside a transaction, as which it ran here, its rows may stay; in autocommit none does.
  static void keepWhatSqliteLeft(Transaction alone, WritePlan write, StorageException e) {
    boolean bySqlite =
        switch (write) {
          case WritePlan.Home _, WritePlan.Reference _, WritePlan.Gathered _, WritePlan.Lent _ -> true;
          // With triggers it may have been gathered in the end; else nothing is left of it.
          case WritePlan.FoundInsert _ -> true;
          case WritePlan.SpreadInsert _, WritePlan.SpreadChange _, WritePlan.FoundChange _ -> false;
        };
    if (bySqlite && mayLeaveRows(e) && alone.hasWritten() && !alone.isLost()) {
      alone.commit();
    }
  }

  /// Whether SQLite has decided what remains of a statement that failed like this in autocommit.
  static boolean mayLeaveRows(StorageException e) {
    return e.kind() == StorageException.Kind.SQL
        && (e.sqliteCode() & 0xff) == SQLITE_CONSTRAINT
        && e.sqliteCode() != SQLITE_CONSTRAINT_DATATYPE
        && e.sqliteCode() != SQLITE_CONSTRAINT_FOREIGNKEY;
  }
}
