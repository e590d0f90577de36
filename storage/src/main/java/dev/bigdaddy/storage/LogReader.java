package dev.bigdaddy.storage;

import dev.bigdaddy.storage.StorageException.Kind;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A commit log, mapped for reading up to its first bad record. Used by one thread.
final class LogReader implements AutoCloseable {
  private static final int LARGEST_HEADER = 1 << 20;

  private final Arena arena = Arena.ofConfined();
  private final MemorySegment bytes;
  private final LogHeader header;
  private final long goodEnd;
  private final long lastNumber;

  private LogReader(Path log) throws IOException {
    try (FileChannel channel = FileChannel.open(log, StandardOpenOption.READ)) {
      bytes = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena);
    }
    header = LogHeader.decode(at(0));
    long end = header.length();
    long last = header.lastNumber();
    LogRecord record = LogRecord.read(at(end));
    while (record != null && record.number() > last) {
      last = record.number();
      end += LogRecord.lengthAt(at(end));
      record = LogRecord.read(at(end));
    }
    goodEnd = end;
    lastNumber = last;
  }

  static LogReader open(Path log) {
    try {
      return new LogReader(log);
    } catch (IOException e) {
      throw new StorageException(Kind.CANNOT_OPEN, "cannot read " + log, e);
    }
  }

  /// Checks the header alone: whether this is a log, and not of a newer release.
  static void requireReadable(Path log) {
    try (FileChannel channel = FileChannel.open(log, StandardOpenOption.READ)) {
      ByteBuffer start = ByteBuffer.allocate((int) Math.min(channel.size(), LARGEST_HEADER));
      while (start.hasRemaining() && channel.read(start) >= 0) {
        // Read on.
      }
      LogHeader unused = LogHeader.decode(start.flip());
    } catch (IOException e) {
      throw new StorageException(Kind.CANNOT_OPEN, "cannot read " + log, e);
    }
  }

  LogHeader header() {
    return header;
  }

  /// Where the first bad record begins, or the end of the file.
  long goodEnd() {
    return goodEnd;
  }

  /// The number of the last good record, or the largest one that was dropped.
  long lastNumber() {
    return lastNumber;
  }

  boolean hasRecords() {
    return goodEnd > header.length();
  }

  /// Whether the file holds the header and nothing else.
  boolean isEmpty() {
    return bytes.byteSize() == header.length();
  }

  void forEach(Consumer<LogRecord> action) {
    long position = header.length();
    while (position < goodEnd) {
      LogRecord record = readAt(position);
      if (record == null) {
        throw new StorageException(Kind.CORRUPT_LOG, "commit.log changed while it was read");
      }
      action.accept(record);
      position += LogRecord.lengthAt(at(position));
    }
  }

  /// The record at a place in the file; null if it is bad.
  @Nullable LogRecord readAt(long position) {
    return LogRecord.read(at(position));
  }

  private ByteBuffer at(long position) {
    long length = Math.min(Integer.MAX_VALUE, bytes.byteSize() - position);
    return bytes.asSlice(position, length).asByteBuffer();
  }

  @Override
  public void close() {
    arena.close();
  }
}
