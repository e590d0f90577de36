package dev.bigdaddy.storage;

import dev.bigdaddy.storage.StorageException.Kind;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;

/// Readers of several nodes that all see one and the same instant. Different nodes may be read by
/// different threads at the same time, one node by one thread.
///
/// SQLite pins a snapshot on one file. To pin several at one instant, each node counts the commits
/// that started and finished on it:
///
/// 1. Read the counters. If a commit is under way on any of the nodes, this was no quiet moment.
/// 2. Pin every node: BEGIN, and a read of `sqlite_schema` (a BEGIN alone pins nothing).
/// 3. Read the counters again. If none moved, no commit took effect between the first pin and the
///    last, so all pins see the state of any instant between them.
///
/// Commits on one node count like those on several: else a reader could see a client's later write,
/// but not its earlier one on another node. After some tries the snapshot takes the latch that
/// commit phases share, which makes a quiet moment. The readers are held meanwhile, and a commit
/// that must reopen a node waits for its readers, so a fenced node ends the wait.
public final class Snapshot implements AutoCloseable {
  private static final int TRIES = 3;
  private static final long LATCH_WAIT_MILLIS = 20;
  private static final String PIN = "SELECT 1 FROM sqlite_schema LIMIT 1";

  /// A reader of one node, and the node's commits when it was pinned.
  private static final class Pin {
    final StorageNode node;
    final PooledReader reader;
    long commits;
    boolean pinned;

    Pin(StorageNode node) {
      this.node = node;
      this.reader = PooledReader.take(node.readers());
    }

    boolean isQuiet() {
      commits = node.commitsFinished();
      return node.commitsStarted() == commits;
    }

    boolean isStillQuiet() {
      return node.commitsStarted() == commits;
    }

    void pin() {
      SqliteConnection connection = reader.connection();
      connection.control("BEGIN");
      pinned = true;
      connection.control(PIN);
    }

    void unpin() {
      if (pinned) {
        pinned = false;
        reader.connection().control("COMMIT");
      }
    }

    void close() {
      try {
        reader.connection().closeCursors();
        unpin();
      } catch (RuntimeException e) {
        // Whatever its borrower did to it, such as ending our transaction, nobody else shall have
        // it.
        reader.discard();
        return;
      }
      reader.close();
    }
  }

  private final Map<NodeId, Pin> pins = new TreeMap<>();

  private long pinnedNanos;

  private Snapshot() {}

  static Snapshot pin(OpenDatabase database, Set<NodeId> ids) {
    Snapshot snapshot = new Snapshot();
    try {
      for (NodeId id : ids) {
        snapshot.pins.put(id, new Pin(database.node(id)));
      }
      snapshot.pinAtOneInstant(database);
      // While it waited, a commit may have failed that only some nodes have.
      database.log().requireReadable();
      snapshot.pinnedNanos = System.nanoTime();
      return snapshot;
    } catch (RuntimeException | Error e) {
      snapshot.close();
      throw e;
    }
  }

  private void pinAtOneInstant(OpenDatabase database) {
    if (pins.size() == 1) {
      // Always one instant. A commit that takes effect between these two is counted too late, which
      // can only make a writer believe that the node changed.
      Pin only = pins.values().iterator().next();
      only.commits = only.node.commitsFinished();
      only.pin();
      return;
    }
    for (int tried = 0; tried < TRIES; tried++) {
      if (tryPin()) {
        return;
      }
      Thread.onSpinWait();
    }
    Lock latch = database.commitLatch().writeLock();
    await(latch);
    try {
      if (!tryPin()) {
        throw new IllegalStateException("a commit runs without the latch");
      }
    } finally {
      latch.unlock();
    }
  }

  private boolean tryPin() {
    for (Pin pin : pins.values()) {
      if (!pin.isQuiet()) {
        return false;
      }
    }
    for (Pin pin : pins.values()) {
      pin.pin();
    }
    for (Pin pin : pins.values()) {
      if (!pin.isStillQuiet()) {
        pins.values().forEach(Pin::unpin);
        return false;
      }
    }
    return true;
  }

  private void await(Lock latch) {
    try {
      while (!latch.tryLock(LATCH_WAIT_MILLIS, TimeUnit.MILLISECONDS)) {
        for (Pin pin : pins.values()) {
          if (pin.node.isFenced()) {
            throw new StorageException(
                Kind.FENCED, pin.node.id() + " is being reopened after a failed commit");
          }
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StorageException(Kind.INTERRUPTED, "interrupted while taking a snapshot", e);
    }
  }

  /// The nodes that it covers.
  public Set<NodeId> nodes() {
    return Set.copyOf(pins.keySet());
  }

  /// Attaches some of its nodes to a private database and begins a transaction there, so that SQLite
  /// can move their rows. What is returned must be closed before the snapshot.
  ///
  /// @return empty if a commit began on one of them since they were pinned: then only {@link #on}
  ///     shows the snapshot's instant
  public Optional<AttachedNodes> attachTo(SqliteConnection target, Set<NodeId> ids) {
    AttachedNodes attached = new AttachedNodes(target);
    target.control("BEGIN");
    try {
      for (NodeId id : ids) {
        attached.attach(id, pinOf(id).node.file());
      }
    } catch (RuntimeException e) {
      attached.close();
      throw e;
    }
    if (ids.stream().allMatch(id -> pinOf(id).isStillQuiet())) {
      return Optional.of(attached);
    }
    attached.close();
    return Optional.empty();
  }

  /// When it was pinned, as `System.nanoTime()` told it.
  public long pinnedNanos() {
    return pinnedNanos;
  }

  /// The pinned reader of a node.
  public SqliteConnection on(NodeId id) {
    return pinOf(id).reader.connection();
  }

  /// The node's {@link Storage#commitCount} at that instant. A writer that finds another count,
  /// once it holds the node in an epoch, knows that the node changed since.
  public long commitCount(NodeId id) {
    return pinOf(id).commits;
  }

  /// Cancels the statements that run on it, if it is still open. Any thread may call it.
  public void interrupt() {
    pins.values().forEach(pin -> pin.reader.interrupt());
  }

  /// Gives the readers back; closing twice is harmless.
  @Override
  public void close() {
    for (Pin pin : pins.values()) {
      if (!pin.reader.isClosed()) {
        pin.close();
      }
    }
  }

  private Pin pinOf(NodeId id) {
    Pin pin = pins.get(id);
    if (pin == null) {
      throw new IllegalArgumentException("not in this snapshot: " + id);
    }
    return pin;
  }
}
