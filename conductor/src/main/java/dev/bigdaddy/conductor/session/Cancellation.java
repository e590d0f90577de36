package dev.bigdaddy.conductor.session;

import dev.bigdaddy.conductor.execute.ReadView;
import dev.bigdaddy.storage.AttachedNodes;
import dev.bigdaddy.storage.NodeId;
import dev.bigdaddy.storage.SqliteConnection;
import dev.bigdaddy.storage.StorageException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// What stops one statement before its end: its client, its time limit, or the age of its snapshot.
///
/// It knows the connections that the statement uses now. A connection is interrupted only while it is
/// registered, and leaves the register before it goes back to its pool: stopping a statement can never
/// hit another session's. It knows the thread too while that thread waits for a reader, a writer or a
/// quiet moment, so that waiting ends as well. SQLite forgets an interrupt that comes between two
/// steps; so the cause is kept, the statement looks at it where it goes on, and {@link Deadlines}
/// repeats the interrupt until the statement has ended. Safe for use by many threads.
final class Cancellation implements Deadlines.Watched {
  /// Why a statement was stopped.
  enum Cause {
    CLIENT,
    TIMEOUT,
    SNAPSHOT_AGE
  }

  private static final long NEVER = Long.MAX_VALUE;

  private final Deadlines deadlines;
  private final Duration timeout;
  private final Duration snapshotAge;
  private final Consumer<Cancellation> onEnd;
  private final List<SqliteConnection> inUse = new ArrayList<>(4);

  private @Nullable Runnable writing;
  private @Nullable Thread waiting;
  private boolean interruptedWaiter;
  private boolean paused;
  private volatile boolean ended;

  /// Nanoseconds of {@link Deadlines#now}, or {@link #NEVER}.
  private volatile long timeoutAt = NEVER;

  private volatile long snapshotUntil = NEVER;
  private volatile @Nullable Cause cause;

  /// @param timeout how long the statement may take; zero for any time
  /// @param snapshotAge how long it may read one snapshot
  /// @param onEnd told once, when the statement has ended
  Cancellation(
      Deadlines deadlines,
      Duration timeout,
      Duration snapshotAge,
      Consumer<Cancellation> onEnd) {
    this.deadlines = deadlines;
    this.timeout = timeout;
    this.snapshotAge = snapshotAge;
    this.onEnd = onEnd;
  }

  /// Starts the statement's time.
  void start() {
    if (!timeout.isZero()) {
      long now = deadlines.now();
      timeoutAt = now + timeout.toNanos();
      deadlines.watch(this, now);
    }
  }

  /// Notes that the statement reads a snapshot that was pinned at this moment.
  void reads(long pinnedNanos) {
    long now = deadlines.now();
    snapshotUntil = pinnedNanos - deadlines.origin() + snapshotAge.toNanos();
    if (now >= snapshotUntil) {
      expire(now);
    }
    deadlines.watch(this, now);
    check();
  }

  /// Notes that the statement reads a snapshot that is being pinned.
  void readsNow() {
    long now = deadlines.now();
    snapshotUntil = now + snapshotAge.toNanos();
    deadlines.watch(this, now);
  }

  /// Why the statement was stopped; null while nothing stopped it.
  @Nullable Cause cause() {
    return cause;
  }

  /// The statement's time limit.
  Duration timeout() {
    return timeout;
  }

  /// How long a snapshot may be read.
  Duration snapshotAge() {
    return snapshotAge;
  }

  /// @throws StorageException as for an interrupted statement, if this one was stopped
  void check() {
    if (cause != null) {
      throw new StorageException(StorageException.Kind.INTERRUPTED, 9, "interrupted", null);
    }
  }

  /// Stops the statement, unless it has ended.
  synchronized void cancel() {
    if (ended) {
      // Nobody would forget it again.
      return;
    }
    stop(Cause.CLIENT);
    deadlines.watch(this, deadlines.now());
  }

