package dev.bigdaddy.bench;

import java.util.Arrays;

/// Runs two ways of doing the same in turn, A B A B …, so that a drifting machine hurts both alike,
/// and compares their medians.
final class Rounds {
  private static final int COUNTED = 7;
  private static final int WARM_UP = 3;

  private Rounds() {}

  /// Something to time; gives a figure of its answer, so that it cannot be optimised away and both
  /// ways can be seen to agree.
  interface Work {
    long run() throws Exception;
  }

  /// The outcome.
  ///
  /// @param ours median nanoseconds an operation
  /// @param plain the same for plain SQLite
  record Comparison(double ours, double plain) {
    /// Our throughput in terms of plain SQLite's.
    double speed() {
      return plain / ours;
    }
  }

  static Comparison compare(int operations, Work ours, Work plain) throws Exception {
    double[] a = new double[COUNTED];
    double[] b = new double[COUNTED];
    for (int round = -WARM_UP; round < COUNTED; round++) {
      long start = System.nanoTime();
      long left = ours.run();
      long middle = System.nanoTime();
      long right = plain.run();
      long end = System.nanoTime();
      if (left != right) {
        throw new IllegalStateException("the answers differ: " + left + " and " + right);
      }
      if (round >= 0) {
        a[round] = (middle - start) / (double) operations;
        b[round] = (end - middle) / (double) operations;
      }
    }
    return new Comparison(median(a), median(b));
  }

  /// Median nanoseconds an operation of one way alone.
  static double time(int operations, Work work) throws Exception {
    double[] times = new double[COUNTED];
    for (int round = -WARM_UP; round < COUNTED; round++) {
      long start = System.nanoTime();
      work.run();
      if (round >= 0) {
        times[round] = (System.nanoTime() - start) / (double) operations;
      }
    }
    return median(times);
  }

  private static double median(double[] times) {
    Arrays.sort(times);
    return times[times.length / 2];
  }
}
