package dev.bigdaddy.conductor.plan;

/// A value that the session or the moment gives, instead of the user.
public sealed interface ExtraValue {
  /// `changes()`.
  ExtraValue CHANGES = Scalar.CHANGES;

  /// `total_changes()`.
  ExtraValue TOTAL_CHANGES = Scalar.TOTAL_CHANGES;

  /// `last_insert_rowid()`.
  ExtraValue LAST_INSERT_ROWID = Scalar.LAST_INSERT_ROWID;

  /// The present moment, one for the whole statement, as a text that date functions read.
  ExtraValue NOW = Scalar.NOW;

  /// Filled in while the plan runs.
  ExtraValue SLOT = Scalar.SLOT;

  /// Those that need no more than a name.
  enum Scalar implements ExtraValue {
    CHANGES,
    TOTAL_CHANGES,
    LAST_INSERT_ROWID,
    NOW,
    SLOT
  }

  /// The answer of a PRAGMA with one column, as a JSON array.
  ///
  /// @param text the whole statement
  record PragmaRows(String text) implements ExtraValue {}
}
