package dev.bigdaddy.storage;

import dev.bigdaddy.storage.StorageException.Kind;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/// The log of epochs that touch several nodes: the one place where their fate is decided.
///
/// An epoch is committed once its record is fsynced. It is the only appender's rule that nothing is
/// ever written behind a record that may be bad: a failed append is cut off and that is fsynced, or
/// the database stops. A failed fsync stops it too, since nobody knows what the disk has then; the
/// next opening reads what is there.
///
/// Positions are logical: they go on growing when records are dropped from the front. Epochs on
/// different nodes append one after the other and share one fsync: who waits for the lock finds its
/// record fsynced already by the one before.
///
/// Safe for use by many threads. Locks are taken in the order append, force.
final class CommitLog implements AutoCloseable {
  /// A log with fewer bytes of records than this needs no room behind them.
  private static final long LEAST_USED = 32 << 10;

  private static final long MOST_RESERVED = 1 << 20;

  private final DatabaseDirectory directory;
  private final Seams seams;
  private final long limit;
  private final ReentrantLock appendLock = new ReentrantLock();
  private final ReentrantLock forceLock = new ReentrantLock();

  /// Records that are not yet committed on all their nodes; guarded by the append lock.
  private final TreeSet<Long> unfinished = new TreeSet<>();

  // Changed under both locks.
  private DurableFile file;
  private long origin;

  // Guarded by the append lock.
  private long lastNumber;

  /// The length of the file: zeros may follow the records. Guarded by the append lock.
  private long fileLength;

  /// Below this length the disk had no room to spare. Guarded by the append lock.
  private long noRoomUpTo;

  // Guarded by the force lock.
  private long forced;

  private final LongAdder syncs = new LongAdder();

  /// The logical end.
  private volatile long end;

  /// The logical position of the first record.
  private volatile long start;

  private volatile @Nullable StorageException stopped;
  private volatile @Nullable StorageException unreadable;

  private CommitLog(
      DatabaseDirectory directory,
      long limit,
      Seams seams,
      DurableFile file,
      long length,
      long lastNumber) {
    this.limit = limit;
    this.directory = directory;
    this.seams = seams;
    this.file = file;
    this.lastNumber = lastNumber;
    this.fileLength = length;
    this.end = length;
    this.start = length;
    this.forced = length;
  }

  /// An empty log in place of what was there.
  ///
  /// @param limit bytes of records after which they are dropped
  static CommitLog create(
      DatabaseDirectory directory,
      long limit,
      Seams seams,
      long lastNumber,
      Map<NodeId, LogHeader.Floor> floors,
      CrashPoint written,
      CrashPoint renamed) {
    LogHeader header = LogHeader.of(lastNumber, floors);
    DurableFile file = replace(directory, header, null, 0, 0, seams, written, renamed);
    return new CommitLog(directory, limit, seams, file, header.length(), lastNumber);
  }

  /// Goes on with a log that holds a header and no records.
  static CommitLog reopen(
      DatabaseDirectory directory, long limit, Seams seams, LogHeader header, long lastNumber) {
    try {
      DurableFile.OnDisk file = DurableFile.OnDisk.open(directory.log());
      return new CommitLog(
          directory, limit, seams, seams.logFile().apply(file), header.length(), lastNumber);
    } catch (IOException e) {
      throw new StorageException(Kind.CANNOT_OPEN, "cannot write " + directory.log(), e);
    }
  }

  /// The log of a new database. All names in its directory are durable then.
  static CommitLog first(DatabaseDirectory directory, long limit, Seams seams) {
    return create(
        directory,
        limit,
        seams,
        0,
        Map.of(),
        CrashPoint.CREATE_LOG_WRITTEN,
        CrashPoint.CREATE_LOG_RENAMED);
  }

  /// Puts a new log in the place of the old one: a header, and a part of the old log.
  static DurableFile replace(
      DatabaseDirectory directory,
      LogHeader header,
      @Nullable Path source,
      long from,
      long to,
      Seams seams,
      CrashPoint written,
      CrashPoint renamed) {
    DurableFile.OnDisk file = written(directory, header, source, from, to);
    return put(directory, file, seams, written, renamed);
  }

  private static DurableFile.OnDisk written(
      DatabaseDirectory directory, LogHeader header, @Nullable Path source, long from, long to) {
    try {
      return write(directory, header, source, from, to);
    } catch (IOException e) {
      throw cannotWrite(directory, e);
    }
  }

  private static DurableFile put(
      DatabaseDirectory directory,
      DurableFile.OnDisk file,
      Seams seams,
      CrashPoint written,
      CrashPoint renamed) {
    try {
      try {
        seams.crash().reached(written);
        name(directory, file);
        directory.sync();
        seams.crash().reached(renamed);
        return seams.logFile().apply(file);
      } catch (IOException | RuntimeException | Error e) {
        file.close();
        throw e;
      }
    } catch (IOException e) {
      throw cannotWrite(directory, e);
    }
  }

