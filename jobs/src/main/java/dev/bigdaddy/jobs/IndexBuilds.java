package dev.bigdaddy.jobs;

import dev.bigdaddy.conductor.build.IndexBuild;
import dev.bigdaddy.conductor.move.Placements;
import dev.bigdaddy.storage.StorageException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Builds the virtual indexes that are not ready, one after the other, in a thread of its own. What is
/// left to do stands in the topology: after a crash or a close it begins again with the same indexes.
///
/// Between two blocks it leaves the writers to others for as long as the block took. A block that met a
/// busy writer is done again; one that failed is tried again, each time later, and after some tries the
/// index has failed, with the last reason.
///
/// Safe for use by many threads.
public final class IndexBuilds implements AutoCloseable {
  private static final Logger LOG = System.getLogger("dev.bigdaddy.jobs");
  private static final int MOST_RETRIES = 5;
  private static final long FIRST_BACK_OFF_MILLIS = 200;
  private static final long LONGEST_REST_MILLIS = 10;
  private static final long BUSY_REST_MILLIS = 20;

  private final Placements placements;
  private @Nullable Thread builder;
  private boolean woken;
  private boolean closed;

  /// Starts with what an earlier process left.
  public IndexBuilds(Placements placements) {
    this.placements = placements;
    wake();
  }

  /// Has it look for indexes that are not ready.
  public synchronized void wake() {
    if (closed || IndexBuild.unfinished(placements).isEmpty()) {
      return;
    }
    woken = true;
    if (builder == null) {
      builder = Thread.ofPlatform().daemon().name("bigdaddy-indexes").start(this::run);
    }
    notifyAll();
  }

  private void run() {
    while (awaitWork()) {
      for (String index : IndexBuild.unfinished(placements)) {
        build(index);
      }
    }
  }

  private synchronized boolean awaitWork() {
    try {
      while (!woken && !closed) {
        wait();
      }
      woken = false;
      return !closed;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private void build(String index) {
    IndexBuild build = new IndexBuild(placements, index);
    int retries = 0;
    boolean more = true;
    while (more) {
      long start = System.nanoTime();
      try {
        more = build.step();
        retries = 0;
        long took = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
        more &= rest(Math.min(took, LONGEST_REST_MILLIS));
      } catch (StorageException e) {
        more =
            switch (e.kind()) {
              case BUSY, BUSY_SNAPSHOT, FENCED -> rest(BUSY_REST_MILLIS);
              case CLOSED, STOPPED -> false;
              default -> failed(build, index, e, retries++);
            };
      } catch (RuntimeException e) {
        more = failed(build, index, e, retries++);
      }
    }
  }

  private boolean failed(IndexBuild build, String index, RuntimeException e, int retries) {
    LOG.log(Level.WARNING, "building index " + index + " met an error", e);
    if (retries < MOST_RETRIES) {
      return rest(FIRST_BACK_OFF_MILLIS << retries);
    }
    build.fail(String.valueOf(e.getMessage()));
    return false;
  }

  @SuppressWarnings("WaitNotInLoop") // Who wakes early looks early, which harms nobody.
  private synchronized boolean rest(long millis) {
    try {
      if (!closed && millis > 0) {
        wait(millis);
      }
      return !closed;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /// Lets the block that runs end; the rest is built when the database is opened again.
  @Override
  public void close() {
    Thread last;
    synchronized (this) {
      closed = true;
      last = builder;
      notifyAll();
    }
    if (last != null) {
      JobThread.join(last);
    }
  }
}
