package dev.bigdaddy.conductor.session;

/// The epoch that a statement shared is gone with all its work, by no fault of the statement: it has to
/// run again, in an epoch of its own. Never leaves the session.
final class LostEpochException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  LostEpochException() {
    super("the shared epoch was lost", null, false, false);
  }
}
