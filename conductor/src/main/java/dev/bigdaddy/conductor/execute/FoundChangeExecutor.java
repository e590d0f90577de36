package dev.bigdaddy.conductor.execute;

import dev.bigdaddy.conductor.plan.WritePlan.FoundChange;
import dev.bigdaddy.conductor.schema.UserTable;
import dev.bigdaddy.storage.Epoch;
import dev.bigdaddy.storage.Mark;
import dev.bigdaddy.storage.NodeId;
import dev.bigdaddy.topology.RowCounts;
import dev.bigdaddy.topology.VirtualShard;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/// Finds the rows of an UPDATE or DELETE by a query, then changes each on its node, all in one epoch,
/// under the writers of all nodes on which any row lies that the statement looks at. Safe for use by
/// many threads.
final class FoundChangeExecutor {
  /// So few rows are not worth a thread.
  private static final int FEW_ROWS = 64;

  private final ShardExecutor shards;
  private final Evaluator evaluator;
  private final FoundRows found;

  FoundChangeExecutor(ShardExecutor shards, Evaluator evaluator, FoundRows found) {
    this.shards = shards;
    this.evaluator = evaluator;
    this.found = found;
  }

  WriteResult run(
      FoundChange plan, @Nullable Object[] values, WriteContext context, List<NodeWork> work) {
    context.goOnAlone();
    Epoch epoch = context.writers(plan.nodes(), false);
    List<Row> rows;
    try {
      rows = search(plan, values, context, work);
    } catch (RuntimeException failure) {
      // SQLite may never have come upon it.
      throw Failures.areOfTheData(failure) ? new StartOverException(failure) : failure;
    }
    if (rows.isEmpty()) {
      return new WriteResult(0, 0, List.of());
    }
    Mark mark = epoch.mark();
    List<Changed> changed;
    try {
      changed = change(plan, values, rows, epoch);
      context.settle();
      if (plan.deletes()) {
        count(plan.table(), changed, epoch);
      }
    } catch (RuntimeException failure) {
      Undo.to(mark, epoch, failure);
      throw Failures.areOfTheData(failure) ? new StartOverException(failure) : failure;
    }
    epoch.release(mark);
    if (plan.deletes() && plan.table().hasRowid()) {
      context.claims().lowered(plan.table());
    }
    changed.forEach(node -> work.add(node.work()));
    return new WriteResult(rows.size(), rows.size(), returning(plan, changed));
  }

  /// What the search says of a row.
  ///
  /// @param node where it lies
  private record Row(@Nullable Object[] values, VirtualShard virtualShard, NodeId node) {}

  /// The rows, each once.
  private List<Row> search(
      FoundChange plan, @Nullable Object[] values, WriteContext context, List<NodeWork> work) {
    int most = plan.oneRow() ? 1 : Integer.MAX_VALUE;
    RowPlacement placement = new RowPlacement(plan.table(), plan.columns(), evaluator);
    Map<List<@Nullable Object>, Row> known = new HashMap<>();
    List<Row> rows = new ArrayList<>();
    for (@Nullable Object[] read : found.of(plan.search(), most, values, context, work)) {
      VirtualShard virtualShard = new VirtualShard(placement.virtualShard(read));
      Row row = new Row(read, virtualShard, plan.table().layout().nodeOf(virtualShard));
      Row before = plan.joins() ? known.putIfAbsent(key(plan, read), row) : null;
      if (before == null) {
        rows.add(row);
      } else if (!Arrays.deepEquals(before.values(), read)) {
        throw StartOverException.because("several values for one row");
      }
    }
    return rows;
  }

  private static List<@Nullable Object> key(FoundChange plan, @Nullable Object[] row) {
    List<@Nullable Object> key = new ArrayList<>(plan.columns().size());
    for (int i = 0; i < plan.columns().size(); i++) {
      key.add(row[i] instanceof byte[] blob ? ByteBuffer.wrap(blob) : row[i]);
    }
    return key;
  }

  /// What was done for the rows of a node.
  ///
  /// @param holders where each of them lay: while its virtual shard is in flight, perhaps elsewhere
  private record Changed(
      NodeWork work, List<Row> rows, List<NodeId> holders, List<@Nullable Object[]> returned) {}

  private List<Changed> change(
      FoundChange plan, @Nullable Object[] values, List<Row> rows, Epoch epoch) {
    Map<NodeId, List<Row>> byNode = new TreeMap<>();
    for (Row row : rows) {
      byNode.computeIfAbsent(row.node(), _ -> new ArrayList<>()).add(row);
    }
    List<Callable<Changed>> tasks = new ArrayList<>();
    byNode.forEach(
        (node, here) -> tasks.add(() -> changeOn(node, plan, values, here, epoch)));
    // What is in flight may lie on a node that another thread would use.
    boolean here = rows.size() <= FEW_ROWS || plan.table().layout().isInFlight();
    return here ? ShardExecutor.runHere(tasks) : shards.runAll(tasks);
  }

  private static Changed changeOn(
      NodeId node, FoundChange plan, @Nullable Object[] values, List<Row> rows, Epoch epoch) {
    UserTable table = plan.table();
    NodeWork work = new NodeWork(table.name(), table.layout().shardsOn(node).size(), node);
    Changed changed = new Changed(work, rows, new ArrayList<>(), new ArrayList<>());
    for (Row row : rows) {
      @Nullable Object[] bound = plan.sql().bind(values, row.values());
      List<NodeId> holders = table.layout().shardOf(row.virtualShard()).nodesOf(row.virtualShard());
      changed.holders().add(
          holders.stream()
              .filter(holder -> changeRow(holder, plan, bound, epoch, changed.returned()))
              .findFirst()
              .orElseThrow(
                  () ->
                      new IllegalStateException(
                          "a row of " + table.name() + " is not where it was found")));
    }
    work.affected(rows.size());
    work.ended();
    return changed;
  }

  private static boolean changeRow(
      NodeId node,
      FoundChange plan,
      @Nullable Object[] bound,
      Epoch epoch,
      List<@Nullable Object[]> returned) {
    if (plan.returning().isEmpty()) {
      return epoch.update(node, plan.sql().text(), bound) > 0;
    }
    List<@Nullable Object[]> rows = epoch.returning(node, plan.sql().text(), bound);
    returned.addAll(rows);
    return !rows.isEmpty();
  }

  private static void count(UserTable table, List<Changed> changed, Epoch epoch) {
    Map<NodeId, Map<Integer, Long>> removed = new TreeMap<>();
    for (Changed node : changed) {
      for (int i = 0; i < node.rows().size(); i++) {
        int shard = table.layout().shardOf(node.rows().get(i).virtualShard()).id();
        removed
            .computeIfAbsent(node.holders().get(i), _ -> new TreeMap<>())
            .merge(shard, -1L, Long::sum);
      }
    }
    removed.forEach(
        (node, counts) ->
            counts.forEach(
                (shard, sum) ->
                    RowCounts.add(epoch, node, table.layout().name(), shard, sum)));
  }

  private static List<@Nullable Object[]> returning(FoundChange plan, List<Changed> changed) {
    List<@Nullable Object[]> rows = new ArrayList<>();
    changed.forEach(node -> rows.addAll(node.returned()));
    return plan.returning().isEmpty()
        ? List.of()
        : ReturnedRows.of(rows, plan.returning().getAsInt(), plan.orderColumn());
  }
}
