package dev.bigdaddy.storage;

import dev.bigdaddy.storage.CommitLog.Appended;
import dev.bigdaddy.storage.LogRecord.Draft;
import dev.bigdaddy.storage.LogRecord.DraftPart;
import dev.bigdaddy.storage.StorageException.Kind;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.Lock;
import org.jspecify.annotations.Nullable;

/// The commit of one epoch: why it is all or nothing on its nodes, whenever the process dies.
///
/// **One node.** The node's own COMMIT at synchronous=FULL is the commit point. It raises the
/// node's counter in the same transaction; should the COMMIT fail, nobody knows whether its frames
/// reached the WAL, so the node is reopened and the counter tells. Only a full disk is another matter:
/// SQLite writes the frame that commits last, so the node goes on without it, and its readers too.
///
/// **Several nodes.** SQLite commits each file by itself, so the decision is made elsewhere first:
///
/// 1. The record (all statements, for each node) is appended to the commit log; under the same lock
///    the epoch gets its number and writes it on each node, inside the open transactions. Until
///    here any failure rolls all nodes back.
/// 2. The log is fsynced: *the commit point*.
/// 3. Each node commits at NORMAL, without an fsync of its own. What a crash takes from a node, the
///    next opening repeats from the record: the number on the node, written by the same transaction
///    as the work, says whether it has the epoch.
/// 4. Only then is the epoch acknowledged, and only then are the writers given back, so no epoch
///    begins on a node that lacks the one before.
///
/// The obvious shortcut, committing the nodes before the log is durable, loses: after a loss of
/// power one node may have the work, and nobody knows what the others lack.
///
/// **A decider.** Some work cannot be repeated from a record: triggers with `random()`, defaults with
/// the present time, whatever SQLite does on tables that the user alone owns. An epoch may have one
/// node with such work. Its statements are not in the record; it commits first, durably, and *its*
/// commit is the commit point: at the next opening a record whose decider lacks the epoch is passed
/// over, and no other node can have it, since they commit only after the decider.
///
/// A COMMIT that fails after the commit point is neither run again nor passed over: the node is
/// closed, reopened, and the record repeated there if the node lacks it. If that fails too, the
/// database stops, since readers would see half an epoch. A full disk would fail it, so room for the
/// nodes' pages is asked for before the commit point ({@link DiskRoom}).
final class EpochCommit {
  /// SQLITE_CONSTRAINT_FOREIGNKEY: COMMIT refused before it did anything.
  private static final int FOREIGN_KEY = 787;

  /// At synchronous=NORMAL an epoch on one node is logged, but above this size it is cheaper to
  /// fsync the node after it.
  private static final long LARGE_RECORD = 8 << 20;

  /// Nodes with so many changed rows write their pages side by side: that is worth a thread.
  private static final long LARGE_COMMIT = 64;

  private final OpenDatabase database;
  private final Set<WriterFlag> flags;
  private final List<Participant> all;
  private final @Nullable NodeId decider;
  private final Runnable beforeVisible;
  private boolean over = true;

  EpochCommit(
      OpenDatabase database,
      EnumSet<WriterFlag> flags,
      List<Participant> all,
      @Nullable NodeId decider,
      Runnable beforeVisible) {
    this.decider = decider;
    this.beforeVisible = beforeVisible;
    this.database = database;
    this.flags = flags;
    this.all = all;
  }

  /// Whether the epoch ended, by whatever outcome.
  boolean isOver() {
    return over;
  }

  void run() {
    try {
      database.log().requireRunning();
      for (Participant participant : all) {
        participant.writer().shield();
        if (!participant.node().isWriterOwned()) {
          participant.writer().closeCursors();
        }
      }
      List<Participant> changed =
          new ArrayList<>(all.stream().filter(Participant::changed).toList());
      // The decider commits before all others.
      changed.sort(Comparator.comparing(participant -> !decides(participant)));
      if (changed.size() == 1 && !needsRecord(changed.getFirst())) {
        commitAlone(changed.getFirst());
      } else if (!changed.isEmpty()) {
        commitTogether(changed);
      }
    } catch (Error e) {
      // Wherever it died, some nodes may have what others lack.
      database.log().stop(new StorageException(Kind.STOPPED, "a thread died in a commit", e));
      throw e;
    } finally {
      if (over) {
        all.forEach(this::leaveTransaction);
      } else {
        all.forEach(participant -> participant.writer().unshield());
      }
    }
  }

  private boolean decides(Participant participant) {
    return participant.node().id().equals(decider);
  }

