package dev.bigdaddy.conductor.execute;

import dev.bigdaddy.conductor.BigDaddyException;
import dev.bigdaddy.conductor.ErrorCode;
import dev.bigdaddy.storage.StorageException;

/// Tells the failures of a write apart.
final class Failures {
  private Failures() {}

  /// Whether the rows are to blame, so that another order of them could bring another error. A cancel
  /// comes only once, and a node that is busy says nothing of the rows.
  static boolean areOfTheData(RuntimeException failure) {
    return switch (failure) {
      case StorageException e -> e.kind() == StorageException.Kind.SQL && !e.isBeforeRunning();
      case BigDaddyException e ->
          e.code() == ErrorCode.CONSTRAINT || e.code() == ErrorCode.NOT_SUPPORTED;
      default -> false;
    };
  }
}
