package dev.bigdaddy.conductor.session;

import dev.bigdaddy.conductor.BigDaddyException;
import dev.bigdaddy.conductor.ErrorCode;
import dev.bigdaddy.conductor.execute.ReadView;
import dev.bigdaddy.conductor.execute.RowidSequences;
import dev.bigdaddy.conductor.schema.SchemaVersion;
import dev.bigdaddy.storage.Epoch;
import dev.bigdaddy.storage.Mark;
import dev.bigdaddy.storage.NodeId;
import dev.bigdaddy.storage.OwnedWriter;
import dev.bigdaddy.storage.Snapshot;
import dev.bigdaddy.storage.SqliteConnection;
import dev.bigdaddy.storage.Storage;
import dev.bigdaddy.storage.StorageException;
import dev.bigdaddy.storage.WriterFlag;
import dev.bigdaddy.topology.SchemaObject;
import dev.bigdaddy.topology.TableName;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// One transaction of a session, from BEGIN or from a single statement in autocommit mode.
///
/// Its first read pins a snapshot of all nodes; its first write on a node takes that node's writer,
/// through which it then reads too. A node that changed between the two is SQLITE_BUSY_SNAPSHOT, as in
/// SQLite's WAL mode. Used by one thread at a time.
final class Transaction implements AutoCloseable {
  private final Storage storage;
  private final EnumSet<WriterFlag> flags = EnumSet.noneOf(WriterFlag.class);
  private final Mode mode;
  private final RowidSequences.Claims claims;
  private final SessionCounters counters;
  private final SnapshotGate gate;
  private final SessionTemporaries temporaries;
  private final List<NamedSavepoint> savepoints = new ArrayList<>();
  private final ReaderLeases leases;
  private final List<SchemaVersion> madeSchemas = new ArrayList<>();
  private SchemaVersion committedSchema;
  private SchemaVersion schema;
  private List<SchemaObject> temporary;
  private @Nullable Snapshot snapshot;
  private @Nullable Epoch epoch;

  /// Its part in the epoch, if it may share it.
  private final SharedPart shared;

  /// Where the epoch stood when it began, if savepoints were open by then.
  private @Nullable Mark beginning;

  private boolean begunBySavepoint;

  private final DeferredChecks checks = new DeferredChecks();

  /// How a transaction gets its epoch.
  enum Mode {
    /// More statements may follow, so its nodes are not known yet.
    INTERACTIVE,
    /// One statement, in an epoch of its own.
    ALONE,
    /// One statement, which may share its epoch with those of other sessions.
    SHARING
  }

  /// @param counters takes what its statements count
  Transaction(
      Storage storage,
      Set<WriterFlag> flags,
      Mode mode,
      RowidSequences.Claims claims,
      SessionCounters counters,
      SessionTemporaries temporaries,
      SchemaVersion schema,
      SnapshotGate gate) {
    this.gate = gate;
    this.shared = new SharedPart(storage, flags);
    this.storage = storage;
    this.leases = new ReaderLeases(storage);
    this.flags.addAll(flags);
    this.mode = mode;
    this.claims = claims;
    this.counters = counters;
    this.temporaries = temporaries;
    this.temporary = temporaries.objects();
    this.committedSchema = schema;
    this.schema = schema;
  }

  /// The schema as this transaction sees it.
  SchemaVersion schema() {
    return schema;
  }

  /// The schema that was committed when this transaction pinned its first node.
  SchemaVersion committedSchema() {
    return committedSchema;
  }

  /// Lets a transaction that holds nothing yet see the newest schema.
  void schema(SchemaVersion next) {
    committedSchema = next;
    schema = next;
  }

  /// Goes on with where rows lie now. Only for one that holds no snapshot: what it has seen lies under
  /// its writers, where nothing can have moved.
  ///
  /// @return whether that changes anything
  boolean adopt(SchemaVersion placed) {
    if (placed == committedSchema) {
      return false;
    }
    if (changedSchema()) {
      throw new IllegalStateException("rows moved under a schema change, which holds the topology");
    }
    committedSchema = placed;
    schema = placed;
    return true;
  }

  /// Makes a schema change visible to this transaction only, until it commits.
  void changeSchema(SchemaVersion next) {
    madeSchemas.add(next);
    schema = next;
  }

  /// The session's temporary objects as this transaction sees them.
  List<SchemaObject> temporary() {
    return temporary;
  }

  /// Makes other temporary objects visible, until the transaction ends and for good if it commits. The
  /// session keeps the home node's writer with them.
  void changeTemporary(Epoch on, List<SchemaObject> next) {
    temporaries.keepWriter(on);
    temporary = next;
  }

  /// The home node through its writer, with the session's temporary objects.
  ReadView ownView() {
    return new HeldView(epoch, null, Set.of(NodeId.HOME));
  }

  /// Whether committing it changes the schema.
  boolean changedSchema() {
    return schema != committedSchema;
  }

  /// Notes that SAVEPOINT began it, so that releasing that savepoint commits.
  void beganBySavepoint() {
    begunBySavepoint = true;
  }

