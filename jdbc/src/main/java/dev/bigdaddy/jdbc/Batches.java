package dev.bigdaddy.jdbc;

import dev.bigdaddy.conductor.BatchException;
import java.sql.BatchUpdateException;
import java.sql.SQLException;
import java.util.Arrays;

/// How batches run: entry by entry, up to the first error.
final class Batches {
  private Batches() {}

  /// One entry of a batch: gives its update count.
  @FunctionalInterface
  interface Entry {
    long run(int entry) throws SQLException;
  }

  /// Runs a batch.
  ///
  /// @throws BatchUpdateException for the first error, with the counts of the entries before it
  static long[] run(int size, Entry batchEntry) throws SQLException {
    long[] counts = new long[size];
    for (int entry = 0; entry < size; entry++) {
      try {
        counts[entry] = batchEntry.run(entry);
      } catch (SQLException e) {
        throw failed(e, Arrays.copyOf(counts, entry));
      }
    }
    return counts;
  }

  /// The failure of an entry of a batch that ran at once.
  static BatchUpdateException failed(BatchException e) {
    return failed(SqlErrors.of(e), e.counts());
  }

  private static BatchUpdateException failed(SQLException e, long[] counts) {
    return new BatchUpdateException(
        "batch entry " + counts.length + ": " + e.getMessage(),
        e.getSQLState(),
        e.getErrorCode(),
        counts,
        e);
  }

  static int[] narrow(long[] counts) {
    int[] narrowed = new int[counts.length];
    for (int entry = 0; entry < counts.length; entry++) {
      narrowed[entry] = (int) counts[entry];
    }
    return narrowed;
  }
}
