package dev.bigdaddy.conductor.session;

import dev.bigdaddy.conductor.BigDaddyException;
import dev.bigdaddy.conductor.ErrorCode;
import dev.bigdaddy.conductor.execute.ReadView;
import dev.bigdaddy.conductor.execute.RowidSequences;
import dev.bigdaddy.conductor.execute.WriteContext;
import dev.bigdaddy.conductor.schema.SchemaVersion;
import dev.bigdaddy.storage.Epoch;
import dev.bigdaddy.storage.Mark;
import dev.bigdaddy.storage.NodeId;
import dev.bigdaddy.storage.ReaderLease;
import dev.bigdaddy.storage.Snapshot;
import dev.bigdaddy.storage.SqliteConnection;
import dev.bigdaddy.storage.Storage;
import dev.bigdaddy.storage.StorageException;
import dev.bigdaddy.storage.WriterFlag;
import dev.bigdaddy.topology.TableName;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/// One transaction of a session, from BEGIN or from a single statement in autocommit mode.
///
/// Its first read pins a snapshot of all nodes; its first write on a node takes that node's writer,
/// through which it then reads too. A node that changed between the two is SQLITE_BUSY_SNAPSHOT, as in
/// SQLite's WAL mode. Used by one thread at a time.
final class Transaction implements WriteContext, AutoCloseable {
  private final Storage storage;
  private final Set<WriterFlag> flags;
  private final boolean interactive;
  private final RowidSequences.Claims claims;
  private final LongConsumer lastRowid;
  private final List<NamedSavepoint> savepoints = new ArrayList<>();
  private final Map<NodeId, ReaderLease> leases = new HashMap<>();
  private SchemaVersion schema;
  private @Nullable Snapshot snapshot;
  private @Nullable Epoch epoch;
  private boolean begunBySavepoint;
  private boolean changedSchema;

  /// @param interactive whether more statements may follow, so that its nodes are not known yet
  /// @param lastRowid takes the rowids of inserted rows
  Transaction(
      Storage storage,
      Set<WriterFlag> flags,
      boolean interactive,
      RowidSequences.Claims claims,
      LongConsumer lastRowid,
      SchemaVersion schema) {
    this.storage = storage;
    this.flags = flags;
    this.interactive = interactive;
    this.claims = claims;
    this.lastRowid = lastRowid;
    this.schema = schema;
  }

  /// A savepoint of the user's.
  ///
  /// @param mark where the epoch stood; null while there is none
  /// @param claims where the taken ids stood
  private record NamedSavepoint(
      String name, @Nullable Mark mark, SchemaVersion schema, int claims) {}

  /// The schema as this transaction sees it.
  SchemaVersion schema() {
    return schema;
  }

  /// Lets a transaction that holds nothing yet see the newest schema.
  void schema(SchemaVersion next) {
    schema = next;
  }

  /// Makes a schema change visible to this transaction only, until it commits.
  void changeSchema(SchemaVersion next) {
    schema = next;
    changedSchema = true;
  }

  /// Whether committing it changes the schema.
  boolean changedSchema() {
    return changedSchema;
  }

  /// Notes that SAVEPOINT began it, so that releasing that savepoint commits.
  void beganBySavepoint() {
    begunBySavepoint = true;
  }

  boolean isBegunBySavepoint() {
    return begunBySavepoint;
  }

  /// Whether it holds any snapshot or writer, so that its schema must not change any more.
  boolean isPinned() {
    return snapshot != null || epoch != null;
  }

  boolean hasWritten() {
    return epoch != null;
  }

  @Override
  public Epoch writers(Set<NodeId> nodes, boolean unrepeatable) {
    Set<NodeId> wanted = new TreeSet<>(nodes);
    Epoch open = epoch;
    if (open == null) {
      boolean homeDecides = interactive || unrepeatable;
      open =
          homeDecides
              ? storage.begin(wanted, flags, NodeId.HOME)
              : storage.begin(wanted, flags);
      epoch = open;
      markEarlierSavepoints(open);
      wanted.forEach(this::checkUnchanged);
      return open;
    }
    for (NodeId node : wanted) {
      if (!open.nodes().contains(node)) {
        open.enlist(node);
        checkUnchanged(node);
      }
    }
    return open;
  }

  /// Savepoints from before the first write lie at the epoch's beginning.
  private void markEarlierSavepoints(Epoch open) {
    savepoints.replaceAll(s -> new NamedSavepoint(s.name(), open.mark(), s.schema(), s.claims()));
  }

