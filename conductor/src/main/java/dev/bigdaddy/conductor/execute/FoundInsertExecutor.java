package dev.bigdaddy.conductor.execute;

import dev.bigdaddy.conductor.plan.WritePlan;
import dev.bigdaddy.conductor.plan.WritePlan.FoundInsert;
import dev.bigdaddy.conductor.plan.WritePlan.SpreadInsert;
import dev.bigdaddy.conductor.schema.UserTable;
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
    List<@Nullable Object[]> rows;
    try {
      rows = found.of(plan.search(), Integer.MAX_VALUE, values, context, work);
    } catch (RuntimeException failure) {
      // SQLite may never have come upon it.
      throw Failures.areOfTheData(failure) ? new StartOverException(failure) : failure;
    }
    if (rows.isEmpty() && plan.table().filter(UserTable::autoincrement).isPresent()) {
      // SQLite begins to count even so.
      throw StartOverException.because("no rows are found");
    }
    Mark mark = epoch.mark();
    try {
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
      if (!isOfTheRows(failure)) {
        throw failure;
      }
      if (!standForThemselves(plan)) {
        throw new StartOverException(failure);
      }
    }
    return insertInOrder(plan, rows, context.attempt(), epoch, work);
  }

  private static boolean isOfTheRows(RuntimeException failure) {
    return failure instanceof StartOverException || Failures.areOfTheData(failure);
  }

  /// Whether no trigger and no foreign key looks at a row, so that it fails by itself or not at all.
  private static boolean standForThemselves(FoundInsert plan) {
    return plan.table().isEmpty() || plan.batches().of(1) instanceof SpreadInsert;
  }

  private WriteResult insert(
      FoundInsert plan, List<@Nullable Object[]> rows, WriteContext context, List<NodeWork> work) {
    WritePlan one = plan.batches().of(1);
    Sum sum = new Sum();
    if (one instanceof SpreadInsert insert
        && insert.onConflict().isEmpty()
        && insert.returning().isEmpty()) {
      for (int from = 0; from < rows.size(); from += TOGETHER) {
        List<@Nullable Object[]> batch =
            rows.subList(from, Math.min(rows.size(), from + TOGETHER));
        sum.add(
            writes
                .insertTogether(insert, batch, context, work)
                .orElseThrow(() -> StartOverException.because("a row fails")));
      }
      return sum.result();
    }
    for (List<@Nullable Object[]> batch : batches(plan, rows)) {
      sum.add(insertBatch(plan, batch, context, work));
    }
    return sum.result();
  }

  /// SQLite inserts one row after the other, and fails with the first that does not go.
  private WriteResult insertInOrder(
      FoundInsert plan,
      List<@Nullable Object[]> rows,
      WriteContext context,
      Epoch epoch,
      List<NodeWork> work) {
    Sum sum = new Sum();
    Mark mark = epoch.mark();
    try {
      for (List<@Nullable Object[]> batch : batches(plan, rows)) {
        Mark before = epoch.mark();
        try {
          sum.add(insertBatch(plan, batch, context, work));
          epoch.release(before);
          continue;
        } catch (RuntimeException failure) {
          Undo.to(before, epoch, failure);
          context.claims().undone();
          if (!isOfTheRows(failure)) {
            throw failure;
          }
        }
        for (@Nullable Object[] row : batch) {
          sum.add(writes.run(plan.batches().of(1), row, context, work));
        }
      }
    } catch (RuntimeException failure) {
      Undo.to(mark, epoch, failure);
      context.claims().undone();
      throw failure;
    }
    epoch.release(mark);
    return sum.result();
  }

  private WriteResult insertBatch(
      FoundInsert plan, List<@Nullable Object[]> batch, WriteContext context, List<NodeWork> work) {
    int width = plan.batches().width();
    return writes.runPart(plan.batches().of(batch.size()), flat(batch, width), context, work);
  }

  /// Parts of a few sizes.
  private static List<List<@Nullable Object[]>> batches(
      FoundInsert plan, List<@Nullable Object[]> rows) {
    int most = Math.max(1, Math.min(BATCH, MOST_PARAMETERS / plan.batches().width()));
    List<List<@Nullable Object[]>> batches = new ArrayList<>();
    int from = 0;
    while (from < rows.size()) {
      int size = Integer.highestOneBit(Math.min(most, rows.size() - from));
      batches.add(rows.subList(from, from + size));
      from += size;
    }
    return batches;
  }

  /// What the parts did together.
  private static final class Sum {
    private final List<@Nullable Object[]> returning = new ArrayList<>();
    private long changes;
    private long totalChanges;

    void add(WriteResult part) {
      changes += part.changes();
      totalChanges += part.totalChanges();
      returning.addAll(part.returning());
    }

    WriteResult result() {
      return new WriteResult(changes, totalChanges, returning);
    }
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
