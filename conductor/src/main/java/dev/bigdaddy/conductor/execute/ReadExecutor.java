package dev.bigdaddy.conductor.execute;

import dev.bigdaddy.conductor.plan.KeyRoute;
import dev.bigdaddy.conductor.plan.NodeSql;
import dev.bigdaddy.conductor.plan.ReadPlan;
import dev.bigdaddy.conductor.plan.RowLimit;
import dev.bigdaddy.conductor.schema.ShadowSchema;
import dev.bigdaddy.storage.NodeId;
import dev.bigdaddy.storage.RowCursor;
import dev.bigdaddy.storage.SqliteConnection;
import dev.bigdaddy.storage.StorageException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Runs read plans. The cursors it gives stream where the rung streams, and own what they read from.
/// Safe for use by many threads.
public final class ReadExecutor {
  /// Rows behind a LIMIT that are held until it is known that none fails.
  private static final long MOST_HELD = 4_096;

  /// Rows of an OFFSET, for each node, from which on it is cheaper to have them counted there.
  private static final long DEEP = 500;

  private final ShardExecutor shards;
  private final NodeStreams streams;
  private final PartialAggregation partials;
  private final Gathering gathering;
  private final Scratch.Pool scratches;
  private final Evaluator evaluator;

  /// Uses parts that the caller owns.
  ///
  /// @param heldLimit bytes of partial aggregates on the heap, of each statement
  public ReadExecutor(
      ShardExecutor shards, Scratch.Pool scratches, Evaluator evaluator, long heldLimit) {
    this.shards = shards;
    this.streams = new NodeStreams(shards);
    this.partials = new PartialAggregation(streams, heldLimit);
    this.gathering = new Gathering(streams, evaluator);
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
      case ReadPlan.OwnHome(NodeSql sql, ReadPlan.Reads reads) -> {
        ReadView view = source.openOwn(reads);
        yield oneNode(view, sql, values, new NodeWork("", 0, NodeId.HOME), work);
      }
      case ReadPlan.SchemaOnly(NodeSql sql) -> schemaOnly(sql, values, shadow, source);
      case ReadPlan.Checks checks -> NodeChecks.run(checks, source, work);
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
    return oneNode(source.open(Set.of(node)), sql, values, nodeWork, work);
  }

  private static RowCursor oneNode(
      ReadView view,
      NodeSql sql,
      @Nullable Object[] values,
      NodeWork nodeWork,
      List<NodeWork> work) {
    work.add(nodeWork);
    try {
      RowCursor rows = view.on(nodeWork.node()).query(sql.text(), sql.bind(values));
      return new OwnedCursor(new CountedCursor(rows, nodeWork), List.of(view));
    } catch (RuntimeException e) {
      view.close();
      throw e;
    }
  }

  private static RowCursor schemaOnly(
      NodeSql sql, @Nullable Object[] values, ShadowSchema shadow, ReadView.Source source) {
    SqliteConnection connection = shadow.take();
    AutoCloseable loan = () -> shadow.giveBack(connection);
    try {
      AutoCloseable watch = source.watch(connection);
      try {
        RowCursor rows = connection.query(sql.text(), sql.bind(values));
        return new OwnedCursor(rows, List.of(watch, loan));
      } catch (RuntimeException e) {
        OwnedCursor.closeAll(List.of(watch));
        throw e;
      }
    } catch (RuntimeException e) {
      OwnedCursor.closeAll(List.of(loan));
      throw e;
    }
  }

  private RowCursor spread(
      ReadPlan.Spread plan,
      @Nullable Object[] values,
      ReadView.Source source,
      List<NodeWork> work) {
    if (plan.route().isPresent() && plan.route().get().index().isPresent()) {
      return indexed(plan, plan.route().get(), values, source, work);
    }
    ShardChoice choice = ShardChoice.of(plan.table(), plan.route(), evaluator, values);
    return spread(plan, choice, values, source, work);
  }

