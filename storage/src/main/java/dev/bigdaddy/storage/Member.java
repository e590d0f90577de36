package dev.bigdaddy.storage;

import dev.bigdaddy.storage.StorageException.Kind;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// One statement's part in an epoch that it may share. Used by one thread, but for {@link #cancel()}.
///
///     new ─ enter() ─► queued ─► floor ─ commit() ─► finished ─► durable, lost or failed
///         ─ run() ───►   ▲ │       └──── close() ──► withdrawn
///                        │ └───► carried ──────────► finished or withdrawn
///                        └ the group ended first
///
/// Members of a group have the floor one after the other, each in a savepoint (none for the first,
/// see {@link Participant}). Who finishes does the {@link MemberWork} of those behind it, or passes the
/// floor on to one that works on its own thread, or commits for all if nobody waits; then all are woken.
///
/// A member that fails undoes its own part. Where SQLite ended the whole transaction (an interrupt, a
/// full disk, `ON CONFLICT ROLLBACK`), the epoch is rolled back: members that had finished are *lost*,
/// and run again in epochs of their own; those that still waited queue again at their old places.
///
/// A finished member waits for the outcome whatever happens, since its work may be durable by then;
/// the group takes nobody new after some milliseconds.
public final class Member implements AutoCloseable {
  /// Where a member stands: see the picture above.
  enum Stage {
    NEW,
    QUEUED,
    LEADING,
    FLOOR,
    CARRIED,
    FINISHED,
    DURABLE,
    LOST,
    FAILED,
    WITHDRAWN
  }

  /// How a member's work ended.
  public enum Outcome {
    /// It is committed, and durable as the level says.
    DURABLE,
    /// Nothing of it is left, by another member's fault: run it again, in an epoch of its own.
    LOST
  }

  private final OpenDatabase database;
  private final Turns turns;
  private final Set<NodeId> nodes;
  private final Set<WriterFlag> flags;
  private final boolean unrepeatable;
  private final Thread thread = Thread.currentThread();

  // Guarded by the lock of the turns.
  private volatile Stage stage = Stage.NEW;
  private volatile boolean cancelled;
  private long age;
  private @Nullable Group group;
  private @Nullable Throwable failure;

  /// What others may do for it; null if it does its work itself.
  private @Nullable MemberWork work;

  /// Where its own part of the epoch begins; null before it had the floor.
  private @Nullable Mark mark;

  Member(OpenDatabase database, Set<NodeId> nodes, Set<WriterFlag> flags, boolean unrepeatable) {
    this.database = database;
    this.turns = database.turns();
    this.nodes = Set.copyOf(nodes);
    this.flags = Set.copyOf(flags);
    this.unrepeatable = unrepeatable;
  }

  Set<NodeId> nodes() {
    return nodes;
  }

  Set<WriterFlag> flags() {
    return flags;
  }

  boolean isUnrepeatable() {
    return unrepeatable;
  }

  long age() {
    return age;
  }

  void age(long given) {
    age = given;
  }

  @Nullable Group groupOrNull() {
    return group;
  }

  private Group group() {
    return Objects.requireNonNull(group);
  }

  // Told by the turns and other members, under the lock.

  void leads(Group led) {
    group = led;
    tell(Stage.LEADING);
  }

  void waitsIn(Group joined) {
    group = joined;
  }

  void queuesAgain() {
    group = null;
    stage = Stage.QUEUED;
  }

  void wake() {
    if (thread != Thread.currentThread()) {
      LockSupport.unpark(thread);
    }
  }

  /// Its group has ended.
  ///
  /// @param reason why it failed, if it did
  void ends(Stage end, @Nullable RuntimeException reason) {
    failure = reason;
    stage = end;
  }

  private void tell(Stage next) {
    stage = next;
    wake();
  }

  // What the session does.

  /// Has its work done in an epoch, and waits until it is durable. If that throws, nothing is left.
  ///
  /// @throws StorageException as {@link #enter} and {@link Epoch#commit()} say
  public Outcome run(MemberWork given) {
    work = given;
    queue();
    try {
      if (stage == Stage.LEADING) {
        Epoch epoch = lead();
        requireNotCancelled();
        given.on(epoch);
        return commit();
      }
    } catch (RuntimeException | Error e) {
      close();
      throw e;
    }
    awaitOutcome();
    return outcome();
  }

