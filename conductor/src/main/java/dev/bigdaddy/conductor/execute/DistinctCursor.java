package dev.bigdaddy.conductor.execute;

import dev.bigdaddy.conductor.schema.Collation;
import dev.bigdaddy.storage.RowCursor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Drops rows that equal the one before: DISTINCT over a stream that is sorted by all its columns.
final class DistinctCursor extends ForwardingCursor {
  private final List<Collation> collations;
  private @Nullable Object @Nullable [] previous;

  DistinctCursor(RowCursor rows, List<Collation> collations) {
    super(rows);
    this.collations = collations;
  }

  @Override
  public boolean next() {
    while (rows().next()) {
      @Nullable Object[] row = new @Nullable Object[collations.size()];
      for (int column = 0; column < row.length; column++) {
        row[column] = RawText.read(rows(), column);
      }
      boolean isNew = previous == null || !same(previous, row);
      if (isNew) {
        previous = row;
        return true;
      }
    }
    return false;
  }

  private boolean same(@Nullable Object[] left, @Nullable Object[] right) {
    for (int column = 0; column < left.length; column++) {
      if (ValueOrder.compare(left[column], right[column], collations.get(column)) != 0) {
        return false;
      }
    }
    return true;
  }
}
