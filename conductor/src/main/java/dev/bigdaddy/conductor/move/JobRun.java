package dev.bigdaddy.conductor.move;

/// One run of a job, a small step at a time, from wherever the topology says that it stands. Used by one
/// thread.
public interface JobRun {
  /// Takes the job one step on.
  MoveRun.Outcome step();

  /// Gives the job up, for the reason that was noted of it last.
  void fail();
}
