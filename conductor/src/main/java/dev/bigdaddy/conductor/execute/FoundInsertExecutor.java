package dev.bigdaddy.conductor.execute;

import dev.bigdaddy.conductor.plan.WritePlan;
import dev.bigdaddy.conductor.plan.WritePlan.FoundInsert;
import dev.bigdaddy.conductor.plan.WritePlan.SpreadInsert;
import dev.bigdaddy.storage.Epoch;
import dev.bigdaddy.storage.Mark;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads the rows of an INSERT … SELECT, then inserts them as rows of known values, all in one epoch, under
/// the writers of all nodes on which anything lies that the statement looks at. Safe for use by many
/// threads.
final class FoundInsertExecutor {
  /// Rows of one statement, if it is not simply split by node; powers of two below it keep the number of
  /// plans small.
  private static final int BATCH = 256;

  private static final int MOST_PARAMETERS = 8_192;

  /// Rows that are split by node at once.
  private static final int TOGETHER = 10_000;

  private final WriteExecutor writes;
  private final FoundRows found;

  /// @param writes runs the parts
  FoundInsertExecutor(WriteExecutor writes, FoundRows found) {
    this.writes = writes;
    this.found = found;
  }

  WriteResult run(
      FoundInsert plan, @Nullable Object[] values, WriteContext context, List<NodeWork> work) {
    context.goOnAlone();
    Epoch epoch = context.writers(plan.nodes(), false);
    Runnable counters = context.counters();
    Mark mark = epoch.mark();
    try {
      List<@Nullable Object[]> rows =
          found.of(plan.search(), Integer.MAX_VALUE, values, context, work);
      if (rows.isEmpty() && plan.table().autoincrement()) {
        // SQLite begins to count even so.
        throw StartOverException.because("no rows are found");
      }
      WriteResult result = insert(plan, rows, context.attempt(), work);
      epoch.release(mark);
      return result;
    } catch (RuntimeException failure) {
      if (!epoch.isOpen() || epoch.isLost()) {
        // OR ROLLBACK, or a trigger that raises it: there is nothing left to undo or to go on with.
        throw failure;
      }
      Undo.to(mark, epoch, failure);
      counters.run();
      context.claims().undone();
      // SQLite may come upon something else first.
      throw Failures.areOfTheData(failure) ? new StartOverException(failure) : failure;
    }
  }

  private WriteResult insert(
      FoundInsert plan, List<@Nullable Object[]> rows, WriteContext context, List<NodeWork> work) {
    if (rows.isEmpty()) {
      return new WriteResult(0, 0, List.of());
    }
    WritePlan one = plan.batches().of(1);
    boolean split =
        one instanceof SpreadInsert insert
            && insert.onConflict().isEmpty()
            && insert.returning().isEmpty();
    int width = plan.batches().width();
    int most = split ? TOGETHER : Math.max(1, Math.min(BATCH, MOST_PARAMETERS / width));
    long changes = 0;
    long totalChanges = 0;
    List<@Nullable Object[]> returning = new ArrayList<>();
    int from = 0;
    while (from < rows.size()) {
      int left = Math.min(most, rows.size() - from);
      int size = split ? left : Integer.highestOneBit(left);
      List<@Nullable Object[]> batch = rows.subList(from, from + size);
      from += size;
      WriteResult part =
          split
              ? writes
                  .insertTogether((SpreadInsert) one, batch, context, work)
                  .orElseThrow(() -> StartOverException.because("a row fails"))
              : writes.runPart(
                  plan.batches().of(batch.size()), flat(batch, width), context, work);
      changes += part.changes();
      totalChanges += part.totalChanges();
      returning.addAll(part.returning());
    }
    return new WriteResult(changes, totalChanges, returning);
  }

  private static @Nullable Object[] flat(List<@Nullable Object[]> rows, int width) {
    @Nullable Object[] values = new @Nullable Object[rows.size() * width];
    int at = 0;
    for (@Nullable Object[] row : rows) {
      System.arraycopy(row, 0, values, at, width);
      at += width;
    }
    return values;
  }
}
