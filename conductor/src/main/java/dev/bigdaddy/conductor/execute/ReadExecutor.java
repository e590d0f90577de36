package dev.bigdaddy.conductor.execute;

import dev.bigdaddy.conductor.plan.NodeSql;
import dev.bigdaddy.conductor.plan.ReadPlan;
import dev.bigdaddy.conductor.plan.RowLimit;
import dev.bigdaddy.conductor.plan.SqlText;
import dev.bigdaddy.conductor.schema.ShadowSchema;
import dev.bigdaddy.storage.NodeId;
import dev.bigdaddy.storage.RowCursor;
import dev.bigdaddy.storage.SqliteConnection;
import dev.bigdaddy.storage.StorageException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/// Runs read plans. The cursors it gives stream where the rung streams, and own what they read from.
/// Safe for use by many threads.
public final class ReadExecutor {
  private final ShardExecutor shards;
  private final Scratch.Pool scratches;
  private final Evaluator evaluator;

  /// Uses parts that the caller owns.
  public ReadExecutor(ShardExecutor shards, Scratch.Pool scratches, Evaluator evaluator) {
    this.shards = shards;
    this.scratches = scratches;
    this.evaluator = evaluator;
  }

  /// Starts a statement.
  ///
  /// @param values the user's parameters with our own behind them
  /// @param source where to read
  /// @param work takes the figures of each node
  public RowCursor open(
      ReadPlan plan,
      @Nullable Object[] values,
      ReadView.Source source,
      ShadowSchema shadow,
      List<NodeWork> work) {
    return switch (plan) {
      case ReadPlan.OneNode(NodeId node, NodeSql sql) ->
          oneNode(node, sql, values, source, new NodeWork("", 0, node), work);
      case ReadPlan.SchemaOnly(NodeSql sql) -> schemaOnly(sql, values, shadow);
      case ReadPlan.Spread spread -> spread(spread, values, source, work);
      case ReadPlan.Gather gather -> gather(gather, values, source, work);
      case ReadPlan.Staged staged -> subResults(shadow).open(staged, values, source, work);
      case ReadPlan.Choice choice -> subResults(shadow).open(choice, values, source, work);
    };
  }

  private SubResults subResults(ShadowSchema shadow) {
    return new SubResults(
        (plan, values, source, work) -> open(plan, values, source, shadow, work), shards);
  }

  private static RowCursor oneNode(
      NodeId node,
      NodeSql sql,
      @Nullable Object[] values,
      ReadView.Source source,
      NodeWork nodeWork,
      List<NodeWork> work) {
    work.add(nodeWork);
    ReadView view = source.open(Set.of(node));
    try {
      RowCursor rows = view.on(node).query(sql.text(), sql.bind(values));
      return new OwnedCursor(new CountedCursor(rows, nodeWork), List.of(view));
    } catch (RuntimeException e) {
      view.close();
      throw e;
    }
  }

  private static RowCursor schemaOnly(
      NodeSql sql, @Nullable Object[] values, ShadowSchema shadow) {
    SqliteConnection connection = shadow.take();
    AutoCloseable loan = () -> shadow.giveBack(connection);
    try {
      return new OwnedCursor(connection.query(sql.text(), sql.bind(values)), List.of(loan));
    } catch (RuntimeException e) {
      shadow.giveBack(connection);
      throw e;
    }
  }

  private RowCursor spread(
      ReadPlan.Spread plan,
      @Nullable Object[] values,
      ReadView.Source source,
      List<NodeWork> work) {
    ShardChoice choice = ShardChoice.of(plan.table(), plan.route(), evaluator, values);
    String table = plan.table().name();
    boolean ordered =
        choice.shards().size() == 1
            && plan.merge().isPresent()
            && plan.merge().get() instanceof ReadPlan.Stream;
    if (choice.shards().size() <= 1 && !ordered) {
      // No shard at all still has an answer: that of a table without such rows.
      NodeId node =
          choice.shards().isEmpty()
              ? plan.table().layout().nodes().first()
              : choice.shards().keySet().iterator().next();
      NodeWork nodeWork = new NodeWork(table, choice.shards().getOrDefault(node, 0), node);
      return oneNode(node, plan.alone(), values, source, nodeWork, work);
    }
    Map<NodeId, NodeWork> perNode = new TreeMap<>();
    choice.shards().forEach((node, count) -> perNode.put(node, new NodeWork(table, count, node)));
    ReadPlan.Merge merge =
        plan.merge()
            .orElseThrow(() -> new IllegalStateException("one key value left several nodes"));
    return merge(merge, values, source, table, choice, work);
  }

