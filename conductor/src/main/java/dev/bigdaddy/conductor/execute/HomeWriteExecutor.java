package dev.bigdaddy.conductor.execute;

import dev.bigdaddy.conductor.plan.NodeSql;
import dev.bigdaddy.conductor.plan.WritePlan.Home;
import dev.bigdaddy.conductor.plan.WritePlan.NewRowid;
import dev.bigdaddy.storage.Epoch;
import dev.bigdaddy.storage.NodeId;
import dev.bigdaddy.storage.RowCursor;
import dev.bigdaddy.storage.SqliteConnection;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Lets SQLite run a statement on the home node: whole tables with their triggers, foreign keys and
/// conflict clauses are SQLite's own affair.
final class HomeWriteExecutor {
  private static final long MARKED = Long.MIN_VALUE;

  WriteResult run(
      Home plan, @Nullable Object[] values, WriteContext context, List<NodeWork> work) {
    Epoch epoch = context.writers(Set.of(NodeId.HOME), true);
    return execute(plan.sql(), plan.newRowid(), values, epoch, work);
  }

  /// Runs a statement through the home node's writer.
  WriteResult execute(
      NodeSql sql,
      NewRowid newRowid,
      @Nullable Object[] values,
      Epoch epoch,
      List<NodeWork> work) {
    NodeWork nodeWork = new NodeWork("", 0, NodeId.HOME);
    work.add(nodeWork);
    SqliteConnection writer = epoch.on(NodeId.HOME);
    if (newRowid == NewRowid.PERHAPS) {
      markLastRowid(writer);
    }
    long totalBefore = writer.totalChanges();
    List<@Nullable Object[]> rows = new ArrayList<>();
    long changes;
    try (RowCursor cursor = writer.query(sql.text(), sql.bind(values))) {
      int columns = cursor.columnCount();
      while (cursor.next()) {
        @Nullable Object[] row = new @Nullable Object[columns];
        for (int i = 0; i < columns; i++) {
          row[i] = cursor.valueAt(i);
        }
        rows.add(row);
      }
      changes = writer.changesSince(totalBefore);
    }
    nodeWork.affected(changes);
    nodeWork.returned(rows.size());
    nodeWork.ended();
    return new WriteResult(changes, lastRowid(newRowid, changes, writer), rows);
  }

  /// The writer is shared by all sessions, and an UPSERT that only updates leaves its rowid as some
  /// other session set it. So a rowid is set first that no table of the user's is likely to have.
  private static void markLastRowid(SqliteConnection writer) {
    writer.update("CREATE TEMP TABLE IF NOT EXISTS _bigdaddy_rowid(x)");
    writer.update("INSERT OR REPLACE INTO temp._bigdaddy_rowid(rowid) VALUES (?)", MARKED);
  }

  private static OptionalLong lastRowid(
      NewRowid newRowid, long changes, SqliteConnection writer) {
    if (newRowid == NewRowid.NEVER || changes == 0) {
      return OptionalLong.empty();
    }
    long rowid = writer.lastInsertRowid();
    return newRowid == NewRowid.PERHAPS && rowid == MARKED
        ? OptionalLong.empty()
        : OptionalLong.of(rowid);
  }
}
