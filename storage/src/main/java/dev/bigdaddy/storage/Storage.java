package dev.bigdaddy.storage;

import dev.bigdaddy.storage.Recovery.Recovered;
import dev.bigdaddy.storage.StorageException.Kind;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.jspecify.annotations.Nullable;

/// All files of one database directory: the topology, the storage nodes and the commit log. One
/// process has a directory open at a time. Safe for use by many threads.
public final class Storage implements AutoCloseable {
  private final DirectoryLock lock;
  private final OpenDatabase database;
  private final Housekeeper housekeeper;
  private final NodeCatalog catalog;

  /// Nodes whose writers {@link #close()} holds already; guarded by this.
  private final List<StorageNode> retired = new ArrayList<>();

  private volatile @Nullable StorageException closing;
  private boolean closed;

  private Storage(
      DatabaseDirectory directory,
      StorageSettings settings,
      NodeCatalog catalog,
      Seams seams,
      DirectoryLock lock,
      Recovered files) {
    this.lock = lock;
    this.catalog = catalog;
    this.database =
        new OpenDatabase(
            directory,
            settings,
            seams,
            files.nodes(),
            new Turns(seams.nanoTime()),
            files.log(),
            new ReentrantReadWriteLock(true),
            this::committed);
    this.housekeeper = new Housekeeper(database);
    housekeeper.start();
  }

  /// Makes a new database. The directory is made if it does not exist; else it must be empty, or
  /// hold the rest of a creation that a crash stopped.
  ///
  /// @param topology the topology's tables and first rows
  /// @param catalog asked of them: the nodes that it names are made too
  /// @throws StorageException of a telling {@link Kind}, in one line
  public static Storage create(
      Path directory, StorageSettings settings, NodeImage topology, NodeCatalog catalog) {
    return create(directory, settings, topology, catalog, Seams.none());
  }

  static Storage create(
      Path path,
      StorageSettings settings,
      NodeImage topology,
      NodeCatalog catalog,
      Seams seams) {
    DatabaseDirectory directory = new DatabaseDirectory(path.toAbsolutePath());
    directory.requireNew();
    DirectoryLock lock = DirectoryLock.take(directory);
    try {
      Creation creation = new Creation(directory, settings, catalog, seams);
      return new Storage(directory, settings, catalog, seams, lock, creation.run(topology));
    } catch (RuntimeException | Error e) {
      lock.close();
      throw e;
    }
  }

  /// Opens a database: takes its lock, and completes or undoes what a crash left half done.
  ///
  /// @throws StorageException of a telling {@link Kind}, in one line; the files are then as before
  public static Storage open(Path directory, StorageSettings settings, NodeCatalog catalog) {
    return open(directory, settings, catalog, Seams.none());
  }

  static Storage open(Path path, StorageSettings settings, NodeCatalog catalog, Seams seams) {
    DatabaseDirectory directory = new DatabaseDirectory(path.toAbsolutePath());
    directory.requireDatabase();
    LogReader.requireReadable(directory.log());
    DirectoryLock lock = DirectoryLock.take(directory);
    try {
      Recovered files = new Recovery(directory, settings, catalog, seams).run();
      return new Storage(directory, settings, catalog, seams, lock, files);
    } catch (RuntimeException | Error e) {
      lock.close();
      throw e;
    }
  }

  /// Whether a file of this name would be, or become, one of a database's: those are nobody else's to
  /// open or to make.
  public static boolean isDatabaseFile(Path file) {
    Path parent = file.toAbsolutePath().normalize().getParent();
    return parent != null && new DatabaseDirectory(parent).isDatabase();
  }

  /// Whether the directory holds a database. False for the rest of an interrupted creation, which
  /// {@link #create} takes for an empty directory.
  public static boolean isDatabase(Path directory) {
    return new DatabaseDirectory(directory.toAbsolutePath()).isDatabase();
  }

  /// Makes the file of a node, durably, before the epoch that names the node in the topology. A
  /// file that the topology does not know is the rest of a failed attempt and is deleted first.
  ///
  /// @throws IllegalStateException if the topology knows the node already
  public synchronized void createNode(NodeId id) {
    requireOpen();
    if (id.equals(NodeId.TOPOLOGY) || isDeclared(id)) {
      throw new IllegalStateException(id + " exists");
    }
    StorageNode leftover = database.nodes().get(id);
    if (leftover != null) {
      retire(leftover);
      leftover.closeWriter();
      database.nodes().remove(id);
      database.endTurn(leftover);
      retired.remove(leftover);
    }
    database.directory().deleteNode(id);
    StorageNode node =
        StorageNode.create(
            id, database.directory(), database.settings(), NodeImage.EMPTY, database.seams().crash());
    database.directory().sync();
    database.nodes().put(id, node);
  }

