package dev.bigdaddy.storage;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// The members that share one epoch. Guarded by the lock of {@link Turns}, but for the epoch itself,
/// which belongs to the member that has the floor.
final class Group {
  /// More would make the first ones wait for the last.
  private static final int MOST_MEMBERS = 256;

  /// So long it takes new ones, so that those wait no longer that cannot share.
  private static final long MOST_ADMISSION_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

  /// So long the floor is passed on. After that, as when one member's statement takes long, those
  /// that finished are committed before the others go on.
  private static final long MOST_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

  private final Set<NodeId> nodes;
  private final Set<WriterFlag> flags;
  private final LongSupplier nanoTime;
  private final long started;
  private final ArrayDeque<Member> next = new ArrayDeque<>();
  private final List<Member> finished = new ArrayList<>();
  private @Nullable NodeId decider;
  private int admitted = 1;
  private long commitStarted;
  private @Nullable Epoch epoch;

  Group(Member leader, LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    this.started = nanoTime.getAsLong();
    this.nodes = new HashSet<>(leader.nodes());
    this.flags = leader.flags();
    this.decider = leader.isUnrepeatable() ? NodeId.HOME : null;
  }

  Set<NodeId> nodes() {
    return nodes;
  }

  Set<WriterFlag> flags() {
    return flags;
  }

  @Nullable NodeId decider() {
    return decider;
  }

  /// Whether a member may come along, as far as the group goes, before its epoch begins.
  boolean canTakeAlong(Member member) {
    return admitted < MOST_MEMBERS
        && flags.equals(member.flags())
        && (!member.isUnrepeatable() || decider != null || nodes.equals(Set.of(NodeId.HOME)));
  }

  /// Whether a member may join while the group runs. Its decider was chosen when its epoch began.
  boolean admits(Member member) {
    return admitted < MOST_MEMBERS
        && flags.equals(member.flags())
        && (!member.isUnrepeatable() || decider != null)
        && nodes.containsAll(member.nodes())
        && isYoung(MOST_ADMISSION_NANOS);
  }

  /// @param more nodes of its that the group did not have
  void takeAlong(Member member, Set<NodeId> more) {
    nodes.addAll(more);
    if (member.isUnrepeatable()) {
      decider = NodeId.HOME;
    }
    admitted++;
    next.add(member);
    member.waitsIn(this);
  }

  boolean isYoung(long limitNanos) {
    return nanoTime.getAsLong() - started < limitNanos;
  }

  Epoch epoch() {
    Epoch begun = epoch;
    if (begun == null) {
      throw new IllegalStateException("the group's epoch has not begun");
    }
    return begun;
  }

  void begun(Epoch begun) {
    epoch = begun;
  }

  /// Who gets the floor next; null if nobody waits, or those that finished have waited long enough.
  @Nullable Member pollNext() {
    return finished.isEmpty() || isYoung(MOST_NANOS) ? next.poll() : null;
  }

  void forget(Member member) {
    next.remove(member);
  }

  List<Member> drainNext() {
    List<Member> all = List.copyOf(next);
    next.clear();
    return all;
  }

  int waiting() {
    return next.size();
  }

  void startsCommit() {
    commitStarted = nanoTime.getAsLong();
  }

  long commitNanos() {
    return nanoTime.getAsLong() - commitStarted;
  }

  void finished(Member member) {
    finished.add(member);
  }

  List<Member> finished() {
    return finished;
  }
}
