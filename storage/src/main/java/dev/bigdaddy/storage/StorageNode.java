package dev.bigdaddy.storage;

import dev.bigdaddy.storage.SqliteConnection.IfMissing;
import dev.bigdaddy.storage.StorageException.Kind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// One SQLite file with its only writer, its readers and the counters that snapshots compare.
///
/// The writer, {@link #row} and the pragmas belong to whoever holds the node's turn (see {@link
/// Turns}), on any thread. The rest is safe for use by many threads.
final class StorageNode {
  /// Sessions queue for the writer before they reach SQLite; what it may still meet there is a reader
  /// that found the WAL's header half written, and takes the write lock for a moment to read it again.
  private static final int BRIEF_LOCK_MILLIS = 1_000;

  /// Frames in a WAL, and how many of them are written back to the file.
  record WalState(boolean busy, long frames, long writtenBack) {
    boolean isWrittenBack() {
      return !busy && frames == writtenBack;
    }
  }

  private final NodeId id;
  private final Path file;
  private final StorageSettings settings;

  private final ReaderPool readers;
  private final AtomicLong commitsStarted = new AtomicLong();
  private final AtomicLong commitsFinished = new AtomicLong();
  private final AtomicLong syncs = new AtomicLong();
  private final Object checkpointLock = new Object();

  private NodeWriter writer;

  /// The ordinary writer, while an {@link OwnedWriter} has its place.
  private @Nullable NodeWriter resting;

  private final Set<OwnedWriter> owned = ConcurrentHashMap.newKeySet();
  private @Nullable SqliteConnection checkpointer;
  private volatile EpochRow row;
  private volatile @Nullable StorageException refusal;

  /// Set by commits, cleared by the checkpointer: the WAL may have grown.
  private volatile boolean grown;

  /// What of this node is durable for certain, whatever happens.
  private volatile EpochRow durable;

  private StorageNode(NodeId id, Path file, StorageSettings settings, SqliteConnection writer) {
    this.id = id;
    this.file = file;
    this.settings = settings;
    this.writer = new NodeWriter(writer);
    this.readers =
        new ReaderPool(id, settings.readersPerNode(), settings.readerTimeout(), this::openReader);
    this.row = EpochRow.read(writer, id);
    this.durable = row;
  }

  /// Opens the file of a node that must exist.
  static StorageNode open(NodeId id, DatabaseDirectory directory, StorageSettings settings) {
    Path file = directory.file(id);
    if (!Files.exists(file)) {
      throw new StorageException(
          Kind.MISSING_NODE, "file of %s is missing: %s".formatted(id, file));
    }
    SqliteConnection writer = openWriter(file, settings);
    try {
      return new StorageNode(id, file, settings, writer);
    } catch (RuntimeException | Error e) {
      writer.close();
      throw e;
    }
  }

  /// Makes the file of a node, durably; its name is durable once the directory is fsynced.
  static StorageNode create(
      NodeId id,
      DatabaseDirectory directory,
      StorageSettings settings,
      NodeImage content,
      CrashPoints crash) {
    content.write(directory.file(id), settings.synchronous(), crash);
    StorageNode node = open(id, directory, settings);
    try {
      node.beginWal();
      return node;
    } catch (RuntimeException | Error e) {
      node.closeWriter();
      throw e;
    }
  }

  /// Has SQLite begin the WAL with a commit that changes nothing and may be lost: else the first one of
  /// value would fsync the WAL's header and the directory before its frames. Those of a new file cannot
  /// be taken for older ones.
  private void beginWal() {
    writer.connection().execute("PRAGMA synchronous = OFF; " + EpochRow.TOUCH);
  }

  private static SqliteConnection openWriter(Path file, StorageSettings settings) {
    SqliteConnection writer = SqliteConnection.open(file, IfMissing.FAIL, BRIEF_LOCK_MILLIS);
    try {
      prepare(writer, file, settings);
      return writer;
    } catch (RuntimeException | Error e) {
      writer.close();
      throw e;
    }
  }

