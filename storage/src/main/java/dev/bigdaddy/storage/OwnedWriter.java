package dev.bigdaddy.storage;

import dev.bigdaddy.storage.StorageException.Kind;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/// A writer of one node that a session keeps for itself, since SQLite ties to a connection what the
/// session made: temporary objects and attached files.
///
/// In the session's epochs it takes the place of the node's ordinary writer ({@link Storage#begin(
/// java.util.Set, java.util.Set, NodeId, OwnedWriter)}), so there is still one writer at a time.
/// Between them it reads, by {@link #read()}. Used by one thread at a time.
///
/// When the node has to be reopened after a failed commit, or the database is closed, it is closed
/// too; everything then fails with {@link Kind#CLOSED}.
public final class OwnedWriter implements AutoCloseable {
  private static final int ALL = Integer.MAX_VALUE;

  private final StorageNode node;
  private final NodeWriter writer;

  /// Each reader has one permit, whoever closes has all.
  private final Semaphore uses = new Semaphore(ALL);

  OwnedWriter(StorageNode node, NodeWriter writer) {
    this.node = node;
    this.writer = writer;
  }

  NodeWriter writer() {
    return writer;
  }

  /// The node that it writes.
  public NodeId node() {
    return node.id();
  }

  /// Its connection, for reading outside an epoch; closing the lease leaves the connection open.
  public ReaderLease read() {
    if (!uses.tryAcquire()) {
      throw closed();
    }
    return new Lease();
  }

  private static StorageException closed() {
    return new StorageException(
        Kind.CLOSED,
        "the connection that holds the session's temporary objects and attached databases was"
            + " closed");
  }

  /// Fails if it was closed. The caller holds the node's turn, without which nobody but its session
  /// closes it.
  void requireOpen() {
    if (writer.connection().isClosed()) {
      throw closed();
    }
  }

  /// Closes it, unless it is in use for longer than that, whoever interrupts the thread.
  boolean close(Duration patience) {
    if (!acquireAll(System.nanoTime() + patience.toNanos())) {
      return false;
    }
    // The permits are never given back: nobody reads it again.
    writer.connection().close();
    node.forget(this);
    return true;
  }

  private boolean acquireAll(long deadline) {
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return uses.tryAcquire(ALL, deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /// Closes it, and with it what it holds. Not while the session's epoch runs; closing twice is
  /// harmless.
  @Override
  public void close() {
    if (uses.tryAcquire(ALL)) {
      writer.connection().close();
      node.forget(this);
    }
  }

  /// One reading statement.
  private final class Lease implements ReaderLease {
    private boolean closed;

    @Override
    public SqliteConnection connection() {
      return writer.connection();
    }

    @Override
    public void interrupt() {
      synchronized (writer.connection().tenancyLock()) {
        if (!closed) {
          writer.connection().interrupt();
        }
      }
    }

    @Override
    public void close() {
      synchronized (writer.connection().tenancyLock()) {
        if (closed) {
          return;
        }
        closed = true;
      }
      uses.release();
    }
  }
}
