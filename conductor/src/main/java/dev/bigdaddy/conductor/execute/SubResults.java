package dev.bigdaddy.conductor.execute;

import dev.bigdaddy.conductor.plan.ReadPlan;
import dev.bigdaddy.conductor.plan.ReadPlan.Staged;
import dev.bigdaddy.conductor.plan.ReadPlan.SubResult;
import dev.bigdaddy.conductor.plan.ReadPlan.SubResultUse;
import dev.bigdaddy.storage.NodeId;
import dev.bigdaddy.storage.RowCursor;
import dev.bigdaddy.storage.SqliteConnection;
import dev.bigdaddy.storage.StorageException;
import dev.bigdaddy.topology.RowCounts;
import dev.bigdaddy.topology.TableKind;
import dev.bigdaddy.topology.TableName;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Runs statements whose sub-results come first.
///
/// All parts read one view of all nodes, so that they see one instant. A sub-result that fails is no
/// error yet: SQLite might never have computed it. Then, and if a sub-result is larger than what is
/// sent, everything is gathered, and SQLite decides. Safe for use by many threads.
final class SubResults {
  /// More rows than this are not sent along: gathering moves each row once, sending once a node.
  private static final int MOST_ROWS = 400_000;

  /// Rows that a condition leaves of a table, as a fraction: a guess that only compares ways.
  private static final int FILTERED_FRACTION = 5;

  private final Parts parts;
  private final ShardExecutor shards;

  /// @param parts runs the parts of a statement
  SubResults(Parts parts, ShardExecutor shards) {
    this.parts = parts;
    this.shards = shards;
  }

  /// Runs a part of a statement, as a statement of its own.
  interface Parts {
    RowCursor open(
        ReadPlan plan, @Nullable Object[] values, ReadView.Source source, List<NodeWork> work);
  }

  RowCursor open(
      Staged plan, @Nullable Object[] values, ReadView.Source source, List<NodeWork> work) {
    ReadView view = source.open(plan.nodes());
    return open(plan, values, source, view, work);
  }

  /// Takes the way that sends the fewest rows.
  RowCursor open(
      ReadPlan.Choice choice,
      @Nullable Object[] values,
      ReadView.Source source,
      List<NodeWork> work) {
    ReadView view = source.open(choice.nodes());
    try {
      Staged best = choice.ways().getFirst();
      if (choice.ways().size() > 1 && view.takesTables(choice.nodes())) {
        long fewest = Long.MAX_VALUE;
        for (Staged way : choice.ways()) {
          long rows = sentRows(way, view);
          best = rows < fewest ? way : best;
          fewest = Math.min(rows, fewest);
        }
      }
      return open(best, values, source, view, work);
    } catch (RuntimeException e) {
      view.close();
      throw e;
    }
  }

  private static long sentRows(Staged way, ReadView view) {
    long rows = 0;
    for (ReadPlan.SentRows sent : way.sentTables()) {
      TableName name = sent.table().layout().name();
      long all = 0;
      if (sent.table().layout().kind() == TableKind.SPREAD) {
        for (NodeId node : sent.table().layout().nodes()) {
          for (long count : RowCounts.read(view.on(node), name).values()) {
            all += count;
          }
        }
      }
      rows += sent.filtered() ? all / FILTERED_FRACTION : all;
    }
    return rows;
  }

  private RowCursor open(
      Staged plan,
      @Nullable Object[] values,
      ReadView.Source source,
      ReadView view,
      List<NodeWork> work) {
    SharedView shared = new SharedView(view, source);
    int before = work.size();
    try {
      shared.pin(plan.nodes());
      boolean possible = sendsValuesOnly(plan) || view.takesTables(plan.nodes());
      Optional<RowCursor> rows =
          possible ? staged(plan, values, shared, work) : Optional.empty();
      if (rows.isPresent()) {
        return rows.get();
      }
      work.subList(before, work.size()).clear();
      return new OwnedCursor(
          parts.open(plan.otherwise().get(), values, shared, work), List.of(view));
    } catch (RuntimeException e) {
      view.close();
      throw e;
    }
  }

  private static boolean sendsValuesOnly(Staged plan) {
    return plan.subResults().stream()
        .noneMatch(subResult -> subResult.use() instanceof SubResultUse.Table);
  }

  /// Empty if it is not to be run this way.
  private Optional<RowCursor> staged(
      Staged plan, @Nullable Object[] values, SharedView shared, List<NodeWork> work) {
    SentTables tables = new SentTables(shards);
    try {
      for (SubResult subResult : plan.subResults()) {
        if (!compute(subResult, plan, values, shared, tables, work)) {
          tables.close();
          return Optional.empty();
        }
      }
      RowCursor rows = parts.open(plan.main(), values, shared, work);
      return Optional.of(new OwnedCursor(rows, List.of(shared.view(), tables)));
    } catch (StorageException e) {
      tables.close();
      if (e.kind() == StorageException.Kind.SQL) {
        return Optional.empty();
      }
      throw e;
    } catch (RuntimeException e) {
      tables.close();
      throw e;
    }
  }

  private boolean compute(
      SubResult subResult,
      Staged plan,
      @Nullable Object[] values,
      SharedView shared,
      SentTables tables,
      List<NodeWork> work) {
    List<@Nullable Object[]> rows = new ArrayList<>();
    try (RowCursor cursor = parts.open(subResult.plan(), values, shared, work)) {
      int limit =
          switch (subResult.use()) {
            case SubResultUse.Table _ -> MOST_ROWS;
            case SubResultUse.Value _, SubResultUse.Presence _ -> 1;
          };
      while (rows.size() < limit && cursor.next()) {
        @Nullable Object[] row = new @Nullable Object[cursor.columnCount()];
        for (int column = 0; column < row.length; column++) {
          row[column] = RawText.read(cursor, column);
        }
        rows.add(row);
      }
    }
    return switch (subResult.use()) {
      case SubResultUse.Table table -> {
        if (rows.size() >= MOST_ROWS) {
          yield false;
        }
        List<SqliteConnection> nodes = new ArrayList<>();
        plan.mainNodes().forEach(node -> nodes.add(shared.on(node)));
        tables.send(table, rows, nodes);
        yield true;
      }
      case SubResultUse.Value(int index) -> {
        Object value = rows.isEmpty() ? null : rows.getFirst()[0];
        values[index] = value;
        yield !(value instanceof RawText);
      }
      case SubResultUse.Presence(int index) -> {
        values[index] = rows.isEmpty() ? 0L : 1L;
        yield true;
      }
    };
  }
}
