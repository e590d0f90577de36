package dev.bigdaddy.storage;

/// A lease of a pooled connection. The lease is used by one thread; any thread may interrupt it.
final class PooledReader implements ReaderLease {
  private final ReaderPool pool;
  private final SqliteConnection connection;
  private boolean closed;

  private PooledReader(ReaderPool pool, SqliteConnection connection) {
    this.pool = pool;
    this.connection = connection;
  }

  static PooledReader take(ReaderPool pool) {
    return new PooledReader(pool, pool.take());
  }

  @Override
  public SqliteConnection connection() {
    if (closed) {
      throw new IllegalStateException("the reader was given back");
    }
    return connection;
  }

  boolean isClosed() {
    return closed;
  }

  @Override
  public void interrupt() {
    synchronized (connection.tenancyLock()) {
      if (!closed) {
        connection.interrupt();
      }
    }
  }

  @Override
  public void close() {
    if (!end()) {
      return;
    }
    try {
      connection.clean();
    } catch (RuntimeException e) {
      pool.discard(connection);
      throw e;
    }
    if (connection.hasBorrowersTables()) {
      pool.discard(connection);
    } else {
      pool.giveBack(connection);
    }
  }

  /// Closes the connection instead of giving it back.
  void discard() {
    if (end()) {
      pool.discard(connection);
    }
  }

  private boolean end() {
    synchronized (connection.tenancyLock()) {
      boolean first = !closed;
      closed = true;
      return first;
    }
  }
}