  private RowCursor merge(
      ReadPlan.Merge merge,
      @Nullable Object[] values,
      ReadView.Source source,
      String table,
      ShardChoice choice,
      List<NodeWork> work) {
    Map<NodeId, NodeWork> perNode = new TreeMap<>();
    choice.shards().forEach((node, count) -> perNode.put(node, new NodeWork(table, count, node)));
    return switch (merge) {
      case ReadPlan.Stream stream -> {
        work.addAll(perNode.values());
        yield stream(stream, values, source, perNode);
      }
      case ReadPlan.Partial partial -> {
        Optional<RowCursor> rows = partial(partial, values, source, perNode, work);
        yield rows.isPresent()
            ? rows.get()
            : merge(partial.otherwise(), values, source, table, choice, work);
      }
      case ReadPlan.GatherInstead(ReadPlan.Gather gather, _) ->
          gather(gather, values, source, work);
    };
  }

  private RowCursor stream(
      ReadPlan.Stream plan,
      @Nullable Object[] values,
      ReadView.Source source,
      Map<NodeId, NodeWork> perNode) {
    Window window = plan.limit().map(limit -> window(limit, values)).orElse(Window.ALL);
    plan.limit().ifPresent(limit -> values[limit.sumIndex()] = window.rowsPerNode());
    ReadView view = source.open(perNode.keySet());
    try {
      List<MergeCursor.Started> started =
          start(perNode, node -> view.on(node), plan.nodeSql(), values);
      RowCursor rows = new MergeCursor(started, plan.terms(), plan.visibleColumns());
      if (!plan.distinct().isEmpty()) {
        rows = new DistinctCursor(rows, plan.distinct());
      }
      if (plan.limit().isPresent()) {
        rows = new WindowCursor(rows, window.count(), window.offset());
      }
      return new OwnedCursor(rows, List.of(view));
    } catch (RuntimeException e) {
      view.close();
      throw e;
    }
  }

  /// Lets every node do its first step, which is where it sorts, at the same time.
  private List<MergeCursor.Started> start(
      Map<NodeId, NodeWork> perNode, Connections connections, NodeSql sql, @Nullable Object[] values) {
    @Nullable Object[] bound = sql.bind(values);
    List<RowCursor> opened = Collections.synchronizedList(new ArrayList<>());
    List<Callable<MergeCursor.Started>> tasks = new ArrayList<>();
    for (NodeWork nodeWork : perNode.values()) {
      SqliteConnection connection = connections.on(nodeWork.node());
      tasks.add(
          () -> {
            RowCursor rows = new CountedCursor(connection.query(sql.text(), bound), nodeWork);
            opened.add(rows);
            return new MergeCursor.Started(rows, rows.next());
          });
    }
    try {
      return shards.runAll(tasks);
    } catch (RuntimeException e) {
      OwnedCursor.closeAll(opened);
      throw e;
    }
  }

  private interface Connections {
    SqliteConnection on(NodeId node);
  }

  private record Window(long count, long offset) {
    static final Window ALL = new Window(-1, 0);

    /// Enough rows of each node for the window over all of them.
    long rowsPerNode() {
      if (count < 0) {
        return -1;
      }
      long skipped = Math.max(0, offset);
      return count > Long.MAX_VALUE - skipped ? -1 : count + skipped;
    }
  }

  private Window window(RowLimit limit, @Nullable Object[] values) {
    return new Window(
        evaluator.wholeNumber(limit.count(), values),
        evaluator.wholeNumber(limit.offset(), values));
  }