  private static DurableFile.OnDisk write(
      DatabaseDirectory directory, LogHeader header, @Nullable Path source, long from, long to)
      throws IOException {
    DurableFile.OnDisk file = DurableFile.OnDisk.create(directory.newLog());
    try {
      file.write(header.encode(), 0);
      if (source != null) {
        copy(source, from, to, file, header.length());
      }
      file.force();
      return file;
    } catch (IOException | RuntimeException | Error e) {
      file.close();
      throw e;
    }
  }

  private static void name(DatabaseDirectory directory, DurableFile.OnDisk file) throws IOException {
    move(directory.newLog(), directory.log());
    file.renamedTo(directory.log());
  }

  private static StorageException cannotWrite(DatabaseDirectory directory, IOException e) {
    return new StorageException(Kind.IO, "cannot write " + directory.newLog(), e);
  }

  private static void copy(Path source, long from, long to, DurableFile target, long position)
      throws IOException {
    byte[] piece = new byte[1 << 20];
    try (RandomAccessFile old = new RandomAccessFile(source.toFile(), "r")) {
      old.seek(from);
      for (long at = from; at < to; ) {
        int length = (int) Math.min(piece.length, to - at);
        old.readFully(piece, 0, length);
        target.write(ByteBuffer.wrap(piece, 0, length), position + at - from);
        at += length;
      }
    }
  }

