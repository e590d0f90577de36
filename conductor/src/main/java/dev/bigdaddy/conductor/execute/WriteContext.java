package dev.bigdaddy.conductor.execute;

import dev.bigdaddy.storage.Epoch;
import dev.bigdaddy.storage.NodeId;
import dev.bigdaddy.storage.SqliteConnection;
import java.util.Set;

/// The transaction in which a statement writes, as its session provides it.
public interface WriteContext {

  /// Takes the writers of some nodes, if they are not held yet, and gives the epoch.
  ///
  /// @param unrepeatable whether the statement runs on the home node only and may not be repeatable
  ///     from a log record
  Epoch writers(Set<NodeId> nodes, boolean unrepeatable);

  /// Notes the rowid of a row that was inserted: the session's `last_insert_rowid()`, which SQLite
  /// keeps even if the statement then fails.
  void inserted(long rowid);

  /// Counts what is left of a statement that failed, as of one with OR FAIL.
  ///
  /// @param rows what `changes()` says
  /// @param all how far `total_changes()` grew
  void kept(long rows, long all);

  /// Adds to the number of rows that violate deferred foreign keys, which must be none at COMMIT.
  void violated(long rows);

  /// The session's `last_insert_rowid()`.
  long lastInsertRowid();

  /// Whether the session has a transaction open that goes on behind the statement.
  boolean isInteractive();

  /// Gives writers back through which nothing was written, so that others can be taken in their order.
  /// Inside a transaction that goes on they are kept.
  void startOver();

  /// Lets the session cancel what runs on a connection of the statement's own, until what is returned
  /// is closed.
  AutoCloseable watch(SqliteConnection connection);

  /// Ids taken by this transaction.
  RowidSequences.Claims claims();

  /// Reads a node as this transaction sees it.
  SqliteConnection reader(NodeId node);
}
