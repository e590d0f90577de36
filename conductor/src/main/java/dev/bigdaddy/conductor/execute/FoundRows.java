package dev.bigdaddy.conductor.execute;

import dev.bigdaddy.conductor.plan.ReadPlan;
import dev.bigdaddy.storage.RowCursor;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The rows that a query finds for a write, held on the heap.
final class FoundRows {
  /// If they are more than this, SQLite gathers.
  static final int MOST_ROWS = 400_000;

  private static final long MOST_BYTES = 64L << 20;

  private FoundRows() {}

  /// Reads the rows.
  ///
  /// @param most so many at the most
  /// @throws StartOverException if they are too many, too large, or of text that could only be bound as blobs
  static List<@Nullable Object[]> of(
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
        for (int column = 0; column < width; column++) {
          row[column] = RawText.read(cursor, column);
          bytes += size(row[column]);
        }
        rows.add(row);
        if (rows.size() > most || bytes > MOST_BYTES) {
          throw StartOverException.because("more is found than can be held");
        }
      }
    }
    return rows;
  }

  private static long size(@Nullable Object value) {
    return switch (value) {
      case String text -> 2L * text.length();
      case byte[] blob -> blob.length;
      case RawText _ -> throw StartOverException.because("text that is not valid UTF-8");
      case null, default -> 0;
    };
  }
}
