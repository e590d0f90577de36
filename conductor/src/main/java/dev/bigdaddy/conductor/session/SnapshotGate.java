package dev.bigdaddy.conductor.session;

import dev.bigdaddy.conductor.move.Placements;
import java.time.Duration;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// Keeps jobs that move rows out of the way of transactions that read a snapshot and may write later:
/// such a write would fail with SQLITE_BUSY_SNAPSHOT if its node had changed meanwhile.
///
/// A job waits until the transactions that hold a snapshot have ended, and new ones wait with their
/// first read until the job's batch is done. Each transaction is waited for at most `move_wait`, counted
/// from its first read, and waits itself no longer than that: an idle client stops nobody for ever. Safe
/// for use by many threads.
final class SnapshotGate {
  private final long moveWaitNanos;
  private final Map<Transaction, Long> pinned = new IdentityHashMap<>();
  private int quiet;

  SnapshotGate(Duration moveWait) {
    this.moveWaitNanos = moveWait.toNanos();
  }

  /// Notes that a transaction pins a snapshot now.
  synchronized void pin(Transaction owner) {
    long deadline = System.nanoTime() + moveWaitNanos;
    while (quiet > 0 && await(deadline)) {
      // Looks again.
    }
    pinned.put(owner, System.nanoTime());
  }

  /// Notes that a transaction gave its snapshot back.
  synchronized void end(Transaction owner) {
    if (pinned.remove(owner) != null && quiet > 0) {
      notifyAll();
    }
  }

  /// Begins a time without new snapshots, once those that are waited for have ended.
  synchronized Placements.Quiet quiet() {
    quiet++;
    long youngest = youngest();
    while (youngest != Long.MIN_VALUE && await(youngest + moveWaitNanos)) {
      youngest = youngest();
    }
    return this::endQuiet;
  }

  private synchronized void endQuiet() {
    quiet--;
    notifyAll();
  }

  private long youngest() {
    return pinned.values().stream().mapToLong(Long::longValue).max().orElse(Long.MIN_VALUE);
  }

  /// False if the deadline has passed, or the thread shall stop.
  private boolean await(long deadline) {
    long millis = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
    if (millis <= 0) {
      return false;
    }
    try {
      wait(millis);
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
