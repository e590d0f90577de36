package dev.bigdaddy.conductor;

import org.jspecify.annotations.Nullable;

/// What values take on the heap, about: enough for a limit.
public final class HeapSize {
  /// What a row takes besides its values.
  public static final int ROW = 48;

  private static final int REFERENCE = 8;
  private static final int NUMBER = 16;
  private static final int OBJECT = 48;

  private HeapSize() {}

  /// The bytes of a value: null, `Long`, `Double`, `String`, `byte[]`, or an object about as large.
  public static long of(@Nullable Object value) {
    return switch (value) {
      case null -> REFERENCE;
      case String text -> REFERENCE + OBJECT + text.length();
      case byte[] blob -> REFERENCE + NUMBER + blob.length;
      case Number _ -> REFERENCE + NUMBER;
      case Object _ -> REFERENCE + OBJECT;
    };
  }
}