  /// Waits for the floor, and gives the epoch, which is this thread's until {@link #commit()} or
  /// {@link #close()}. Of the epoch, only what works on nodes may be used.
  ///
  /// @throws StorageException {@link Kind#BUSY} if it does not get it within the busy timeout,
  ///     {@link Kind#INTERRUPTED} if it is cancelled or its thread interrupted
  public Epoch enter() {
    queue();
    try {
      Epoch epoch = stage == Stage.LEADING ? lead() : follow();
      requireNotCancelled();
      return epoch;
    } catch (RuntimeException | Error e) {
      // Whatever happened to this thread, the floor must not stay with it.
      close();
      throw e;
    }
  }

  /// Queues until it leads, has the floor, or its work is in another's hands.
  private void queue() {
    long deadline = System.nanoTime() + database.settings().busyTimeout().toNanos();
    database.log().requireRunning();
    long patience;
    turns.lock();
    try {
      stage = Stage.QUEUED;
      patience = turns.enter(this);
    } finally {
      turns.unlock();
    }
    try {
      awaitFloor(deadline, patience);
    } catch (RuntimeException | Error e) {
      close();
      throw e;
    }
  }

  private void requireNotCancelled() {
    if (cancelled) {
      throw MemberFailure.interrupted();
    }
  }

  private void awaitFloor(long deadline, long firstPatience) {
    long patience = firstPatience;
    while (stage == Stage.QUEUED) {
      long left = deadline - System.nanoTime();
      if (left <= 0 || cancelled || Thread.currentThread().isInterrupted() || turns.isClosed()) {
        giveUp();
      } else {
        LockSupport.parkNanos(turns, Math.min(left, patience));
        if (stage == Stage.QUEUED) {
          patience = turns.patience();
        }
      }
    }
  }

  private void giveUp() {
    turns.lock();
    try {
      if (stage != Stage.QUEUED) {
        return;
      }
      turns.leave(this);
      stage = Stage.WITHDRAWN;
    } finally {
      turns.unlock();
    }
    turns.requireOpen();
    throw cancelled || Thread.currentThread().isInterrupted()
        ? MemberFailure.interrupted()
        : MemberFailure.busy();
  }

  private Epoch lead() {
    Group led = group();
    try {
      Epoch epoch = Epoch.beginHeld(database, led.nodes(), led.flags(), led.decider());
      turns.lock();
      try {
        led.begun(epoch);
        stage = Stage.FLOOR;
      } finally {
        turns.unlock();
      }
      mark = epoch.markBeforeUse();
      return epoch;
    } catch (RuntimeException | Error e) {
      if (stage == Stage.LEADING) {
        stage = Stage.WITHDRAWN;
        new GroupEnd(database, led).giveUp();
      }
      throw e;
    }
  }

  private Epoch follow() {
    Epoch epoch = group().epoch();
    mark = epoch.markBeforeUse();
    return epoch;
  }

  /// Ends its part: waits until the epoch is durable.
  ///
  /// @throws StorageException as {@link Epoch#commit()} says
  public Outcome commit() {
    if (stage != Stage.FLOOR) {
      throw new IllegalStateException("commit in stage " + stage);
    }
    Group mine = group();
    releaseMark(mine);
    switch (passOn(mine, Stage.FINISHED)) {
      case TAKEN -> awaitOutcome();
      case NOBODY_LEFT -> new GroupEnd(database, mine).commit();
      case LOST -> {
        // It was told.
      }
    }
    return outcome();
  }

  private void releaseMark(Group mine) {
    Mark own = mark;
    if (own != null) {
      // A mark that cannot be released is none to go back to.
      mark = null;
      mine.epoch().release(own);
    }
  }

  private Outcome outcome() {
    return switch (stage) {
      case DURABLE -> Outcome.DURABLE;
      case LOST -> Outcome.LOST;
      case FAILED -> throw MemberFailure.ofEpoch(failure);
      case WITHDRAWN -> throw MemberFailure.own(failure);
      case NEW, QUEUED, LEADING, FLOOR, CARRIED, FINISHED ->
          throw new IllegalStateException("no outcome in stage " + stage);
    };
  }

  /// What became of the floor.
  private enum Passed {
    /// Another thread has it.
    TAKEN,
    /// Nobody waits for it any more: the group is closed.
    NOBODY_LEFT,
    /// The epoch was rolled back meanwhile.
    LOST
  }

