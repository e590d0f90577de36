package dev.bigdaddy.conductor.execute;

import dev.bigdaddy.conductor.BigDaddyException;
import dev.bigdaddy.conductor.ErrorCode;
import dev.bigdaddy.conductor.index.IndexCatalog;
import dev.bigdaddy.conductor.plan.Scalar;
import dev.bigdaddy.conductor.plan.SqlText;
import dev.bigdaddy.conductor.plan.WritePlan.KeySource;
import dev.bigdaddy.conductor.plan.WritePlan.Rival;
import dev.bigdaddy.conductor.plan.WritePlan.SpreadInsert;
import dev.bigdaddy.conductor.routing.KeyHash;
import dev.bigdaddy.conductor.schema.Affinity;
import dev.bigdaddy.conductor.schema.UserTable;
import dev.bigdaddy.storage.Epoch;
import dev.bigdaddy.storage.Mark;
import dev.bigdaddy.storage.NodeId;
import dev.bigdaddy.storage.StorageException;
import dev.bigdaddy.topology.RowCounts;
import dev.bigdaddy.topology.Shard;
import dev.bigdaddy.topology.VirtualShard;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Callable;
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

  private final ShardExecutor shards;
  private final Evaluator evaluator;
  private final EntryNodes entryNodes;

  SpreadInsertExecutor(ShardExecutor shards, Evaluator evaluator) {
    this.shards = shards;
    this.evaluator = evaluator;
    this.entryNodes = new EntryNodes(evaluator);
  }

  WriteResult run(
      SpreadInsert plan, @Nullable Object[] values, WriteContext context, List<NodeWork> work) {
    try {
      return insert(plan, values, context, work);
    } catch (RuntimeException failure) {
      context.claims().undone();
      if (dependsOnOrder(plan, failure, context)) {
        throw new StartOverException(failure);
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
            || plan.table().uniqueKeys().size() > 1
            || context.indexes().of(plan.table().layout().name()).stream()
                .anyMatch(IndexCatalog.Entry::unique);
    boolean refused =
        failure instanceof BigDaddyException e && e.code() == ErrorCode.NOT_SUPPORTED;
    return Failures.areOfTheData(failure) && (several || refused);
  }

  private WriteResult insert(
      SpreadInsert plan, @Nullable Object[] values, WriteContext context, List<NodeWork> work) {
    RowidSequences.Ids ids = context.claims().ids(plan.table(), context::reader);
    List<Row> rows = rows(plan, values, ids);
    boolean first = ids.startsSequence();
    Epoch epoch = context.writers(nodes(plan, rows, first, context), false);
    while (!ids.areValid()) {
      context.startOver();
      ids = context.claims().ids(plan.table(), context::reader);
      rows = rows(plan, values, ids);
      first = ids.startsSequence();
      epoch = context.writers(nodes(plan, rows, first, context), false);
    }
    Mark mark = epoch.mark();
    try {
      insertByNode(plan, rows, epoch, values);
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

  /// The first node tells the order in which tables began to count, even if it gets no row.
  private static void startSequence(UserTable table, Epoch epoch) {
    epoch.update(
        table.layout().nodes().first(),
        "INSERT INTO sqlite_sequence(name, seq) SELECT ?1, 0"
            + " WHERE NOT EXISTS (SELECT 1 FROM sqlite_sequence WHERE name = ?1)",
        table.layout().name().spelling());
  }

  private Set<NodeId> nodes(
      SpreadInsert plan, List<Row> rows, boolean startsSequence, WriteContext context) {
    Set<NodeId> nodes = new TreeSet<>();
    if (startsSequence) {
      nodes.add(plan.table().layout().nodes().first());
    }
    List<IndexCatalog.Entry> entries = context.indexes().of(plan.table().layout().name());
    if (!entries.isEmpty()) {
      nodes.addAll(entryNodes.of(plan, entries, rows.stream().map(row -> row.values).toList()));
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

  /// One row with all that is known of it before it is inserted.
  private static final class Row {
    private final @Nullable Object[] values;
    private final OptionalLong rowid;
    private final boolean assigned;
    private final Shard shard;
    private final NodeId node;
    private final boolean inFlight;
    private @Nullable Object @Nullable [] returned;

    Row(
        @Nullable Object[] values,
        OptionalLong rowid,
        boolean assigned,
        Shard shard,
        VirtualShard virtualShard) {
      this.values = values;
      this.rowid = rowid;
      this.assigned = assigned;
      this.shard = shard;
      this.node = shard.nodeOf(virtualShard);
      this.inFlight = shard.isInFlight(virtualShard);
    }
  }

  private List<Row> rows(
      SpreadInsert plan, @Nullable Object[] values, RowidSequences.Ids ids) {
    UserTable table = plan.table();
    List<Row> rows = new ArrayList<>(plan.rows().size());
    for (List<Scalar> scalars : plan.rows()) {
      @Nullable Object[] given = new @Nullable Object[scalars.size()];
      for (int i = 0; i < given.length; i++) {
        given[i] = evaluator.evaluate(scalars.get(i), values);
      }
      OptionalLong rowid = OptionalLong.empty();
      boolean assigned = false;
      if (plan.rowidName().isPresent()) {
        Object explicit = plan.rowid().isPresent() ? given[plan.rowid().getAsInt()] : null;
        Object converted = evaluator.convert(Affinity.INTEGER, explicit);
        if (explicit == null) {
          rowid = OptionalLong.of(ids.next().orElseThrow(() -> noIdLeft(table)));
          assigned = true;
        } else if (converted instanceof Long integer) {
          rowid = OptionalLong.of(integer);
          ids.claim(integer);
        }
      }
      VirtualShard virtualShard = virtualShard(plan, given, rowid, values);
      Shard shard = table.layout().shardOf(virtualShard);
      @Nullable Object[] physical = physical(plan, given, rowid, virtualShard);
      rows.add(new Row(physical, rowid, assigned, shard, virtualShard));
    }
    return rows;
  }

  private static BigDaddyException noIdLeft(UserTable table) {
    if (table.autoincrement()) {
      return new BigDaddyException(ErrorCode.LIMIT, 13, "database or disk is full", -1, null);
    }
    return new BigDaddyException(
        ErrorCode.NOT_SUPPORTED,
        "the largest rowid of spread table "
            + table.name()
            + " is taken: SQLite would try random ids, which is not supported; give the id");
  }

  private VirtualShard virtualShard(
      SpreadInsert plan, @Nullable Object[] given, OptionalLong rowid, @Nullable Object[] values) {
    UserTable table = plan.table();
    List<Affinity> affinities = table.keyAffinities();
    List<Object> key = new ArrayList<>(plan.key().size());
    for (int i = 0; i < plan.key().size(); i++) {
      Object value =
          switch (plan.key().get(i)) {
            case KeySource.Given(int column) -> given[column];
            case KeySource.Default(Scalar scalar) -> evaluator.evaluate(scalar, values);
            case KeySource.Rowid() -> rowid.isPresent() ? (Object) rowid.getAsLong() : null;
          };
      boolean isAlias =
          plan.rowid().isPresent()
              && plan.key().get(i) instanceof KeySource.Given(int column)
              && column == plan.rowid().getAsInt();
      if (isAlias && rowid.isPresent()) {
        value = rowid.getAsLong();
      }
      Object converted = evaluator.convert(affinities.get(i), value);
      if (converted == null) {
        // A NULL key is placed by rowid; without one, NOT NULL will refuse the row on any node.
        return KeyHash.ofRowid(rowid.orElse(0));
      }
      key.add(converted);
    }
    return KeyHash.of(key, table.keyCollations());
  }

  /// The row as the node's table takes it: with its rowid and its virtual shard.
  private static @Nullable Object[] physical(
      SpreadInsert plan,
      @Nullable Object[] given,
      OptionalLong rowid,
      VirtualShard virtualShard) {
    boolean addRowid = plan.rowidName().isPresent() && plan.rowid().isEmpty();
    @Nullable Object[] row = Arrays.copyOf(given, given.length + (addRowid ? 2 : 1));
    if (plan.rowid().isPresent() && rowid.isPresent()) {
      row[plan.rowid().getAsInt()] = rowid.getAsLong();
    }
    if (addRowid) {
      row[given.length] = rowid.isPresent() ? (Object) rowid.getAsLong() : null;
    }
    row[row.length - 1] = (long) virtualShard.number();
    return row;
  }

  private void insertByNode(
      SpreadInsert plan, List<Row> rows, Epoch epoch, @Nullable Object[] values) {
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
    shards.runAll(tasks);
  }

  private static void insertBatches(
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

  private static void insertBatch(
      SpreadInsert plan, List<Row> rows, Epoch epoch, NodeId node, @Nullable Object[] values) {
    List<@Nullable Object> parameters = new ArrayList<>();
    for (Row row : rows) {
      Collections.addAll(parameters, row.values);
    }
    String sql = insertText(plan, rows.size(), rows.getFirst().values.length);
    if (plan.returning().isEmpty()) {
      epoch.update(node, sql, parameters.toArray());
      return;
    }
    Collections.addAll(parameters, plan.returning().get().bind(values));
    List<@Nullable Object[]> returned = epoch.returning(node, sql, parameters.toArray());
    for (int i = 0; i < rows.size(); i++) {
      rows.get(i).returned = returned.get(i);
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

  /// Where a row's rivals can lie.
  private static Collection<NodeId> rivalNodes(SpreadInsert plan, Rival rival, Row row) {
    return rival.byPlacement() ? row.shard.nodes() : plan.table().layout().nodes();
  }

  /// Whether a row can have a rival on another node: an id that was assigned here has none.
  private static boolean canHaveRival(SpreadInsert plan, Rival rival, Row row) {
    if (rival.byPlacement() && !row.inFlight) {
      return false;
    }
    boolean overRowid =
        plan.table().rowidAlias().equals(Optional.of(rival.key().columns().getFirst()));
    if (overRowid && row.assigned) {
      return false;
    }
    for (OptionalInt column : rival.columns()) {
      if (column.isPresent() && row.values[column.getAsInt()] == null) {
        return false;
      }
    }
    return rival.columns().stream().allMatch(OptionalInt::isPresent);
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
