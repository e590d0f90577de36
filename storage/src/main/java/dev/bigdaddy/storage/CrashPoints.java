package dev.bigdaddy.storage;

/// Hears of every {@link CrashPoint} that is passed. Tests throw from it to make a step fail, or
/// kill the process with `-Dbigdaddy.crashpoint=NAME` (`NAME:3` for the third time).
@FunctionalInterface
interface CrashPoints {
  /// Passes all points.
  CrashPoints NONE = _ -> {};

  void reached(CrashPoint point);

  static CrashPoints ofSystemProperty() {
    String wanted = System.getProperty("bigdaddy.crashpoint");
    return wanted == null ? NONE : new Halt(wanted);
  }

  /// Ends the process without any clean-up, as a kill does.
  final class Halt implements CrashPoints {
    private final CrashPoint point;
    private int remaining;

    Halt(String wanted) {
      String[] parts = wanted.split(":", 2);
      this.point = CrashPoint.valueOf(parts[0]);
      this.remaining = parts.length == 1 ? 1 : Integer.parseInt(parts[1]);
    }

    @Override
    public synchronized void reached(CrashPoint passed) {
      if (passed == point && --remaining == 0) {
        Runtime.getRuntime().halt(137);
      }
    }
  }
}