  private static void move(Path from, Path to) throws IOException {
    try {
      Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (AtomicMoveNotSupportedException e) {
      throw new StorageException(Kind.CANNOT_OPEN, "no atomic rename possible to " + to, e);
    }
  }

  /// A record in the log.
  ///
  /// @param start its logical position
  /// @param end the logical position behind it
  record Appended(long number, long start, long end) {}

  /// Numbers an epoch and appends its record. The caller holds the writers of all its nodes.
  ///
  /// @param numbering writes the number on the nodes, inside their transactions; if it fails,
  ///     nothing was appended
  Appended append(LogRecord.Draft draft, LongConsumer numbering) {
    appendLock.lock();
    try {
      requireRunning();
      long number = lastNumber + 1;
      numbering.accept(number);
      seams.crash().reached(CrashPoint.EPOCH_NUMBERED);
      long position = end;
      long length = write(position, number, draft);
      lastNumber = number;
      unfinished.add(position);
      end = position + length;
      return new Appended(number, position, position + length);
    } finally {
      appendLock.unlock();
    }
  }

  private long write(long position, long number, LogRecord.Draft draft) {
    long at = position - origin;
    try {
      long written = LogRecord.write(file, at, number, draft, seams.crash());
      if (at + written > fileLength) {
        fileLength = at + written;
        reserve();
      }
      return written;
    } catch (IOException | RuntimeException e) {
      StorageException failure =
          DiskRoom.failure(directory.root(), "cannot write commit.log", e);
      cutOff(at, failure);
      throw failure;
    } catch (Error e) {
      // The whole record may be there, and the epoch is undone.
      cutOff(at, new StorageException(Kind.STOPPED, "a thread died in a write of commit.log", e));
      throw e;
    }
  }

  /// Takes away what was written of a record.
  private void cutOff(long at, StorageException failure) {
    try {
      file.truncate(at);
      fileLength = at;
      file.force();
    } catch (IOException | RuntimeException | Error again) {
      failure.addSuppressed(again);
      stopWriting(failure);
    }
  }

  /// Lengthens a log that is in much use by zeros, since an fsync takes about half the time where a
  /// file keeps its length. Reading ends at the first zero, as no record has the length 0.
  private void reserve() throws IOException {
    long records = fileLength - (start - origin);
    long more = Math.min(MOST_RESERVED, limit - records);
    if (records < LEAST_USED || more <= 0 || fileLength < noRoomUpTo) {
      return;
    }
    try {
      file.write(ByteBuffer.allocate((int) more), fileLength);
      fileLength += more;
    } catch (IOException e) {
      // The record itself found room. Where the disk has none for more, it goes on as before.
      noRoomUpTo = fileLength + MOST_RESERVED;
      file.truncate(fileLength);
    }
  }

  /// The commit point: makes the record durable, and with it all before it.
  void force(Appended record) {
    forceLock.lock();
    try {
      requireRunning();
      if (forced >= record.end()) {
        return;
      }
      long target = end;
      file.force();
      syncs.increment();
      forced = target;
    } catch (IOException e) {
      StorageException failure =
          new StorageException(
              Kind.STOPPED,
              "fsync of commit.log failed; reopen the database to learn what is committed",
              e);
      stopWriting(failure);
      throw failure;
    } finally {
      forceLock.unlock();
    }
  }

  /// How often an epoch waited for an fsync of the log.
  long syncs() {
    return syncs.sum();
  }

  /// The epoch is committed on all its nodes, or undone on all.
  void finished(Appended record) {
    appendLock.lock();
    try {
      unfinished.remove(record.start());
    } finally {
      appendLock.unlock();
    }
  }

  /// Reads a record back.
  void read(Appended record, Consumer<LogRecord> action) {
    forceLock.lock();
    try (LogReader reader = LogReader.open(directory.log())) {
      LogRecord found = reader.readAt(record.start() - origin);
      if (found == null || found.number() != record.number()) {
        throw new StorageException(
            Kind.CORRUPT_LOG, "epoch %d is gone from commit.log".formatted(record.number()));
      }
      action.accept(found);
    } finally {
      forceLock.unlock();
    }
  }

  /// Bytes of records.
  long size() {
    return end - start;
  }

  /// Everything before it is committed on all its nodes.
  long finishedUpTo() {
    appendLock.lock();
    try {
      return unfinished.isEmpty() ? end : unfinished.first();
    } finally {
      appendLock.unlock();
    }
  }

  /// Drops all records before a position that {@link #finishedUpTo} gave, after all nodes were made
  /// durable.
  void drop(long position, Map<NodeId, LogHeader.Floor> floors) {
    appendLock.lock();
    forceLock.lock();
    try {
      requireRunning();
      if (position > start) {
        LogHeader header = LogHeader.of(lastNumber(position), floors);
        // Whatever fails up to here, the old log goes on.
        DurableFile.OnDisk copy =
            written(directory, header, directory.log(), position - origin, end - origin);
        goOnWith(copy, position, header);
      }
    } finally {
      forceLock.unlock();
      appendLock.unlock();
    }
  }

  private void goOnWith(DurableFile.OnDisk copy, long position, LogHeader header) {
    try {
      DurableFile old = file;
      file =
          put(directory, copy, seams, CrashPoint.DROP_LOG_COPIED, CrashPoint.DROP_LOG_RENAMED);
      origin = position - header.length();
      fileLength = end - origin;
      noRoomUpTo = 0;
      start = position;
      forced = end;
      old.close();
    } catch (IOException e) {
      throw new StorageException(Kind.IO, "cannot close the old commit.log", e);
    } catch (StorageException e) {
      if (!Files.exists(directory.newLog())) {
        // The rename may have happened, and then this object would append to a file without a name.
        stopWriting(e);
      }
      throw e;
    }
  }

  /// Drops all records, after all nodes were made durable, when nothing follows any more. So it need
  /// not wait for the new log's name: under the old one lie records that all nodes have.
  void dropAtEnd(Map<NodeId, LogHeader.Floor> floors) {
    try (DurableFile.OnDisk log = write(directory, LogHeader.of(lastNumber(), floors), null, 0, 0)) {
      seams.crash().reached(CrashPoint.DROP_LOG_COPIED);
      name(directory, log);
      seams.crash().reached(CrashPoint.DROP_LOG_RENAMED);
    } catch (IOException e) {
      throw cannotWrite(directory, e);
    }
  }

  /// The number that the header must carry: less than the first record that stays.
  private long lastNumber(long position) {
    if (position == end) {
      return lastNumber;
    }
    try (LogReader reader = LogReader.open(directory.log())) {
      LogRecord first = reader.readAt(position - origin);
      return first == null ? reader.header().lastNumber() : first.number() - 1;
    }
  }

  long lastNumber() {
    appendLock.lock();
    try {
      return lastNumber;
    } finally {
      appendLock.unlock();
    }
  }

  /// From now on nothing is written. Reads go on: no node has a part of what failed.
  void stopWriting(StorageException reason) {
    if (stopped == null) {
      stopped = reason;
    }
  }

  /// From now on nothing is written, nor read: some nodes may have an epoch that others lack.
  void stop(StorageException reason) {
    stopWriting(reason);
    if (unreadable == null) {
      unreadable = reason;
    }
  }

  void requireRunning() {
    require(stopped);
  }

  /// Fails only if what is read might be half of an epoch.
  void requireReadable() {
    require(unreadable);
  }

  private static void require(@Nullable StorageException reason) {
    if (reason != null) {
      boolean closed = reason.kind() == Kind.CLOSED;
      String prefix = closed ? "" : "stopped after an error, reopen the database: ";
      throw new StorageException(
          closed ? Kind.CLOSED : Kind.STOPPED, prefix + reason.getMessage(), reason);
    }
  }

  boolean isStopped() {
    return stopped != null;
  }

  @Override
  public void close() {
    closeFile(file);
  }

  static void closeFile(DurableFile file) {
    try {
      file.close();
    } catch (IOException e) {
      throw new StorageException(Kind.IO, "cannot close commit.log", e);
    }
  }
}