  /// Gives the writers back before anything was written through them.
  void abandonWriters() {
    if (epoch != null) {
      epoch.rollback();
      epoch = null;
      savepoints.replaceAll(s -> new NamedSavepoint(s.name(), null, s.schema(), s.claims()));
    }
  }

  /// The first write on a node that changed since the snapshot would overwrite what it has not seen.
  private void checkUnchanged(NodeId node) {
    Snapshot pinned = snapshot;
    boolean changed =
        pinned != null
            && pinned.nodes().contains(node)
            && storage.commitCount(node) != pinned.commitCount(node);
    if (changed) {
      throw new StorageException(
          StorageException.Kind.BUSY_SNAPSHOT, 517, "database is locked", null);
    }
  }

  @Override
  public void inserted(long rowid) {
    lastRowid.accept(rowid);
  }

  /// Whether SQLite has rolled the transaction back by itself, as INSERT OR ROLLBACK makes it do.
  boolean isLost() {
    return epoch != null && epoch.isLost();
  }

  @Override
  public RowidSequences.Claims claims() {
    return claims;
  }

  @Override
  public SqliteConnection reader(NodeId node) {
    Epoch open = epoch;
    if (open != null && open.nodes().contains(node)) {
      return open.on(node);
    }
    return leases.computeIfAbsent(node, storage::reader).connection();
  }

  /// The nodes as this transaction sees them.
  ReadView view(Set<NodeId> nodes) {
    Epoch open = epoch;
    if (open != null && open.nodes().containsAll(nodes)) {
      return new HeldView(open, null);
    }
    if (snapshot == null) {
      Set<NodeId> all = new TreeSet<>(storage.nodes());
      if (open != null) {
        all.removeAll(open.nodes());
      }
      snapshot = storage.snapshot(all);
    }
    return new HeldView(open, snapshot);
  }

  /// Reads through what the transaction holds; closing it gives nothing back.
  private record HeldView(@Nullable Epoch epoch, @Nullable Snapshot snapshot) implements ReadView {
    @Override
    public SqliteConnection on(NodeId node) {
      if (epoch != null && epoch.nodes().contains(node)) {
        return epoch.on(node);
      }
      if (snapshot == null) {
        throw new IllegalStateException("no view of " + node);
      }
      return snapshot.on(node);
    }

    @Override
    public void close() {}
  }

  /// Takes the writers of all nodes, for BEGIN IMMEDIATE and EXCLUSIVE.
  void takeAll() {
    writers(storage.nodes(), false);
  }

  void savepoint(String name) {
    Mark mark = epoch == null ? null : epoch.mark();
    savepoints.add(new NamedSavepoint(TableName.fold(name), mark, schema, claims.mark()));
  }

  /// Forgets a savepoint and all behind it. True if it was the outermost one.
  boolean release(String name) {
    int index = find(name);
    for (int i = savepoints.size() - 1; i >= index; i--) {
      Mark mark = savepoints.removeLast().mark();
      if (mark != null && epoch != null) {
        epoch.release(mark);
      }
    }
    return savepoints.isEmpty();
  }

  void rollbackTo(String name) {
    int index = find(name);
    while (savepoints.size() > index + 1) {
      savepoints.removeLast();
    }
    NamedSavepoint savepoint = savepoints.getLast();
    schema = savepoint.schema();
    if (epoch != null && savepoint.mark() != null) {
      epoch.rollbackTo(savepoint.mark());
    }
    claims.rollbackTo(savepoint.claims());
  }

  private int find(String name) {
    String folded = TableName.fold(name);
    for (int i = savepoints.size() - 1; i >= 0; i--) {
      if (savepoints.get(i).name().equals(folded)) {
        return i;
      }
    }
    throw new BigDaddyException(ErrorCode.SQL, "no such savepoint: " + name);
  }

  void commit() {
    if (epoch != null) {
      epoch.commit();
    }
    end(true);
  }

  void rollback() {
    try {
      if (epoch != null) {
        epoch.rollback();
      }
    } finally {
      end(false);
    }
  }

  private void end(boolean committed) {
    claims.end(committed);
    epoch = null;
    leases.values().forEach(ReaderLease::close);
    leases.clear();
    if (snapshot != null) {
      snapshot.close();
      snapshot = null;
    }
  }

  @Override
  public void close() {
    rollback();
  }
}
