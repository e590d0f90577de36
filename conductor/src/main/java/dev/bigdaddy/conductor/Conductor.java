package dev.bigdaddy.conductor;

import org.jspecify.annotations.Nullable;

/// The query gateway of one database: parses a statement, routes it to the virtual shards that hold
/// its rows, runs it there in parallel and merges the answers.
///
/// Safe for use by many threads. Each call runs in autocommit mode in a session of its own; what
/// needs state between calls (transactions, `changes()`, temporary tables) asks for a {@link
/// #session()}.
///
/// Parameters are `null`, any {@link Number} that fits SQLite's integers and reals, {@link Boolean}
/// (stored as 0 and 1), {@link String} or `byte[]`. Every error is a {@link BigDaddyException}.
public interface Conductor {

  /// Runs one statement and collects its whole answer.
  ///
  /// @param text exactly one SQL statement; a second one is refused, never ignored
  /// @param parameters the values of the statement's parameters, in SQLite's numbering
  QueryResult sql(String text, @Nullable Object... parameters);

  /// Runs one statement and streams its answer. The caller closes the cursor.
  ResultCursor query(String text, @Nullable Object... parameters);

  /// Tells how a statement would run, without running it.
  Explanation explain(String text, @Nullable Object... parameters);

  /// What can be asked about tables and done with them.
  TableOperations tables();

  /// Opens a session, the counterpart of one SQLite connection. The caller closes it.
  Session session();
}
