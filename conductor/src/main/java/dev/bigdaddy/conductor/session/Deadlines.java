package dev.bigdaddy.conductor.session;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// Stops what has had its time: statements, and transactions whose client does nothing. Repeats a cancel
/// until its statement has noticed.
///
/// One thread, which starts with the first thing to watch and sleeps until the nearest deadline.
/// It announces how long it will sleep *before* it looks at them, and one is added
/// *before* it looks at the announcement: so one of the two sees the other, and no deadline is slept
/// through. Safe for use by many threads.
final class Deadlines implements AutoCloseable {
  /// How often a stopped statement is interrupted until it ends.
  static final long REPEAT_NANOS = 10_000_000;

  private static final long LONGEST_SLEEP_NANOS = 3_600_000_000_000L;

  /// What has a time.
  interface Watched {
    /// Stops it, if its time is over by now.
    void expire(long now);

    /// When it must be looked at next.
    long nextLook(long now);
  }

  private final LongSupplier nanos;
  private final long origin;
  private final Set<Watched> watched = ConcurrentHashMap.newKeySet();
  private volatile long wakesAt = Long.MAX_VALUE;
  private volatile @Nullable Thread thread;
  private volatile boolean closed;

  Deadlines() {
    this(System::nanoTime);
  }

  /// @param nanos a clock of nanoseconds that only goes forward
  Deadlines(LongSupplier nanos) {
    this.nanos = nanos;
    this.origin = nanos.getAsLong();
  }

  /// Nanoseconds since this was made.
  long now() {
    return nanos.getAsLong() - origin;
  }

  /// What the clock said when this was made.
  long origin() {
    return origin;
  }

  /// Looks at a statement's or transaction's deadlines from now on; also if they came nearer.
  void watch(Watched statement, long now) {
    watched.add(statement);
    Thread running = thread;
    if (running == null) {
      running = start();
    }
    if (statement.nextLook(now) < wakesAt) {
      LockSupport.unpark(running);
    }
  }

  void forget(Watched statement) {
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
      LockSupport.parkNanos(this, look() - now());
    }
  }

  /// Looks at all once; gives the moment of the next look.
  long look() {
    long now = now();
    long next = now + LONGEST_SLEEP_NANOS;
    wakesAt = next;
    for (Watched one : watched) {
      one.expire(now);
      next = Math.min(next, one.nextLook(now));
    }
    wakesAt = next;
    return next;
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
