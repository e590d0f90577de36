package dev.bigdaddy.conductor.session;

import dev.bigdaddy.conductor.move.Placements;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// Keeps jobs that move rows out of the way of transactions of several statements: one that reads a
/// snapshot would fail with SQLITE_BUSY_SNAPSHOT when it writes to a node that changed meanwhile,
/// and one that holds a writer with SQLITE_BUSY when it needs another one out of order that a job
/// holds.
///
/// A step of a job waits until the transactions that hold anything have ended, and new ones wait with
/// their first read or write until the step is done. Each transaction is waited for at most `move_wait`,
/// counted from that first read or write, and waits itself no longer than that: an idle client stops
/// nobody for ever. Safe for use by many threads.
final class SnapshotGate {
  private final long moveWaitNanos;
  /// Transactions are what they are: no two are equal.
  private final Map<Transaction, Long> pinned = new HashMap<>();
  private int quiet;

  SnapshotGate(Duration moveWait) {
    this.moveWaitNanos = moveWait.toNanos();
  }

  /// Notes that a transaction takes its first snapshot or writer now.
  synchronized void pin(Transaction owner) {
    if (pinned.containsKey(owner)) {
      return;
    }
    long deadline = System.nanoTime() + moveWaitNanos;
    while (quiet > 0 && await(deadline)) {
      // Looks again.
    }
    pinned.put(owner, System.nanoTime());
  }

  /// Notes that a transaction holds nothing any more.
  synchronized void end(Transaction owner) {
    if (pinned.remove(owner) != null && quiet > 0) {
      notifyAll();
    }
  }

  /// Begins a time without new transactions, once those that are waited for have ended.
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

  /// False if the deadline has passed, or the thread shall stop. Its callers look again whenever it
  /// returns.
  @SuppressWarnings("WaitNotInLoop") // The loops are the callers'.
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
