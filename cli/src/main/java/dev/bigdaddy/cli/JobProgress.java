package dev.bigdaddy.cli;

import dev.bigdaddy.cli.console.ConsoleError;
import dev.bigdaddy.conductor.TableOperations;
import dev.bigdaddy.conductor.TableOperations.Progress;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// Waits for jobs that move rows, one after the other, and tells how far they are.
record JobProgress(Streams streams, TableOperations tables) {
  private static final int BAR_WIDTH = 30;
  private static final int PERCENT = 100;
  private static final long LOOK_MILLIS = 100;

  /// @return how many rows have moved
  long await(List<Long> jobs) throws InterruptedException {
    long rows = 0;
    for (long job : jobs) {
      Progress progress = tables.progress(job);
      while (!progress.isOver()) {
        if (progress.status().equals("paused")) {
          throw new ConsoleError("job %d is paused: RESUME JOB %d".formatted(job, job));
        }
        show(progress);
        new CountDownLatch(1).await(LOOK_MILLIS, TimeUnit.MILLISECONDS);
        progress = tables.progress(job);
      }
      end(progress);
      rows += progress.rows();
    }
    return rows;
  }

  private void show(Progress progress) {
    if (!streams.terminal()) {
      return;
    }
    int filled = progress.percent() * BAR_WIDTH / PERCENT;
    String bar = "█".repeat(filled) + "░".repeat(BAR_WIDTH - filled);
    String remaining =
        progress.remaining().isPresent()
            ? ", " + (progress.remaining().getAsLong() + 999) / 1000 + " s to go"
            : "";
    streams
        .out()
        .text(
            String.format(
                Locale.ROOT,
                "\r  %s %3d %% %s: %,d rows, %,d rows/s%s, %s    ",
                bar,
                progress.percent(),
                progress.table(),
                progress.rows(),
                progress.rowsPerSecond(),
                remaining,
                progress.status()));
    streams.out().flush();
  }

  private void end(Progress progress) {
    if (streams.terminal()) {
      streams.out().line("");
    }
    if (!progress.status().equals("complete")) {
      String reason = progress.error().isEmpty() ? "" : ": " + progress.error();
      throw new ConsoleError("job " + progress.id() + " is " + progress.status() + reason);
    }
  }
}
