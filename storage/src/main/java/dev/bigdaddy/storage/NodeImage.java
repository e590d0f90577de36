package dev.bigdaddy.storage;

import dev.bigdaddy.storage.StorageException.Kind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;

/// The first content of a node's file, made in memory: most of the work of making a database is the
/// same for each, and done once. Immutable.
public final class NodeImage {
  /// A node without tables.
  static final NodeImage EMPTY = of(List.of());

  /// Where SQLite's file header tells the formats to write and to read; 2 means WAL.
  /// https://sqlite.org/fileformat2.html#file_format_version_numbers
  private static final int WRITE_VERSION = 18;

  private static final int READ_VERSION = 19;
  private static final byte WAL = 2;

  private final byte[] bytes;

  private NodeImage(byte[] bytes) {
    this.bytes = bytes;
  }

  /// A node on which these statements ran.
  public static NodeImage of(List<String> statements) {
    try (SqliteConnection memory = SqliteConnection.inMemory()) {
      memory.execute("BEGIN");
      memory.execute(EpochRow.CREATE);
      memory.update(EpochRow.INSERT);
      return after(memory, statements);
    }
  }

  /// The same, where these statements ran too.
  public NodeImage with(List<String> statements) {
    try (SqliteConnection memory = SqliteConnection.inMemory()) {
      memory.deserialize("main", bytes);
      memory.execute("BEGIN");
      return after(memory, statements);
    }
  }

  private static NodeImage after(SqliteConnection memory, List<String> statements) {
    statements.forEach(memory::execute);
    memory.execute("COMMIT");
    return new NodeImage(memory.serialize("main"));
  }

  /// Makes a node's file of it, in WAL mode. SQLite must not have the file open: what closes it here
  /// would drop its locks.
  void write(Path file, Synchronous level, CrashPoints crash) {
    byte[] content = bytes.clone();
    content[WRITE_VERSION] = WAL;
    content[READ_VERSION] = WAL;
    try (DurableFile.OnDisk out = DurableFile.OnDisk.create(file)) {
      out.write(ByteBuffer.wrap(content), 0);
      crash.reached(CrashPoint.NODE_FILE_MADE);
      if (level != Synchronous.OFF) {
        out.force();
      }
    } catch (IOException e) {
      throw new StorageException(Kind.CANNOT_OPEN, "cannot write " + file, e);
    }
    crash.reached(CrashPoint.NODE_FILE_DURABLE);
  }
}
