package dev.bigdaddy.storage;

import dev.bigdaddy.storage.StorageException.Kind;
import dev.bigdaddy.storage.StorageNode.WalState;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// Writes WALs back and drops old records of the commit log, on a thread of its own, so that
/// neither adds to the time of a commit. It sleeps until a commit wakes it.
///
/// Records are dropped once all nodes have them durably. That needs no checkpoint, which an old
/// reader could hold up for long: a commit at synchronous=FULL that writes one page fsyncs the WAL,
/// and with it everything before. So a node is held for one fsync, and only if it has epochs that
/// are not durable yet.
final class Housekeeper {
  private static final Logger LOG = System.getLogger(Housekeeper.class.getName());

  /// Commits within this time are looked after together.
  private static final long PAUSE_MILLIS = 20;

  /// A WAL this many times larger than the setting is emptied even if writers must wait for it.
  private static final int OVERGROWN = 16;

  private static final Duration SHORT = Duration.ofMillis(200);

  /// While a job writes many pages, a node that was written back rests for so long, or until its WAL has
  /// grown by this many times the setting: while pages are written back, and fsynced, commits wait for
  /// the disk, and a page that changes often is written once for all. Else it does not rest, since a WAL
  /// that still grows costs each fsync more.
  private static final long REST_NANOS = 2_000_000_000L;

  private static final int LONG = 8;

  private final OpenDatabase database;
  private final Thread thread;
  private volatile boolean pending;
  private volatile boolean stopping;
  private volatile @Nullable RuntimeException latestFailure;

  /// When a job last wrote many pages.
  private volatile long bulkWritesNanos = System.nanoTime() - REST_NANOS;

  /// When each node was written back, as `System.nanoTime()` told it.
  private final Map<NodeId, Long> writtenBack = new HashMap<>();

  Housekeeper(OpenDatabase database) {
    this.database = database;
    this.thread = Thread.ofPlatform().daemon().name("bigdaddy-housekeeper").unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  /// After a commit. Costs a read when the thread is awake.
  void wake() {
    if (!pending) {
      pending = true;
      LockSupport.unpark(thread);
    }
  }

  /// Says that a job writes many pages just now.
  void noteBulkWrites() {
    bulkWritesNanos = System.nanoTime();
  }

  /// Ends the thread, and waits for it.
  void stop() {
    stopping = true;
    LockSupport.unpark(thread);
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    while (!stopping) {
      while (!pending && !stopping) {
        LockSupport.park(this);
      }
      LockSupport.parkNanos(this, TimeUnit.MILLISECONDS.toNanos(PAUSE_MILLIS));
      pending = false;
      if (!stopping) {
        lookAfterAll();
      }
    }
  }

  private void lookAfterAll() {
    try {
      for (StorageNode node : database.nodes().values()) {
        if (!node.isFenced() && node.takeGrown()) {
          lookAfter(node);
        }
      }
      if (database.log().size() > database.settings().logLimit()) {
        dropRecords(SHORT);
      }
      latestFailure = null;
    } catch (RuntimeException e) {
      // Nothing is lost by a failure here: files grow until it works again. It is told once.
      boolean closes = e instanceof StorageException error && error.kind() == Kind.CLOSED;
      if (latestFailure == null && !stopping && !closes) {
        LOG.log(Level.WARNING, "cannot write back or drop records", e);
      }
      latestFailure = e;
    }
  }

  private void lookAfter(StorageNode node) {
    WalState state = node.checkpoint("NOOP", Duration.ZERO);
    int limit = database.settings().checkpointPages();
    long left = state.frames() - state.writtenBack();
    if (left >= limit && left < (long) limit * LONG && rests(node)) {
      node.grew();
      pending = true;
      return;
    }
    if (left >= limit) {
      node.checkpoint("PASSIVE", Duration.ZERO);
      database.crash(CrashPoint.NODE_CHECKPOINTED);
      // That one does not know what was committed in the meantime.
      state = node.checkpoint("NOOP", Duration.ZERO);
      if (state.frames() - state.writtenBack() < limit) {
        writeRestBack(node);
      }
      writtenBack.put(node.id(), System.nanoTime());
    }
    if (state.frames() >= (long) limit * OVERGROWN && database.takeTurn(node, SHORT)) {
      try {
        node.checkpoint("TRUNCATE", SHORT);
      } finally {
        database.endTurn(node);
      }
    }
  }

  private boolean rests(StorageNode node) {
    long now = System.nanoTime();
    Long latest = writtenBack.get(node.id());
    return latest != null && now - latest < REST_NANOS && now - bulkWritesNanos < REST_NANOS;
  }

  /// Writes back what was committed while the others were written back, while no transaction is open.
  /// Only a transaction that finds all of a WAL written back when it begins lets it begin anew; a WAL
  /// that grows for ever costs each commit twice the time, since an fsync then has the file's new
  /// length to write too. So writers wait for the few last pages.
  private void writeRestBack(StorageNode node) {
    if (!database.takeTurn(node, SHORT)) {
      return;
    }
    try {
      node.checkpoint("PASSIVE", Duration.ZERO);
    } finally {
      database.endTurn(node);
    }
    database.crash(CrashPoint.NODE_CHECKPOINTED);
  }

  /// Drops all records of finished epochs, unless a writer that must be held is not free in time.
  void dropRecords(Duration patience) {
    long position = database.log().finishedUpTo();
    for (StorageNode node : database.nodes().values()) {
      if (node.durable().applied() < node.row().applied()) {
        if (!database.takeTurn(node, patience)) {
          return;
        }
        try {
          // An epoch that failed while this waited may yet be in the log, and counts on the node's state.
          database.log().requireRunning();
          node.makeDurable();
        } finally {
          database.endTurn(node);
        }
        database.crash(CrashPoint.DROP_NODE_DURABLE);
      }
    }
    database.log().drop(position, Recovery.floors(database.nodes()));
  }
}
