package dev.bigdaddy.conductor.session;

import dev.bigdaddy.storage.Epoch;
import dev.bigdaddy.storage.NodeId;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A transaction's count of rows that violate foreign keys which are checked at COMMIT, where no node
/// counts them, as SQLite keeps it for a connection. Used by one thread.
final class DeferredChecks {
  private boolean all;
  private long violations;

  /// Switches `PRAGMA defer_foreign_keys`. As in SQLite, switching it off forgives what was violated so
  /// far.
  ///
  /// @param enforcing the epoch, if the home node enforces foreign keys in it
  void deferAll(boolean on, @Nullable Epoch enforcing) {
    all = on;
    if (!on) {
      violations = 0;
    }
    tellHome(on, enforcing);
  }

  /// The home node forgets the switch if its own transaction begins anew. To be told again that it is
  /// off would make it forgive what was violated since.
  void remind(@Nullable Epoch enforcing) {
    if (all) {
      tellHome(true, enforcing);
    }
  }

  private static void tellHome(boolean on, @Nullable Epoch enforcing) {
    if (enforcing != null && enforcing.holds(Set.of(NodeId.HOME))) {
      enforcing.on(NodeId.HOME).execute("PRAGMA defer_foreign_keys = " + on);
    }
  }

  /// Whether all keys are checked at COMMIT, those too that are not declared so.
  boolean defersAll() {
    return all;
  }

  /// Adds rows, or takes them away. As in SQLite, rows that violated a key before the transaction do not
  /// pay for others.
  void violated(long rows) {
    violations = Math.max(0, violations + rows);
  }

  /// Whether COMMIT would fail.
  boolean areViolated() {
    return violations > 0;
  }

  /// Fails if COMMIT must; then the transaction goes on.
  void require() {
    if (areViolated()) {
      throw Errors.foreignKey();
    }
  }

  /// What a savepoint brings back; the switch is not among it.
  long count() {
    return violations;
  }

  void backTo(long count) {
    violations = count;
  }
}
