package dev.bigdaddy.storage;

/// A reader connection lent to one caller, given back by {@link #close()}. Each statement sees the
/// latest commit. The connection must not be used after that, and its cursors are closed then.
public interface ReaderLease extends AutoCloseable {
  /// The connection; it refuses to write.
  SqliteConnection connection();

  /// Gives the connection back; closing twice is harmless.
  @Override
  void close();
}
