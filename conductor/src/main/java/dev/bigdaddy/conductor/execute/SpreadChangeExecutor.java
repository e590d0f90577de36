package dev.bigdaddy.conductor.execute;

import dev.bigdaddy.conductor.index.IndexCatalog;
import dev.bigdaddy.conductor.plan.NodeSql;
import dev.bigdaddy.conductor.plan.WritePlan.Rival;
import dev.bigdaddy.conductor.plan.WritePlan.SpreadChange;
import dev.bigdaddy.conductor.schema.Footprint;
import dev.bigdaddy.conductor.schema.UserTable;
import dev.bigdaddy.storage.Epoch;
import dev.bigdaddy.storage.Mark;
import dev.bigdaddy.storage.NodeId;
import dev.bigdaddy.topology.RowCounts;
import dev.bigdaddy.topology.Shard;
import dev.bigdaddy.topology.VirtualShard;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Runs an UPDATE or DELETE on every node that can hold its rows, each node for itself, all in one
/// epoch. Safe for use by many threads.
final class SpreadChangeExecutor {
  private static final int FEW_KEYS = 32;

  private final ShardExecutor shards;
  private final Evaluator evaluator;

  SpreadChangeExecutor(ShardExecutor shards, Evaluator evaluator) {
    this.shards = shards;
    this.evaluator = evaluator;
  }

  WriteResult run(
      SpreadChange plan, @Nullable Object[] values, WriteContext context, List<NodeWork> work) {
    Target target = target(plan, values, context);
    if (target.choice().shards().isEmpty()) {
      return new WriteResult(0, 0, List.of());
    }
    Function<Epoch, WriteResult> change =
        epoch -> change(plan, values, target.choice(), context, epoch, work);
    Set<VirtualShard> keys = target.choice().virtualShards();
    return keys.isEmpty() || !plan.rivals().isEmpty()
        ? context.write(target.nodes(), false, WriteContext.Remains.NOTHING, change)
        : context.write(
            new Footprint(plan.table().layout().name(), keys), target.nodes(), change);
  }

  private WriteResult change(
      SpreadChange plan,
      @Nullable Object[] values,
      ShardChoice choice,
      WriteContext context,
      Epoch epoch,
      List<NodeWork> work) {
    Mark mark = epoch.markBeforeUse();
    List<NodeChange> changes;
    try {
      changes = changeNodes(plan, values, choice, epoch);
      context.settle();
      checkRivals(plan, changes, epoch);
      for (NodeChange change : changes) {
        count(plan, change, epoch);
      }
    } catch (RuntimeException failure) {
      Undo.to(mark, epoch, failure);
      if (dependsOnOrder(plan, choice, failure, context)) {
        throw new StartOverException(failure);
      }
      throw failure;
    }
    epoch.release(mark);
    if (plan.deletes() && plan.table().hasRowid()) {
      context.claims().lowered(plan.table());
    }
    changes.forEach(change -> work.add(change.work));
    long total = changes.stream().mapToLong(change -> change.changes).sum();
    return new WriteResult(total, total, returning(plan, changes));
  }

  /// Where the statement's rows lie.
  ///
  /// @param nodes all nodes that it needs; those that an index named are held already
  private record Target(ShardChoice choice, Set<NodeId> nodes) {}

  private Target target(SpreadChange plan, @Nullable Object[] values, WriteContext context) {
    UserTable table = plan.table();
    Set<NodeId> nodes =
        plan.rivals().isEmpty() ? new TreeSet<>() : new TreeSet<>(table.layout().nodes());
    if (plan.route().isPresent() && plan.route().get().index().isPresent()) {
      IndexedRead read = IndexedRead.of(plan.route().get(), evaluator, values);
      return indexed(read, nodes, context);
    }
    ShardChoice choice = ShardChoice.of(table, plan.route(), evaluator, values);
    nodes.addAll(choice.shards().keySet());
    return new Target(choice, nodes);
  }

  /// Entries count only under the writer of their node, since a row that gets the value after they
  /// were read must not be missed. What they say before is a guess at the writers to take with it; if
  /// it was wrong, more are taken, from the beginning as they have an order.
  private static Target indexed(IndexedRead read, Set<NodeId> nodes, WriteContext context) {
    Set<NodeId> entryNodes = read.entryNodes();
    if (entryNodes.isEmpty()) {
      return new Target(read.choice(), nodes);
    }
    nodes.addAll(entryNodes);
    read.choose(context::reader);
    nodes.addAll(read.choice().shards().keySet());
    while (true) {
      Epoch epoch = context.writers(nodes, false);
      read.choose(epoch::on);
      if (!nodes.addAll(read.choice().shards().keySet())) {
        return new Target(read.choice(), nodes);
      }
      context.startOver();
    }
  }