  /// Empty if a guard says that the nodes' answers must not be joined.
  private Optional<RowCursor> partial(
      ReadPlan.Partial plan,
      @Nullable Object[] values,
      ReadView.Source source,
      Map<NodeId, NodeWork> perNode,
      List<NodeWork> work) {
    List<List<@Nullable Object[]>> parts;
    try (ReadView view = source.open(perNode.keySet())) {
      parts = collect(plan, values, view, perNode);
    } catch (StorageException e) {
      if (SumGuard.isOverflow(e)) {
        return Optional.empty();
      }
      throw e;
    }
    if (!SumGuard.orderIsFree(parts, plan.guards())) {
      return Optional.empty();
    }
    work.addAll(perNode.values());
    Scratch scratch = scratches.take();
    try {
      scratch.create(plan.partTable(), "DROP TABLE part");
      Scratch.Loader loader = scratch.loader("part", plan.columns());
      for (List<@Nullable Object[]> part : parts) {
        loader.load(new RowListCursor(Collections.nCopies(plan.columns(), ""), part));
      }
      loader.flush();
      return Optional.of(last(scratch, plan.statement(), values, source));
    } catch (RuntimeException e) {
      scratch.close();
      throw e;
    }
  }

  private List<List<@Nullable Object[]>> collect(
      ReadPlan.Partial plan,
      @Nullable Object[] values,
      ReadView view,
      Map<NodeId, NodeWork> perNode) {
    @Nullable Object[] bound = plan.nodeSql().bind(values);
    List<Callable<List<@Nullable Object[]>>> tasks = new ArrayList<>();
    for (NodeWork nodeWork : perNode.values()) {
      SqliteConnection connection = view.on(nodeWork.node());
      tasks.add(
          () -> {
            List<@Nullable Object[]> rows = new ArrayList<>();
            try (RowCursor cursor =
                new CountedCursor(connection.query(plan.nodeSql().text(), bound), nodeWork)) {
              while (cursor.next()) {
                @Nullable Object[] row = new @Nullable Object[plan.columns()];
                for (int column = 0; column < row.length; column++) {
                  row[column] = RawText.read(cursor, column);
                }
                rows.add(row);
              }
            }
            return rows;
          });
    }
    return shards.runAll(tasks);
  }

  private RowCursor gather(
      ReadPlan.Gather plan,
      @Nullable Object[] values,
      ReadView.Source source,
      List<NodeWork> work) {
    List<LoadTask> tasks = new ArrayList<>();
    Set<NodeId> nodes = new TreeSet<>();
    for (ReadPlan.Load load : plan.loads()) {
      LoadTask task = new LoadTask(load, new TreeMap<>());
      shardsOf(load, values).forEach((node, count) -> {
        NodeWork nodeWork = new NodeWork(load.table(), count, node);
        task.perNode().put(node, nodeWork);
        work.add(nodeWork);
        nodes.add(node);
      });
      tasks.add(task);
    }
    Scratch scratch = scratches.take();
    try {
      try (ReadView view = source.open(nodes)) {
        for (LoadTask task : tasks) {
          load(task, values, view, scratch);
        }
      }
      for (ReadPlan.View created : plan.views()) {
        scratch.create(created.ddl(), "DROP VIEW " + SqlText.quote(created.name()));
      }
      return last(scratch, plan.statement(), values, source);
    } catch (RuntimeException e) {
      scratch.close();
      throw e;
    }
  }

  private record LoadTask(ReadPlan.Load load, Map<NodeId, NodeWork> perNode) {}

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

  private void load(LoadTask task, @Nullable Object[] values, ReadView view, Scratch scratch) {
    ReadPlan.Load load = task.load();
    scratch.create(load.ddl(), "DROP TABLE " + load.into().substring(0, load.into().indexOf('(')));
    Scratch.Loader loader = scratch.loader(load.into(), load.columns());
    for (MergeCursor.Started started :
        start(task.perNode(), view::on, load.nodeSql(), values)) {
      try (RowCursor rows = new StartedCursor(started)) {
        loader.load(rows);
      }
    }
    loader.flush();
    for (String ddl : load.after()) {
      scratch.connection().execute(ddl);
    }
  }

  private static RowCursor last(
      Scratch scratch, NodeSql statement, @Nullable Object[] values, ReadView.Source source) {
    AutoCloseable watch = source.watch(scratch.connection());
    try {
      RowCursor rows = scratch.connection().query(statement.text(), statement.bind(values));
      return new OwnedCursor(rows, List.of(scratch, watch));
    } catch (RuntimeException e) {
      OwnedCursor.closeAll(List.of(watch));
      throw e;
    }
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
