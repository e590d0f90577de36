package dev.bigdaddy.conductor.move;

/// A step of a job found what must not be, or what it cannot do: it is undone, and trying again would
/// find the same, so the job ends with this reason.
public final class MoveFailedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  MoveFailedException(String reason) {
    super(reason);
  }
}