  /// Whether SQLite could meet another row's error first, or leave rows behind: after a value of a wrong
  /// type in a STRICT table a transaction keeps those that were changed before.
  private static boolean dependsOnOrder(
      SpreadChange plan, ShardChoice choice, RuntimeException failure, WriteContext context) {
    boolean several =
        choice.shards().size() > 1
            || !plan.rivals().isEmpty()
            || context.indexes().of(plan.table().layout().name()).stream()
                .anyMatch(IndexCatalog.Entry::unique);
    boolean leaves = plan.table().strict() && context.isInteractive();
    return Failures.areOfTheData(failure) && (several || leaves);
  }

  private record NodeChange(
      NodeWork work, NodeId node, int shardCount, long changes, List<@Nullable Object[]> rows) {}

  private List<NodeChange> changeNodes(
      SpreadChange plan, @Nullable Object[] values, ShardChoice choice, Epoch epoch) {
    NodeSql sql = plan.sql();
    @Nullable Object[] bound = sql.bind(values);
    boolean returns = plan.returning().isPresent() || plan.shardColumn() || !plan.rivals().isEmpty();
    List<Callable<NodeChange>> tasks = new ArrayList<>();
    choice
        .shards()
        .forEach(
            (node, count) ->
                tasks.add(
                    () -> {
                      NodeWork work = new NodeWork(plan.table().name(), count, node);
                      List<@Nullable Object[]> rows = List.of();
                      long changes;
                      if (returns) {
                        rows = epoch.returning(node, sql.text(), bound);
                        changes = rows.size();
                      } else {
                        changes = epoch.update(node, sql.text(), bound);
                      }
                      work.affected(changes);
                      work.ended();
                      return new NodeChange(work, node, count, changes, rows);
                    }));
    return isSmall(plan) ? ShardExecutor.runHere(tasks) : shards.runAll(tasks);
  }

  /// Whether its keys can only find a few rows.
  private static boolean isSmall(SpreadChange plan) {
    UserTable table = plan.table();
    List<String> key = table.layout().shardKey();
    return plan.route().isPresent()
        && plan.route().get().index().isEmpty()
        && table.rowidAlias().map(List::of).filter(key::equals).isPresent()
        && plan.route().get().alternatives().getFirst().size() <= FEW_KEYS;
  }

  private static void checkRivals(SpreadChange plan, List<NodeChange> changes, Epoch epoch) {
    for (Rival rival : plan.rivals()) {
      for (NodeChange change : changes) {
        for (@Nullable Object[] row : change.rows()) {
          @Nullable Object[] key =
              rival.columns().stream().map(column -> row[column.getAsInt()]).toArray();
          if (Arrays.stream(key).anyMatch(RawText::mayBe)) {
            throw StartOverException.because("text that may not be valid UTF-8 has rivals elsewhere");
          }
          if (Arrays.stream(key).allMatch(value -> value != null)) {
            RivalCheck.onOtherNodes(
                plan.table(), rival, key, change.node(), plan.table().layout().nodes(), epoch);
          }
        }
      }
    }
  }

  private static void count(SpreadChange plan, NodeChange change, Epoch epoch) {
    if (!plan.deletes() || change.changes() == 0) {
      return;
    }
    UserTable table = plan.table();
    List<Shard> onNode = table.layout().shardsOn(change.node());
    Map<Integer, Long> removed = new TreeMap<>();
    if (!plan.shardColumn()) {
      removed.put(onNode.getFirst().id(), change.changes());
    }
    for (@Nullable Object[] row : plan.shardColumn() ? change.rows() : List.<Object[]>of()) {
      if (row[row.length - 1] instanceof Long number) {
        Shard shard = table.layout().shardOf(new VirtualShard(number.intValue()));
        removed.merge(shard.id(), 1L, Long::sum);
      }
    }
    removed.forEach(
        (shard, rows) -> RowCounts.add(epoch, change.node(), table.layout().name(), shard, -rows));
  }

  private static List<@Nullable Object[]> returning(SpreadChange plan, List<NodeChange> changes) {
    List<@Nullable Object[]> rows = new ArrayList<>();
    changes.forEach(change -> rows.addAll(change.rows()));
    return plan.returning().isEmpty()
        ? List.of()
        : ReturnedRows.of(rows, plan.returning().getAsInt(), plan.orderColumn());
  }
}
