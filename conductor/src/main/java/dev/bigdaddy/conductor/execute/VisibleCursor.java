package dev.bigdaddy.conductor.execute;

import dev.bigdaddy.storage.RowCursor;

/// The rows of one node without the columns behind those that the reader sees, which only a merge of
/// several nodes would need.
final class VisibleCursor extends ForwardingCursor {
  private final int columns;

  VisibleCursor(RowCursor rows, int columns) {
    super(rows);
    this.columns = columns;
  }

  @Override
  public int columnCount() {
    return columns;
  }
}
