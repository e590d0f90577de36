package dev.bigdaddy.storage;

import dev.bigdaddy.storage.StorageException.Kind;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.CRC32C;

/// The beginning of a commit log: its format, and what was dropped from it.
///
/// @param lastNumber the largest epoch number ever given when this log began
/// @param floors what each node had, durably, when its records were dropped: a node that has less
///     is an old copy
/// @param length bytes in the file
record LogHeader(long lastNumber, Map<NodeId, Floor> floors, int length) {
  /// The newest format that this release writes and reads.
  static final int FORMAT = 1;

  private static final byte[] MAGIC = "BDCOMMIT".getBytes(StandardCharsets.US_ASCII);
  private static final int FIXED = 8 + Integer.BYTES + Integer.BYTES;

  /// Bytes of the header of a log that is new, so that nothing was dropped from it.
  static final int FIRST_LENGTH = FIXED + Long.BYTES + Integer.BYTES + Integer.BYTES;

  private static final int FLOOR = Integer.BYTES + Long.BYTES + Long.BYTES;

  /// The least that a node must have.
  record Floor(long applied, long counter) {}

  LogHeader {
    floors = Map.copyOf(floors);
  }

  static LogHeader of(long lastNumber, Map<NodeId, Floor> floors) {
    int length = FIRST_LENGTH + floors.size() * FLOOR;
    return new LogHeader(lastNumber, floors, length);
  }

  ByteBuffer encode() {
    ByteBuffer bytes = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.put(MAGIC).putInt(FORMAT).putInt(length).putLong(lastNumber).putInt(floors.size());
    new TreeMap<>(floors)
        .forEach(
            (node, floor) ->
                bytes.putInt(node.number()).putLong(floor.applied()).putLong(floor.counter()));
    CRC32C sum = new CRC32C();
    sum.update(bytes.array(), 0, bytes.position());
    return bytes.putInt((int) sum.getValue()).flip();
  }

  /// Reads the header at the beginning of a log.
  ///
  /// @throws StorageException if it is damaged, of a newer release, or not a log at all
  static LogHeader decode(ByteBuffer log) {
    ByteBuffer bytes = log.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    byte[] magic = new byte[MAGIC.length];
    if (bytes.remaining() < FIXED) {
      throw damaged();
    }
    bytes.get(magic);
    if (!Arrays.equals(magic, MAGIC)) {
      throw new StorageException(Kind.NOT_A_DATABASE, "commit.log is not a commit log");
    }
    int format = bytes.getInt();
    if (format > FORMAT) {
      throw new StorageException(
          Kind.NEWER_FORMAT,
          "database format %d is newer than this release, which reads up to %d"
              .formatted(format, FORMAT));
    }
    int length = bytes.getInt();
    if (length < FIXED + Long.BYTES + 2 * Integer.BYTES || length > log.remaining()) {
      throw damaged();
    }
    CRC32C sum = new CRC32C();
    sum.update(log.duplicate().limit(log.position() + length - Integer.BYTES));
    if (bytes.getInt(log.position() + length - Integer.BYTES) != (int) sum.getValue()) {
      throw damaged();
    }
    long lastNumber = bytes.getLong();
    int count = bytes.getInt();
    Map<NodeId, Floor> floors = new TreeMap<>();
    for (int i = 0; i < count; i++) {
      floors.put(new NodeId(bytes.getInt()), new Floor(bytes.getLong(), bytes.getLong()));
    }
    return new LogHeader(lastNumber, floors, length);
  }

  private static StorageException damaged() {
    return new StorageException(Kind.CORRUPT_LOG, "commit.log is damaged at its beginning");
  }
}