  @Override
  public long nextLook(long now) {
    return cause == null ? Math.min(timeoutAt, snapshotUntil) : now + Deadlines.REPEAT_NANOS;
  }

  /// Stops the statement if its time is over, or once more if it was stopped.
  @Override
  public synchronized void expire(long now) {
    Cause former = cause;
    if (former != null) {
      stop(former);
    } else if (now >= timeoutAt) {
      stop(Cause.TIMEOUT);
    } else if (now >= snapshotUntil) {
      stop(Cause.SNAPSHOT_AGE);
    }
  }

  private void stop(Cause why) {
    if (ended) {
      return;
    }
    if (cause == null) {
      cause = why;
    }
    if (!paused) {
      inUse.forEach(SqliteConnection::interrupt);
    }
    if (writing != null) {
      writing.run();
    }
    if (waiting != null && !interruptedWaiter) {
      interruptedWaiter = true;
      waiting.interrupt();
    }
  }

  /// The statement has ended: nothing of it can be stopped any more. Ending twice is harmless.
  void end() {
    synchronized (this) {
      if (ended) {
        return;
      }
      ended = true;
    }
    deadlines.forget(this);
    onEnd.accept(this);
  }

  /// Whether nothing of the statement can be stopped any more.
  boolean hasEnded() {
    return ended;
  }

  /// Runs what may wait for others, in a way that stopping the statement ends.
  <T> T waiting(Supplier<T> work) {
    synchronized (this) {
      check();
      waiting = Thread.currentThread();
    }
    try {
      return work.get();
    } finally {
      endWaiting();
    }
  }

  /// The interrupt was ours, and must not reach what the client's thread does next.
  private synchronized void endWaiting() {
    waiting = null;
    if (interruptedWaiter) {
      interruptedWaiter = false;
      Thread.interrupted();
    }
  }

  /// Nobody steps the statement now, and its connections may serve others: those of the same transaction,
  /// whose statements an interrupt would end, or whoever gets them when it ends. Until {@link #resume} the
  /// statement is stopped by its cause alone.
  synchronized void pause() {
    paused = true;
  }

  /// @throws StorageException if it was stopped meanwhile
  synchronized void resume() {
    check();
    paused = false;
  }

  /// Lets the statement that writes, or waits for its turn to, be cancelled until {@link #written}.
  ///
  /// @param stop stops it, from another thread
  synchronized void writing(Runnable stop) {
    writing = stop;
  }

  /// The statement that wrote has ended.
  synchronized void written() {
    writing = null;
  }

  private synchronized void enter(SqliteConnection connection) {
    check();
    inUse.add(connection);
  }

  @SuppressWarnings("ReferenceEquality") // a connection is nobody but itself
  private synchronized void leave(List<SqliteConnection> connections) {
    for (SqliteConnection connection : connections) {
      inUse.removeIf(used -> used == connection);
    }
  }

  /// Lets a connection be cancelled until what is returned is closed.
  AutoCloseable watch(SqliteConnection connection) {
    enter(connection);
    return () -> leave(List.of(connection));
  }

  /// The same view, whose connections can be cancelled until it is closed.
  ReadView watch(ReadView view) {
    return new WatchedView(view);
  }

  private final class WatchedView implements ReadView {
    private final ReadView view;
    private final List<SqliteConnection> connections = new ArrayList<>(1);

    WatchedView(ReadView view) {
      this.view = view;
    }

    @Override
    public SqliteConnection on(NodeId node) {
      SqliteConnection connection = view.on(node);
      connections.add(connection);
      enter(connection);
      return connection;
    }

    @Override
    public boolean isWritten(NodeId node) {
      return view.isWritten(node);
    }

    @Override
    public boolean takesTables(Set<NodeId> nodes) {
      return view.takesTables(nodes);
    }

    @Override
    public Optional<AttachedNodes> attachTo(SqliteConnection scratch, Set<NodeId> nodes) {
      return view.attachTo(scratch, nodes);
    }

    @Override
    public void close() {
      leave(connections);
      view.close();
    }
  }
}
