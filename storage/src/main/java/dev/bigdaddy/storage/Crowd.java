package dev.bigdaddy.storage;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/// Tells members when to wait for one another, so that they share an fsync.
///
/// A disk takes nearly as long for the fsyncs of several files at a time as for one after the other.
/// So where commits are slow and several sessions write, members whose nodes are free wait while
/// others commit, and go with them in one epoch. And when an epoch of many has ended, its sessions
/// will be back in a moment: the first of them waits for the others, for a small part of the time
/// that a commit takes. One session alone never waits, and none does where commits are fast.
///
/// Guarded by the lock of {@link Turns}.
final class Crowd {
  /// From here on a commit is worth waiting for.
  private static final double SLOW_COMMIT_NANOS = 150_000;

  /// The weight of former commits in the average.
  private static final double RECENT = 8;

  /// Fewer do not make a crowd.
  private static final int LEAST = 3;

  private static final long MOST_GATHERING_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

  /// A group that has run for so long holds nobody back.
  private static final long LONG_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

  private static final long IDLE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

  private final LongSupplier nanoTime;

  /// Groups that take nobody any more and commit now.
  private final List<Group> committing = new ArrayList<>();

  /// How long a commit took lately.
  private double commitNanos;

  /// How many members there were at the end of the latest epoch: in it, or waiting.
  private int size;

  private long gatherUntil;

  Crowd(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    this.gatherUntil = nanoTime.getAsLong();
  }

  void commits(Group group) {
    group.startsCommit();
    committing.add(group);
  }

  /// Epochs on these nodes have ended.
  void ended(Collection<NodeId> nodes, int waiting) {
    for (Group group : List.copyOf(committing)) {
      if (nodes.containsAll(group.nodes())) {
        committing.remove(group);
        commitNanos += (group.commitNanos() - commitNanos) / RECENT;
        size = group.finished().size() + waiting;
        long gathering = Math.min(MOST_GATHERING_NANOS, (long) (commitNanos / 4));
        gatherUntil = nanoTime.getAsLong() + gathering;
      }
    }
  }

  /// Whether a member must not start an epoch now, though its nodes are free.
  ///
  /// @param waiting how many members wait
  boolean holdsBack(int waiting, List<Group> running) {
    if (commitNanos < SLOW_COMMIT_NANOS || size < LEAST) {
      return false;
    }
    if (!committing.isEmpty() || isGathering(waiting)) {
      return true;
    }
    for (Group group : running) {
      if (group.isYoung(LONG_NANOS)) {
        return true;
      }
    }
    return false;
  }

  private boolean isGathering(int waiting) {
    return waiting < size && nanoTime.getAsLong() - gatherUntil < 0;
  }

  /// How long a member may sleep before it must ask again.
  long patience(int waiting) {
    long left = gatherUntil - nanoTime.getAsLong();
    // Only the first few look after the end of the gathering.
    return left > 0 && waiting <= 2 ? left : IDLE_NANOS;
  }
}
