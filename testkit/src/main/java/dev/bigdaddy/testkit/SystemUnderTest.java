package dev.bigdaddy.testkit;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// A database that runs statements and tells all that a client can see of them: plain SQLite, Big
/// Daddy, or a variant of either with a planted fault.
///
/// Used by one thread.
public interface SystemUnderTest extends AutoCloseable {

  /// Runs one statement to its end. A failure of the statement is an answer, not an exception.
  Answer run(String sql, List<@Nullable Object> parameters);

  /// What the connection remembers after its last statement.
  SessionState state();

  /// How the statement runs, for people to read; empty if it cannot be told.
  String plan(String sql, List<@Nullable Object> parameters);

  /// What its own check of all files finds; nothing if it has none.
  default List<String> flaws() {
    return List.of();
  }

  @Override
  void close();

  /// The state of a SQLite connection that SQL functions show.
  record SessionState(
      long changes, long totalChanges, long lastInsertRowid, boolean inTransaction) {

    SessionState withLastInsertRowid(long rowid) {
      return new SessionState(changes, totalChanges, rowid, inTransaction);
    }
  }
}
