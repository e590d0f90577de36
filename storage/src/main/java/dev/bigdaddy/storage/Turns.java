package dev.bigdaddy.storage;

import dev.bigdaddy.storage.StorageException.Kind;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// Decides who uses the writers of the nodes, and which statements share an epoch.
///
/// **Why nobody waits for ever.** Who holds nothing asks for all its nodes at once and is given all
/// of them or none, so it holds nothing while it waits. Who holds something ({@link Standing#HOLDER})
/// waits only for nodes behind all its own, in node order, so holders cannot wait in a circle; for the
/// topology, which comes first, it waits a moment, so that a circle there ends soon. The
/// oldest request reserves what it waits for: younger ones do not overtake it. Holders must be let
/// past a reservation, since the one that reserved may wait for what they hold; but after some
/// such passes the request is *urgent*: nobody new is let in until it has its turn, and holders
/// alone come to an end.
///
/// **Sharing.** A {@link Member} that gets its turn leads a {@link Group}: members behind it in the
/// queue come along if their nodes are free too, and later ones join while the group runs. Each runs
/// on its own thread when it *has the floor*; the last one commits for all. Limits on number and age
/// of a group keep those waiting that cannot share.
///
/// All state of groups and members is guarded by the lock here, which is held for moments only: no
/// I/O, no SQLite but `sqlite3_interrupt`. Threads wait parked, never inside it. Safe for use by many
/// threads.
final class Turns {
  /// What a request holds already.
  enum Standing {
    NEWCOMER,
    HOLDER
  }

  /// So often holders pass a waiting request before it is urgent.
  private static final int MOST_PASSES = 8;


  private final LongSupplier nanoTime;
  private final ReentrantLock lock = new ReentrantLock();
  private final Set<NodeId> held = new HashSet<>();

  /// Holders first, then by age.
  private final List<Request> waiting = new ArrayList<>();

  private final List<Group> running = new ArrayList<>();

  private final Crowd crowd;

  private long latestAge;

  /// Of those that are committed.
  private long epochs;

  private long members;
  private volatile @Nullable StorageException closed;

  /// @param nanoTime tells how old groups are
  Turns(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    this.crowd = new Crowd(nanoTime);
  }

  /// Who waits for nodes. All but the final fields are guarded by the lock; {@link #granted} may be
  /// read by the waiting thread at any time.
  private static final class Request {
    private final Set<NodeId> nodes;
    private final Standing standing;
    private final long age;
    private final @Nullable Member member;
    private final Thread thread = Thread.currentThread();
    private volatile boolean granted;
    private int passes;

    Request(Set<NodeId> nodes, Standing standing, long age, @Nullable Member member) {
      this.nodes = nodes;
      this.standing = standing;
      this.age = age;
      this.member = member;
    }

    void wake() {
      if (member == null) {
        LockSupport.unpark(thread);
      } else {
        member.wake();
      }
    }

    boolean meets(Set<NodeId> others) {
      for (NodeId node : nodes) {
        if (others.contains(node)) {
          return true;
        }
      }
      return false;
    }
  }

  void lock() {
    lock.lock();
  }

  void unlock() {
    lock.unlock();
  }

  // Epochs of their own.

  /// Takes the turns of all these nodes; false if they are not all free in time.
  ///
  /// @throws StorageException {@link Kind#INTERRUPTED} if the thread is interrupted while it waits
  boolean take(Set<NodeId> nodes, Standing standing, long waitNanos) {
    Request request;
    lock.lock();
    try {
      if (standing == Standing.NEWCOMER) {
        requireOpen();
      }
      request = new Request(Set.copyOf(nodes), standing, ++latestAge, null);
      enqueue(request);
      grant();
      if (request.granted) {
        return true;
      }
      if (waitNanos <= 0) {
        forget(request);
        return false;
      }
    } finally {
      lock.unlock();
    }
    return await(request, System.nanoTime() + waitNanos);
  }

  private boolean await(Request request, long deadline) {
    while (!request.granted) {
      long left = deadline - System.nanoTime();
      boolean interrupted = Thread.currentThread().isInterrupted();
      if (left <= 0 || interrupted || isRefused(request)) {
        return giveUp(request, interrupted);
      }
      LockSupport.parkNanos(this, left);
    }
    return true;
  }

  private boolean giveUp(Request request, boolean interrupted) {
    lock.lock();
    try {
      if (request.granted) {
        return true;
      }
      forget(request);
      if (isRefused(request)) {
        requireOpen();
      }
    } finally {
      lock.unlock();
    }
    if (interrupted) {
      throw new StorageException(
          Kind.INTERRUPTED, "interrupted while waiting for the writers of " + request.nodes);
    }
    return false;
  }

  private boolean isRefused(Request request) {
    return closed != null && request.standing == Standing.NEWCOMER;
  }

  /// Gives turns back, all at once, so that a request for several of them finds them together.
  void give(Collection<NodeId> nodes) {
    lock.lock();
    try {
      held.removeAll(nodes);
      crowd.ended(nodes, waitingMembers());
      grant();
    } finally {
      lock.unlock();
    }
  }

  /// From now on nobody is given a turn but holders; those that wait fail with this reason.
  void close(StorageException reason) {
    lock.lock();
    try {
      closed = reason;
      waiting.forEach(Request::wake);
    } finally {
      lock.unlock();
    }
  }

