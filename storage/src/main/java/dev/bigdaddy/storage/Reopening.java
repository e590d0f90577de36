package dev.bigdaddy.storage;

import dev.bigdaddy.storage.StorageException.Kind;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/// A node whose commit failed is closed and opened again, which takes some milliseconds and changes
/// nothing that a reader may see: so readers wait for it instead of failing.
///
/// While they wait they hold no reader of any node, since the reopening waits for those.
final class Reopening {
  private static final long REST_NANOS = 1_000_000;

  private Reopening() {}

  /// Begins to read, again and again while a node is being reopened, for no longer than a writer
  /// would be waited for.
  ///
  /// @param begin gives back what it took when it fails
  static <T> T waitOut(OpenDatabase database, Supplier<T> begin) {
    long since = 0;
    while (true) {
      database.log().requireReadable();
      try {
        return begin.get();
      } catch (StorageException e) {
        if (e.kind() != Kind.FENCED) {
          throw e;
        }
        long now = System.nanoTime();
        since = since == 0 ? now : since;
        if (now - since >= database.settings().busyTimeout().toNanos()) {
          throw e;
        }
      }
      rest();
    }
  }

  private static void rest() {
    LockSupport.parkNanos(REST_NANOS);
    if (Thread.currentThread().isInterrupted()) {
      throw new StorageException(
          Kind.INTERRUPTED, "interrupted while a node is being reopened after a failed commit");
    }
  }
}
