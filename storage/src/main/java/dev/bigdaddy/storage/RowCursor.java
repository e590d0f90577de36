package dev.bigdaddy.storage;

import org.jspecify.annotations.Nullable;

/// Rows of one running query, read forwards once. Used by one thread, and only while its connection
/// is leased to that thread.
///
/// Columns count from 0. A cursor begins before its first row; values may be read after
/// {@link #next()} returned true. An open cursor pins the snapshot of its connection and its
/// prepared statement, so close it; closing twice is harmless. Every method may throw {@link
/// StorageException}.
public interface RowCursor extends AutoCloseable {
  /// The number of columns; 0 for a statement that returns no rows.
  int columnCount();

  /// The name that SQLite gives the column.
  String columnName(int column);

  /// The declared type of the table's column, or null for an expression.
  @Nullable String declaredType(int column);

  /// Moves to the next row. False at the end, where the snapshot is released at once.
  boolean next();

  /// The storage class of the value. Ask before reading: reading a value as another type may change
  /// it.
  ValueType type(int column);

  /// The value as SQLite converts it to an integer.
  long longAt(int column);

  /// The value as SQLite converts it to a real.
  double doubleAt(int column);

  /// The value as text, or null for NULL. Bytes that are not valid UTF-8 become U+FFFD: use
  /// {@link #blobAt} where they must survive.
  @Nullable String textAt(int column);

  /// The raw bytes of a BLOB or TEXT value, or null for NULL.
  byte @Nullable [] blobAt(int column);

  /// The value by its storage class: null, `Long`, `Double`, `String` or `byte[]`.
  @Nullable Object valueAt(int column);

  /// Ends the query, if it still runs.
  @Override
  void close();
}
