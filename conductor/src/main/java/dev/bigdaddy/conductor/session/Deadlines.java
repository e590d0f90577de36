package dev.bigdaddy.conductor.session;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// Stops statements whose time is over, and repeats a cancel until its statement has noticed.
///
/// One thread, which starts with the first statement to watch and sleeps until the nearest deadline.
/// It announces how long it will sleep *before* it looks at the statements, and a statement is added
/// *before* it looks at the announcement: so one of the two sees the other, and no deadline is slept
/// through. Safe for use by many threads.
final class Deadlines implements AutoCloseable {
  /// How often a stopped statement is interrupted until it ends.
  static final long REPEAT_NANOS = 10_000_000;

  private static final long LONGEST_SLEEP_NANOS = 3_600_000_000_000L;

  private final long origin = System.nanoTime();
  private final Set<Cancellation> watched = ConcurrentHashMap.newKeySet();
  private volatile long wakesAt = Long.MAX_VALUE;
  private volatile @Nullable Thread thread;
  private volatile boolean closed;

  /// Nanoseconds since this was made.
  long now() {
    return System.nanoTime() - origin;
  }

  /// What `System.nanoTime()` said when this was made.
  long origin() {
    return origin;
  }

  /// Looks at a statement's deadlines from now on; also if they came nearer.
  void watch(Cancellation statement, long now) {
    watched.add(statement);
    Thread running = thread;
    if (running == null) {
      running = start();
    }
    if (statement.nextLook(now) < wakesAt) {
      LockSupport.unpark(running);
    }
  }

  void forget(Cancellation statement) {
    watched.remove(statement);
  }

  private synchronized Thread start() {
    Thread running = thread;
    if (running == null) {
      running = Thread.ofPlatform().daemon().name("bigdaddy-deadlines").unstarted(this::run);
      thread = running;
      running.start();
    }
    return running;
  }

  private void run() {
    while (!closed) {
      long now = now();
      long next = now + LONGEST_SLEEP_NANOS;
      wakesAt = next;
      for (Cancellation statement : watched) {
        statement.expire(now);
        next = Math.min(next, statement.nextLook(now));
      }
      wakesAt = next;
      LockSupport.parkNanos(this, next - now());
    }
  }

  @Override
  public void close() {
    closed = true;
    Thread running = thread;
    if (running != null) {
      LockSupport.unpark(running);
    }
  }
}
