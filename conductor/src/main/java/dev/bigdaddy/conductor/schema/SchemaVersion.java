package dev.bigdaddy.conductor.schema;

/// One version of the user's schema: parsed, and as an empty database. Immutable.
///
/// @param user the tables, views and triggers
/// @param shadow SQLite's own view of them
public record SchemaVersion(UserSchema user, ShadowSchema shadow) {

  /// Grows with every change.
  public long number() {
    return user.topology().version();
  }
}