  private static void prepare(SqliteConnection writer, Path file, StorageSettings settings) {
    try (RowCursor mode = writer.query("PRAGMA journal_mode = WAL")) {
      if (!mode.next() || !"wal".equals(mode.textAt(0))) {
        throw new StorageException(Kind.CANNOT_OPEN, "no WAL possible for " + file);
      }
    }
    writer.execute(
        "PRAGMA wal_autocheckpoint = 0; PRAGMA foreign_keys = OFF; PRAGMA busy_timeout = "
            + BRIEF_LOCK_MILLIS
            + "; PRAGMA cache_size = "
            + settings.cacheSize());
  }

  private SqliteConnection openReader() {
    SqliteConnection reader = openSecondary();
    reader.execute("PRAGMA query_only = ON; PRAGMA cache_size = " + settings.cacheSize());
    return reader;
  }

  private SqliteConnection openSecondary() {
    int busyMillis = (int) Math.min(Integer.MAX_VALUE, settings.busyTimeout().toMillis());
    return SqliteConnection.open(file, IfMissing.FAIL, busyMillis);
  }

  NodeId id() {
    return id;
  }

  Path file() {
    return file;
  }

  ReaderPool readers() {
    return readers;
  }

  // The writer's turn.

  /// Fails if nobody is let in.
  void requireUsable() {
    StorageException reason = refusal;
    if (reason != null) {
      throw new StorageException(reason.kind(), reason.getMessage(), reason);
    }
  }

  /// Before a turn ends: a session's own writer leaves its place.
  void restWriter() {
    NodeWriter ordinary = resting;
    if (ordinary != null) {
      writer = ordinary;
      resting = null;
    }
  }

  SqliteConnection writer() {
    return writer.connection();
  }

  /// Sets what SQLite lets nobody change inside a transaction.
  void prepareWriter(Synchronous wanted, Set<WriterFlag> wantedFlags) {
    writer.prepare(wanted, wantedFlags);
  }

  /// Opens the writer anew where LIKE must be what it is by default, and was another: `PRAGMA
  /// case_sensitive_like = OFF` leaves one that SQLite allows in no index. A session's own writer stays,
  /// as it would there.
  void renewWriter(Set<WriterFlag> wantedFlags) {
    WriterFlag like = WriterFlag.CASE_SENSITIVE_LIKE;
    if (!isWriterOwned() && writer.flags().contains(like) && !wantedFlags.contains(like)) {
      NodeWriter former = writer;
      writer = new NodeWriter(openWriter(file, settings));
      former.connection().close();
    }
  }

  // Writers that a session keeps. The caller holds the turn.

  /// Puts a session's own writer in the place of the ordinary one until the turn ends.
  void useWriter(OwnedWriter own) {
    resting = writer;
    writer = own.writer();
  }

  /// Leaves the writer to a session once the turn ends; others go on with a new one.
  OwnedWriter keepWriter() {
    OwnedWriter own = new OwnedWriter(this, writer);
    resting = new NodeWriter(openWriter(file, settings));
    owned.add(own);
    return own;
  }

  /// Whether the turn's writer belongs to a session, which may still read through it after COMMIT.
  boolean isWriterOwned() {
    return resting != null;
  }

  void forget(OwnedWriter own) {
    owned.remove(own);
  }

  EpochRow row() {
    return row;
  }

  /// After a commit that wrote this row.
  void committed(EpochRow written, Synchronous at) {
    row = written;
    if (at == Synchronous.FULL) {
      syncs.incrementAndGet();
      markDurable(written);
    }
    grown = true;
  }

  /// How many commits were fsynced by themselves.
  long syncs() {
    return syncs.get();
  }

  EpochRow durable() {
    return durable;
  }

  /// Makes all of the node durable, without waiting for readers: a commit at FULL that writes a
  /// page fsyncs the WAL, and with it all former commits. The caller holds the turn.
  void makeDurable() {
    if (durable.equals(row)) {
      return;
    }
    EpochRow next = row.unlogged();
    prepareWriter(
        settings.synchronous() == Synchronous.OFF ? Synchronous.OFF : Synchronous.FULL,
        writer.flags());
    SqliteConnection connection = writer.connection();
    connection.control("BEGIN IMMEDIATE");
    try {
      next.write(connection);
      connection.control("COMMIT");
    } catch (RuntimeException e) {
      rollback();
      throw e;
    }
    row = next;
    durable = next;
    grown = true;
  }

