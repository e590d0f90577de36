package dev.bigdaddy.storage;

import dev.bigdaddy.storage.StorageException.Kind;
import org.jspecify.annotations.Nullable;

/// What members throw on their own threads.
final class MemberFailure {
  private MemberFailure() {}

  /// What the member's work threw, perhaps on another thread.
  static RuntimeException own(@Nullable Throwable failure) {
    return switch (failure) {
      case RuntimeException e -> e;
      case Error e -> throw e;
      case null, default -> new IllegalStateException("withdrawn for no reason", failure);
    };
  }

  /// What the epoch failed with. Thrown on several threads: each has its own, so that their traces stay
  /// apart.
  static RuntimeException ofEpoch(@Nullable Throwable failure) {
    return failure instanceof StorageException error
        ? new StorageException(error.kind(), error.sqliteCode(), error.getMessage(), error)
        : new IllegalStateException("the epoch failed", failure);
  }

  static StorageException interrupted() {
    return new StorageException(Kind.INTERRUPTED, SqliteErrors.INTERRUPT, "interrupted", null);
  }

  static StorageException busy() {
    return new StorageException(Kind.BUSY, SqliteErrors.BUSY, "database is locked", null);
  }
}
