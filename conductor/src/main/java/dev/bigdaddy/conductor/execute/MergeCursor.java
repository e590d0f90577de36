package dev.bigdaddy.conductor.execute;

import dev.bigdaddy.conductor.plan.MergeTerm;
import dev.bigdaddy.storage.RowCursor;
import dev.bigdaddy.storage.ValueType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Merges sorted node streams into one, pulling a row only when its reader asks for it.
///
/// Rows that compare equal come in the order of the sources; plans make the order total, so that this
/// matters only for equal rows. Used by one thread.
final class MergeCursor implements RowCursor {
  private final List<Source> sources = new ArrayList<>();
  private final MergeTerm[] terms;
  private final int visibleColumns;

  /// For each visible column the term that was read from it already, or -1: a call into SQLite costs
  /// more than a look at this.
  private final int[] termOf;

  private @Nullable Source current;

  /// @param cursors the node streams, each already on its first row or known to be empty
  /// @param visibleColumns how many leading columns the reader sees; terms may lie behind them
  MergeCursor(List<Started> cursors, List<MergeTerm> terms, int visibleColumns) {
    this.terms = terms.toArray(new MergeTerm[0]);
    this.visibleColumns = visibleColumns;
    this.termOf = new int[visibleColumns];
    Arrays.fill(termOf, -1);
    for (int i = 0; i < this.terms.length; i++) {
      if (this.terms[i].column() < visibleColumns) {
        termOf[this.terms[i].column()] = i;
      }
    }
    for (Started started : cursors) {
      Source source = new Source(started.cursor(), this.terms);
      if (started.hasRow()) {
        source.readKey();
        sources.add(source);
      } else {
        started.cursor().close();
      }
    }
  }

  /// A cursor whose first step was done, on the thread that also let its node sort.
  record Started(RowCursor cursor, boolean hasRow) {}

  @Override
  public boolean next() {
    if (current != null) {
      if (current.cursor.next()) {
        current.readKey();
      } else {
        current.cursor.close();
        sources.remove(current);
      }
    }
    current = null;
    for (Source source : sources) {
      if (current == null || compare(source, current) < 0) {
        current = source;
      }
    }
    return current != null;
  }

  private int compare(Source left, Source right) {
    for (int i = 0; i < terms.length; i++) {
      int order = compareTerm(terms[i], i, left, right);
      if (order != 0) {
        return order;
      }
    }
    return 0;
  }

  private static int compareTerm(MergeTerm term, int i, Source left, Source right) {
    if (left.isInteger[i] && right.isInteger[i]) {
      int order = Long.compare(left.integers[i], right.integers[i]);
      return term.descending() ? -order : order;
    }
    Object a = left.value(i);
    Object b = right.value(i);
    if (a == null || b == null) {
      if (a == b) {
        return 0;
      }
      return (a == null) == term.nullsFirst() ? -1 : 1;
    }
    int order = ValueOrder.compare(a, b, term.collation());
    return term.descending() ? -order : order;
  }

  private RowCursor row() {
    return source().cursor;
  }

  private Source source() {
    Source source = current;
    if (source == null) {
      throw new IllegalStateException("the cursor is not on a row");
    }
    return source;
  }

  @Override
  public int columnCount() {
    return visibleColumns;
  }

  @Override
  public String columnName(int column) {
    return row().columnName(column);
  }

  @Override
  public @Nullable String declaredType(int column) {
    return row().declaredType(column);
  }

  @Override
  public ValueType type(int column) {
    return isReadInteger(column) ? ValueType.INTEGER : row().type(column);
  }

  @Override
  public long longAt(int column) {
    return isReadInteger(column) ? source().integers[termOf[column]] : row().longAt(column);
  }

  private boolean isReadInteger(int column) {
    return column < visibleColumns && termOf[column] >= 0 && source().isInteger[termOf[column]];
  }

  @Override
  public double doubleAt(int column) {
    return row().doubleAt(column);
  }

  @Override
  public @Nullable String textAt(int column) {
    return row().textAt(column);
  }

  @Override
  public byte @Nullable [] blobAt(int column) {
    return row().blobAt(column);
  }

  @Override
  public @Nullable Object valueAt(int column) {
    return isReadInteger(column) ? (Object) longAt(column) : row().valueAt(column);
  }

  @Override
  public void close() {
    for (Source source : sources) {
      source.cursor.close();
    }
    sources.clear();
    current = null;
  }

  /// A node stream with the key of its current row. Integers are kept apart: they need no boxing.
  private static final class Source {
    private final RowCursor cursor;
    private final MergeTerm[] terms;
    private final long[] integers;
    private final boolean[] isInteger;
    private final @Nullable Object[] others;

    Source(RowCursor cursor, MergeTerm[] terms) {
      this.cursor = cursor;
      this.terms = terms;
      this.integers = new long[terms.length];
      this.isInteger = new boolean[terms.length];
      this.others = new @Nullable Object[terms.length];
    }

    void readKey() {
      for (int i = 0; i < terms.length; i++) {
        int column = terms[i].column();
        isInteger[i] = cursor.type(column) == ValueType.INTEGER;
        if (isInteger[i]) {
          integers[i] = cursor.longAt(column);
        } else {
          others[i] = RawText.read(cursor, column);
        }
      }
    }

    @Nullable Object value(int i) {
      return isInteger[i] ? (Object) integers[i] : others[i];
    }
  }
}
