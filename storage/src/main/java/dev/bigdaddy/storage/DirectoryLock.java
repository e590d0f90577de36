package dev.bigdaddy.storage;

import dev.bigdaddy.storage.StorageException.Kind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Objects;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/// The claim of one process on a database directory: a lock on a file whose text says who holds it.
/// The operating system releases it when the process dies.
///
/// A second open in the same process must not even open the file: on POSIX systems, closing any
/// descriptor of a file drops all locks that the process has on it. Hence the set of directories
/// open here, the only static state of this module.
final class DirectoryLock implements AutoCloseable {
  private static final Set<Path> OPEN_HERE = ConcurrentHashMap.newKeySet();

  /// Channels that must stay open until the process ends, as closing them would drop the lock of
  /// another class loader's copy of this class.
  private static final Queue<FileChannel> NEVER_CLOSED = new ConcurrentLinkedQueue<>();

  /// The lock lies far behind the text, which stays readable where locks are mandatory.
  private static final long LOCKED_BYTE = 1L << 40;

  private static final int LONGEST_TEXT = 4096;

  private final Path directory;
  private final FileChannel channel;

  private DirectoryLock(Path directory, FileChannel channel) {
    this.directory = directory;
    this.channel = channel;
  }

  static DirectoryLock take(DatabaseDirectory database) {
    Path directory = realPath(database.root());
    if (!OPEN_HERE.add(directory)) {
      throw openHere(directory);
    }
    try {
      return new DirectoryLock(directory, lock(database.lock(), directory));
    } catch (RuntimeException | Error e) {
      OPEN_HERE.remove(directory);
      throw e;
    }
  }

  private static FileChannel lock(Path file, Path directory) {
    FileChannel channel;
    try {
      channel =
          FileChannel.open(
              file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    } catch (IOException e) {
      throw new StorageException(Kind.CANNOT_OPEN, "cannot write " + file, e);
    }
    try {
      FileLock lock = channel.tryLock(LOCKED_BYTE, 1, false);
      if (lock == null) {
        String holder = read(channel);
        channel.close();
        throw new StorageException(
            Kind.LOCKED_BY_OTHER_PROCESS, "database is open in another process: " + holder);
      }
      write(channel);
      return channel;
    } catch (OverlappingFileLockException e) {
      NEVER_CLOSED.add(channel);
      throw openHere(directory);
    } catch (IOException e) {
      throw new StorageException(Kind.CANNOT_OPEN, "cannot lock " + file, e);
    }
  }

  private static StorageException openHere(Path directory) {
    return new StorageException(
        Kind.LOCKED_BY_THIS_PROCESS, "database is already open in this process: " + directory);
  }

  private static String read(FileChannel channel) throws IOException {
    ByteBuffer text = ByteBuffer.allocate(LONGEST_TEXT);
    channel.read(text, 0);
    return StandardCharsets.UTF_8.decode(text.flip()).toString().strip();
  }

  private static void write(FileChannel channel) throws IOException {
    String holder =
        "pid %d on %s since %s%n"
            .formatted(ProcessHandle.current().pid(), hostName(), Instant.now());
    channel.truncate(0);
    channel.write(ByteBuffer.wrap(holder.getBytes(StandardCharsets.UTF_8)), 0);
  }

  /// Never asks the network for it: that may take seconds.
  private static String hostName() {
    String name = firstNonNull(System.getenv("HOSTNAME"), System.getenv("COMPUTERNAME"));
    if (name != null) {
      return name;
    }
    try {
      return Files.readString(Path.of("/etc/hostname")).strip();
    } catch (IOException e) {
      return "this host";
    }
  }

  private static @Nullable String firstNonNull(@Nullable String a, @Nullable String b) {
    return a != null ? a : b;
  }

  private static Path realPath(Path directory) {
    try {
      return directory.toRealPath();
    } catch (IOException e) {
      throw new StorageException(Kind.CANNOT_OPEN, "cannot open directory " + directory, e);
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new StorageException(Kind.IO, "cannot release " + directory, e);
    } finally {
      OPEN_HERE.remove(Objects.requireNonNull(directory));
    }
  }
}
