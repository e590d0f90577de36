package dev.bigdaddy.conductor.move;

/// A batch found what must not be: it is undone, and the job ends with this reason.
final class MoveFailedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  MoveFailedException(String reason) {
    super(reason);
  }
}