  private RowCursor indexed(
      ReadPlan.Spread plan,
      KeyRoute route,
      @Nullable Object[] values,
      ReadView.Source source,
      List<NodeWork> work) {
    IndexedRead read = IndexedRead.of(route, evaluator, values);
    Set<NodeId> entryNodes = read.entryNodes();
    if (entryNodes.isEmpty()) {
      return spread(plan, read.choice(), values, source, work);
    }
    Optional<BooleanSupplier> holds = source.glance(entryNodes, read::choose);
    if (holds.isPresent() && startsAtOnce(plan, read)) {
      int before = work.size();
      RowCursor rows = spread(plan, read.choice(), values, source, work);
      if (holds.get().getAsBoolean()) {
        return rows;
      }
      rows.close();
      work.subList(before, work.size()).clear();
    }
    ReadView view = source.open(entryNodes, read::choose);
    try (IndexedRead.Opened opened = new IndexedRead.Opened(view, read.nodes(), source)) {
      return spread(plan, read.choice(), values, opened, work);
    }
  }

  /// Whether all that is read is pinned as soon as the cursor is there, at little cost if in vain.
  private static boolean startsAtOnce(ReadPlan.Spread plan, IndexedRead read) {
    return read.nodes().size() == 1
        || (plan.merge().isPresent() && plan.merge().get() instanceof ReadPlan.Stream);
  }

