package dev.bigdaddy.conductor.execute;

import dev.bigdaddy.conductor.BigDaddyException;
import dev.bigdaddy.conductor.ErrorCode;
import dev.bigdaddy.conductor.execute.InsertRows.Row;
import dev.bigdaddy.conductor.plan.WritePlan.KeySource;
import dev.bigdaddy.conductor.plan.WritePlan.OnConflict;
import dev.bigdaddy.conductor.plan.WritePlan.SpreadInsert;
import dev.bigdaddy.storage.Epoch;
import dev.bigdaddy.storage.Mark;
import dev.bigdaddy.storage.NodeId;
import dev.bigdaddy.storage.RowCursor;
import dev.bigdaddy.topology.RowCounts;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Inserts rows into a spread table with OR IGNORE, OR REPLACE or ON CONFLICT, where all rivals of a row
/// lie on its own node: SQLite decides there.
///
/// The rows go one after the other, in the statement's order, since each can be the next one's rival,
/// and whether it was inserted decides the next id and `last_insert_rowid()`. Before each the rivals are
/// counted, by key: that tells an inserted row from a changed one, and how many rows REPLACE takes away.
/// Safe for use by many threads.
final class ConflictInsertExecutor {
  private final InsertRows inserted;

  ConflictInsertExecutor(Evaluator evaluator) {
    this.inserted = new InsertRows(evaluator);
  }

  WriteResult run(
      SpreadInsert plan,
      OnConflict onConflict,
      @Nullable Object[] values,
      WriteContext context,
      List<NodeWork> work) {
    try {
      return insert(plan, onConflict, values, context, work);
    } catch (RuntimeException failure) {
      context.claims().undone();
      boolean refused =
          failure instanceof BigDaddyException e && e.code() == ErrorCode.NOT_SUPPORTED;
      if (Failures.areOfTheData(failure) && (plan.rows().size() > 1 || refused)) {
        throw new StartOverException(failure);
      }
      throw failure;
    }
  }

  private WriteResult insert(
      SpreadInsert plan,
      OnConflict onConflict,
      @Nullable Object[] values,
      WriteContext context,
      List<NodeWork> work) {
    RowidSequences.Ids ids = context.claims().ids(plan.table(), context);
    List<Row> rows = placed(plan, onConflict, values, ids);
    Epoch epoch = context.writers(nodes(rows), false);
    while (!ids.areValid()) {
      context.startOver();
      ids = context.claims().ids(plan.table(), context);
      rows = placed(plan, onConflict, values, ids);
      epoch = context.writers(nodes(rows), false);
    }
    Mark mark = epoch.mark();
    Run run = new Run(plan, onConflict, values, context, epoch);
    try {
      run.all(rows);
      context.settle();
    } catch (RuntimeException failure) {
      Undo.to(mark, epoch, failure);
      throw failure;
    }
    epoch.release(mark);
    work.addAll(run.work);
    return new WriteResult(run.changes, run.changes, run.returning);
  }

  /// The rows, whose places must not change with the ids that rows before them do not take after all.
  private List<Row> placed(
      SpreadInsert plan,
      OnConflict onConflict,
      @Nullable Object[] values,
      RowidSequences.Ids ids) {
    List<Row> rows = inserted.of(plan, List.<@Nullable Object[]>of(values), ids);
    boolean byRowid = plan.key().stream().anyMatch(KeySource.Rowid.class::isInstance);
    for (Row row : rows) {
      boolean moves = rows.size() > 1 && row.assigned && (byRowid || row.nullKey);
      // REPLACE puts the DEFAULT into a NOT NULL column of the key.
      boolean replaced = onConflict.action() == OnConflict.Action.REPLACE && row.nullKey;
      if (moves || replaced) {
        throw new StartOverException(
            new IllegalStateException("where a row lies depends on the rows before it"));
      }
    }
    return rows;
  }

  private static Set<NodeId> nodes(List<Row> rows) {
    Set<NodeId> nodes = new TreeSet<>();
    rows.forEach(row -> nodes.add(row.shard.node()));
    return nodes;
  }

  /// The rows of one statement, under the writers.
  private final class Run {
    private final SpreadInsert plan;
    private final OnConflict onConflict;
    private final @Nullable Object[] values;
    private final WriteContext context;
    private final Epoch epoch;
    private final List<@Nullable Object[]> returning = new ArrayList<>();
    private final List<NodeWork> work = new ArrayList<>();
    private long changes;

    Run(
        SpreadInsert plan,
        OnConflict onConflict,
        @Nullable Object[] values,
        WriteContext context,
        Epoch epoch) {
      this.plan = plan;
      this.onConflict = onConflict;
      this.values = values;
      this.context = context;
      this.epoch = epoch;
    }

    void all(List<Row> rows) {
      boolean idsMoved = false;
      for (int i = 0; i < rows.size(); i++) {
        Row row = rows.get(i);
        if (idsMoved && row.assigned) {
          RowidSequences.Ids ids = context.claims().ids(plan.table(), context);
          row = inserted.of(plan, plan.rows().get(i), values, ids);
        }
        idsMoved |= !insert(row);
      }
    }

    /// Whether the ids of the rows behind it stay: the row was inserted, and replaced none.
    private boolean insert(Row row) {
      NodeWork nodeWork = new NodeWork(plan.table().name(), 1, row.shard.node());
      work.add(nodeWork);
      long rivals = rivals(row);
      long changed = change(row);
      changes += changed;
      nodeWork.affected(changed);
      nodeWork.ended();
      boolean comes =
          switch (onConflict.action()) {
            case IGNORE -> changed > 0;
            case REPLACE -> true;
            case UPSERT -> rivals == 0;
          };
      if (comes) {
        row.rowid.ifPresent(context::inserted);
        long gone = onConflict.action() == OnConflict.Action.REPLACE ? rivals : 0;
        count(row, 1 - gone);
        if (gone > 0 && plan.table().hasRowid()) {
          context.claims().lowered(plan.table());
        }
        return gone == 0;
      }
      context.claims().undone();
      return false;
    }

    private long rivals(Row row) {
      Object[] key = onConflict.rivals().bind(row.values);
      try (RowCursor count = epoch.on(row.shard.node()).query(onConflict.rivals().text(), key)) {
        return count.next() ? count.longAt(0) : 0;
      }
    }

    private long change(Row row) {
      @Nullable Object[] bound = onConflict.sql().bind(values, row.values);
      String sql = onConflict.sql().text();
      if (plan.returning().isEmpty()) {
        return epoch.update(row.shard.node(), sql, bound);
      }
      List<@Nullable Object[]> rows = epoch.returning(row.shard.node(), sql, bound);
      returning.addAll(rows);
      return rows.size();
    }

    private void count(Row row, long rows) {
      if (rows != 0) {
        RowCounts.add(
            epoch, row.shard.node(), plan.table().layout().name(), row.shard.id(), rows);
      }
    }
  }
}
