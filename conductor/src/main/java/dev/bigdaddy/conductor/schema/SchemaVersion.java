package dev.bigdaddy.conductor.schema;

import dev.bigdaddy.topology.SchemaObject;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One version of the user's schema: parsed, and as an empty database. Immutable.
///
/// @param user the tables, views and triggers
/// @param shadow SQLite's own view of them
/// @param base the version that all sessions share, if this is one session's with what it has for
///     itself; null if this is the shared one
public record SchemaVersion(UserSchema user, ShadowSchema shadow, @Nullable SchemaVersion base) {

  /// A version that all sessions share.
  public SchemaVersion(UserSchema user, ShadowSchema shadow) {
    this(user, shadow, null);
  }

  /// What all sessions share of it.
  public SchemaVersion shared() {
    return base == null ? this : base;
  }

  /// The same for a session with temporary objects and attached databases.
  public SchemaVersion withOwn(List<SchemaObject> temporary, List<AttachedDatabase> attached) {
    SchemaVersion shared = shared();
    return new SchemaVersion(
        shared.user.withOwn(temporary, attached),
        shared.shadow.withOwn(temporary, attached),
        shared);
  }

  /// Grows with every change.
  public long number() {
    return user.version();
  }

  /// The same, which notes whose layouts are looked at.
  public SchemaVersion watched() {
    return new SchemaVersion(user.watched(), shadow, base);
  }
}
