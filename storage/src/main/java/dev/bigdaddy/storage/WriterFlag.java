package dev.bigdaddy.storage;

import java.util.Locale;

/// A switch of a session that changes what its statements do to a node. All are off unless asked
/// for. They are part of the log, as a repetition depends on them.
public enum WriterFlag {
  /// `PRAGMA foreign_keys`.
  FOREIGN_KEYS(1),
  /// `PRAGMA recursive_triggers`.
  RECURSIVE_TRIGGERS(2),
  /// `PRAGMA ignore_check_constraints`.
  IGNORE_CHECK_CONSTRAINTS(4),
  /// `PRAGMA case_sensitive_like`.
  CASE_SENSITIVE_LIKE(8);

  private final int bit;

  WriterFlag(int bit) {
    this.bit = bit;
  }

  /// Its bit in the log.
  int bit() {
    return bit;
  }

  /// The statement that switches it.
  public String pragma(Switch position) {
    return "PRAGMA " + name().toLowerCase(Locale.ROOT) + " = " + position;
  }

  /// The two positions, named as SQLite writes them.
  public enum Switch {
    /// On.
    ON,
    /// Off.
    OFF
  }
}
