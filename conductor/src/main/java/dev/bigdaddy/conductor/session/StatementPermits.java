package dev.bigdaddy.conductor.session;

import dev.bigdaddy.conductor.BigDaddyException;
import dev.bigdaddy.conductor.ErrorCode;
import dev.bigdaddy.storage.StorageException;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/// Bounds how many sessions run statements at the same time. A session takes one permit for all it
/// runs, so that it cannot wait for itself. Safe for use by many threads.
final class StatementPermits {
  /// So long behind a statement the database counts as in use: the next one is likely to come.
  private static final long IN_USE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  private final int limit;
  private final Duration patience;
  private final Semaphore permits;

  /// Whether a statement ran since somebody looked last. Written only where it changes, since all
  /// statements come by here.
  private volatile boolean used;

  private volatile long latestUse = System.nanoTime() - IN_USE_NANOS;

  /// @param patience how long a statement waits for its turn
  StatementPermits(int limit, Duration patience) {
    this.limit = limit;
    this.patience = patience;
    this.permits = new Semaphore(limit, true);
  }

  /// Takes a permit; stopping the statement ends the wait.
  ///
  /// @throws BigDaddyException with {@link ErrorCode#LIMIT} if none is free in time
  void take(Cancellation statement) {
    if (!used) {
      used = true;
    }
    if (permits.tryAcquire()) {
      return;
    }
    boolean taken = statement.waiting(this::await);
    if (!taken) {
      throw new BigDaddyException(
          ErrorCode.LIMIT,
          "%d statements run already (parallel_statements), and none ended in %d ms"
              .formatted(limit, patience.toMillis()));
    }
  }

  private boolean await() {
    try {
      return permits.tryAcquire(patience.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StorageException(
          StorageException.Kind.INTERRUPTED, "interrupted while waiting for other statements", e);
    }
  }

  /// Whether any statement runs, or did a moment ago.
  boolean isInUse() {
    long now = System.nanoTime();
    if (used) {
      used = false;
      latestUse = now;
    }
    return permits.availablePermits() < limit || now - latestUse < IN_USE_NANOS;
  }

  void giveBack() {
    permits.release();
  }
}
