package dev.bigdaddy.conductor.execute;

import dev.bigdaddy.storage.RowCursor;
import java.util.List;

/// A cursor that gives back what it read from when it is closed, last taken first. Closing twice is
/// harmless.
final class OwnedCursor extends ForwardingCursor {
  private final List<? extends AutoCloseable> owned;
  private boolean closed;

  OwnedCursor(RowCursor rows, List<? extends AutoCloseable> owned) {
    super(rows);
    this.owned = owned;
  }

  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    try {
      super.close();
    } finally {
      closeAll(owned);
    }
  }

  /// Closes all, last taken first, whatever happens on the way.
  static void closeAll(List<? extends AutoCloseable> owned) {
    RuntimeException failure = null;
    for (int i = owned.size() - 1; i >= 0; i--) {
      try {
        owned.get(i).close();
      } catch (RuntimeException e) {
        failure = failure == null ? e : failure;
      } catch (Exception e) {
        throw new IllegalStateException("a resource threw a checked exception", e);
      }
    }
    if (failure != null) {
      throw failure;
    }
  }
}
