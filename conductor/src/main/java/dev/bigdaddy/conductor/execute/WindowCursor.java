package dev.bigdaddy.conductor.execute;

import dev.bigdaddy.storage.RowCursor;

/// Applies LIMIT and OFFSET once, over the merged rows.
final class WindowCursor extends ForwardingCursor {
  private long toSkip;
  private long left;

  /// @param limit rows to pass; negative for all, as in SQLite
  /// @param offset rows to drop first; negative for none, as in SQLite
  WindowCursor(RowCursor rows, long limit, long offset) {
    super(rows);
    this.left = limit < 0 ? Long.MAX_VALUE : limit;
    this.toSkip = Math.max(0, offset);
  }

  @Override
  public boolean next() {
    if (left == 0) {
      return false;
    }
    while (toSkip > 0) {
      toSkip--;
      if (!rows().next()) {
        left = 0;
        return false;
      }
    }
    left--;
    return rows().next();
  }
}
