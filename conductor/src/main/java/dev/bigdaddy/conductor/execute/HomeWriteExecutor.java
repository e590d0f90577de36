package dev.bigdaddy.conductor.execute;

import dev.bigdaddy.conductor.plan.NodeSql;
import dev.bigdaddy.conductor.plan.WritePlan.Home;
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

  WriteResult run(
      Home plan, @Nullable Object[] values, WriteContext context, List<NodeWork> work) {
    Epoch epoch = context.writers(Set.of(NodeId.HOME), true);
    return execute(plan.sql(), plan.inserts(), values, epoch, work);
  }

  /// Runs a statement through the home node's writer.
  WriteResult execute(
      NodeSql sql,
      boolean inserts,
      @Nullable Object[] values,
      Epoch epoch,
      List<NodeWork> work) {
    NodeWork nodeWork = new NodeWork("", 0, NodeId.HOME);
    work.add(nodeWork);
    SqliteConnection writer = epoch.on(NodeId.HOME);
    long rowidBefore = inserts ? writer.lastInsertRowid() : 0;
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
    return new WriteResult(changes, lastRowid(inserts, changes, rowidBefore, writer), rows);
  }

  /// The writer is shared by all sessions, and an UPSERT that only updates leaves its rowid as some
  /// other session set it: what did not change is not this statement's.
  private static OptionalLong lastRowid(
      boolean inserts, long changes, long before, SqliteConnection writer) {
    if (!inserts || changes == 0) {
      return OptionalLong.empty();
    }
    return OptionalLong.of(writer.lastInsertRowid());
  }
}
