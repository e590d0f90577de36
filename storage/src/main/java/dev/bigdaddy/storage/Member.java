package dev.bigdaddy.storage;

import dev.bigdaddy.storage.StorageException.Kind;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// One statement's part in an epoch that it may share with others. Used by one thread; only {@link
/// #cancel()} is for any thread.
///
///     new ─ enter() ─► queued ─► floor ─ commit() ─► finished ─► durable, lost or failed
///                        ▲         └──── close() ──► withdrawn
///                        └ the group ended first
///
/// Members of a group have the floor one after the other, each on its own thread, each in a
/// savepoint (none for the first, see {@link Participant}, as most are alone). Who finishes passes the floor on, or commits
/// for all if nobody waits; then all are woken. So a crash can find nothing between members: before
/// the commit point the epoch is nowhere, after it everywhere.
///
/// A member that fails undoes its own part. Where that is impossible, because SQLite ended the whole
/// transaction (an interrupt, a full disk, `ON CONFLICT ROLLBACK`), the epoch is rolled back: members that had finished are *lost*, and run
/// again in epochs of their own, where no neighbour can hurt them; those that still waited queue
/// again at their old places.
///
/// A finished member waits for the outcome whatever happens, since its work may be durable by then:
/// interrupts and cancels do not reach it. That wait has an end: each with the floor ends by
/// {@link #commit()} or {@link #close()}, and the group takes nobody new after some milliseconds.
public final class Member implements AutoCloseable {
  private enum Stage {
    NEW,
    QUEUED,
    LEADING,
    FLOOR,
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
  private @Nullable RuntimeException failure;

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
    Group mine = group;
    if (mine == null) {
      throw new IllegalStateException("not in a group");
    }
    return mine;
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
    LockSupport.unpark(thread);
  }

  private void tell(Stage next) {
    stage = next;
    if (thread != Thread.currentThread()) {
      wake();
    }
  }

  // What the session does.

  /// Waits for the floor, and gives the epoch, which is this thread's until {@link #commit()} or
  /// {@link #close()}. Of the epoch, only what works on nodes may be used.
  ///
  /// @throws StorageException {@link Kind#BUSY} if it does not get it within the busy timeout,
  ///     {@link Kind#INTERRUPTED} if it is cancelled or its thread interrupted
  public Epoch enter() {
    long deadline = System.nanoTime() + database.settings().busyTimeout().toNanos();
    database.log().requireRunning();
    turns.lock();
    try {
      stage = Stage.QUEUED;
      turns.enter(this);
    } finally {
      turns.unlock();
    }
    try {
      awaitFloor(deadline);
      Epoch epoch = stage == Stage.LEADING ? lead() : follow();
      if (cancelled) {
        throw interrupted();
      }
      return epoch;
    } catch (RuntimeException | Error e) {
      // Whatever happened to this thread, the floor must not stay with it.
      close();
      throw e;
    }
  }

  private void awaitFloor(long deadline) {
    while (stage == Stage.QUEUED) {
      long left = deadline - System.nanoTime();
      if (left <= 0 || cancelled || Thread.currentThread().isInterrupted() || turns.isClosed()) {
        giveUp();
      } else {
        long patience = turns.patience();
        if (stage == Stage.QUEUED) {
          LockSupport.parkNanos(turns, Math.min(left, patience));
        }
      }
    }
  }