  /// Ends the writer's transaction, if SQLite did not end it already. An interrupt meant for a
  /// statement in it must not reach the ROLLBACK itself.
  void rollback() {
    SqliteConnection connection = writer.connection();
    connection.shield();
    try {
      connection.closeCursors();
      if (connection.inTransaction()) {
        connection.control("ROLLBACK");
      }
    } finally {
      connection.unshield();
    }
  }

  // Counters for snapshots.

  void commitStarts() {
    commitsStarted.incrementAndGet();
  }

  /// The commit that has started changed nothing, and the transaction goes on: for readers, and for that
  /// transaction's own snapshot, it has never been.
  void commitCalledOff() {
    commitsStarted.decrementAndGet();
  }

  void commitFinished() {
    commitsFinished.incrementAndGet();
  }

  long commitsStarted() {
    return commitsStarted.get();
  }

  long commitsFinished() {
    return commitsFinished.get();
  }

  // The WAL.

  /// Notes that the WAL may have grown by something else than a commit of an epoch.
  void grew() {
    grown = true;
  }

  boolean takeGrown() {
    if (!grown) {
      return false;
    }
    // Only what was seen is taken back: a commit may come by here.
    grown = false;
    return true;
  }

  /// Runs a checkpoint of this mode on a connection of its own, so that the writer goes on.
  WalState checkpoint(String mode, Duration patience) {
    synchronized (checkpointLock) {
      StorageException reason = refusal;
      if (reason != null) {
        throw new StorageException(reason.kind(), reason.getMessage(), reason);
      }
      SqliteConnection connection = checkpointer;
      if (connection == null) {
        connection = openSecondary();
        checkpointer = connection;
        connection.execute(
            "PRAGMA wal_autocheckpoint = 0; PRAGMA synchronous = " + settings.synchronous());
      }
      connection.execute("PRAGMA busy_timeout = " + patience.toMillis());
      return checkpointWith(connection, mode);
    }
  }

  /// Writes the whole WAL back and empties it. The caller holds the turn or is alone. Only other
  /// processes, such as SQLite's shell, can make it wait.
  WalState truncateWal() {
    WalState state = checkpointWith(writer.connection(), "TRUNCATE");
    return state.busy() && !isFenced() ? checkpoint("TRUNCATE", settings.busyTimeout()) : state;
  }

  private WalState checkpointWith(SqliteConnection connection, String mode) {
    EpochRow before = row;
    try (RowCursor result = connection.query("PRAGMA wal_checkpoint(" + mode + ")")) {
      result.next();
      WalState state = new WalState(result.longAt(0) != 0, result.longAt(1), result.longAt(2));
      if (state.isWrittenBack() && !mode.equals("NOOP")) {
        markDurable(before);
      }
      return state;
    }
  }

  private synchronized void markDurable(EpochRow known) {
    if (known.counter() > durable.counter()) {
      durable = known;
    }
  }

  // Ends and repairs.

  boolean isFenced() {
    return refusal != null;
  }

  /// Lets nobody in any more and closes all connections but the writer, which the caller holds.
  ///
  /// @return false if a reader is still lent after the patience
  boolean shut(StorageException reason, Duration patience) {
    refusal = reason;
    boolean drained = readers.drain(reason, patience);
    for (OwnedWriter own : owned) {
      drained &= own.writer() == writer || own.close(patience);
    }
    synchronized (checkpointLock) {
      if (checkpointer != null) {
        checkpointer.close();
        checkpointer = null;
      }
    }
    return drained;
  }

  /// Closes the writer too.
  void closeWriter() {
    writer.connection().close();
    if (resting != null) {
      resting.connection().close();
      resting = null;
    }
  }

  /// Opens the file again after {@link #shut} and {@link #closeWriter}, still shut for others.
  void reopenWriter() {
    writer = new NodeWriter(openWriter(file, settings));
    truncateWal();
    row = EpochRow.read(writer.connection(), id);
    durable = row;
  }

  /// Lets others in again.
  void unshut() {
    refusal = null;
    readers.reopen();
  }
}
