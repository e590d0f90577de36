package dev.bigdaddy.conductor.plan;

import dev.bigdaddy.conductor.schema.UserSchema;

/// How foreign keys are enforced in a transaction, if they are.
///
/// @param byHome whether the home node does it; if not, every write that one concerns is gathered
/// @param deferred whether all are checked at COMMIT, as `PRAGMA defer_foreign_keys` has it
public record ForeignKeyMode(boolean byHome, boolean deferred) {

  /// How a transaction begins.
  public static ForeignKeyMode of(UserSchema schema) {
    return new ForeignKeyMode(schema.homeEnforcesForeignKeys(), false);
  }
}
