package dev.bigdaddy.conductor.execute;

import dev.bigdaddy.storage.RowCursor;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Text that is not valid UTF-8, as SQLite keeps and compares it: by its bytes. A Java string would
/// change it, so it travels as it is until the client asks for a string.
///
/// @param bytes never changed
record RawText(byte[] bytes) {
  private static final char REPLACEMENT = '\uFFFD';

  /// The value of a cursor's column, with text that a string would change as raw text.
  static @Nullable Object read(RowCursor rows, int column) {
    Object value = rows.valueAt(column);
    if (value instanceof String text && text.indexOf(REPLACEMENT) >= 0) {
      byte[] bytes = rows.blobAt(column);
      boolean same = Arrays.equals(bytes, text.getBytes(StandardCharsets.UTF_8));
      return same || bytes == null ? text : new RawText(bytes);
    }
    return value;
  }

  /// Whether a value that was read as it comes may have been raw text.
  static boolean mayBe(@Nullable Object value) {
    return value instanceof String text && text.indexOf(REPLACEMENT) >= 0;
  }

  /// How a value stands in a statement: raw text can only be bound as a blob.
  static String place(@Nullable Object value) {
    return value instanceof RawText ? "CAST(? AS TEXT)" : "?";
  }

  /// What is bound in the values' places.
  static @Nullable Object[] bound(@Nullable Object[] values) {
    @Nullable Object[] bound = new @Nullable Object[values.length];
    for (int i = 0; i < values.length; i++) {
      bound[i] = bound(values[i]);
    }
    return bound;
  }

  /// What is bound in a value's place.
  static @Nullable Object bound(@Nullable Object value) {
    return value instanceof RawText text ? text.bytes() : value;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof RawText text && Arrays.equals(bytes, text.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  @Override
  public String toString() {
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
