package dev.bigdaddy.conductor.move;

/// How many rows a step takes, so that others wait for the writers for about six milliseconds and a half. Learns
/// from each step. Used by one thread.
final class BatchSize {
  private static final double WANTED_NANOS = 6.5e6;
  private static final int LEAST = 64;
  private static final int FIRST = 256;

  private static final int LISTED_BLOCKS = 8;

  /// How far one step may change it.
  private static final double MOST_GROWTH = 2;

  private double moving = FIRST;
  private double filling = FIRST;
  private long latest;

  /// @param inUse whether somebody could wait for the writers
  int forMoving(int blockSize, boolean inUse) {
    return (int) Math.max(1, inUse ? Math.min(moving, blockSize) : blockSize);
  }

  /// Rows that are only listed cost little, so that several blocks go at once.
  int forFilling(int blockSize) {
    return (int) Math.max(1, Math.min(filling, (double) LISTED_BLOCKS * blockSize));
  }

  /// @param batch how many rows could have been moved
  /// @param nanos from when the writers were held until the commit had come to its end
  void moved(int batch, long rows, long nanos) {
    latest = rows;
    moving = next(moving, batch, rows, nanos);
  }

  /// Another step begins, which may move no rows.
  void begin() {
    latest = 0;
  }

  /// How many rows the step has moved.
  long latest() {
    return latest;
  }

  void filled(int rows, long nanos) {
    filling = next(filling, rows, rows, nanos);
  }

  private static double next(double now, int batch, long rows, long nanos) {
    if (rows * 2 < batch) {
      // Too small a step to learn from.
      return now;
    }
    double fitting = rows * WANTED_NANOS / Math.max(1, nanos);
    return Math.max(LEAST, Math.min(fitting, batch * MOST_GROWTH));
  }
}