  boolean isClosed() {
    return closed != null;
  }

  void requireOpen() {
    StorageException reason = closed;
    if (reason != null) {
      throw new StorageException(reason.kind(), reason.getMessage(), reason);
    }
  }

  // The queue. The caller holds the lock.

  private void enqueue(Request request) {
    int at = waiting.size();
    while (at > 0 && goesBefore(request, waiting.get(at - 1))) {
      at--;
    }
    waiting.add(at, request);
  }

  private static boolean goesBefore(Request one, Request other) {
    return one.standing == other.standing
        ? one.age < other.age
        : one.standing == Standing.HOLDER;
  }

  private void forget(Request request) {
    if (waiting.remove(request)) {
      // What it reserved may be free for others.
      grant();
    }
  }

  private void grant() {
    int members = waitingMembers();
    if (members == waiting.size() && (members == 0 || crowd.holdsBack(members, running))) {
      return;
    }
    Set<NodeId> reserved = new HashSet<>();
    boolean urgent = false;
    for (int i = 0; i < waiting.size(); ) {
      Request request = waiting.get(i);
      boolean holder = request.standing == Standing.HOLDER;
      if (request.meets(held)
          || isHeldBack(request, members)
          || (!holder && (urgent || request.meets(reserved)))) {
        if (!holder) {
          reserved.addAll(request.nodes);
          urgent |= request.passes >= MOST_PASSES;
        }
        i++;
        continue;
      }
      waiting.remove(i);
      held.addAll(request.nodes);
      if (holder) {
        countPass(request);
      }
      if (request.member == null) {
        request.granted = true;
        request.wake();
      } else {
        lead(request.member, i, reserved, urgent);
      }
    }
  }

  private boolean isHeldBack(Request request, int members) {
    return request.member != null && crowd.holdsBack(members, running);
  }

  private int waitingMembers() {
    int members = 0;
    for (Request request : waiting) {
      members += request.member == null ? 0 : 1;
    }
    return members;
  }

  /// How long a member that waits may sleep before it must ask again.
  long patience() {
    lock.lock();
    try {
      grant();
      return crowd.patience(waitingMembers());
    } finally {
      lock.unlock();
    }
  }

  private void countPass(Request holder) {
    for (Request request : waiting) {
      if (request.standing == Standing.NEWCOMER && request.meets(holder.nodes)) {
        request.passes++;
      }
    }
  }

  // Groups. The caller holds the lock.

  /// Starts a group, and takes along those behind the leader whose nodes are free.
  private void lead(Member leader, int behind, Set<NodeId> reserved, boolean urgent) {
    Group group = new Group(leader, nanoTime);
    Set<NodeId> wanted = new HashSet<>(reserved);
    for (int i = behind; i < waiting.size() && !urgent; ) {
      Request request = waiting.get(i);
      Member member = request.member;
      if (member != null && group.canTakeAlong(member)) {
        Set<NodeId> more = new HashSet<>(request.nodes);
        more.removeAll(group.nodes());
        if (more.stream().noneMatch(node -> held.contains(node) || wanted.contains(node))) {
          waiting.remove(i);
          held.addAll(more);
          group.takeAlong(member, more);
          continue;
        }
      }
      wanted.addAll(request.nodes);
      i++;
    }
    running.add(group);
    leader.leads(group);
  }

  /// A member asks for the floor: of a group that runs on its nodes, else of one that it will lead.
  ///
  /// @return how long it may sleep before it must ask again
  long enter(Member member) {
    requireOpen();
    if (member.age() == 0) {
      member.age(++latestAge);
    }
    for (Group group : running) {
      if (group.admits(member)) {
        group.takeAlong(member, Set.of());
        return crowd.patience(waitingMembers());
      }
    }
    enqueue(new Request(member.nodes(), Standing.NEWCOMER, member.age(), member));
    grant();
    return crowd.patience(waitingMembers());
  }

  /// Takes a member back that has not had the floor yet.
  void leave(Member member) {
    Group group = member.groupOrNull();
    if (group != null) {
      group.forget(member);
      return;
    }
    for (Request request : waiting) {
      if (request.member == member) {
        forget(request);
        return;
      }
    }
  }

  /// The group commits now. Its end is told by {@link #give}.
  void commits(Group group) {
    crowd.commits(group);
  }

  /// The group's epoch is durable.
  void committed(Group group) {
    epochs++;
    members += group.finished().size();
  }

  /// Counts with the syncs of others.
  EpochFigures figures(long syncs) {
    lock.lock();
    try {
      return new EpochFigures(epochs, members, syncs);
    } finally {
      lock.unlock();
    }
  }

  /// The group admits nobody any more; those that have not had the floor queue again, at their old
  /// places.
  void finishAdmission(Group group) {
    running.remove(group);
    for (Member member : group.drainNext()) {
      member.queuesAgain();
      if (closed == null) {
        long unused = enter(member);
      } else {
        member.wake();
      }
    }
  }

  /// How many wait for a turn or for the floor.
  int waiting() {
    lock.lock();
    try {
      return waiting.size() + running.stream().mapToInt(Group::waiting).sum();
    } finally {
      lock.unlock();
    }
  }
}
