package dev.bigdaddy.storage;

/// A point inside an epoch to which it can go back: a savepoint on every node. Made by
/// {@link Epoch#mark()}; meaningless elsewhere.
public final class Mark {
  private final Epoch epoch;
  private final int depth;
  private boolean open = true;

  Mark(Epoch epoch, int depth) {
    this.epoch = epoch;
    this.depth = depth;
  }

  Epoch epoch() {
    return epoch;
  }

  int depth() {
    return depth;
  }

  /// Whether it was neither released nor undone by an earlier one.
  public boolean isOpen() {
    return open;
  }

  void end() {
    open = false;
  }
}