  /// Nodes that have a file which nothing needs: neither does the topology name them, nor has this process
  /// made them for what may yet commit. A process that was killed left them.
  public synchronized Set<NodeId> leftovers() {
    requireOpen();
    Set<NodeId> files = database.directory().nodes();
    try (ReaderLease topology = reader(NodeId.TOPOLOGY)) {
      files.removeAll(catalog.createdNodes(topology.connection()));
    }
    files.removeAll(database.nodes().keySet());
    return files;
  }

  /// Deletes these.
  ///
  /// @return which it were
  public synchronized Set<NodeId> deleteLeftovers() {
    Set<NodeId> found = leftovers();
    found.forEach(database.directory()::deleteNode);
    database.directory().sync();
    return found;
  }

  private boolean isDeclared(NodeId id) {
    try (ReaderLease topology = reader(NodeId.TOPOLOGY)) {
      return catalog.createdNodes(topology.connection()).contains(id);
    }
  }

  /// The nodes, without the topology.
  public Set<NodeId> nodes() {
    Set<NodeId> ids = new TreeSet<>(database.nodes().keySet());
    ids.remove(NodeId.TOPOLOGY);
    return ids;
  }

  /// The node's file, for SQLite's ATTACH. Never open it in another way.
  public Path file(NodeId id) {
    return database.node(id).file();
  }

  /// A reader of the node; each of its statements sees the latest commit.
  ///
  /// @throws StorageException {@link Kind#BUSY} if none becomes free in time
  public ReaderLease reader(NodeId id) {
    requireNotClosing();
    return Reopening.waitOut(database, () -> PooledReader.take(database.node(id).readers()));
  }

  /// Readers of several nodes that see one instant: no epoch is seen on one node and not on
  /// another, and no epoch without those that were acknowledged before it began.
  public Snapshot snapshot(Set<NodeId> ids) {
    requireNotClosing();
    return Reopening.waitOut(database, () -> Snapshot.pin(database, ids));
  }

  /// How many epochs changed the node since it was opened.
  public long commitCount(NodeId id) {
    return database.node(id).commitsFinished();
  }

  /// How many epochs changed the node, if none commits on it right now.
  ///
  /// @return what {@link #isUnchangedSince} compares
  public OptionalLong quietCommits(NodeId id) {
    StorageNode node = database.node(id);
    long finished = node.commitsFinished();
    return node.commitsStarted() == finished ? OptionalLong.of(finished) : OptionalLong.empty();
  }

  /// Whether no epoch began to commit on the node since {@link #quietCommits} was asked: then what
  /// was read of it in between still holds.
  public boolean isUnchangedSince(NodeId id, long commits) {
    return database.node(id).commitsStarted() == commits;
  }

  /// How well statements share epochs.
  public EpochFigures epochFigures() {
    long syncs = database.log().syncs();
    for (StorageNode node : database.nodes().values()) {
      syncs += node.syncs();
    }
    return database.turns().figures(syncs);
  }

  /// Begins an epoch with all {@link WriterFlag}s off.
  ///
  /// @param planned the nodes to hold from the start; with exactly one (or none) the epoch commits
  ///     without the log unless others are enlisted
  /// @throws StorageException {@link Kind#BUSY} if a writer is not free within the busy timeout
  public Epoch begin(Set<NodeId> planned) {
    return begin(planned, EnumSet.noneOf(WriterFlag.class));
  }

  /// Begins an epoch with these flags on, and all others off.
  public Epoch begin(Set<NodeId> planned, Set<WriterFlag> flags) {
    requireOpen();
    return Epoch.begin(database, planned, flags, null, null);
  }

  /// Begins an epoch in which one node may do work that no record can repeat, through {@link
  /// Epoch#on}: that node's own commit then decides whether the epoch happened.
  ///
  /// @param decider that node, whether it is planned or enlisted later; its work is not recorded
  public Epoch begin(Set<NodeId> planned, Set<WriterFlag> flags, NodeId decider) {
    requireOpen();
    return Epoch.begin(database, planned, flags, decider, null);
  }

  /// The same, where the session's own writer does the work on its node.
  public Epoch begin(
      Set<NodeId> planned, Set<WriterFlag> flags, NodeId decider, OwnedWriter own) {
    requireOpen();
    return Epoch.begin(database, planned, flags, decider, own);
  }

  /// How long work waits for a writer.
  public Duration busyTimeout() {
    return database.settings().busyTimeout();
  }

  /// How soon acknowledged work is safe.
  public Synchronous synchronous() {
    return database.settings().synchronous();
  }

