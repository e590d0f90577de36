package dev.bigdaddy.conductor.session;

import dev.bigdaddy.storage.StorageException;

/// A plan met a schema newer than its own; never leaves the package.
final class StaleSchemaException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  StaleSchemaException() {
    super("the schema changed since the statement was planned", null, false, false);
  }

  /// What the user sees if the transaction has read or written under the former schema already.
  static StorageException tooLate() {
    return new StorageException(
        StorageException.Kind.BUSY_SNAPSHOT, 517, "database is locked", null);
  }
}
