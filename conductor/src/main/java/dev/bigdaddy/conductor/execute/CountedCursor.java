package dev.bigdaddy.conductor.execute;

import dev.bigdaddy.storage.RowCursor;

/// Counts the rows that leave a node.
final class CountedCursor extends ForwardingCursor {
  private final NodeWork work;

  CountedCursor(RowCursor rows, NodeWork work) {
    super(rows);
    this.work = work;
  }

  @Override
  public boolean next() {
    boolean hasRow = rows().next();
    if (hasRow) {
      work.returned(1);
    }
    return hasRow;
  }

  @Override
  public void close() {
    super.close();
    work.ended();
  }
}
