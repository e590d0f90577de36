package dev.bigdaddy.conductor.session;

import dev.bigdaddy.conductor.plan.WritePlan;
import dev.bigdaddy.storage.StorageException;

/// What a statement in autocommit leaves behind when it fails.
final class PartialFailure {
  private PartialFailure() {}

  /// After an error SQLite has undone what the conflict clause says, and no more: OR FAIL keeps the
  /// rows before the failing one, and autocommit commits them.
  static void keepWhatSqliteLeft(Transaction alone, WritePlan write, StorageException e) {
    boolean bySqlite =
        switch (write) {
          case WritePlan.Home _, WritePlan.Reference _, WritePlan.Gathered _ -> true;
          case WritePlan.SpreadInsert _, WritePlan.SpreadChange _ -> false;
        };
    boolean decided = bySqlite && e.kind() == StorageException.Kind.SQL;
    if (decided && alone.hasWritten() && !alone.isLost()) {
      alone.commit();
    }
  }
}
