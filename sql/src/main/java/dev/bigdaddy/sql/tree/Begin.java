package dev.bigdaddy.sql.tree;

import java.util.Optional;

/// `BEGIN IMMEDIATE TRANSACTION`
///
/// @param name a name that SQLite accepts and forgets
public record Begin(Optional<Mode> mode, Optional<Identifier> name, Span span)
    implements Statement {
  /// Which locks it takes, where it is written out.
  public enum Mode {
    DEFERRED,
    IMMEDIATE,
    EXCLUSIVE
  }
}
