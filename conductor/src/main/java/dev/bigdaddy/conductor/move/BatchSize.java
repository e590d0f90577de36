package dev.bigdaddy.conductor.move;

/// How many rows a step takes, so that it holds the writers for about five milliseconds. Learns
/// from each step. Used by one thread.
final class BatchSize {
  private static final double WANTED_NANOS = 5e6;
  private static final int LEAST = 64;
  private static final int FIRST = 256;

  /// How far one step may change it.
  private static final double MOST_GROWTH = 2;

  private double moved = FIRST;
  private double filled = FIRST;

  int forMoving(int blockSize) {
    return (int) Math.max(1, Math.min(moved, blockSize));
  }

  int forFilling(int blockSize) {
    return (int) Math.max(1, Math.min(filled, blockSize));
  }

  void moved(long rows, long nanos) {
    moved = next(moved, rows, nanos);
  }

  void filled(long rows, long nanos) {
    filled = next(filled, rows, nanos);
  }

  private static double next(double now, long rows, long nanos) {
    if (rows * 2 < now) {
      // Too small a step to learn from.
      return now;
    }
    double fitting = rows * WANTED_NANOS / Math.max(1, nanos);
    return Math.max(LEAST, Math.min(fitting, now * MOST_GROWTH));
  }
}
