package dev.bigdaddy.conductor.execute;

import dev.bigdaddy.conductor.plan.GatheredTable;
import dev.bigdaddy.storage.Epoch;
import dev.bigdaddy.storage.NodeId;
import dev.bigdaddy.storage.RowCursor;
import dev.bigdaddy.topology.TableKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/// Brings the rows of nodes into a gathered write's scratch database. Used by one thread.
final class GatheredRows {
  private final Scratch scratch;
  private final ShardExecutor shards;
  private final Epoch epoch;
  private final Map<NodeId, NodeWork> perNode;
  private final Evaluator evaluator;

  GatheredRows(
      Scratch scratch,
      ShardExecutor shards,
      Epoch epoch,
      Map<NodeId, NodeWork> perNode,
      Evaluator evaluator) {
    this.evaluator = evaluator;
    this.scratch = scratch;
    this.shards = shards;
    this.epoch = epoch;
    this.perNode = perNode;
  }

  /// Loads a table: as it is beside the user's own, then into that.
  void load(GatheredTable table, @Nullable Object[] values) {
    scratch.create(table.createBefore(), "DROP TABLE " + table.before());
    Optional<List<KeyedReads.Read>> reads =
        table.keyed().flatMap(keyed -> new KeyedReads(evaluator).of(table, keyed, values));
    if (reads.isPresent()) {
      for (KeyedReads.Read read : reads.get()) {
        load(table, values, " WHERE " + read.condition(), read.parameters());
      }
    }
    if (reads.isEmpty() || hasLargestRowid(table)) {
      load(table, values, "", table.bind(values));
    }
    scratch.execute(table.fill());
  }

  /// Behind the largest rowid that there is, SQLite tries random ones: any row may have one of them.
  private boolean hasLargestRowid(GatheredTable table) {
    if (!table.table().hasRowid()) {
      return false;
    }
    try (RowCursor row =
        scratch
            .connection()
            .query(
                "SELECT 1 FROM " + table.before() + " WHERE k0 = ?", (Object) Long.MAX_VALUE)) {
      return row.next();
    }
  }

  private void load(
      GatheredTable table,
      @Nullable Object[] values,
      String where,
      @Nullable Object[] bound) {
    RowLoader loader = scratch.loader(table.before(), table.width());
    Set<NodeId> nodes = nodes(table, values);
    List<Callable<MergeCursor.Started>> tasks = new ArrayList<>();
    for (NodeId node : nodes) {
      tasks.add(
          () -> {
            RowCursor rows = epoch.on(node).query(table.read(node) + where, bound);
            return new MergeCursor.Started(rows, rows.next());
          });
    }
    List<MergeCursor.Started> started = shards.runAll(tasks);
    int at = 0;
    for (NodeId node : nodes) {
      try (RowCursor rows = new StartedCursor(started.get(at++))) {
        long loaded = loader.load(rows);
        NodeWork work = perNode.get(node);
        if (work != null) {
          work.returned(loaded);
        }
      }
    }
    loader.flush();
  }

  private Set<NodeId> nodes(GatheredTable table, @Nullable Object[] values) {
    if (table.table().layout().kind() == TableKind.REFERENCE) {
      return Set.of(NodeId.HOME);
    }
    return table.filter().flatMap(GatheredTable.RowFilter::route).isPresent()
        ? ShardChoice.of(table.table(), table.filter().get().route(), evaluator, values)
            .shards()
            .keySet()
        : table.table().layout().nodes();
  }
}
