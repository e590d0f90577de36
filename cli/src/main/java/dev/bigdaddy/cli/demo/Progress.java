package dev.bigdaddy.cli.demo;

import dev.bigdaddy.cli.console.Output;
import java.util.Locale;

/// How far the loading is: a bar that grows on a terminal, else a line a table.
///
/// Used by one thread.
final class Progress {

  private static final int BAR_WIDTH = 30;
  private static final int STEPS = 100;

  private final Output out;
  private final boolean terminal;
  private final String label;
  private final long expected;
  private long done;
  private long shownStep = -1;

  Progress(Output out, boolean terminal, String label, long expected) {
    this.out = out;
    this.terminal = terminal;
    this.label = label;
    this.expected = expected;
  }

  void add(long rows) {
    done += rows;
    long step = Math.min(done * STEPS / Math.max(expected, 1), STEPS);
    if (terminal && step > shownStep) {
      shownStep = step;
      int filled = (int) (step * BAR_WIDTH / STEPS);
      String bar = "█".repeat(filled) + "░".repeat(BAR_WIDTH - filled);
      out.text(String.format(Locale.ROOT, "\r  %-10s %s %,9d rows", label, bar, done));
      out.flush();
    }
  }

  void finish(double seconds) {
    String text = String.format(Locale.ROOT, "  %-10s %,9d rows in %.1f s", label, done, seconds);
    // Behind the bar's longest line nothing of it may be left.
    out.line(terminal ? "\r" + text + " ".repeat(BAR_WIDTH) : text);
    out.flush();
  }
}
