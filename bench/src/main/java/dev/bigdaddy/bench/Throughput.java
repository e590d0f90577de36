package dev.bigdaddy.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/// Counts how often some threads can do a thing in a time.
final class Throughput {
  /// Until WALs have their length on both sides: while they grow, each fsync takes twice as long.
  private static final long WARM_UP = TimeUnit.MILLISECONDS.toNanos(2_000);
  private static final long COUNTED = TimeUnit.MILLISECONDS.toNanos(1_500);

  private Throughput() {}

  /// How long a measurement takes, its warm-up included.
  static double seconds() {
    return (WARM_UP + COUNTED) / 1e9;
  }

  /// One thread's work, made on that thread.
  interface Worker {
    /// Does the thing once.
    void run() throws Exception;

    /// Ends it.
    void end() throws Exception;
  }

  /// Makes the worker of a thread.
  @FunctionalInterface
  interface Factory {
    /// @param thread its number
    Worker worker(int thread) throws Exception;
  }

  /// What was counted.
  ///
  /// @param perSecond how often it was done
  /// @param longestMillis the longest that once took
  record Result(double perSecond, double longestMillis) {}

  /// Runs the same work on all threads, after a warm-up that is not counted.
  static Result measure(int threads, Factory factory) throws Exception {
    CountDownLatch ready = new CountDownLatch(threads);
    List<Future<long[]>> running = new ArrayList<>();
    try (ExecutorService pool = Executors.newFixedThreadPool(threads)) {
      for (int t = 0; t < threads; t++) {
        int number = t;
        running.add(
            pool.submit(
                () -> {
                  Worker worker = factory.worker(number);
                  try {
                    ready.countDown();
                    ready.await();
                    return count(worker);
                  } finally {
                    worker.end();
                  }
                }));
      }
      long done = 0;
      long longest = 0;
      for (Future<long[]> thread : running) {
        long[] counted = thread.get();
        done += counted[0];
        longest = Math.max(longest, counted[1]);
      }
      return new Result(done / (COUNTED / 1e9), longest / 1e6);
    }
  }

  /// How often within the counted time, and the longest.
  private static long[] count(Worker worker) throws Exception {
    long start = System.nanoTime() + WARM_UP;
    long end = start + COUNTED;
    long done = 0;
    long longest = 0;
    long before = System.nanoTime();
    while (before < end) {
      worker.run();
      long after = System.nanoTime();
      if (before >= start && after <= end) {
        done++;
        longest = Math.max(longest, after - before);
      }
      before = after;
    }
    return new long[] {done, longest};
  }
}
