package dev.bigdaddy.conductor.execute;

import java.util.Optional;

/// A cursor whose first step was already done.
final class StartedCursor extends ForwardingCursor {
  private Optional<Boolean> first;

  StartedCursor(MergeCursor.Started started) {
    super(started.cursor());
    this.first = Optional.of(started.hasRow());
  }

  @Override
  public boolean next() {
    if (first.isPresent()) {
      boolean hasRow = first.get();
      first = Optional.empty();
      return hasRow;
    }
    return rows().next();
  }
}
