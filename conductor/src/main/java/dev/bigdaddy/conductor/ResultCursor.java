package dev.bigdaddy.conductor;

import dev.bigdaddy.storage.ValueType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The answer of one statement, read row by row. Columns are counted from 0.
///
/// Used by one thread. Starts before the first row.
public interface ResultCursor extends AutoCloseable {

  /// The columns of the answer; empty for a statement that gives no rows.
  List<Column> columns();

  /// Moves to the next row; false behind the last one.
  boolean next();

  /// The storage class of a value in the current row.
  ValueType type(int column);

  /// The value as SQLite's `sqlite3_column_int64` gives it.
  long longAt(int column);

  /// The value as SQLite's `sqlite3_column_double` gives it.
  double doubleAt(int column);

  /// The value as text, or null for NULL.
  @Nullable String textAt(int column);

  /// The value's bytes, or null for NULL.
  byte @Nullable [] blobAt(int column);

  /// The value as `null`, `Long`, `Double`, `String` or `byte[]`, by its storage class.
  @Nullable Object valueAt(int column);

  /// Fails if the row that {@link #next} has come to cannot be read any more, since the transaction in
  /// which it was read has ended.
  ///
  /// @throws BigDaddyException what ended it
  default void requireRow() {}

  /// Rows inserted, updated or deleted by this statement; 0 for one that only reads.
  long rowsAffected();

  /// Where the statement ran, so far: one entry a shard or node that was asked.
  List<ShardStats> shardStats();

  /// Whether the statement's plan was found in the cache, and the cache's figures.
  CacheStats cacheStats();

  /// Stops the statement, whose next row then fails with {@link ErrorCode#INTERRUPTED}, and no other.
  /// Does nothing if it has ended, or if all its rows are there already. May be called by any thread.
  default void cancel() {}

  /// Ends the statement, also before its last row.
  @Override
  void close();
}
