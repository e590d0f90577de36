package dev.bigdaddy.conductor.execute;

import dev.bigdaddy.conductor.plan.ReadPlan;
import dev.bigdaddy.storage.RowCursor;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads the rows that a query finds for a write, which are held on the heap. Safe for use by many threads.
final class FoundRows {
  private static final int OBJECT_BYTES = 24;

  private final long heldLimit;

  /// @param heldLimit bytes of such rows on the heap, of each statement
  FoundRows(long heldLimit) {
    this.heldLimit = heldLimit;
  }

  /// Reads the rows.
  ///
  /// @param most so many at the most
  /// @throws StartOverException if they are too many, too large, or of text that could only be bound as blobs
  List<@Nullable Object[]> of(
      ReadPlan search,
      int most,
      @Nullable Object[] values,
      WriteContext context,
      List<NodeWork> work) {
    List<@Nullable Object[]> rows = new ArrayList<>();
    long bytes = 0;
    try (RowCursor cursor = context.query(search, values, work)) {
      int width = cursor.columnCount();
      while (cursor.next()) {
        @Nullable Object[] row = new @Nullable Object[width];
        bytes += OBJECT_BYTES + (long) width * Long.BYTES;
        for (int column = 0; column < width; column++) {
          row[column] = RawText.read(cursor, column);
          bytes += size(row[column]);
        }
        rows.add(row);
        if (rows.size() > most || bytes > heldLimit) {
          throw StartOverException.because("more is found than can be held");
        }
      }
    }
    return rows;
  }

  private static long size(@Nullable Object value) {
    return switch (value) {
      case String text -> 2L * OBJECT_BYTES + 2L * text.length();
      case byte[] blob -> OBJECT_BYTES + blob.length;
      case RawText _ -> throw StartOverException.because("text that is not valid UTF-8");
      case null -> 0;
      default -> OBJECT_BYTES;
    };
  }
}
