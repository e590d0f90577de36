package dev.bigdaddy.conductor.session;

import dev.bigdaddy.conductor.plan.StatementPlan;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

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

  /// Fills in the values of our own behind the user's.
  void fillIn(StatementPlan plan, @Nullable Object[] values, Supplier<String> now) {
    int at = plan.parameterCount();
    for (StatementPlan.ExtraValue extra : plan.extras()) {
      values[at++] =
          switch (extra) {
            case CHANGES -> changes;
            case TOTAL_CHANGES -> totalChanges;
            case LAST_INSERT_ROWID -> lastInsertRowid;
            case NOW -> now.get();
            case SLOT -> null;
          };
    }
  }
}
