package dev.bigdaddy.conductor.session;

import dev.bigdaddy.conductor.execute.WriteResult;
import dev.bigdaddy.conductor.plan.InsertBatches;
import dev.bigdaddy.conductor.plan.StatementPlan.Action;
import dev.bigdaddy.sql.SqlRenderer;
import dev.bigdaddy.storage.RowCursor;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Inserts rows that were read first, as VALUES, some at a time. Used once, by one thread.
final class RowInserts {
  /// Enough that a statement's own cost is spread, few enough for SQLite's limit of 32 766 parameters.
  private static final int MOST_VALUES = 8_192;

  private static final int MOST_ROWS = 500;

  private final Action.InsertRows insert;
  private final Inserter inserter;
  private final List<@Nullable Object> batch = new ArrayList<>();

  /// The places in the batch of bytes that stand for text.
  private final BitSet texts = new BitSet();

  private final List<@Nullable Object[]> returning = new ArrayList<>();
  private boolean none = true;
  private long changes;
  private long totalChanges;

  RowInserts(Action.InsertRows insert, Inserter inserter) {
    this.insert = insert;
    this.inserter = inserter;
  }

  /// Runs an INSERT … VALUES with its parameters.
  interface Inserter {
    WriteResult insert(String text, @Nullable Object[] values);
  }

  /// Whether there were none.
  boolean foundNone() {
    return none;
  }

  WriteResult run(RowCursor rows) {
    int most = Math.max(1, Math.min(MOST_ROWS, MOST_VALUES / insert.width())) * insert.width();
    while (rows.next()) {
      none = false;
      for (int column = 0; column < insert.width(); column++) {
        add(rows, column);
      }
      if (batch.size() >= most) {
        flush();
      }
    }
    flush();
    return new WriteResult(changes, totalChanges, returning);
  }

  /// Text that is not valid UTF-8 can only be bound as a blob.
  private void add(RowCursor rows, int column) {
    Object value = rows.valueAt(column);
    byte[] bytes =
        value instanceof String text && text.indexOf('\uFFFD') >= 0 ? rows.blobAt(column) : null;
    boolean raw =
        bytes != null
            && !Arrays.equals(bytes, String.valueOf(value).getBytes(StandardCharsets.UTF_8));
    texts.set(batch.size(), raw);
    batch.add(raw ? bytes : value);
  }

  private void flush() {
    if (batch.isEmpty()) {
      return;
    }
    WriteResult result =
        inserter.insert(text(batch.size() / insert.width()), batch.toArray(new @Nullable Object[0]));
    batch.clear();
    changes += result.changes();
    totalChanges += result.totalChanges();
    returning.addAll(result.returning());
  }

  private String text(int rows) {
    return SqlRenderer.render(
        InsertBatches.withValues(insert.rest(), insert.width(), rows, texts::get));
  }
}
