package dev.bigdaddy.storage;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Work on one or several nodes that becomes durable together, or not at all.
public final class Epoch implements AutoCloseable {
  Epoch() {}

  /// The nodes whose writers it holds.
  public Set<NodeId> nodes() {
    throw new UnsupportedOperationException("soon");
  }

  /// Takes the writer of one more node: in order it may wait, out of order it must be free.
  public void enlist(NodeId id) {
    throw new UnsupportedOperationException("soon");
  }

  /// The writer of a node inside its open transaction: for reads and for unlogged work.
  public SqliteConnection on(NodeId id) {
    throw new UnsupportedOperationException("soon");
  }

  /// Runs a statement and records it for the log; returns its changes.
  public long update(NodeId id, String sql, @Nullable Object... parameters) {
    throw new UnsupportedOperationException("soon");
  }

  /// Runs a statement wholly, records it, and gives the rows of its RETURNING clause.
  public List<@Nullable Object[]> returning(
      NodeId id, String sql, @Nullable Object... parameters) {
    throw new UnsupportedOperationException("soon");
  }

  /// Records a statement whose work was done through {@link #on}.
  public void record(
      NodeId id, String sql, long expectedChanges, @Nullable Object... parameters) {
    throw new UnsupportedOperationException("soon");
  }

  /// A point to go back to.
  public Mark mark() {
    throw new UnsupportedOperationException("soon");
  }

  /// Goes back to a mark, which stays usable.
  public void rollbackTo(Mark mark) {
    throw new UnsupportedOperationException("soon");
  }

  /// Forgets a mark, and keeps the work.
  public void release(Mark mark) {
    throw new UnsupportedOperationException("soon");
  }

  /// Makes the work durable on all nodes.
  public void commit() {
    throw new UnsupportedOperationException("soon");
  }

  /// Undoes the work on all nodes.
  public void rollback() {
    throw new UnsupportedOperationException("soon");
  }

  /// Whether it was neither committed nor rolled back.
  public boolean isOpen() {
    throw new UnsupportedOperationException("soon");
  }

  /// Rolls back if still open.
  @Override
  public void close() {}
}
