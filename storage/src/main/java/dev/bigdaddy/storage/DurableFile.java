package dev.bigdaddy.storage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// A file that Java writes: the commit log, and a node's before SQLite opens it. Tests make single
/// calls fail.
interface DurableFile extends AutoCloseable {
  /// Writes all bytes at a position.
  void write(ByteBuffer bytes, long position) throws IOException;

  /// Makes all that was written durable.
  void force() throws IOException;

  /// Cuts the file off.
  void truncate(long size) throws IOException;

  @Override
  void close() throws IOException;

  /// The real thing. Safe for use by many threads.
  ///
  /// Java closes a channel when a thread that uses it is interrupted. The file must outlive that, so
  /// the channel is opened again and the call repeated, which is harmless as each has its position;
  /// the thread stays interrupted.
  final class OnDisk implements DurableFile {
    private volatile Path path;
    private volatile FileChannel channel;
    private volatile boolean closed;

    OnDisk(Path path, FileChannel channel) {
      this.path = path;
      this.channel = channel;
    }

    static OnDisk create(Path path) throws IOException {
      return new OnDisk(
          path,
          FileChannel.open(
              path,
              StandardOpenOption.CREATE,
              StandardOpenOption.TRUNCATE_EXISTING,
              StandardOpenOption.WRITE));
    }

    static OnDisk open(Path path) throws IOException {
      return new OnDisk(path, FileChannel.open(path, StandardOpenOption.WRITE));
    }

    /// Tells it that the file was renamed.
    void renamedTo(Path other) {
      path = other;
    }

    @Override
    public void write(ByteBuffer bytes, long position) throws IOException {
      int start = bytes.position();
      uninterrupted(
          file -> {
            bytes.position(start);
            long at = position;
            while (bytes.hasRemaining()) {
              at += file.write(bytes, at);
            }
          });
    }

    @Override
    public void force() throws IOException {
      // The file's length is written either way; its time of change is of no use.
      uninterrupted(file -> file.force(false));
    }

    @Override
    public void truncate(long size) throws IOException {
      uninterrupted(file -> file.truncate(size));
    }

    @Override
    public void close() throws IOException {
      closed = true;
      channel.close();
    }

    @FunctionalInterface
    private interface Call {
      void on(FileChannel file) throws IOException;
    }

    private void uninterrupted(Call call) throws IOException {
      boolean interrupted = false;
      try {
        while (true) {
          FileChannel file = channel;
          try {
            call.on(file);
            return;
          } catch (ClosedChannelException e) {
            if (closed) {
              throw e;
            }
            interrupted |= Thread.interrupted();
            reopen(file);
          }
        }
      } finally {
        if (interrupted) {
          Thread.currentThread().interrupt();
        }
      }
    }

    private synchronized void reopen(FileChannel dead) throws IOException {
      if (channel == dead) {
        channel = FileChannel.open(path, StandardOpenOption.WRITE);
      }
    }
  }
}
