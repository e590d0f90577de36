package dev.bigdaddy.storage;

/// A reader connection lent to one caller, given back by {@link #close()}. Each statement sees the
/// latest commit. The connection must not be used after that; its cursors are closed then, and a
/// transaction that was begun on it is ended.
public interface ReaderLease extends AutoCloseable {
  /// The connection; it refuses to write.
  SqliteConnection connection();

  /// Cancels the statement that runs on it, if the lease still lasts. Any thread may call it.
  void interrupt();

  /// Gives the connection back; closing twice is harmless.
  @Override
  void close();
}