  /// Whether it holds any snapshot or writer, so that its schema must not change any more.
  boolean isPinned() {
    return snapshot != null || epoch != null || shared.isDone();
  }

  boolean hasWritten() {
    return epoch != null;
  }

  /// Whether any of its statements has changed anything.
  boolean hasChanged() {
    return epoch != null && (changedSchema() || epoch.hasChanged());
  }

  /// Whether it holds the writers of all these nodes.
  boolean holds(Set<NodeId> nodes) {
    return epoch != null && epoch.holds(nodes);
  }

  /// Whether SQLite has ended the transaction on a node, as after `ON CONFLICT ROLLBACK`, or its
  /// commit failed: then it can only be rolled back.
  boolean isLost() {
    return epoch != null && (!epoch.isOpen() || epoch.isLost());
  }

  Epoch writers(Set<NodeId> nodes, boolean unrepeatable) {
    if (mode == Mode.SHARING) {
      return share(nodes, unrepeatable);
    }
    Set<NodeId> wanted = nodes.size() == 1 ? nodes : new TreeSet<>(nodes);
    Epoch open = epoch;
    if (open == null) {
      open = begin(wanted, unrepeatable);
      epoch = open;
      if (!savepoints.isEmpty()) {
        beginning = open.mark();
      }
      try {
        wanted.forEach(this::checkUnchanged);
        checks.remind(enforcing());
      } catch (StorageException e) {
        abandonWriters();
        throw e;
      }
      return open;
    }
    for (NodeId node : wanted) {
      open.enlist(node);
      checkUnchanged(node);
    }
    checks.remind(enforcing());
    return open;
  }

  private Epoch begin(Set<NodeId> wanted, boolean unrepeatable) {
    boolean interactive = mode == Mode.INTERACTIVE;
    if (interactive) {
      gate.pin(this);
    }
    OwnedWriter own = temporaries.writer();
    if (own != null) {
      return storage.begin(wanted, flags, NodeId.HOME, own);
    }
    return interactive || unrepeatable
        ? storage.begin(wanted, flags, NodeId.HOME)
        : storage.begin(wanted, flags);
  }

  /// What stops the statement that runs through its writers, and no other, from any thread.
  Runnable interruption() {
    return shared.isOpen() ? shared.interruption() : Objects.requireNonNull(epoch)::interrupt;
  }

  /// Whether its work may be done with that of others: it is one statement, and holds nothing yet.
  boolean canShare() {
    return mode == Mode.SHARING && epoch == null;
  }

  /// Its part in an epoch that it shares. A reader that is kept while waiting could be the one that
  /// another needs to come to an end.
  SharedPart sharing() {
    leases.giveBack();
    return shared;
  }

  private Epoch share(Set<NodeId> nodes, boolean unrepeatable) {
    Epoch joined = epoch;
    if (joined == null) {
      joined = sharing().enter(nodes, unrepeatable);
      epoch = joined;
    } else if (!joined.holds(nodes)) {
      // Whoever waits for more while others wait for its epoch could wait in a circle.
      throw new LostEpochException();
    }
    return joined;
  }

  /// Gives the writers back before anything was written through them.
  void abandonWriters() {
    if (shared.isOpen()) {
      shared.end();
      epoch = null;
    } else if (epoch != null) {
      epoch.rollback();
      epoch = null;
      beginning = null;
    }
    leaveGate();
  }

  /// Gives a snapshot back from which nothing was read yet.
  void abandonSnapshot() {
    if (snapshot != null) {
      snapshot.close();
      snapshot = null;
    }
    leaveGate();
  }

  /// One that holds nothing is in nobody's way, and nobody in its.
  private void leaveGate() {
    if (epoch == null && snapshot == null) {
      gate.end(this);
    }
  }

  boolean hasSnapshot() {
    return snapshot != null;
  }

  /// When the snapshot that it reads was pinned, in nanoseconds of `System.nanoTime()`.
  OptionalLong snapshotNanos() {
    return snapshot == null ? OptionalLong.empty() : OptionalLong.of(snapshot.pinnedNanos());
  }

  /// The first write on a node that changed since the snapshot would overwrite what it has not seen.
  private void checkUnchanged(NodeId node) {
    if (hasChanged(node)) {
      throw new StorageException(
          StorageException.Kind.BUSY_SNAPSHOT, 517, "database is locked", null);
    }
  }

  private boolean hasChanged(NodeId node) {
    Snapshot pinned = snapshot;
    return pinned != null
        && pinned.nodes().contains(node)
        && storage.commitCount(node) != pinned.commitCount(node);
  }

  /// Counts what a schema change did to rows, as making a virtual table does.
  void counted(SqliteConnection writer, long totalBefore) {
    if (writer.totalChanges() != totalBefore) {
      counters.changed(writer.changesSince(totalBefore), writer.totalChanges() - totalBefore);
      counters.inserted(writer.lastInsertRowid());
    }
  }

  /// What the session counts.
  SessionCounters counters() {
    return counters;
  }

  /// What it knows of foreign keys that are checked at COMMIT.
  DeferredChecks checks() {
    return checks;
  }

