package dev.bigdaddy.storage;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/// The statements of one epoch on one node, encoded as they run. Used by one thread at a time.
///
/// Most epochs need a few hundred bytes; one that grows large spills to a temporary file, which
/// needs no fsync: only its copy in the commit log counts. Each text of SQL is written once and
/// numbered from then on, so that a bulk insert costs little more than its values.
///
///     statement   = flags, sql, changes, [total changes], [checksum], [code], count, value*
///     sql         = a new text if NEW_TEXT, else the number of an earlier one
///     value       = type, content
///     integers are variable-length, zigzag where they can be negative
final class StatementTape implements AutoCloseable {
  static final int NEW_TEXT = 1;
  static final int HAS_TOTAL = 2;
  static final int HAS_CHECKSUM = 4;
  static final int FAILED = 8;

  static final int NULL = 0;
  static final int INTEGER = 1;
  static final int REAL = 2;
  static final int TEXT = 3;
  static final int BLOB = 4;

  /// Above this size the tape goes to a file.
  private static final int MEMORY_LIMIT = 1 << 20;

  private final Path directory;
  private final long limit;
  private final Map<String, Integer> numbers = new HashMap<>();
  private final List<String> texts = new ArrayList<>();
  private byte[] memory = new byte[256];
  private int used;

  /// Not a channel, which an interrupt of the calling thread would close, and with it the epoch's
  /// work.
  private @Nullable RandomAccessFile spill;

  private @Nullable Path spillPath;
  private long spilled;
  private boolean abandoned;

  StatementTape(Path directory, long limit) {
    this.directory = directory;
    this.limit = limit;
  }

  /// A point to go back to.
  record Position(long size, int texts) {}

  long size() {
    return spilled + used;
  }

  Position position() {
    return new Position(size(), texts.size());
  }

  /// Forgets what was written after a position.
  void rewind(Position to) {
    if (to.size() > size()) {
      return;
    }
    while (texts.size() > to.texts()) {
      numbers.remove(texts.removeLast());
    }
    if (to.size() >= spilled) {
      used = (int) (to.size() - spilled);
    } else {
      spilled = to.size();
      used = 0;
    }
  }

  /// Drops all, and takes nothing more.
  void abandon() {
    abandoned = true;
    rewind(new Position(0, 0));
  }

  /// Appends a statement.
  void append(Outcome outcome, String sql, @Nullable Object[] parameters) {
    if (abandoned) {
      return;
    }
    Position before = position();
    try {
      statement(outcome, sql, parameters);
    } catch (RuntimeException | Error e) {
      rewind(before);
      throw e;
    }
    if (size() > limit) {
      rewind(before);
      throw new StorageException(
          StorageException.Kind.LIMIT,
          "the transaction is larger than recordLimit (%d bytes)".formatted(limit));
    }
  }

  private void statement(Outcome outcome, String sql, @Nullable Object[] parameters) {
    Integer number = numbers.get(sql);
    int flags = number == null ? NEW_TEXT : 0;
    flags |= outcome.totalChanges() >= 0 ? HAS_TOTAL : 0;
    flags |= outcome.checksum() != Outcome.NO_ROWS ? HAS_CHECKSUM : 0;
    flags |= outcome.errorCode() != 0 ? FAILED : 0;
    writeByte(flags);
    if (number == null) {
      numbers.put(sql, texts.size());
      texts.add(sql);
      writeBytes(sql.getBytes(StandardCharsets.UTF_8));
    } else {
      writeVarint(number);
    }
    writeVarint(outcome.changes());
    if ((flags & HAS_TOTAL) != 0) {
      writeVarint(outcome.totalChanges());
    }
    if ((flags & HAS_CHECKSUM) != 0) {
      writeVarint(outcome.checksum());
    }
    if ((flags & FAILED) != 0) {
      writeVarint(outcome.errorCode());
    }
    writeVarint(parameters.length);
    for (Object value : parameters) {
      writeValue(value);
    }
  }

  private void writeValue(@Nullable Object value) {
    switch (value) {
      case null -> writeByte(NULL);
      case Long v -> writeInteger(v);
      case Integer v -> writeInteger(v);
      case Double v -> {
        writeByte(REAL);
        long bits = Double.doubleToRawLongBits(v);
        for (int shift = 0; shift < Long.SIZE; shift += Byte.SIZE) {
          writeByte((int) (bits >>> shift));
        }
      }
      case String v -> {
        writeByte(TEXT);
        writeBytes(v.getBytes(StandardCharsets.UTF_8));
      }
      case byte[] v -> {
        writeByte(BLOB);
        writeBytes(v);
      }
      default -> throw new IllegalArgumentException("parameter of " + value.getClass());
    }
  }

