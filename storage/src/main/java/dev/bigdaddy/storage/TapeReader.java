package dev.bigdaddy.storage;

import dev.bigdaddy.storage.StatementTape.Outcome;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads back what a {@link StatementTape} holds. Used by one thread.
final class TapeReader {
  /// One statement as it ran the first time.
  record LoggedStatement(String sql, @Nullable Object[] parameters, Outcome outcome) {}

  private final ByteBuffer bytes;
  private final List<String> texts = new ArrayList<>();

  TapeReader(ByteBuffer bytes) {
    this.bytes = bytes.order(ByteOrder.LITTLE_ENDIAN);
  }

  boolean hasNext() {
    return bytes.hasRemaining();
  }

  LoggedStatement next() {
    int flags = bytes.get();
    String sql;
    if ((flags & StatementTape.NEW_TEXT) != 0) {
      sql = new String(readBytes(), StandardCharsets.UTF_8);
      texts.add(sql);
    } else {
      sql = texts.get((int) readVarint(bytes));
    }
    long changes = readVarint(bytes);
    long total = (flags & StatementTape.HAS_TOTAL) != 0 ? readVarint(bytes) : -1;
    long checksum = (flags & StatementTape.HAS_CHECKSUM) != 0 ? readVarint(bytes) : Outcome.NO_ROWS;
    int code = (flags & StatementTape.FAILED) != 0 ? (int) readVarint(bytes) : 0;
    @Nullable Object[] parameters = new @Nullable Object[(int) readVarint(bytes)];
    for (int i = 0; i < parameters.length; i++) {
      parameters[i] = readValue();
    }
    return new LoggedStatement(sql, parameters, new Outcome(changes, total, checksum, code));
  }

  private @Nullable Object readValue() {
    int type = bytes.get();
    return switch (type) {
      case StatementTape.NULL -> null;
      case StatementTape.INTEGER -> {
        long zigzag = readVarint(bytes);
        yield (zigzag >>> 1) ^ -(zigzag & 1);
      }
      case StatementTape.REAL -> Double.longBitsToDouble(bytes.getLong());
      case StatementTape.TEXT -> new String(readBytes(), StandardCharsets.UTF_8);
      case StatementTape.BLOB -> readBytes();
      default -> throw new IllegalStateException("value of type " + type + " in the commit log");
    };
  }

  private byte[] readBytes() {
    byte[] read = new byte[(int) readVarint(bytes)];
    bytes.get(read);
    return read;
  }

  static long readVarint(ByteBuffer bytes) {
    long value = 0;
    for (int shift = 0; shift < Long.SIZE; shift += 7) {
      byte next = bytes.get();
      value |= (next & 0x7fL) << shift;
      if (next >= 0) {
        return value;
      }
    }
    throw new IllegalStateException("a number of more than 64 bits");
  }
}
