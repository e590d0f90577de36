package dev.bigdaddy.conductor.execute;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.bigdaddy.conductor.BigDaddyException;
import dev.bigdaddy.conductor.ErrorCode;
import dev.bigdaddy.conductor.execute.InsertRows.Row;
import dev.bigdaddy.conductor.index.IndexCatalog;
import dev.bigdaddy.conductor.plan.SqlText;
import dev.bigdaddy.conductor.plan.WritePlan.Rival;
import dev.bigdaddy.conductor.plan.WritePlan.SpreadInsert;
import dev.bigdaddy.conductor.schema.Footprint;
import dev.bigdaddy.conductor.schema.UserTable;
import dev.bigdaddy.storage.Epoch;
import dev.bigdaddy.storage.Mark;
import dev.bigdaddy.storage.NodeId;
import dev.bigdaddy.topology.RowCounts;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Inserts rows into a spread table: computes every value, assigns ids, and sends each row to the
/// node that its shard key says.
///
/// All rows of a node go in a few statements, the nodes at the same time. If that fails, all of it is
/// undone, and where the order of the rows matters SQLite does the statement
/// ({@link StartOverException}), so that the error is the one that it meets first. Safe for use by many
/// threads.
final class SpreadInsertExecutor {
  /// Rows of one INSERT on a node; powers of two below it keep the number of different texts small.
  private static final int MOST_ROWS = 128;

  private static final int MOST_PARAMETERS = 16_384;

  /// So few are inserted before another thread is awake.
  private static final int FEW_ROWS = 32;

  private final ShardExecutor shards;
  private final Evaluator evaluator;
  private final InsertRows inserted;

  /// By the plan itself, not by what it says: that is long to compare.
  private final Cache<SpreadInsert, Prepared> prepared =
      Caffeine.newBuilder().weakKeys().executor(Runnable::run).build();

  SpreadInsertExecutor(ShardExecutor shards, Evaluator evaluator) {
    this.shards = shards;
    this.evaluator = evaluator;
    this.inserted = new InsertRows(evaluator);
  }

  WriteResult run(
      SpreadInsert plan, @Nullable Object[] values, WriteContext context, List<NodeWork> work) {
    try {
      return insert(plan, List.<@Nullable Object[]>of(values), context, work);
    } catch (RuntimeException failure) {
      context.claims().undone();
      if (dependsOnOrder(plan, failure, context)) {
        throw new StartOverException(failure);
      }
      throw failure;
    }
  }

  /// Runs a statement of one row once for each of several values of its parameters, all at once.
  ///
  /// @return empty if a row is to blame that this failed, and nothing is done: which it is, and what
  ///     SQLite says of it, shows when they run one by one
  Optional<WriteResult> runTogether(
      SpreadInsert plan,
      List<@Nullable Object[]> batch,
      WriteContext context,
      List<NodeWork> work) {
    try {
      return Optional.of(insert(plan, batch, context, work));
    } catch (RuntimeException failure) {
      context.claims().undone();
      if (Failures.areOfTheData(failure)) {
        return Optional.empty();
      }
      throw failure;
    }
  }

  /// Whether SQLite could say something else: of several rows it meets the first one's error, of
  /// several keys it looks at one first; and what cannot be done here, it may do.
  private static boolean dependsOnOrder(
      SpreadInsert plan, RuntimeException failure, WriteContext context) {
    boolean several =
        plan.rows().size() > 1
            || plan.rivals().size() > 1
            || plan.table().uniqueKeys().size() > 1
            || context.indexes().of(plan.table().layout().name()).stream()
                .anyMatch(IndexCatalog.Entry::unique);
    boolean refused =
        failure instanceof BigDaddyException e && e.code() == ErrorCode.NOT_SUPPORTED;
    return Failures.areOfTheData(failure) && (several || refused);
  }