  /// Gives the floor to the next members. The work of those that let others do it is done here, one
  /// after the other: to wake a thread takes longer than most of them.
  private Passed passOn(Group mine, Stage own) {
    Member heir = next(mine, own);
    if (heir == null) {
      return Passed.NOBODY_LEFT;
    }
    // An interrupt of this thread is none of their business.
    boolean interrupted = Thread.interrupted();
    try {
      while (heir != null && heir.stage == Stage.CARRIED) {
        Stage end = heir.carried(mine);
        if (!mine.epoch().isOpen()) {
          return Passed.LOST;
        }
        heir = heir.next(mine, end);
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
    return heir == null ? Passed.NOBODY_LEFT : Passed.TAKEN;
  }

  /// Ends the time of this member on the floor, and gives it to the next; null if there is none, and
  /// then the group is closed.
  private @Nullable Member next(Group mine, Stage own) {
    turns.lock();
    try {
      if (own == Stage.FINISHED) {
        mine.finished(this);
      }
      if (stage == Stage.CARRIED && own != Stage.FINISHED) {
        tell(own);
      } else {
        stage = own;
      }
      Member heir = mine.pollNext();
      if (heir == null) {
        turns.finishAdmission(mine);
        if (!mine.finished().isEmpty()) {
          turns.commits(mine);
        }
      } else if (heir.work == null) {
        heir.tell(Stage.FLOOR);
      } else {
        heir.stage = Stage.CARRIED;
      }
      return heir;
    } finally {
      turns.unlock();
    }
  }

  /// Does its work on another member's thread.
  ///
  /// @return what it is then: finished, withdrawn, or lost without a fault of its own
  private Stage carried(Group mine) {
    Epoch epoch = mine.epoch();
    try {
      mark = epoch.markBeforeUse();
      requireNotCancelled();
      if (work != null) {
        work.on(epoch);
      }
      releaseMark(mine);
      return Stage.FINISHED;
    } catch (RuntimeException | Error e) {
      failure = e;
      // Who interrupts the thread that it runs on does not mean this member.
      boolean meant =
          cancelled || !(e instanceof StorageException error) || error.kind() != Kind.INTERRUPTED;
      Stage end = meant ? Stage.WITHDRAWN : Stage.LOST;
      if (!undo(epoch)) {
        lose(mine, end);
      }
      return end;
    }
  }

  private void awaitOutcome() {
    boolean interrupted = false;
    while (isInOthersHands(stage)) {
      LockSupport.park(turns);
      interrupted |= Thread.interrupted();
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /// Of one look at the stage: between two it may go from one of these to the other.
  private static boolean isInOthersHands(Stage now) {
    return now == Stage.FINISHED || now == Stage.CARRIED;
  }

  /// Undoes its part, unless it was committed; closing twice is harmless.
  @Override
  public void close() {
    switch (stage) {
      case QUEUED -> leaveQueue();
      case LEADING -> {
        stage = Stage.WITHDRAWN;
        new GroupEnd(database, group()).giveUp();
        turns.give(group().nodes());
      }
      case FLOOR -> withdraw();
      case NEW, CARRIED, FINISHED, DURABLE, LOST, FAILED, WITHDRAWN -> {
        // This thread holds nothing.
      }
    }
  }

  private void leaveQueue() {
    turns.lock();
    try {
      if (stage == Stage.QUEUED) {
        turns.leave(this);
        stage = Stage.WITHDRAWN;
        return;
      }
    } finally {
      turns.unlock();
    }
    close();
  }

  private void withdraw() {
    Group mine = group();
    if (!undo(mine.epoch())) {
      lose(mine, Stage.WITHDRAWN);
    } else if (passOn(mine, Stage.WITHDRAWN) == Passed.NOBODY_LEFT) {
      if (mine.finished().isEmpty()) {
        mine.epoch().close();
      } else {
        new GroupEnd(database, mine).commit();
      }
    }
  }

  /// Whether the epoch is as if this member had never had the floor.
  private boolean undo(Epoch epoch) {
    if (!epoch.isOpen() || epoch.isLost()) {
      return false;
    }
    Mark begin = mark;
    if (begin == null) {
      return false;
    }
    try {
      epoch.rollbackTo(begin);
      epoch.release(begin);
      return true;
    } catch (RuntimeException | Error e) {
      // What cannot be undone in part is undone as a whole.
      return false;
    }
  }

  /// Rolls the whole epoch back.
  private void lose(Group mine, Stage own) {
    try {
      new GroupEnd(database, mine).lose();
    } finally {
      tell(own);
    }
  }

  /// Stops its statement, or its waiting for the floor. Nothing happens once it has finished.
  public void cancel() {
    turns.lock();
    try {
      cancelled = true;
      if (stage == Stage.QUEUED) {
        wake();
      } else if (stage == Stage.FLOOR || stage == Stage.CARRIED) {
        // Under the lock, so that nobody else can have the floor when the interrupt arrives.
        group().epoch().interrupt();
      }
    } finally {
      turns.unlock();
    }
  }
}
