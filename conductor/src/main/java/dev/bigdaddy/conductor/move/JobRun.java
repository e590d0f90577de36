package dev.bigdaddy.conductor.move;

/// One run of a job, a small step at a time, from wherever the topology says that it stands. Used by one
/// thread.
public interface JobRun {
  /// Takes the job one step on.
  MoveRun.Outcome step();

  /// How many rows the last step moved.
  default long rowsMoved() {
    return 0;
  }

  /// Gives the job up, for the reason that was noted of it last.
  void fail();
}
