package dev.bigdaddy.jdbc;

import dev.bigdaddy.conductor.Session;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/// Cancels one statement when its time is over.
///
/// The lock makes sure that a timer that is closed does not cancel any more: else it could hit the
/// session's next statement.
///
/// Started and closed by one thread; its task runs in the one thread that all timers share.
final class QueryTimer implements AutoCloseable {
  private static final ScheduledThreadPoolExecutor CLOCK = clock();

  private final Session session;
  private final ScheduledFuture<?> task;
  private boolean over;
  private boolean fired;

  @SuppressWarnings("this-escape") // the task runs at the earliest after the delay, under the lock
  QueryTimer(Session session, int seconds) {
    this.session = session;
    this.task = CLOCK.schedule(this::fire, seconds, TimeUnit.SECONDS);
  }

  private synchronized void fire() {
    if (!over) {
      fired = true;
      session.cancel();
    }
  }

  /// Whether the statement was cancelled by this timer.
  synchronized boolean fired() {
    return fired;
  }

  @Override
  public void close() {
    synchronized (this) {
      over = true;
    }
    task.cancel(false);
  }

  private static ScheduledThreadPoolExecutor clock() {
    ScheduledThreadPoolExecutor clock =
        new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().daemon().name("bigdaddy-query-timer").factory());
    clock.setRemoveOnCancelPolicy(true);
    return clock;
  }
}
