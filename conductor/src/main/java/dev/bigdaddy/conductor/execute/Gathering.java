package dev.bigdaddy.conductor.execute;

import dev.bigdaddy.conductor.plan.ReadPlan;
import dev.bigdaddy.conductor.plan.SqlText;
import dev.bigdaddy.storage.NodeId;
import dev.bigdaddy.storage.RowCursor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Loads what a gathered statement reads into a scratch database. Safe for use by many threads.
final class Gathering {
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
    scratch.loading();
    try (ReadView view = source.open(nodes)) {
      for (Task task : tasks) {
        load(task, values, view, scratch);
      }
    }
    if (!plan.own().isEmpty()) {
      loadOwn(plan.own(), values, source, scratch, work);
    }
    scratch.loaded();
    for (ReadPlan.View created : plan.views()) {
      scratch.create(created.ddl(), "DROP VIEW " + SqlText.quote(created.name()));
    }
  }

  private void loadOwn(
      List<ReadPlan.Load> loads,
      @Nullable Object[] values,
      ReadView.Source source,
      Scratch scratch,
      List<NodeWork> work) {
    try (ReadView view = source.openOwn(ReadPlan.Reads.TEMPORARY_ONLY)) {
      for (ReadPlan.Load load : loads) {
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
    scratch.create(load.ddl(), "DROP TABLE " + load.into().substring(0, load.into().indexOf('(')));
    Scratch.Loader loader = scratch.loader(load.into(), load.columns());
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

  /// A cursor whose first step was already done.
  private static final class StartedCursor extends ForwardingCursor {
    private Optional<Boolean> first;

    StartedCursor(MergeCursor.Started started) {
      super(started.cursor());
      this.first = Optional.of(started.hasRow());
    }

    @Override
    public boolean next() {
      if (first.isPresent()) {
        boolean hasRow = first.get();
        first = Optional.empty();
        return hasRow;
      }
      return rows().next();
    }
  }
}
