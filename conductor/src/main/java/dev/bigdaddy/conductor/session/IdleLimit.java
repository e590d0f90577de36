package dev.bigdaddy.conductor.session;

import dev.bigdaddy.conductor.BigDaddyException;
import dev.bigdaddy.conductor.ErrorCode;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// Ends the transaction of a session that holds writers while its client does nothing: others wait for
/// these writers.
///
/// The client's thread and the thread of {@link Deadlines} must never be in the session at once. So
/// whenever the client leaves the session with writers held, it *arms* the limit, and from then on it
/// comes in only with the lock. Whoever watches rolls back only with the lock, and does not wait for it:
/// a client that is inside is not idle. While nothing is armed, nobody else knows of the session, and
/// coming in costs one look at a field.
///
/// What happened is told once, by the next statement; until then the session counts as in its
/// transaction, so that nobody takes a COMMIT for needless.
final class IdleLimit implements Deadlines.Watched {
  private static final Logger LOG = System.getLogger("dev.bigdaddy.conductor");
  private static final long NEVER = Long.MAX_VALUE;
  private static final int SQLITE_ABORT_ROLLBACK = 516;

  private final Deadlines deadlines;
  private final Duration limit;
  private final BooleanSupplier holdsWriters;
  private final Runnable rollback;
  private final ReentrantLock lock = new ReentrantLock();

  /// Seen by the client's thread, and with the lock.
  private boolean armed;

  /// How often the client came in without leaving.
  private int depth;

  /// Nanoseconds of {@link Deadlines#now}. While it is watched it only grows, so that who watches need
  /// not be woken for it.
  private volatile long until = NEVER;

  /// Whether the transaction was rolled back, and the client does not know yet.
  private volatile boolean expired;

  /// @param limit how long a client may do nothing; zero for any time
  /// @param holdsWriters whether the session's transaction holds any
  /// @param rollback rolls the session's transaction back
  IdleLimit(
      Deadlines deadlines, Duration limit, BooleanSupplier holdsWriters, Runnable rollback) {
    this.deadlines = deadlines;
    this.limit = limit;
    this.holdsWriters = holdsWriters;
    this.rollback = rollback;
  }

  /// The client comes in, for whatever it is; {@link #leave} ends that.
  void enter() {
    if (armed) {
      lock.lock();
    }
    depth++;
  }

  /// The client leaves.
  void leave() {
    depth--;
    boolean locked = lock.isHeldByCurrentThread();
    if (depth == 0 && !expired) {
      if (!limit.isZero() && holdsWriters.getAsBoolean()) {
        arm();
      } else if (armed) {
        armed = false;
        until = NEVER;
        deadlines.forget(this);
      }
    }
    if (locked) {
      lock.unlock();
    }
  }

  private void arm() {
    long now = deadlines.now();
    boolean watched = armed && until != NEVER;
    until = now + limit.toNanos();
    armed = true;
    if (!watched) {
      deadlines.watch(this, now);
    }
  }

  /// Whether the client still has to be told of a rollback.
  boolean hasExpired() {
    return expired;
  }

  /// Takes the notice, as whoever wanted the rollback does.
  boolean takeNotice() {
    boolean was = expired;
    expired = false;
    return was;
  }

  /// The error that tells the client; null if nothing happened.
  @Nullable BigDaddyException notice() {
    if (!takeNotice()) {
      return null;
    }
    return new BigDaddyException(
        ErrorCode.IDLE_TIMEOUT,
        SQLITE_ABORT_ROLLBACK,
        ("the transaction held writers and did nothing for %d ms (idle_timeout): it was rolled back,"
                + " begin it again")
            .formatted(limit.toMillis()),
        -1,
        null);
  }

  @Override
  public void expire(long now) {
    if (now < until) {
      return;
    }
    if (!lock.tryLock()) {
      until = now + limit.toNanos();
      return;
    }
    try {
      if (now < until) {
        return;
      }
      until = NEVER;
      expired = true;
      rollback.run();
    } catch (RuntimeException e) {
      LOG.log(Level.WARNING, "an idle transaction could not be rolled back", e);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public long nextLook(long now) {
    return until;
  }
}