  private WriteResult insert(
      SpreadInsert plan,
      List<@Nullable Object[]> batch,
      WriteContext context,
      List<NodeWork> work) {
    @Nullable Object[] values = batch.getFirst();
    while (true) {
      RowidSequences.Ids ids = context.claims().ids(plan.table(), context);
      List<Row> rows = inserted.of(plan, batch, ids);
      boolean first = ids.startsSequence();
      InsertedEntries entries = InsertedEntries.of(sources(plan, context), rows, evaluator);
      Set<NodeId> nodes = nodes(plan, rows, entries, first, context);
      Function<Epoch, Optional<WriteResult>> insert =
          epoch ->
              ids.areValid()
                  ? Optional.of(insert(plan, rows, entries, first, values, context, epoch, work))
                  : Optional.empty();
      Optional<WriteResult> result =
          first || !isOneStatement(plan, rows, context)
              ? context.write(nodes, false, WriteContext.Remains.NOTHING, insert)
              : context.write(footprint(plan, rows.getFirst()), nodes, insert);
      if (result.isPresent()) {
        return result.get();
      }
      context.startOver();
    }
  }

  private WriteResult insert(
      SpreadInsert plan,
      List<Row> rows,
      InsertedEntries entries,
      boolean first,
      @Nullable Object[] values,
      WriteContext context,
      Epoch epoch,
      List<NodeWork> work) {
    if (!first && isOneStatement(plan, rows, context)) {
      insertBatch(plan, rows, epoch, rows.getFirst().node, values);
      count(plan, rows, epoch, work);
      return result(plan, rows, context);
    }
    Mark mark = epoch.markBeforeUse();
    try {
      insertByNode(plan, rows, epoch, values);
      entries.write(epoch);
      context.settle();
      checkRivals(plan, rows, epoch);
      if (first) {
        startSequence(plan.table(), epoch);
      }
      count(plan, rows, epoch, work);
    } catch (RuntimeException failure) {
      Undo.to(mark, epoch, failure);
      throw failure;
    }
    epoch.release(mark);
    return result(plan, rows, context);
  }

  private static Footprint footprint(SpreadInsert plan, Row row) {
    return new Footprint(plan.table().layout().name(), Set.of(row.virtualShard));
  }

  /// Whether one statement on one node does it, which is all or nothing by itself.
  private static boolean isOneStatement(
      SpreadInsert plan, List<Row> rows, WriteContext context) {
    return rows.size() == 1
        && !checksRivals(plan, rows)
        && context.indexes().of(plan.table().layout().name()).isEmpty();
  }

  /// The first node tells the order in which tables began to count, even if it gets no row.
  static void startSequence(UserTable table, Epoch epoch) {
    epoch.update(
        table.layout().nodes().first(),
        "INSERT INTO main.sqlite_sequence(name, seq) SELECT ?1, 0"
            + " WHERE NOT EXISTS (SELECT 1 FROM main.sqlite_sequence WHERE name = ?1)",
        table.layout().name().spelling());
  }

  private Set<NodeId> nodes(
      SpreadInsert plan,
      List<Row> rows,
      InsertedEntries entries,
      boolean startsSequence,
      WriteContext context) {
    if (!startsSequence && isOneStatement(plan, rows, context)) {
      return Set.of(rows.getFirst().node);
    }
    Set<NodeId> nodes = new TreeSet<>(entries.nodes());
    if (startsSequence) {
      nodes.add(plan.table().layout().nodes().first());
    }
    for (Row row : rows) {
      nodes.add(row.node);
      for (Rival rival : plan.rivals()) {
        if (canHaveRival(plan, rival, row)) {
          nodes.addAll(rivalNodes(plan, rival, row));
        }
      }
    }
    return nodes;
  }

