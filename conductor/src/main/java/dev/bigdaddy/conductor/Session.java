package dev.bigdaddy.conductor;

import dev.bigdaddy.storage.ColumnOrigin;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One client's conversation with the database, with the state that a SQLite connection has: an open
/// transaction, `changes()`, `last_insert_rowid()`.
///
/// Used by one thread at a time; only {@link #cancel()} may be called by any thread. Closing a
/// session rolls back its open transaction.
public interface Session extends AutoCloseable {

  /// Runs one statement and collects its whole answer.
  QueryResult sql(String text, @Nullable Object... parameters);

  /// Runs one statement of any kind. A statement that changes something has run to its end when this
  /// returns; one that reads is streamed. The caller closes the cursor, which closing the session
  /// also does.
  ResultCursor query(String text, @Nullable Object... parameters);

  /// Runs a statement once for each entry of parameters, in their order: what becomes of it is what so many
  /// calls of {@link #query} would leave, each a transaction of its own if none is open. Entries of an
  /// INSERT into a spread table go to the nodes together, which is many times faster.
  ///
  /// @return how many rows each entry has changed
  /// @throws BatchException for the first entry that fails
  default long[] batch(String text, List<@Nullable Object[]> entries) {
    long[] counts = new long[entries.size()];
    for (int i = 0; i < counts.length; i++) {
      try (ResultCursor done = query(text, entries.get(i))) {
        counts[i] = done.rowsAffected();
      } catch (BigDaddyException e) {
        throw new BatchException(e, Arrays.copyOf(counts, i));
      }
    }
    return counts;
  }

  /// Tells what a statement is, without running it: SQLite's own errors in the text, the columns of
  /// its answer, how many parameters it takes.
  StatementDescription describe(String text);

  /// Tells which tables' columns the columns of a statement's answer show, as they are now: one
  /// entry a column. Dearer than {@link #describe}, as nothing of it is cached.
  List<ColumnOrigin> origins(String text);

  /// Tells how a statement would run, without running it.
  Explanation explain(String text, @Nullable Object... parameters);

  /// Whether a transaction is open (`BEGIN` or an outermost `SAVEPOINT`).
  boolean inTransaction();

  /// SQLite's `last_insert_rowid()` for this session.
  long lastInsertRowid();

  /// SQLite's `changes()` for this session.
  long changes();

  /// SQLite's `total_changes()` for this session.
  long totalChanges();

  /// Names what this session does in the logs, until the next call; the empty string names nothing.
  void correlationId(String correlationId);

  /// Stops the statements that run now or are being read, which then fail with {@link
  /// ErrorCode#INTERRUPTED} where they go on. Does nothing if there is none, and nothing to other
  /// sessions. May be called by any thread.
  void cancel();

  /// Stops the statement that began last, if it runs now or is being read, and no other. May be called by
  /// any thread.
  void cancelLatest();

  /// Limits the time that each statement of this session may take from its start until its last row
  /// is read, waiting included, for the statements that start from now on; zero for the setting
  /// `statement_timeout`. A statement that takes longer fails with {@link ErrorCode#TIMEOUT}.
  void statementTimeout(Duration limit);

  @Override
  void close();
}
