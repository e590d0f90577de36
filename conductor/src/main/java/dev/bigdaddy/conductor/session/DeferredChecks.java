package dev.bigdaddy.conductor.session;

/// A transaction's count of rows that violate foreign keys which are checked at COMMIT, where no node
/// counts them, as SQLite keeps it for a connection. Used by one thread.
final class DeferredChecks {
  private boolean switched;
  private boolean all;
  private long violations;

  /// Switches `PRAGMA defer_foreign_keys`. As in SQLite, switching it off forgives what was violated so
  /// far.
  void deferAll(boolean on) {
    switched = true;
    all = on;
    if (!on) {
      violations = 0;
    }
  }

  /// Whether anybody has used the switch.
  boolean wereSwitched() {
    return switched;
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