  private void writeInteger(long value) {
    writeByte(INTEGER);
    writeVarint((value << 1) ^ (value >> 63));
  }

  private void writeVarint(long value) {
    long rest = value;
    while ((rest & ~0x7fL) != 0) {
      writeByte((int) (rest | 0x80));
      rest >>>= 7;
    }
    writeByte((int) rest);
  }

  private void writeBytes(byte[] bytes) {
    writeVarint(bytes.length);
    if (bytes.length > MEMORY_LIMIT) {
      spillMemory();
      writeSpill(bytes, bytes.length);
      return;
    }
    reserve(bytes.length);
    System.arraycopy(bytes, 0, memory, used, bytes.length);
    used += bytes.length;
  }

  private void writeByte(int value) {
    reserve(1);
    memory[used++] = (byte) value;
  }

  private void reserve(int more) {
    if (used + more <= memory.length) {
      return;
    }
    if (used + more > MEMORY_LIMIT) {
      spillMemory();
    }
    if (used + more > memory.length) {
      int size = Math.min(2 * MEMORY_LIMIT, Math.max(memory.length * 2, used + more));
      memory = Arrays.copyOf(memory, size);
    }
  }

  private void spillMemory() {
    writeSpill(memory, used);
    used = 0;
  }

  private void writeSpill(byte[] bytes, int length) {
    try {
      RandomAccessFile file = spill;
      if (file == null) {
        Path path = Files.createTempFile(directory, "epoch-", ".spill");
        file = new RandomAccessFile(path.toFile(), "rw");
        spill = file;
        spillPath = path;
      }
      file.seek(spilled);
      file.write(bytes, 0, length);
      spilled += length;
    } catch (IOException e) {
      throw DiskRoom.failure(directory, "cannot write a large transaction's file", e);
    }
  }

  /// Hands out the whole content in pieces.
  void copyTo(Sink sink) throws IOException {
    RandomAccessFile file = spill;
    if (file != null) {
      byte[] piece = new byte[MEMORY_LIMIT];
      file.seek(0);
      for (long at = 0; at < spilled; ) {
        int length = (int) Math.min(piece.length, spilled - at);
        file.readFully(piece, 0, length);
        sink.write(ByteBuffer.wrap(piece, 0, length));
        at += length;
      }
    }
    sink.write(ByteBuffer.wrap(memory, 0, used));
  }

  /// Takes pieces of the content.
  @FunctionalInterface
  interface Sink {
    void write(ByteBuffer piece) throws IOException;
  }

  @Override
  public void close() {
    RandomAccessFile file = spill;
    Path path = spillPath;
    if (file != null && path != null) {
      spill = null;
      try {
        file.close();
        Files.deleteIfExists(path);
      } catch (IOException e) {
        throw new StorageException(
            StorageException.Kind.IO, "cannot delete a large transaction's file", e);
      }
    }
  }

  /// What a statement did, so that a repetition can be compared.
  ///
  /// @param changes `changes()`
  /// @param totalChanges how much `total_changes()` grew, triggers included; -1 if unknown
  /// @param checksum of the RETURNING rows; {@link #NO_ROWS} if there were none
  /// @param errorCode SQLite's code if it failed and kept some of its work (`OR FAIL`), else 0
  record Outcome(long changes, long totalChanges, long checksum, int errorCode) {
    static final long NO_ROWS = -1;

    static Outcome of(long changes, long totalChanges) {
      return new Outcome(changes, totalChanges, NO_ROWS, 0);
    }

    /// A checksum of rows that is the same for equal values.
    static long checksum(List<@Nullable Object[]> rows) {
      CRC32C sum = new CRC32C();
      for (@Nullable Object[] row : rows) {
        for (Object value : row) {
          addTo(sum, value);
        }
      }
      return sum.getValue();
    }

    private static void addTo(CRC32C sum, @Nullable Object value) {
      byte[] bytes =
          switch (value) {
            case null -> new byte[0];
            case byte[] blob -> blob;
            default -> value.toString().getBytes(StandardCharsets.UTF_8);
          };
      int type =
          switch (value) {
            case null -> NULL;
            case Long _ -> INTEGER;
            case Double _ -> REAL;
            case String _ -> TEXT;
            default -> BLOB;
          };
      sum.update(type);
      sum.update(bytes.length);
      sum.update(bytes);
    }
  }
}
