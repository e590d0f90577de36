package dev.bigdaddy.conductor.execute;

import dev.bigdaddy.conductor.plan.SqlText;
import dev.bigdaddy.conductor.schema.SchemaText;
import dev.bigdaddy.storage.Epoch;
import dev.bigdaddy.storage.NodeId;
import dev.bigdaddy.topology.SchemaObject;
import dev.bigdaddy.topology.TableName;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.Callable;

/// Applies what a gathered write did to the nodes, as plain row operations: on every node all
/// deletions first, the nodes at the same time. Used by one thread.
final class ChangeApplier {
  private final ShardExecutor shards;
  private final Epoch epoch;
  private final Map<NodeId, NodeWork> perNode;

  ChangeApplier(ShardExecutor shards, Epoch epoch, Map<NodeId, NodeWork> perNode) {
    this.shards = shards;
    this.epoch = epoch;
    this.perNode = perNode;
  }

  /// @param homeTriggers triggers that our own row operations must not fire
  void apply(List<TableChange> changes, List<SchemaObject> homeTriggers) {
    List<SchemaObject> silenced =
        homeTriggers.stream()
            .filter(trigger -> changes.stream().anyMatch(change -> isOn(trigger, change)))
            .toList();
    silenced.forEach(
        trigger -> epoch.update(NodeId.HOME, "DROP TRIGGER main." + SqlText.quote(trigger.name())));
    Map<NodeId, List<TableRows>> byNode = new TreeMap<>();
    for (TableChange change : changes) {
      TableRows.split(change)
          .forEach((node, rows) -> byNode.computeIfAbsent(node, _ -> new ArrayList<>()).add(rows));
    }
    List<Callable<Boolean>> tasks = new ArrayList<>();
    byNode.forEach((node, rows) -> tasks.add(() -> applyTo(node, rows)));
    shards.runAll(tasks);
    // In the order in which they were made, which is the order in which SQLite fires them.
    silenced.forEach(
        trigger ->
            epoch.update(
                NodeId.HOME, SchemaText.inMain(Objects.requireNonNull(trigger.sql()))));
  }

  private static boolean isOn(SchemaObject trigger, TableChange change) {
    return TableName.fold(trigger.tableName())
        .equals(TableName.fold(change.table().table().name()));
  }

  private boolean applyTo(NodeId node, List<TableRows> tables) {
    tables.forEach(rows -> rows.delete(epoch, node));
    tables.forEach(rows -> rows.updateAndInsert(epoch, node));
    long rows = tables.stream().mapToLong(TableRows::size).sum();
    NodeWork work = perNode.get(node);
    if (work != null) {
      work.affected(rows);
    }
    return true;
  }
}