  private void insertByNode(
      SpreadInsert plan, List<Row> rows, Epoch epoch, @Nullable Object[] values) {
    if (rows.size() == 1) {
      insertBatch(plan, rows, epoch, rows.getFirst().node, values);
      return;
    }
    Map<NodeId, List<Row>> byNode = new TreeMap<>();
    rows.forEach(row -> byNode.computeIfAbsent(row.node, _ -> new ArrayList<>()).add(row));
    List<Callable<Boolean>> tasks = new ArrayList<>();
    byNode.forEach(
        (node, nodeRows) ->
            tasks.add(
                () -> {
                  insertBatches(plan, nodeRows, epoch, node, values);
                  return true;
                }));
    List<Boolean> unused =
        rows.size() <= FEW_ROWS ? ShardExecutor.runHere(tasks) : shards.runAll(tasks);
  }

  private void insertBatches(
      SpreadInsert plan, List<Row> rows, Epoch epoch, NodeId node, @Nullable Object[] values) {
    int from = 0;
    while (from < rows.size()) {
      int width = rows.get(from).values.length;
      int most = Math.max(1, Math.min(MOST_ROWS, MOST_PARAMETERS / Math.max(1, width)));
      int count = Math.min(Integer.highestOneBit(rows.size() - from), Integer.highestOneBit(most));
      insertBatch(plan, rows.subList(from, from + count), epoch, node, values);
      from += count;
    }
  }

  private void insertBatch(
      SpreadInsert plan, List<Row> rows, Epoch epoch, NodeId node, @Nullable Object[] values) {
    int width = rows.getFirst().values.length;
    int bound = plan.returning().map(returning -> returning.bind(values).length).orElse(0);
    @Nullable Object[] parameters = new @Nullable Object[width * rows.size() + bound];
    int at = 0;
    for (Row row : rows) {
      System.arraycopy(row.values, 0, parameters, at, width);
      at += width;
    }
    String sql = prepared(plan).text(plan, rows.size(), width);
    if (plan.returning().isEmpty()) {
      long unused = epoch.update(node, sql, parameters);
      return;
    }
    System.arraycopy(plan.returning().get().bind(values), 0, parameters, at, bound);
    List<@Nullable Object[]> returned = epoch.returning(node, sql, parameters);
    for (int i = 0; i < rows.size(); i++) {
      rows.get(i).returned = returned.get(i);
    }
  }

  /// The indexes of the table whose entries are known only from what the triggers note.
  List<IndexCatalog.Entry> notedIndexes(SpreadInsert plan, WriteContext context) {
    return sources(plan, context).noted();
  }

  private InsertedEntries.Sources sources(SpreadInsert plan, WriteContext context) {
    return prepared(plan).sources(plan, context.indexes().of(plan.table().layout().name()));
  }

  private Prepared prepared(SpreadInsert plan) {
    return prepared.get(plan, _ -> new Prepared());
  }

  /// What one plan needs each time: its texts, each for a power of two of rows, and what its rows say of
  /// the table's indexes.
  private static final class Prepared {
    private final AtomicReferenceArray<String> byRows =
        new AtomicReferenceArray<>(Integer.numberOfTrailingZeros(MOST_ROWS) + 1);

    private volatile InsertedEntries.@Nullable Sources latest;

    String text(SpreadInsert plan, int rows, int width) {
      int power = Integer.numberOfTrailingZeros(rows);
      String known = byRows.get(power);
      if (known == null) {
        known = insertText(plan, rows, width);
        byRows.set(power, known);
      }
      return known;
    }

    InsertedEntries.Sources sources(SpreadInsert plan, List<IndexCatalog.Entry> entries) {
      InsertedEntries.Sources known = latest;
      if (known == null || !known.areOf(entries)) {
        known = new InsertedEntries.Sources(plan, entries);
        latest = known;
      }
      return known;
    }
  }

