package dev.bigdaddy.storage;

import dev.bigdaddy.storage.StorageException.Kind;
import java.io.File;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Whether the disk has room for what a commit will write.
///
/// SQLite writes most pages of a transaction in COMMIT only. On several nodes that comes behind the
/// commit point, where a full disk can be answered by nothing but stopping: some nodes have the epoch,
/// and the others cannot take it. So room is asked for before the record is written. It is an estimate,
/// since nothing tells how many pages are dirty, and others may fill the disk a moment later: then the
/// database stops, as safe as before.
final class DiskRoom {
  private static final int PAGE_BYTES = 4096;

  /// Leaf, branch and overflow pages of a table and some indexes, each perhaps split.
  private static final int PAGES_PER_ROW = 16;

  /// Tables and indexes that are made, with the pages of the schema.
  private static final int PAGES_PER_DEFINITION = 32;

  /// The record's frame, the nodes' numbers, what others write meanwhile.
  private static final long MARGIN = 1 << 20;

  private static final long NEXT_TO_NOTHING = 128 << 10;

  private DiskRoom() {}

  /// Fails as SQLite does on a full disk if there is none for this epoch.
  ///
  /// @param cacheSize SQLite's page cache, which holds the dirty pages that are not written yet
  static void require(Path directory, List<Participant> changed, int cacheSize) {
    long cacheBytes = cacheSize < 0 ? -cacheSize * 1024L : (long) cacheSize * PAGE_BYTES;
    long bytes = MARGIN;
    for (Participant participant : changed) {
      long pages =
          participant.rowChanges() * PAGES_PER_ROW
              + participant.definitions() * PAGES_PER_DEFINITION;
      long tape = participant.tape().size();
      bytes += tape + Math.min(cacheBytes, pages * PAGE_BYTES + 2 * tape);
    }
    if (usable(directory) < bytes) {
      throw full(null);
    }
  }

  /// The error of a file that could not be written: SQLite's own if the disk is full.
  static StorageException failure(Path directory, String message, Exception cause) {
    return usable(directory) < NEXT_TO_NOTHING
        ? full(cause)
        : new StorageException(Kind.IO, message, cause);
  }

  private static StorageException full(@Nullable Exception cause) {
    return new StorageException(
        Kind.IO, SqliteErrors.FULL, "database or disk is full", cause);
  }

  /// Where nobody can tell, the disk will. Not through `Files.getFileStore`, which reads the table of
  /// all mounts first.
  private static long usable(Path directory) {
    File file = directory.toFile();
    long usable = file.getUsableSpace();
    return usable == 0 && file.getTotalSpace() == 0 ? Long.MAX_VALUE : usable;
  }
}