  /// Makes ready a statement that may share an epoch with others, by the thread that will run it.
  ///
  /// @param nodes the nodes that it works on
  /// @param unrepeatable whether it does work on the home node that no record can repeat, through
  ///     {@link Epoch#on}
  public Member member(Set<NodeId> nodes, Set<WriterFlag> flags, boolean unrepeatable) {
    requireOpen();
    return new Member(database, nodes, flags, unrepeatable);
  }

  Turns turns() {
    return database.turns();
  }

  /// Runs a statement that SQLite allows in no transaction, such as VACUUM, on one node. It must
  /// leave the content as it is, since no record of it is kept.
  ///
  /// @throws StorageException {@link Kind#BUSY} if the writer is not free within the busy timeout
  public void maintain(NodeId id, String sql) {
    requireOpen();
    StorageNode node = database.node(id);
    if (!database.takeTurn(node, database.settings().busyTimeout())) {
      throw new StorageException(Kind.BUSY, SqliteErrors.BUSY, "database is locked", null);
    }
    try {
      database.log().requireRunning();
      node.prepareWriter(database.settings().synchronous(), Set.of());
      node.writer().execute(sql);
      node.grew();
    } finally {
      countMaintenance(node);
      database.endTurn(node);
    }
    database.onCommit().run();
  }

  /// A transaction must not write what it read before. But readers do not care on which side of it
  /// they are, so they need not wait until it is over, which may take long.
  private void countMaintenance(StorageNode node) {
    Lock latch = database.commitLatch().readLock();
    latch.lock();
    try {
      node.commitStarts();
      node.commitFinished();
    } finally {
      latch.unlock();
    }
  }

  /// Tells that a place was passed at which tests kill the process.
  public void crash(CrashPoint point) {
    database.crash(point);
  }

  /// Says that a job writes many pages of many nodes just now, so that they are written back less often:
  /// others would wait for the disk each time.
  public void noteBulkWrites() {
    housekeeper.noteBulkWrites();
  }

  /// Writes all WALs back as far as readers allow, and drops the records of finished epochs.
  public void checkpoint() {
    requireOpen();
    for (StorageNode node : database.nodes().values()) {
      if (database.takeTurn(node, database.settings().busyTimeout())) {
        try {
          node.checkpoint("TRUNCATE", database.settings().busyTimeout());
        } finally {
          database.endTurn(node);
        }
      }
    }
    housekeeper.dropRecords(database.settings().busyTimeout());
  }

  /// Refuses new work, waits for running epochs and readers, writes all back and closes the files.
  ///
  /// @throws StorageException {@link Kind#BUSY} if work still runs after the busy timeout: nothing
  ///     is closed then, and closing can be tried again
  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    StorageException reason = new StorageException(Kind.CLOSED, "the database is closed");
    closing = reason;
    database.turns().close(reason);
    housekeeper.stop();
    for (StorageNode node : database.nodes().values()) {
      if (!retired.contains(node)) {
        retire(node);
      }
    }
    try (lock) {
      try {
        if (!database.log().isStopped()) {
          beginLogAnew();
        }
      } finally {
        closed = true;
        database.nodes().values().forEach(StorageNode::closeWriter);
        database.log().close();
      }
    }
  }

  /// Takes the node from everybody else.
  private void retire(StorageNode node) {
    StorageException reason =
        Objects.requireNonNullElseGet(
            closing, () -> new StorageException(Kind.CLOSED, node.id() + " is made anew"));
    // In node order, as holders wait.
    long patience = database.settings().busyTimeout().toNanos();
    if (!database.turns().take(Set.of(node.id()), Turns.Standing.HOLDER, patience)) {
      throw busy(node);
    }
    if (!node.shut(reason, database.settings().busyTimeout())) {
      node.unshut();
      database.endTurn(node);
      throw busy(node);
    }
    retired.add(node);
  }

  private static StorageException busy(StorageNode node) {
    return new StorageException(
        Kind.BUSY, SqliteErrors.BUSY, "%s is still in use".formatted(node.id()), null);
  }

  private void beginLogAnew() {
    List<Callable<Boolean>> nodes = new ArrayList<>();
    for (StorageNode node : database.nodes().values()) {
      nodes.add(() -> node.truncateWal().isWrittenBack());
    }
    boolean writtenBack = SideBySide.run(nodes).stream().allMatch(Boolean::booleanValue);
    if (writtenBack && database.log().size() > 0) {
      database.log().dropAtEnd(Recovery.floors(database.nodes()));
    }
  }

  private void committed() {
    housekeeper.wake();
  }

  private void requireOpen() {
    requireNotClosing();
    database.log().requireRunning();
  }

  private void requireNotClosing() {
    StorageException reason = closing;
    if (reason != null) {
      throw new StorageException(reason.kind(), reason.getMessage(), reason);
    }
  }
}
