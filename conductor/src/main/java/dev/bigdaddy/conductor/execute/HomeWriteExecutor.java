package dev.bigdaddy.conductor.execute;

import dev.bigdaddy.conductor.plan.NodeSql;
import dev.bigdaddy.conductor.plan.WritePlan.Home;
import dev.bigdaddy.conductor.plan.WritePlan.RowidEffect;
import dev.bigdaddy.storage.Epoch;
import dev.bigdaddy.storage.NodeId;
import dev.bigdaddy.storage.RowCursor;
import dev.bigdaddy.storage.SqliteConnection;
import dev.bigdaddy.storage.StorageException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Lets SQLite run a statement on the home node: whole tables with their triggers, foreign keys and
/// conflict clauses are SQLite's own affair.
final class HomeWriteExecutor {
  WriteResult run(
      Home plan, @Nullable Object[] values, WriteContext context, List<NodeWork> work) {
    return context.write(
        Set.of(NodeId.HOME),
        true,
        WriteContext.Remains.WHAT_SQLITE_LEFT,
        epoch -> execute(plan, values, context, epoch, work));
  }

  /// Runs a statement through the home node's writer.
  WriteResult execute(
      Home plan,
      @Nullable Object[] values,
      WriteContext context,
      Epoch epoch,
      List<NodeWork> work) {
    NodeSql sql = plan.sql();
    RowidEffect rowids = plan.rowids();
    NodeWork nodeWork = new NodeWork("", 0, NodeId.HOME);
    work.add(nodeWork);
    epoch.decideBy(NodeId.HOME);
    SqliteConnection writer = epoch.on(NodeId.HOME);
    long rowidBefore = rowidBefore(rowids, writer, context);
    long totalBefore = writer.totalChanges();
    List<@Nullable Object[]> rows = new ArrayList<>();
    boolean inserted = false;
    try (RowCursor cursor = writer.query(sql.text(), sql.bind(values))) {
      int columns = cursor.columnCount();
      while (cursor.next()) {
        @Nullable Object[] row = new @Nullable Object[columns];
        for (int i = 0; i < columns; i++) {
          row[i] = cursor.valueAt(i);
        }
        rows.add(row);
      }
      inserted = rowids == RowidEffect.SETS && writer.changesSince(totalBefore) > 0;
    } catch (StorageException e) {
      context.failed(writer.changesSince(totalBefore), writer.totalChanges() - totalBefore);
      throw e;
    } finally {
      noteRowid(rowids, inserted, rowidBefore, writer, context);
    }
    if (plan.sequences()) {
      epoch.noteUncounted(NodeId.HOME);
    }
    long changes = writer.changesSince(totalBefore);
    nodeWork.affected(changes);
    nodeWork.returned(rows.size());
    nodeWork.ended();
    return new WriteResult(changes, writer.totalChanges() - totalBefore, rows);
  }

  /// The rowid that an UPSERT inserts may be the one that another session set last, as 1 in a new
  /// table. To tell, the session's own is set first, which DEFAULTs and triggers may ask for, too: if it
  /// is there afterwards, nothing has changed for the session.
  private static long rowidBefore(
      RowidEffect rowids, SqliteConnection writer, WriteContext context) {
    return switch (rowids) {
      case NONE -> 0;
      case SETS -> writer.lastInsertRowid();
      case MAY_SET -> {
        long own = context.lastInsertRowid();
        writer.update("CREATE TEMP TABLE IF NOT EXISTS _bigdaddy_rowid(x)");
        writer.update("DELETE FROM temp._bigdaddy_rowid");
        writer.update("INSERT INTO temp._bigdaddy_rowid(rowid) VALUES (?)", own);
        yield own;
      }
    };
  }

  /// The writer is shared by all sessions: a rowid that did not change may be some other session's,
  /// as after an UPSERT that only updates.
  private static void noteRowid(
      RowidEffect rowids,
      boolean inserted,
      long before,
      SqliteConnection writer,
      WriteContext context) {
    if (rowids == RowidEffect.NONE) {
      return;
    }
    long after = writer.lastInsertRowid();
    if (inserted || after != before) {
      context.inserted(after);
    }
  }
}