  private boolean needsRecord(Participant only) {
    return switch (database.settings().synchronous()) {
      case FULL -> only.level() != Synchronous.FULL;
      case NORMAL ->
          !decides(only) && only.unrecorded() == null && only.tape().size() <= LARGE_RECORD;
      case OFF -> false;
    };
  }

  // One node.

  private void commitAlone(Participant only) {
    StorageNode node = only.node();
    EpochRow next = node.row().unlogged();
    next.write(only.writer());
    database.crash(CrashPoint.ONE_NODE_NUMBERED);
    Lock latch = database.commitLatch().readLock();
    beforeVisible.run();
    latch.lock();
    node.commitStarts();
    try {
      commitOnly(only, next);
    } finally {
      if (over) {
        node.commitFinished();
      } else {
        node.commitCalledOff();
      }
      latch.unlock();
    }
    database.crash(CrashPoint.ONE_NODE_COMMITTED);
    if (database.settings().synchronous() == Synchronous.NORMAL) {
      // Later epochs in the log may build on this one, which is not in it.
      try {
        node.makeDurable();
      } catch (RuntimeException e) {
        throw undecided(node, e);
      }
    }
  }

  private void commitOnly(Participant only, EpochRow next) {
    StorageNode node = only.node();
    try {
      database.crash(CrashPoint.EPOCH_NODE_COMMITTING);
      only.commit();
      database.crash(CrashPoint.EPOCH_NODE_COMMITTED);
      node.committed(next, only.level());
      only.leftTransaction();
    } catch (RuntimeException e) {
      if (isForeignKey(e)) {
        over = false;
        node.row().write(only.writer());
        throw e;
      }
      if (isFull(e) && lacks(only, next)) {
        throw e;
      }
      reopen(node, null, e);
      if (node.row().counter() != next.counter()) {
        throw e;
      }
    }
  }

  /// A COMMIT that found no room for a frame wrote none that commits, which is the last one. But a
  /// writer with attached files may have committed the node before one of them was full.
  private static boolean lacks(Participant only, EpochRow next) {
    try {
      StorageNode node = only.node();
      node.rollback();
      return EpochRow.read(only.writer(), node.id()).counter() != next.counter();
    } catch (StorageException e) {
      return false;
    }
  }

  private static boolean isFull(RuntimeException e) {
    return e instanceof StorageException error && (error.sqliteCode() & 0xff) == SqliteErrors.FULL;
  }

  // Several nodes.

  private void commitTogether(List<Participant> changed) {
    try {
      requireRecordable(changed);
      DiskRoom.require(database.directory().root(), changed, database.settings().cacheSize());
    } catch (StorageException e) {
      over = !isForeignKey(e);
      throw e;
    }
    database.crash(CrashPoint.EPOCH_BEFORE_RECORD);
    boolean synced = isSynced(changed);
    List<EpochRow> rows = new ArrayList<>();
    Appended record =
        database.log().append(draft(changed), number -> number(changed, number, synced, rows));
    database.crash(CrashPoint.EPOCH_APPENDED);
    if (synced) {
      database.log().force(record);
    }
    database.crash(CrashPoint.EPOCH_FORCED);
    beforeVisible.run();
    commitNodes(changed, rows, record);
    database.log().finished(record);
    database.crash(CrashPoint.EPOCH_ALL_COMMITTED);
  }

  private boolean isSynced(List<Participant> changed) {
    return switch (database.settings().synchronous()) {
      case FULL -> true;
      case NORMAL -> changed.size() > 1;
      case OFF -> false;
    };
  }

  private Draft draft(List<Participant> changed) {
    List<DraftPart> parts = new ArrayList<>();
    for (Participant participant : changed) {
      if (!decides(participant)) {
        StorageNode node = participant.node();
        parts.add(new DraftPart(node.id(), node.row().counter() + 1, participant.tape()));
      }
    }
    boolean decided = decides(changed.getFirst());
    return new Draft(flags, SqliteVersion.VALUE, decided ? decider : null, parts);
  }

  private static void number(
      List<Participant> changed, long number, boolean synced, List<EpochRow> rows) {
    for (Participant participant : changed) {
      EpochRow row = participant.node().row();
      EpochRow next = synced ? row.logged(number) : row.loggedUnsynced(number);
      next.write(participant.writer());
      rows.add(next);
    }
  }

