package dev.bigdaddy.conductor.execute;

import dev.bigdaddy.conductor.index.IndexCatalog;
import dev.bigdaddy.conductor.plan.ReadPlan;
import dev.bigdaddy.conductor.schema.Footprint;
import dev.bigdaddy.storage.Epoch;
import dev.bigdaddy.storage.NodeId;
import dev.bigdaddy.storage.RowCursor;
import dev.bigdaddy.storage.SqliteConnection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The transaction in which a statement writes, as its session provides it.
public interface WriteContext extends RowidSequences.Nodes {

  /// Takes the writers of some nodes, if they are not held yet, and gives the epoch.
  ///
  /// @param unrepeatable whether the statement runs on the home node only and may not be repeatable
  ///     from a log record
  Epoch writers(Set<NodeId> nodes, boolean unrepeatable);

  /// What a statement that fails leaves behind.
  enum Remains {
    /// Nothing.
    NOTHING,
    /// What SQLite has not undone: OR FAIL keeps the rows before the failing one.
    WHAT_SQLITE_LEFT
  }

  /// Takes the writers of some nodes as {@link #writers} does, and does the rest of the statement under
  /// them, once. In autocommit mode that may happen on the thread of another session whose statement
  /// shares the epoch, while this one waits; and when this returns, the epoch is durable.
  <T> T write(Set<NodeId> nodes, boolean unrepeatable, Remains remains, Function<Epoch, T> work);

  /// The same for a statement that is only about rows of a footprint: it goes on if others of the table
  /// have moved since it was planned.
  default <T> T write(Footprint rows, Set<NodeId> nodes, Function<Epoch, T> work) {
    return write(nodes, false, Remains.NOTHING, work);
  }

  /// Writes what virtual indexes must know of the statement's work so far.
  ///
  /// @throws dev.bigdaddy.conductor.BigDaddyException as SQLite's own error if a UNIQUE index is violated
  default void settle() {}

  /// Notes the rowid of a row that was inserted: the session's `last_insert_rowid()`, which SQLite
  /// keeps even if the statement then fails.
  void inserted(long rowid);

  /// The virtual indexes of the schema that the statement was planned for.
  IndexCatalog indexes();

  /// Notes what SQLite counted for a statement that failed: OR FAIL keeps rows, and the changes of
  /// triggers count even where they were undone.
  ///
  /// @param changes what `changes()` says
  /// @param totalChanges by how much `total_changes()` grew
  void failed(long changes, long totalChanges);

  /// Adds to the number of rows that violate deferred foreign keys, which must be none at COMMIT.
  void violated(long rows);

  /// Whether rows violate deferred foreign keys now.
  boolean isViolated();

  /// Whether `PRAGMA defer_foreign_keys` is on, so that all foreign keys are checked at COMMIT.
  boolean defersAllKeys();

  /// The session's `last_insert_rowid()`.
  long lastInsertRowid();

  /// Whether the session has a transaction open that goes on behind the statement.
  boolean isInteractive();

  /// Gives writers back through which nothing was written, so that others can be taken in their order.
  /// Inside a transaction that goes on they are kept.
  void startOver();

  /// The same before a statement that nobody else may share an epoch with.
  ///
  /// @throws RuntimeException that makes the session run the statement alone, if it does share one
  void goOnAlone();

  /// The same for the parts of a statement that is done in another way if one of them fails: writers are
  /// not given back before its end, and what fails is not counted.
  WriteContext attempt();

  /// Brings back, if it is run, what the session counts beside rows as it is now: the last rowid, and how
  /// many rows violate deferred foreign keys.
  Runnable counters();

  /// Lets the session cancel what runs on a connection of the statement's own, until what is returned
  /// is closed.
  AutoCloseable watch(SqliteConnection connection);

  /// Ids taken by this transaction.
  RowidSequences.Claims claims();

  /// Runs a query while the writers of all nodes on which its tables lie are held.
  ///
  /// @param work takes the figures of each node
  RowCursor query(ReadPlan plan, @Nullable Object[] values, List<NodeWork> work);

  /// What ordinary readers see of nodes whose writers are held: it is what the writers do, until the
  /// transaction has changed something.
  ///
  /// @return to be closed by the caller; empty if the transaction has changed anything
  Optional<ReadView> committed(Set<NodeId> nodes);
}