  private static StorageException interrupted() {
    return new StorageException(Kind.INTERRUPTED, SqliteErrors.INTERRUPT, "interrupted", null);
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
    if (cancelled || Thread.currentThread().isInterrupted()) {
      throw interrupted();
    }
    throw new StorageException(Kind.BUSY, SqliteErrors.BUSY, "database is locked", null);
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
      mark = epoch.mark();
      return epoch;
    } catch (RuntimeException | Error e) {
      if (stage == Stage.LEADING) {
        stage = Stage.WITHDRAWN;
        endGroup(led, Stage.LOST, null);
      }
      throw e;
    }
  }

  private Epoch follow() {
    Group joined = group();
    Epoch epoch = joined.epoch();
    mark = epoch.mark();
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
    Mark begin = mark;
    if (begin != null) {
      mine.epoch().release(begin);
      mark = null;
    }
    if (passOn(mine, Stage.FINISHED)) {
      awaitOutcome();
    } else {
      commitFor(mine);
    }
    return outcome();
  }

  private Outcome outcome() {
    return switch (stage) {
      case DURABLE -> Outcome.DURABLE;
      case LOST -> Outcome.LOST;
      case FAILED -> throw failed();
      case NEW, QUEUED, LEADING, FLOOR, FINISHED, WITHDRAWN ->
          throw new IllegalStateException("no outcome in stage " + stage);
    };
  }

  private RuntimeException failed() {
    RuntimeException e = failure;
    if (e instanceof StorageException error) {
      // Thrown on several threads: each has its own, so that their traces stay apart.
      return new StorageException(error.kind(), error.sqliteCode(), error.getMessage(), error);
    }
    return new IllegalStateException("the epoch failed", e);
  }

  /// Gives the floor to the next member; if there is none, the group is closed and this returns false.
  private boolean passOn(Group mine, Stage own) {
    turns.lock();
    try {
      if (own == Stage.FINISHED) {
        mine.finished(this);
      }
      stage = own;
      Member heir = mine.pollNext();
      if (heir != null) {
        heir.tell(Stage.FLOOR);
        return true;
      }
      turns.finishAdmission(mine);
      if (!mine.finished().isEmpty()) {
        turns.commits(mine);
      }
      return false;
    } finally {
      turns.unlock();
    }
  }

  private void awaitOutcome() {
    boolean interrupted = false;
    while (stage == Stage.FINISHED) {
      LockSupport.park(turns);
      interrupted |= Thread.interrupted();
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /// Commits the epoch, which nobody else uses any more, and tells those that finished in it.
  private void commitFor(Group mine) {
    Epoch epoch = mine.epoch();
    Stage end = Stage.FAILED;
    RuntimeException reason = null;
    try {
      epoch.commit();
      end = Stage.DURABLE;
    } catch (RuntimeException e) {
      reason = e;
      if (epoch.isOpen()) {
        epoch.rollback();
      }
      end = canRunAgain(e, mine) ? Stage.LOST : Stage.FAILED;
    } catch (Error e) {
      database.log().stop(new StorageException(Kind.STOPPED, "a thread died in a commit", e));
      throw e;
    } finally {
      endGroup(mine, end, reason);
    }
  }

  /// Whether the members may run again, each for itself: only if nothing can be durable, and not if
  /// there was but one, which was alone already.
  private static boolean canRunAgain(RuntimeException e, Group mine) {
    boolean known = e instanceof StorageException error && error.kind() != Kind.STOPPED;
    return known && mine.finished().size() > 1;
  }

  private void endGroup(Group mine, Stage end, @Nullable RuntimeException reason) {
    turns.lock();
    try {
      turns.finishAdmission(mine);
      for (Member member : mine.finished()) {
        member.failure = reason;
        member.tell(end);
      }
    } finally {
      turns.unlock();
    }
  }

  /// Undoes its part, unless it was committed; closing twice is harmless.
  @Override
  public void close() {
    switch (stage) {
      case QUEUED -> leaveQueue();
      case LEADING -> {
        stage = Stage.WITHDRAWN;
        endGroup(group(), Stage.LOST, null);
        turns.give(group().nodes());
      }
      case FLOOR -> withdraw();
      case NEW, FINISHED, DURABLE, LOST, FAILED, WITHDRAWN -> {
        // Nothing is held.
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
      lose(mine);
    } else if (!passOn(mine, Stage.WITHDRAWN)) {
      if (mine.finished().isEmpty()) {
        mine.epoch().close();
      } else {
        commitFor(mine);
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
    } catch (StorageException e) {
      // What cannot be undone in part is undone as a whole.
      return false;
    }
  }

  /// Rolls the whole epoch back.
  private void lose(Group mine) {
    turns.lock();
    try {
      stage = Stage.WITHDRAWN;
      turns.finishAdmission(mine);
    } finally {
      turns.unlock();
    }
    try {
      mine.epoch().close();
    } finally {
      endGroup(mine, Stage.LOST, null);
    }
  }

  /// Stops its statement, or its waiting for the floor. Nothing happens once it has finished.
  public void cancel() {
    turns.lock();
    try {
      cancelled = true;
      if (stage == Stage.QUEUED) {
        wake();
      } else if (stage == Stage.FLOOR) {
        // Under the lock, so that nobody else can have the floor when the interrupt arrives.
        group().epoch().interrupt();
      }
    } finally {
      turns.unlock();
    }
  }
}