  private void commitNodes(List<Participant> changed, List<EpochRow> rows, Appended record) {
    Lock latch = database.commitLatch().readLock();
    latch.lock();
    changed.forEach(participant -> participant.node().commitStarts());
    try {
      List<Runnable> large = new ArrayList<>();
      for (int i = 0; i < changed.size(); i++) {
        Participant participant = changed.get(i);
        EpochRow row = rows.get(i);
        if (participant.rowChanges() >= LARGE_COMMIT && !decides(participant)) {
          large.add(() -> commitNode(participant, row, record));
        } else {
          commitNode(participant, row, record);
        }
      }
      SideBySide.runAll(large);
    } finally {
      changed.forEach(participant -> participant.node().commitFinished());
      latch.unlock();
    }
  }

  private void commitNode(Participant participant, EpochRow next, Appended record) {
    try {
      database.crash(CrashPoint.EPOCH_NODE_COMMITTING);
      participant.commit();
      database.crash(CrashPoint.EPOCH_NODE_COMMITTED);
      participant.node().committed(next, participant.level());
      participant.leftTransaction();
      if (decides(participant) && participant.level() == Synchronous.NORMAL) {
        participant.node().makeDurable();
      }
    } catch (RuntimeException e) {
      if (decides(participant)) {
        throw undecided(participant.node(), e);
      }
      reopen(participant.node(), record, e);
    }
  }

  /// The record is in the log and may yet count: only an opening can tell whether the decider has the
  /// epoch, before any other epoch takes its place.
  private StorageException undecided(StorageNode node, RuntimeException cause) {
    StorageException stop =
        new StorageException(
            Kind.STOPPED,
            "a commit failed on %s; its outcome is decided when the database is opened again"
                .formatted(node.id()),
            cause);
    database.log().stop(stop);
    return stop;
  }

  /// What could make a COMMIT fail for reasons of the data must be known before the commit point.
  private void requireRecordable(List<Participant> changed) {
    long size = 0;
    for (Participant participant : changed) {
      StorageException unrecorded = participant.unrecorded();
      if (unrecorded != null && !decides(participant)) {
        throw unrecorded;
      }
      if (!decides(participant)) {
        participant.requireAllRecorded();
        size += participant.tape().size();
      }
      if (flags.contains(WriterFlag.FOREIGN_KEYS)) {
        requireNoDeferredViolation(participant);
      }
    }
    if (size > database.settings().recordLimit()) {
      throw new StorageException(
          Kind.LIMIT,
          "the transaction is larger than recordLimit (%d bytes)"
              .formatted(database.settings().recordLimit()));
    }
  }

  /// SQLite tells of violated deferred foreign keys only in COMMIT.
  private static void requireNoDeferredViolation(Participant participant) {
    long before = participant.rowChanges();
    boolean violated = DeferredKeysProbe.areViolated(participant.writer());
    participant.disregard(participant.rowChanges() - before);
    if (violated) {
      throw new StorageException(Kind.SQL, FOREIGN_KEY, "FOREIGN KEY constraint failed", null);
    }
  }

  private static boolean isForeignKey(RuntimeException e) {
    return e instanceof StorageException error && error.sqliteCode() == FOREIGN_KEY;
  }

  // Failures.

  /// Brings a node back whose COMMIT failed: afterwards its row tells what it has, and it has the
  /// record, if there is one.
  private void reopen(StorageNode node, @Nullable Appended record, RuntimeException cause) {
    // An interrupt must not end what is needed to learn the outcome.
    boolean interrupted = Thread.interrupted();
    try {
      StorageException reason =
          new StorageException(
              Kind.FENCED, node.id() + " is being reopened after a failed commit", cause);
      if (!node.shut(reason, database.settings().busyTimeout())) {
        throw new StorageException(Kind.BUSY, "a reader of %s is in use".formatted(node.id()));
      }
      node.closeWriter();
      node.reopenWriter();
      if (record != null) {
        Repetition repetition = new Repetition(node, database.seams().crash());
        database.log().read(record, repetition::repeat);
      }
      node.unshut();
    } catch (RuntimeException e) {
      e.addSuppressed(cause);
      StorageException stop =
          new StorageException(
              Kind.STOPPED,
              "a commit failed on %s, which could not be reopened; its outcome is decided when the"
                      .formatted(node.id())
                  + " database is opened again",
              e);
      database.log().stop(stop);
      throw stop;
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private void leaveTransaction(Participant participant) {
    if (!participant.isInTransaction()) {
      return;
    }
    try {
      participant.rollback();
    } catch (RuntimeException e) {
      database
          .log()
          .stopWriting(
              new StorageException(
                  Kind.STOPPED, "rollback failed on " + participant.node().id(), e));
    }
  }
}
