package dev.bigdaddy.conductor.execute;

import dev.bigdaddy.conductor.plan.GatheredTable;
import dev.bigdaddy.storage.AttachedNodes;
import dev.bigdaddy.storage.Epoch;
import dev.bigdaddy.storage.NodeId;
import dev.bigdaddy.storage.RowCursor;
import dev.bigdaddy.topology.TableKind;
import java.util.ArrayList;
import java.util.Collections;
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
  private final boolean attached;

  /// @param attached whether the nodes are attached to the scratch database
  GatheredRows(
      Scratch scratch,
      ShardExecutor shards,
      Epoch epoch,
      Map<NodeId, NodeWork> perNode,
      Evaluator evaluator,
      boolean attached) {
    this.attached = attached;
    this.evaluator = evaluator;
    this.scratch = scratch;
    this.shards = shards;
    this.epoch = epoch;
    this.perNode = perNode;
  }

  /// Makes the table that takes the rows as they are.
  void create(GatheredTable table) {
    scratch.create(table.createBefore(), "DROP TABLE " + table.before());
  }

  /// Loads a table: as it is beside the user's own, then into that.
  void load(GatheredTable table, @Nullable Object[] values) {
    Optional<List<KeyedReads.Read>> reads =
        table.keyed().flatMap(keyed -> new KeyedReads(evaluator).of(table, keyed, values));
    if (reads.isPresent()) {
      for (KeyedReads.Read read : reads.get()) {
        load(table, values, " WHERE " + read.condition(), read.parameters());
      }
    }
    if (reads.isEmpty() || hasLargestRowid(table)) {
      if (attached) {
        move(table, values);
      } else {
        load(table, values, "", table.bind(values));
      }
    }
    scratch.execute(table.fill());
  }

  /// SQLite moves the rows from the attached nodes.
  private void move(GatheredTable table, @Nullable Object[] values) {
    for (NodeId node : nodes(table, values)) {
      String rows = table.readAttached(node, AttachedNodes.schema(node));
      long moved =
          scratch.insert("INSERT INTO " + table.before() + " " + rows, table.bind(values));
      NodeWork work = perNode.get(node);
      if (work != null) {
        work.returned(moved);
      }
    }
  }

  /// Loads rows that were read before.
  void put(GatheredTable table, List<@Nullable Object[]> rows) {
    RowLoader loader = scratch.loader(table.before(), table.width());
    loader.load(new RowListCursor(Collections.nCopies(table.width(), ""), rows));
    loader.flush();
    scratch.execute(table.fill());
  }

  /// Reads the rows that a table's filter leaves; more than the limit if there are more.
  List<@Nullable Object[]> read(GatheredTable table, @Nullable Object[] values, int limit) {
    return read(table, values, "", table.bind(values), limit);
  }

  /// Reads the rows that some keys find; more than the limit if there are more.
  List<@Nullable Object[]> read(
      GatheredTable table, KeyedReads.Read by, @Nullable Object[] values, int limit) {
    return read(table, values, " WHERE " + by.condition(), by.parameters(), limit);
  }

  private List<@Nullable Object[]> read(
      GatheredTable table,
      @Nullable Object[] values,
      String where,
      @Nullable Object[] bound,
      int limit) {
    List<@Nullable Object[]> found = new ArrayList<>();
    each(
        table,
        values,
        where,
        bound,
        rows -> {
          long before = found.size();
          while (found.size() <= limit && rows.next()) {
            @Nullable Object[] row = new @Nullable Object[table.width()];
            for (int i = 0; i < row.length; i++) {
              row[i] = RawText.read(rows, i);
            }
            found.add(row);
          }
          return found.size() - before;
        });
    return found;
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
    each(table, values, where, bound, loader::load);
    loader.flush();
  }

  /// Takes the rows of one node.
  private interface Taker {
    /// @return how many rows it took
    long take(RowCursor rows);
  }

  private void each(
      GatheredTable table,
      @Nullable Object[] values,
      String where,
      @Nullable Object[] bound,
      Taker taker) {
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
        long loaded = taker.take(rows);
        NodeWork work = perNode.get(node);
        if (work != null) {
          work.returned(loaded);
        }
      }
    }
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
