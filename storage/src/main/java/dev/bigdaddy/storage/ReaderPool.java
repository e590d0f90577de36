package dev.bigdaddy.storage;

import dev.bigdaddy.storage.StorageException.Kind;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The idle reader connections of one node. Safe for use by many threads.
///
/// Idle connections lie in slots. A thread begins at a slot of its own and takes the first
/// connection that it finds, so threads meet only when connections are scarce; and it tends to find
/// the connection whose statements it prepared. The lock is for those who must wait: a waiter
/// counts itself *before* it looks through the slots once more, and whoever gives back looks at the
/// count *after* filling a slot, so one of the two sees the other.
final class ReaderPool {
  private final NodeId node;
  private final int limit;
  private final Duration timeout;
  private final Supplier<SqliteConnection> opener;
  private final AtomicReferenceArray<@Nullable SqliteConnection> idle;

  /// Connections that exist, idle or lent.
  private final AtomicInteger opened = new AtomicInteger();

  private final AtomicInteger waiters = new AtomicInteger();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition given = lock.newCondition();
  private volatile @Nullable StorageException refusal;

  ReaderPool(NodeId node, int limit, Duration timeout, Supplier<SqliteConnection> opener) {
    this.node = node;
    this.limit = limit;
    this.timeout = timeout;
    this.opener = opener;
    this.idle = new AtomicReferenceArray<>(Integer.highestOneBit(Math.max(1, limit * 2 - 1)));
  }

  /// A connection for the caller alone.
  SqliteConnection take() {
    SqliteConnection connection = tryTake();
    return connection != null ? connection : waitForOne();
  }

  /// The connection must be clean: without cursors and outside a transaction.
  void giveBack(SqliteConnection connection) {
    if (refusal != null) {
      discard(connection);
      return;
    }
    int slot = home();
    while (!idle.compareAndSet(slot, null, connection)) {
      slot = (slot + 1) & (idle.length() - 1);
    }
    if (waiters.get() > 0) {
      signal();
    }
    if (refusal != null) {
      closeIdle();
    }
  }

  /// Closes a connection that is lent, instead of giving it back.
  void discard(SqliteConnection connection) {
    try {
      connection.close();
    } finally {
      opened.decrementAndGet();
      signal();
    }
  }

  /// Lends nothing any more, and waits until all connections are closed, whoever interrupts the thread.
  ///
  /// @return false if some are still lent after the timeout
  boolean drain(StorageException reason, Duration patience) {
    refusal = reason;
    closeIdle();
    long deadline = System.nanoTime() + patience.toNanos();
    boolean interrupted = false;
    waiters.incrementAndGet();
    lock.lock();
    try {
      while (opened.get() > 0 && deadline - System.nanoTime() > 0) {
        try {
          long unused = given.awaitNanos(deadline - System.nanoTime());
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    } finally {
      lock.unlock();
      waiters.decrementAndGet();
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
    return opened.get() == 0;
  }

  /// Lends again after {@link #drain}.
  void reopen() {
    refusal = null;
  }

  private @Nullable SqliteConnection tryTake() {
    requireLending();
    int mask = idle.length() - 1;
    int slot = home();
    for (int tried = 0; tried <= mask; tried++) {
      int at = (slot + tried) & mask;
      if (idle.get(at) != null) {
        SqliteConnection connection = idle.getAndSet(at, null);
        if (connection != null) {
          return connection;
        }
      }
    }
    return openOne();
  }

  private void requireLending() {
    StorageException reason = refusal;
    if (reason != null) {
      throw new StorageException(reason.kind(), reason.getMessage(), reason);
    }
  }

  private @Nullable SqliteConnection openOne() {
    int count = opened.get();
    while (count < limit) {
      if (opened.compareAndSet(count, count + 1)) {
        return openCounted();
      }
      count = opened.get();
    }
    return null;
  }

  private SqliteConnection openCounted() {
    try {
      // Whoever drains the pool sees that one more is counted, or is seen here.
      requireLending();
      return opener.get();
    } catch (RuntimeException | Error e) {
      opened.decrementAndGet();
      signal();
      throw e;
    }
  }

  private SqliteConnection waitForOne() {
    long remaining = timeout.toNanos();
    waiters.incrementAndGet();
    lock.lock();
    try {
      while (true) {
        SqliteConnection connection = tryTake();
        if (connection != null) {
          return connection;
        }
        if (remaining <= 0) {
          throw new StorageException(
              Kind.BUSY,
              SqliteErrors.BUSY,
              "no reader of %s became free in %d ms (settings readersPerNode = %d, readerTimeout)"
                  .formatted(node, timeout.toMillis(), limit),
              null);
        }
        remaining = given.awaitNanos(remaining);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StorageException(Kind.INTERRUPTED, "interrupted while waiting for a reader", e);
    } finally {
      lock.unlock();
      waiters.decrementAndGet();
    }
  }

  private void closeIdle() {
    for (int slot = 0; slot < idle.length(); slot++) {
      SqliteConnection connection = idle.getAndSet(slot, null);
      if (connection != null) {
        discard(connection);
      }
    }
  }

  private void signal() {
    lock.lock();
    try {
      given.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private int home() {
    return (int) Thread.currentThread().threadId() & (idle.length() - 1);
  }
}
