package dev.bigdaddy.storage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/// One epoch in the commit log.
///
///     record = length of body (4), body, CRC-32C of both (4)
///     body   = epoch number (8), flags of the session (1), SQLite's version (1 + n), decider (4),
///              nodes (2), for each node: number (4), counter after the epoch (8), length (4),
///              statements
///
/// @param number the epoch
/// @param decider the node whose own commit decides whether the epoch happened (see {@link
///     EpochCommit}); null if the record does
/// @param flags the session's flags, set while it ran
/// @param sqliteVersion the SQLite that ran it
/// @param parts the work of each node, in node order
record LogRecord(
    long number,
    Set<WriterFlag> flags,
    String sqliteVersion,
    @Nullable NodeId decider,
    List<Part> parts) {
  private static final int FRAME = Integer.BYTES + Integer.BYTES;
  private static final int PIECE = 64 << 10;
  private static final int NO_DECIDER = Integer.MIN_VALUE;

  /// The work of one node.
  ///
  /// @param counter the node's {@link EpochRow#counter} after this epoch
  record Part(NodeId node, long counter, ByteBuffer statements) {}

  /// The same before it is written.
  record Draft(
      Set<WriterFlag> flags,
      String sqliteVersion,
      @Nullable NodeId decider,
      List<DraftPart> parts) {}

  /// The work of one node before it is written.
  record DraftPart(NodeId node, long counter, StatementTape statements) {}

  /// Writes a record and returns its length in the file.
  static long write(DurableFile file, long position, long number, Draft draft, CrashPoints crash)
      throws IOException {
    byte[] version = draft.sqliteVersion().getBytes(StandardCharsets.US_ASCII);
    long body = Long.BYTES + 1L + 1L + version.length + Integer.BYTES + Short.BYTES;
    for (DraftPart part : draft.parts()) {
      body += Integer.BYTES + Long.BYTES + Integer.BYTES + part.statements().size();
    }
    Output out = new Output(file, position, body + FRAME, crash);
    out.reserve(Integer.BYTES + Long.BYTES + 2 + version.length + Integer.BYTES + Short.BYTES);
    out.buffer.putInt(Math.toIntExact(body)).putLong(number).put(bits(draft.flags()));
    NodeId decider = draft.decider();
    out.buffer.put((byte) version.length).put(version);
    out.buffer.putInt(decider == null ? NO_DECIDER : decider.number());
    out.buffer.putShort((short) draft.parts().size());
    for (DraftPart part : draft.parts()) {
      out.reserve(Integer.BYTES + Long.BYTES + Integer.BYTES);
      out.buffer.putInt(part.node().number()).putLong(part.counter());
      out.buffer.putInt(Math.toIntExact(part.statements().size()));
      part.statements().copyTo(out::put);
    }
    out.finish();
    return body + FRAME;
  }

  /// Reads the record that begins here.
  ///
  /// @return null if there is none, or it is torn or garbled
  static @Nullable LogRecord read(ByteBuffer log) {
    ByteBuffer bytes = log.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    if (bytes.remaining() <= FRAME) {
      return null;
    }
    int body = bytes.getInt();
    if (body <= 0 || body > bytes.remaining() - Integer.BYTES) {
      return null;
    }
    CRC32C sum = new CRC32C();
    sum.update(log.duplicate().limit(log.position() + Integer.BYTES + body));
    if (bytes.getInt(bytes.position() + body) != (int) sum.getValue()) {
      return null;
    }
    long number = bytes.getLong();
    Set<WriterFlag> flags = flags(bytes.get());
    byte[] version = new byte[bytes.get()];
    bytes.get(version);
    int decider = bytes.getInt();
    List<Part> parts = new ArrayList<>();
    for (int remaining = bytes.getShort(); remaining > 0; remaining--) {
      NodeId node = new NodeId(bytes.getInt());
      long counter = bytes.getLong();
      int length = bytes.getInt();
      parts.add(new Part(node, counter, bytes.slice(bytes.position(), length)));
      bytes.position(bytes.position() + length);
    }
    return new LogRecord(
        number,
        flags,
        new String(version, StandardCharsets.US_ASCII),
        decider == NO_DECIDER ? null : new NodeId(decider),
        List.copyOf(parts));
  }

  /// The bytes that the record beginning here takes, which {@link #read} found good.
  static long lengthAt(ByteBuffer log) {
    return (long) log.duplicate().order(ByteOrder.LITTLE_ENDIAN).getInt() + FRAME;
  }

  private static byte bits(Set<WriterFlag> flags) {
    int bits = 0;
    for (WriterFlag flag : flags) {
      bits |= flag.bit();
    }
    return (byte) bits;
  }

  private static Set<WriterFlag> flags(int bits) {
    EnumSet<WriterFlag> flags = EnumSet.noneOf(WriterFlag.class);
    for (WriterFlag flag : WriterFlag.values()) {
      if ((bits & flag.bit()) != 0) {
        flags.add(flag);
      }
    }
    return flags;
  }

  /// Collects small pieces, so that an ordinary record is one write.
  private static final class Output {
    final ByteBuffer buffer;
    private final DurableFile file;
    private final CrashPoints crash;
    private final CRC32C sum = new CRC32C();
    private long position;

    Output(DurableFile file, long position, long size, CrashPoints crash) {
      this.file = file;
      this.position = position;
      this.crash = crash;
      this.buffer = ByteBuffer.allocate((int) Math.min(size, PIECE)).order(ByteOrder.LITTLE_ENDIAN);
    }

    void reserve(int bytes) throws IOException {
      if (buffer.remaining() < bytes) {
        flush();
      }
    }

    void put(ByteBuffer piece) throws IOException {
      while (piece.hasRemaining()) {
        reserve(1);
        int length = Math.min(buffer.remaining(), piece.remaining());
        buffer.put(piece.slice(piece.position(), length));
        piece.position(piece.position() + length);
      }
    }

    void finish() throws IOException {
      reserve(Integer.BYTES);
      sum.update(buffer.array(), 0, buffer.position());
      buffer.putInt((int) sum.getValue()).flip();
      if (crash != CrashPoints.NONE) {
        ByteBuffer half = buffer.duplicate().limit(buffer.limit() / 2);
        file.write(half, position);
        crash.reached(CrashPoint.EPOCH_RECORD_HALF_WRITTEN);
      }
      file.write(buffer, position);
    }

    private void flush() throws IOException {
      sum.update(buffer.array(), 0, buffer.position());
      buffer.flip();
      int length = buffer.remaining();
      file.write(buffer, position);
      position += length;
      buffer.clear();
    }
  }
}
