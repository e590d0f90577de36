package dev.bigdaddy.conductor;

import java.util.Arrays;

/// An entry of a batch failed. Those before it have run, and stay unless their transaction is rolled
/// back; those behind it have not.
public final class BatchException extends BigDaddyException {
  private static final long serialVersionUID = 1L;

  private final long[] counts;

  /// The failure of the entry behind those with these counts.
  public BatchException(BigDaddyException failure, long[] counts) {
    super(
        failure.code(),
        failure.sqliteCode(),
        String.valueOf(failure.getMessage()),
        failure.position(),
        failure);
    this.counts = counts.clone();
  }

  /// How many rows each entry before the failing one has changed.
  public long[] counts() {
    return Arrays.copyOf(counts, counts.length);
  }
}
