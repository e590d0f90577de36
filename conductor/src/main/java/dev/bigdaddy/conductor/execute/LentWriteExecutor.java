package dev.bigdaddy.conductor.execute;

import dev.bigdaddy.conductor.plan.NotSupported;
import dev.bigdaddy.conductor.plan.ReadPlan;
import dev.bigdaddy.conductor.plan.SqlText;
import dev.bigdaddy.conductor.plan.WritePlan.Lent;
import dev.bigdaddy.storage.Epoch;
import dev.bigdaddy.storage.Mark;
import dev.bigdaddy.storage.NodeId;
import dev.bigdaddy.storage.RowCursor;
import dev.bigdaddy.storage.SqliteConnection;
import dev.bigdaddy.storage.StorageException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Lends tables of several nodes to the connection that has what only its session has, and lets SQLite
/// run a statement there.
///
/// **Why nothing stays.** The tables are temporary and made in the statement's own transaction: whatever
/// ends that, a crash too, takes them away. A statement that fails and leaves the transaction open leaves
/// what SQLite leaves, without them. Their rows count for nothing: changes are counted from when they
/// are there. Under the writers of all nodes concerned, so that nothing changes meanwhile.
final class LentWriteExecutor {
  private final HomeWriteExecutor home;
  private final Scratch.Pool scratches;

  /// @param scratches knows how much a statement may gather
  LentWriteExecutor(HomeWriteExecutor home, Scratch.Pool scratches) {
    this.home = home;
    this.scratches = scratches;
  }

  WriteResult run(
      Lent plan, @Nullable Object[] values, WriteContext context, List<NodeWork> work) {
    context.goOnAlone();
    Epoch epoch = context.writers(plan.nodes(), true);
    SqliteConnection own = epoch.on(NodeId.HOME);
    if (own.hasOpenCursors()) {
      // SQLite drops no table while any other of its database is read.
      throw NotSupported.of(
          "a write to a temporary or attached table that reads spread tables, while a cursor of the"
              + " session is open");
    }
    List<String> drops = new ArrayList<>();
    Mark mark = epoch.mark();
    try {
      limit(own, pages(own) + scratches.mostPages());
      lend(plan, epoch, own, drops, work);
    } catch (StorageException failure) {
      Undo.to(mark, epoch, failure);
      throw scratches.failure(failure);
    } finally {
      limit(own, Scratch.MOST_PAGES);
    }
    epoch.release(mark);
    try {
      return home.execute(plan.home(), values, context, epoch, work);
    } finally {
      if (own.inTransaction()) {
        drops.reversed().forEach(own::execute);
      }
    }
  }

  private static long pages(SqliteConnection own) {
    try (RowCursor pages = own.query("PRAGMA temp.page_count")) {
      return pages.next() ? pages.longAt(0) : 0;
    }
  }

  private static void limit(SqliteConnection own, long pages) {
    own.execute("PRAGMA temp.max_page_count = " + Math.min(pages, Scratch.MOST_PAGES));
  }

  private static void lend(
      Lent plan, Epoch epoch, SqliteConnection own, List<String> drops, List<NodeWork> work) {
    for (ReadPlan.Load load : plan.loads()) {
      own.execute(load.ddl());
      drops.add("DROP TABLE temp." + SqlText.quote(load.table()));
      RowLoader loader = new RowLoader(own::update, load.into(), load.columns());
      for (Map.Entry<NodeId, Integer> shards : load.shardsOfNodes().entrySet()) {
        NodeId node = shards.getKey();
        NodeWork nodeWork = new NodeWork(load.table(), shards.getValue(), node);
        work.add(nodeWork);
        try (RowCursor rows =
            new CountedCursor(epoch.on(node).query(load.nodeSql().text()), nodeWork)) {
          loader.load(rows);
        }
        nodeWork.ended();
      }
      loader.flush();
      load.after().forEach(own::execute);
    }
    for (ReadPlan.View view : plan.views()) {
      own.execute(view.ddl());
      drops.add("DROP VIEW " + view.name());
    }
  }
}