  private RowCursor spread(
      ReadPlan.Spread plan,
      ShardChoice choice,
      @Nullable Object[] values,
      ReadView.Source source,
      List<NodeWork> work) {
    String table = plan.table().name();
    boolean ordered =
        choice.shards().size() == 1
            && plan.merge().isPresent()
            && plan.merge().get().ordersRows();
    if (choice.shards().size() <= 1 && !ordered) {
      // No shard at all still has an answer: that of a table without such rows.
      NodeId node =
          choice.shards().isEmpty()
              ? plan.table().layout().nodes().first()
              : choice.shards().keySet().iterator().next();
      NodeWork nodeWork = new NodeWork(table, choice.shards().getOrDefault(node, 0), node);
      return oneNode(node, plan.alone(), values, source, nodeWork, work);
    }
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
      case ReadPlan.Stream stream -> stream(stream, values, source, perNode, work);
      case ReadPlan.Partial partial -> {
        Optional<RowCursor> rows =
            partials.open(
                partial,
                values,
                source,
                perNode.values(),
                scratches.take(source),
                scratch -> last(scratch, partial.statement(), values));
        if (rows.isEmpty()) {
          yield merge(partial.otherwise().get(), values, source, table, choice, work);
        }
        work.addAll(perNode.values());
        yield rows.get();
      }
      case ReadPlan.GatherInstead(var gather, _) ->
          gather(gather.get(), values, source, work);
    };
  }

  private RowCursor stream(
      ReadPlan.Stream plan,
      @Nullable Object[] values,
      ReadView.Source source,
      Map<NodeId, NodeWork> perNode,
      List<NodeWork> work) {
    Window window = plan.limit().map(limit -> window(limit, values)).orElse(Window.ALL);
    ReadView view = source.open(perNode.keySet());
    try {
      RowCursor rows = window(plan, window, values, view, perNode);
      boolean held =
          plan.otherwise().isPresent() && window.count() >= 0 && window.count() <= MOST_HELD;
      RowCursor passed = held ? held(rows, plan.visibleColumns(), source) : rows;
      work.addAll(perNode.values());
      return new OwnedCursor(passed, List.of(view));
    } catch (StorageException e) {
      view.close();
      if (e.kind() == StorageException.Kind.SQL && plan.otherwise().isPresent()) {
        return gather(plan.otherwise().get().get(), values, source, work);
      }
      throw e;
    } catch (RuntimeException e) {
      view.close();
      throw e;
    }
  }

  /// All rows at once, so that it shows now whether one fails: in SQLite, which converts them as it does.
  private RowCursor held(RowCursor rows, int width, ReadView.Source source) {
    String columns =
        IntStream.range(0, width).mapToObj(i -> "c" + i).collect(Collectors.joining(","));
    Scratch scratch = scratches.take(source);
    try (rows) {
      scratch.loading();
      scratch.create("CREATE TABLE held(" + columns + ")", "DROP TABLE held");
      RowLoader loader = scratch.loader("held(" + columns + ")", width);
      long unused = loader.load(rows);
      loader.flush();
      scratch.loaded();
      RowCursor held = scratch.connection().query("SELECT " + columns + " FROM held");
      return new OwnedCursor(held, List.of(scratch));
    } catch (RuntimeException e) {
      scratch.close();
      throw e;
    }
  }

  private RowCursor window(
      ReadPlan.Stream plan,
      Window wanted,
      @Nullable Object[] values,
      ReadView view,
      Map<NodeId, NodeWork> perNode) {
    boolean deep =
        plan.skip().isPresent()
            && perNode.size() > 1
            && wanted.count() != 0
            && wanted.offset() >= DEEP * perNode.size();
    OptionalLong left =
        deep
            ? new RowSkip(shards)
                .skip(plan.skip().get(), wanted.offset(), values, view, perNode.keySet())
            : OptionalLong.empty();
    Window window = left.isPresent() ? new Window(wanted.count(), left.getAsLong()) : wanted;
    NodeSql sql = left.isPresent() ? plan.skip().get().from() : plan.nodeSql();
    plan.limit().ifPresent(limit -> values[limit.sumIndex()] = window.rowsPerNode());
    RowCursor rows =
        perNode.size() == 1
            ? alone(plan, values, view, perNode.values().iterator().next())
            : merged(plan, sql, values, view, perNode.values());
    if (!plan.distinct().isEmpty()) {
      rows = new DistinctCursor(rows, plan.distinct());
    }
    return plan.limit().isPresent()
        ? new WindowCursor(rows, window.count(), window.offset())
        : rows;
  }

  private RowCursor merged(
      ReadPlan.Stream plan,
      NodeSql sql,
      @Nullable Object[] values,
      ReadView view,
      Collection<NodeWork> nodes) {
    List<MergeCursor.Started> started =
        streams.start(
            nodes,
            view,
            sql,
            values,
            rows -> new MergeCursor.Started(rows, rows.next()));
    return new MergeCursor(started, plan.terms(), plan.visibleColumns());
  }

  /// One node's rows come in the right order already.
  private static RowCursor alone(
      ReadPlan.Stream plan, @Nullable Object[] values, ReadView view, NodeWork node) {
    NodeSql sql = plan.nodeSql();
    RowCursor rows = view.on(node.node()).query(sql.text(), sql.bind(values));
    return new VisibleCursor(new CountedCursor(rows, node), plan.visibleColumns());
  }

  private record Window(long count, long offset) {
    static final Window ALL = new Window(-1, 0);
    static final Window NOTHING = new Window(0, 0);

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
    long count = evaluator.wholeNumber(limit.count(), values);
    // Behind LIMIT 0 SQLite does not look at OFFSET, whatever it is.
    return count == 0
        ? Window.NOTHING
        : new Window(count, evaluator.wholeNumber(limit.offset(), values));
  }

  private RowCursor gather(
      ReadPlan.Gather plan,
      @Nullable Object[] values,
      ReadView.Source source,
      List<NodeWork> work) {
    Scratch scratch =
        plan.schema().isPresent()
            ? scratches.take(plan.schema().get().copy(), source)
            : scratches.take(source);
    try {
      gathering.load(plan, values, source, scratch, work);
      return last(scratch, plan.statement(), values);
    } catch (RuntimeException e) {
      scratch.close();
      throw e;
    }
  }

  private static RowCursor last(Scratch scratch, NodeSql statement, @Nullable Object[] values) {
    RowCursor rows = scratch.connection().query(statement.text(), statement.bind(values));
    return new OwnedCursor(rows, List.of(scratch));
  }
}
