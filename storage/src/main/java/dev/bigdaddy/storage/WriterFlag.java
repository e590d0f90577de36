package dev.bigdaddy.storage;

/// A switch of a session that changes what its statements do to a node. All are off unless asked
/// for. They are part of the log, as a repetition depends on them.
public enum WriterFlag {
  /// `PRAGMA foreign_keys`.
  FOREIGN_KEYS,
  /// `PRAGMA recursive_triggers`.
  RECURSIVE_TRIGGERS,
  /// `PRAGMA ignore_check_constraints`.
  IGNORE_CHECK_CONSTRAINTS,
  /// `PRAGMA case_sensitive_like`.
  CASE_SENSITIVE_LIKE;

  /// The statement that switches it.
  String pragma(Switch position) {
    return "PRAGMA " + name().toLowerCase(java.util.Locale.ROOT) + " = " + position;
  }

  /// The two positions, named as SQLite writes them.
  enum Switch {
    ON,
    OFF
  }
}
