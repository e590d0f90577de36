package dev.bigdaddy.conductor.execute;

import dev.bigdaddy.conductor.plan.NodeSql;
import dev.bigdaddy.conductor.plan.ReadPlan;
import dev.bigdaddy.conductor.plan.SqlText;
import dev.bigdaddy.storage.AttachedNodes;
import dev.bigdaddy.storage.NodeId;
import dev.bigdaddy.storage.RowCursor;
import dev.bigdaddy.storage.VirtualTables;
import dev.bigdaddy.storage.WriterFlag;
import dev.bigdaddy.topology.RowCounts;
import dev.bigdaddy.topology.TableName;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Loads what a gathered statement reads into a scratch database.
///
/// Many rows of local nodes go there without passing through Java: the nodes are attached to the
/// scratch database, at the instant of the statement's view, and SQLite copies them. Few rows, a node
/// that changed since the view was opened, and what a transaction has written itself come through
/// cursors, which all nodes start at the same time. Safe for use by many threads.
final class Gathering {
  /// Rows from which on attaching, at about 0.2 ms a node, is cheaper than cursors.
  private static final long WORTH_ATTACHING = 4_000;

  private final NodeStreams streams;
  private final Evaluator evaluator;

  Gathering(NodeStreams streams, Evaluator evaluator) {
    this.streams = streams;
    this.evaluator = evaluator;
  }

  /// A table to load, and what the nodes do for it.
  private record Task(ReadPlan.Load load, Map<NodeId, NodeWork> perNode) {}

  /// Loads all tables and makes the views over them.
  ///
  /// @param work takes the figures of each node
  void load(
      ReadPlan.Gather plan,
      @Nullable Object[] values,
      ReadView.Source source,
      Scratch scratch,
      List<NodeWork> work) {
    List<Task> tasks = new ArrayList<>();
    Set<NodeId> nodes = new TreeSet<>();
    for (ReadPlan.Load load : plan.loads()) {
      Task task = new Task(load, new TreeMap<>());
      shardsOf(load, values)
          .forEach(
              (node, count) ->
                  task.perNode().put(node, new NodeWork(load.table(), count, node)));
      work.addAll(task.perNode().values());
      nodes.addAll(task.perNode().keySet());
      tasks.add(task);
    }
    plan.virtualTables()
        .forEach(table -> scratch.create(table.ddl(), "DROP TABLE " + SqlText.quote(table.name())));
    try (ReadView view = source.open(nodes)) {
      flushVirtualTables(plan, view);
      Optional<AttachedNodes> attached =
          rows(tasks, view) < WORTH_ATTACHING
              ? Optional.empty()
              : scratch.loadingFrom(view, nodes);
      if (attached.isPresent()) {
        try (AttachedNodes _ = attached.get()) {
          tasks.forEach(task -> move(task, values, scratch));
          scratch.loaded();
        }
      } else {
        scratch.loading();
        tasks.forEach(task -> load(task, values, view, scratch));
        scratch.loaded();
      }
    }
    if (!plan.own().isEmpty() || !plan.schemas().isEmpty()) {
      if (plan.schema().isEmpty()) {
        plan.schemas().forEach(scratch::attach);
      }
      scratch.loading();
      loadOwn(plan, values, source, scratch, work);
      scratch.loaded();
    }
    for (ReadPlan.View created : plan.views()) {
      scratch.create(created.ddl(), "DROP VIEW " + created.name());
    }
    scratch.filled();
    if (plan.sensitiveLike()) {
      scratch.execute(WriterFlag.CASE_SENSITIVE_LIKE.pragma(WriterFlag.Switch.ON));
      // Switched off, LIKE would be none that indexes may use.
      scratch.discard();
    }
  }

  /// How many rows the spread tables among them have on these nodes.
  private static long rows(List<Task> tasks, ReadView view) {
    long rows = 0;
    for (Task task : tasks) {
      if (task.load().schemaAt() < 0) {
        return 0;
      }
      TableName table = new TableName(task.load().table());
      for (NodeId node : task.perNode().keySet()) {
        if (task.load().isSpread()) {
          for (long count : RowCounts.read(view.on(node), table).values()) {
            rows += count;
          }
        }
      }
    }
    return rows;
  }

  /// A virtual table may keep what the transaction has written in memory.
  private static void flushVirtualTables(ReadPlan.Gather plan, ReadView view) {
    boolean any = !plan.virtualTables().isEmpty() || plan.schema().isPresent();
    if (any && view.isWritten(NodeId.HOME)) {
      VirtualTables.flush(view.on(NodeId.HOME));
    }
  }

  private static void make(ReadPlan.Load load, Scratch scratch) {
    if (load.drop().isPresent()) {
      scratch.create(load.ddl(), load.drop().get());
    } else {
      scratch.execute(load.ddl());
    }
  }

  /// SQLite moves the rows from the attached nodes.
  private static void move(Task task, @Nullable Object[] values, Scratch scratch) {
    ReadPlan.Load load = task.load();
    make(load, scratch);
    task.perNode()
        .forEach(
            (node, nodeWork) -> {
              NodeSql select = load.in(AttachedNodes.schema(node));
              long moved =
                  scratch.insert(
                      "INSERT INTO " + load.into() + " " + select.text(),
                      select.bind(values));
              nodeWork.returned(moved);
              nodeWork.ended();
            });
    load.after().forEach(scratch::execute);
  }

  private void loadOwn(
      ReadPlan.Gather plan,
      @Nullable Object[] values,
      ReadView.Source source,
      Scratch scratch,
      List<NodeWork> work) {
    ReadPlan.Reads reads =
        plan.schemas().isEmpty() ? ReadPlan.Reads.TEMPORARY_ONLY : ReadPlan.Reads.ATTACHED;
    try (ReadView view = source.openOwn(reads)) {
      for (ReadPlan.Load load : plan.own()) {
        NodeWork nodeWork = new NodeWork(load.table(), 1, NodeId.HOME);
        work.add(nodeWork);
        load(new Task(load, new TreeMap<>(Map.of(NodeId.HOME, nodeWork))), values, view, scratch);
      }
    }
  }

  private Map<NodeId, Integer> shardsOf(ReadPlan.Load load, @Nullable Object[] values) {
    if (load.route().isPresent()) {
      return ShardChoice.of(load.route().get().table(), load.route(), evaluator, values).shards();
    }
    Map<NodeId, Integer> all = new TreeMap<>();
    for (NodeId node : load.nodes()) {
      all.merge(node, 1, Integer::sum);
    }
    return all;
  }

  private void load(Task task, @Nullable Object[] values, ReadView view, Scratch scratch) {
    ReadPlan.Load load = task.load();
    make(load, scratch);
    RowLoader loader = scratch.loader(load.into(), load.columns());
    List<MergeCursor.Started> started =
        streams.start(
            task.perNode().values(),
            view,
            load.nodeSql(),
            values,
            rows -> new MergeCursor.Started(rows, rows.next()));
    try {
      for (MergeCursor.Started node : started) {
        try (RowCursor rows = new StartedCursor(node)) {
          loader.load(rows);
        }
      }
      loader.flush();
    } finally {
      OwnedCursor.closeAll(started.stream().map(MergeCursor.Started::cursor).toList());
    }
    load.after().forEach(scratch::execute);
  }
}