  /// Whether a savepoint's release would commit the transaction.
  boolean isBegunBySavepoint(String name) {
    return begunBySavepoint && NamedSavepoint.find(savepoints, name) == 0;
  }

  /// Turns a switch of its writers from now on.
  void flag(WriterFlag flag, boolean on) {
    if (epoch != null && flags.contains(flag) != on) {
      if (flag != WriterFlag.RECURSIVE_TRIGGERS) {
        throw new BigDaddyException(
            ErrorCode.NOT_SUPPORTED,
            flag.pragma(on ? WriterFlag.Switch.ON : WriterFlag.Switch.OFF)
                + " is not supported yet in a transaction that has written");
      }
      epoch.recurseTriggers(on);
    }
    boolean unused = on ? flags.add(flag) : flags.remove(flag);
  }

  /// Whether the home node enforces foreign keys in it.
  boolean enforcesKeys() {
    return flags.contains(WriterFlag.FOREIGN_KEYS);
  }

  Mode mode() {
    return mode;
  }

  void startOver() {
    if (mode != Mode.INTERACTIVE) {
      abandonWriters();
    }
  }

  RowidSequences.Claims claims() {
    return claims;
  }

  SqliteConnection reader(NodeId node) {
    Epoch open = epoch;
    if (open != null && open.nodes().contains(node)) {
      return open.on(node);
    }
    return leases.on(node);
  }

  /// The nodes as this transaction sees them.
  ReadView view(Set<NodeId> nodes) {
    Epoch open = epoch;
    if (open != null && snapshot == null && open.nodes().containsAll(nodes)) {
      return new HeldView(open, null, open.nodes());
    }
    if (snapshot == null) {
      Set<NodeId> all = new TreeSet<>(storage.nodes());
      if (open != null) {
        all.removeAll(open.nodes());
      }
      snapshot = pinned(all);
    }
    Set<NodeId> held = new TreeSet<>(open == null ? Set.of() : open.nodes());
    // A writer that was taken too late must not show what the snapshot does not.
    held.removeIf(this::hasChanged);
    return new HeldView(open, snapshot, held);
  }

  private Snapshot pinned(Set<NodeId> nodes) {
    if (mode == Mode.INTERACTIVE) {
      gate.pin(this);
    }
    return storage.snapshot(nodes);
  }

  /// Takes the writers of all nodes, for BEGIN IMMEDIATE and EXCLUSIVE. The topology's too: a schema
  /// change in this transaction must not meet another one that waits for these nodes.
  void takeAll() {
    Set<NodeId> all = new TreeSet<>(storage.nodes());
    all.add(NodeId.TOPOLOGY);
    writers(all, false);
  }

  void savepoint(String name) {
    Mark mark = epoch == null ? null : epoch.mark();
    savepoints.add(
        new NamedSavepoint(
            TableName.fold(name), mark, schema, committedSchema, checks.count(), temporary));
  }

  /// Forgets a savepoint and all behind it.
  void release(String name) {
    int index = NamedSavepoint.find(savepoints, name);
    for (int i = savepoints.size() - 1; i >= index; i--) {
      Mark mark = savepoints.removeLast().mark();
      if (mark != null && epoch != null) {
        epoch.release(mark);
      }
    }
  }

  /// As in SQLite, the transaction keeps its locks: writers that it took since are still held.
  void rollbackTo(String name) {
    int index = NamedSavepoint.find(savepoints, name);
    while (savepoints.size() > index + 1) {
      savepoints.removeLast();
    }
    NamedSavepoint savepoint = savepoints.getLast();
    if (epoch != null) {
      Mark mark = savepoint.mark() == null ? beginning : savepoint.mark();
      epoch.rollbackTo(Objects.requireNonNull(mark));
      checks.remind(enforcing());
    }
    schema = savepoint.schema() == savepoint.committedSchema() ? committedSchema : savepoint.schema();
    checks.backTo(savepoint.violations());
    temporary = savepoint.temporary();
    claims.undone();
  }

  /// Switches `PRAGMA defer_foreign_keys`.
  void deferAllKeys(boolean on) {
    checks.deferAll(on, enforcing());
  }

  private @Nullable Epoch enforcing() {
    return enforcesKeys() ? epoch : null;
  }

  /// Makes it durable.
  ///
  /// @throws LostEpochException if the epoch it shared was lost
  void commit() {
    checks.require();
    if (shared.isOpen()) {
      shared.commit();
    } else if (epoch != null) {
      epoch.commit();
      counters.alsoChanged(epoch.changesAtCommit(NodeId.HOME));
    }
    temporaries.committed(temporary);
    end(true);
  }

  void rollback() {
    try {
      if (!shared.isOpen() && epoch != null && epoch.isOpen()) {
        epoch.rollback();
      }
    } finally {
      end(false);
    }
  }

  private void end(boolean committed) {
    claims.end(committed);
    epoch = null;
    shared.end();
    beginning = null;
    for (SchemaVersion made : madeSchemas) {
      if (!committed || made != schema) {
        made.shadow().close();
      }
    }
    madeSchemas.clear();
    leases.giveBack();
    abandonSnapshot();
  }

  @Override
  public void close() {
    rollback();
  }
}
