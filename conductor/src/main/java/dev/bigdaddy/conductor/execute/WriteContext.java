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

  /// Notes what SQLite counted for a statement that failed: OR FAIL keeps rows, and the changes of
  /// triggers count even where they were undone.
  ///
  /// @param changes what `changes()` says
  /// @param totalChanges by how much `total_changes()` grew
  void failed(long changes, long totalChanges);

  /// Ids taken by this transaction.
  RowidSequences.Claims claims();

  /// Reads a node as this transaction sees it.
  SqliteConnection reader(NodeId node);
}
