package dev.bigdaddy.conductor.plan;

/// A value that the session or the moment gives, instead of the user.
public sealed interface ExtraValue {
  /// Those that need no more than a name.
  enum Known implements ExtraValue {
    /// `changes()`.
    CHANGES,

    /// `total_changes()`.
    TOTAL_CHANGES,

    /// `last_insert_rowid()`.
    LAST_INSERT_ROWID,

    /// The present moment, one for the whole statement, as a text that date functions read.
    NOW,

    /// Filled in while the plan runs.
    SLOT
  }

  /// The answer of a PRAGMA with one column, as a JSON array.
  ///
  /// @param text the whole statement
  record PragmaRows(String text) implements ExtraValue {}
}