  private static String insertText(SpreadInsert plan, int rows, int width) {
    List<String> columns = new ArrayList<>(plan.columns());
    if (plan.rowidName().isPresent() && plan.rowid().isEmpty()) {
      columns.add(plan.rowidName().get());
    }
    columns.add(UserTable.VIRTUAL_SHARD);
    String row = "(" + "?,".repeat(width - 1) + "?)";
    StringBuilder sql = new StringBuilder("INSERT INTO ");
    sql.append(SqlText.quote(plan.table().name())).append('(').append(SqlText.quoteAll(columns));
    sql.append(") VALUES ").append(row);
    sql.append(("," + row).repeat(rows - 1));
    plan.returning().ifPresent(returning -> sql.append(' ').append(returning.text()));
    return sql.toString();
  }

  /// Whether any of the rows can have a rival on another node.
  private static boolean checksRivals(SpreadInsert plan, List<Row> rows) {
    for (Rival rival : plan.rivals()) {
      for (Row row : rows) {
        if (canHaveRival(plan, rival, row)) {
          return true;
        }
      }
    }
    return false;
  }

  /// Where a row's rivals can lie.
  private static Collection<NodeId> rivalNodes(SpreadInsert plan, Rival rival, Row row) {
    return rival.byPlacement() ? row.shard.nodes() : plan.table().layout().nodes();
  }

  /// Whether a row can have a rival on another node: an id that was assigned here has none.
  private static boolean canHaveRival(SpreadInsert plan, Rival rival, Row row) {
    if (rival.byPlacement() && !row.inFlight) {
      return false;
    }
    if (row.assigned
        && plan.table().rowidAlias().equals(Optional.of(rival.key().columns().getFirst()))) {
      return false;
    }
    for (OptionalInt column : rival.columns()) {
      if (column.isEmpty() || row.values[column.getAsInt()] == null) {
        return false;
      }
    }
    return true;
  }

  private static void checkRivals(SpreadInsert plan, List<Row> rows, Epoch epoch) {
    for (Row row : rows) {
      for (Rival rival : plan.rivals()) {
        if (canHaveRival(plan, rival, row)) {
          @Nullable Object[] key =
              rival.columns().stream().map(column -> row.values[column.getAsInt()]).toArray();
          Collection<NodeId> nodes = rivalNodes(plan, rival, row);
          RivalCheck.onOtherNodes(plan.table(), rival, key, row.node, nodes, epoch);
        }
      }
    }
  }

  private static void count(
      SpreadInsert plan, List<Row> rows, Epoch epoch, List<NodeWork> work) {
    if (rows.size() == 1) {
      count(plan, rows.getFirst(), epoch, work);
      return;
    }
    Map<NodeId, Map<Integer, Long>> added = new TreeMap<>();
    for (Row row : rows) {
      added
          .computeIfAbsent(row.node, _ -> new TreeMap<>())
          .merge(row.shard.id(), 1L, Long::sum);
    }
    added.forEach(
        (node, byShard) -> {
          NodeWork nodeWork = new NodeWork(plan.table().name(), byShard.size(), node);
          byShard.forEach(
              (shard, count) -> {
                RowCounts.add(epoch, node, plan.table().layout().name(), shard, count);
                nodeWork.affected(count);
              });
          nodeWork.ended();
          work.add(nodeWork);
        });
  }

  private static void count(
      SpreadInsert plan, Row row, Epoch epoch, List<NodeWork> work) {
    NodeWork nodeWork = new NodeWork(plan.table().name(), 1, row.node);
    RowCounts.add(epoch, row.node, plan.table().layout().name(), row.shard.id(), 1);
    nodeWork.affected(1);
    nodeWork.ended();
    work.add(nodeWork);
  }

  private static WriteResult result(SpreadInsert plan, List<Row> rows, WriteContext context) {
    List<@Nullable Object[]> returning = new ArrayList<>();
    for (Row row : rows) {
      if (row.returned != null) {
        returning.add(row.returned);
      }
    }
    rows.getLast().rowid.ifPresent(context::inserted);
    return new WriteResult(rows.size(), rows.size(), returning);
  }
}
