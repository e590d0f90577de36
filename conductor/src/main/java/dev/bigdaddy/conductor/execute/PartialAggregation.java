package dev.bigdaddy.conductor.execute;

import dev.bigdaddy.conductor.HeapSize;
import dev.bigdaddy.conductor.plan.ReadPlan;
import dev.bigdaddy.storage.RowCursor;
import dev.bigdaddy.storage.StorageException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Runs partial aggregates: the nodes aggregate their own rows at the same time, and their answers
/// become one table, node by node, so that the same rows always give the same answer.
///
/// A node whose turn has not come yet reads ahead on the heap, all nodes together up to the setting
/// `held_limit`; then it waits. Safe for use by many threads.
final class PartialAggregation {
  private final NodeStreams streams;
  private final long heldLimit;

  PartialAggregation(NodeStreams streams, long heldLimit) {
    this.streams = streams;
    this.heldLimit = heldLimit;
  }

  /// What one node has answered so far, and the cursor over the rest.
  private record Part(List<@Nullable Object[]> held, RowCursor rest, boolean hasMore) {}

  /// Loads the nodes' answers.
  ///
  /// @return false if a guard, or an overflow on a node, says that they must not be joined
  boolean load(
      ReadPlan.Partial plan,
      @Nullable Object[] values,
      ReadView view,
      Collection<NodeWork> nodes,
      Scratch scratch) {
    long share = heldLimit / nodes.size();
    List<RowCursor> cursors = new ArrayList<>();
    try {
      List<Part> parts =
          streams.start(
              nodes, view, plan.nodeSql(), values, rows -> readAhead(rows, plan.columns(), share));
      parts.forEach(part -> cursors.add(part.rest()));
      return load(plan, parts, scratch);
    } catch (StorageException e) {
      if (SumGuard.isOverflow(e)) {
        return false;
      }
      throw e;
    } finally {
      OwnedCursor.closeAll(cursors);
    }
  }

  private static Part readAhead(RowCursor rows, int columns, long share) {
    List<@Nullable Object[]> held = new ArrayList<>();
    long bytes = 0;
    while (bytes < share) {
      if (!rows.next()) {
        rows.close();
        return new Part(held, rows, false);
      }
      @Nullable Object[] row = new @Nullable Object[columns];
      bytes += HeapSize.ROW;
      for (int column = 0; column < columns; column++) {
        row[column] = RawText.read(rows, column);
        bytes += HeapSize.of(row[column]);
      }
      held.add(row);
    }
    return new Part(held, rows, true);
  }

  private static boolean load(ReadPlan.Partial plan, List<Part> parts, Scratch scratch) {
    scratch.loading();
    scratch.create(plan.partTable(), "DROP TABLE part");
    RowLoader loader = scratch.loader("part", plan.columns());
    SumGuard guard = new SumGuard(plan.guards());
    List<String> names = Collections.nCopies(plan.columns(), "");
    for (Part part : parts) {
      loader.load(guard.watch(new RowListCursor(names, part.held())));
      if (part.hasMore()) {
        loader.load(guard.watch(part.rest()));
      }
    }
    loader.flush();
    scratch.loaded();
    return guard.orderIsFree();
  }

  /// The cursor of the last statement over a table that was loaded, or nothing.
  interface Last {
    RowCursor open(Scratch scratch);
  }

  /// Loads into a scratch database and opens the last statement over it.
  Optional<RowCursor> open(
      ReadPlan.Partial plan,
      @Nullable Object[] values,
      ReadView.Source source,
      Collection<NodeWork> nodes,
      Scratch scratch,
      Last last) {
    try {
      boolean joined;
      try (ReadView view = source.open(NodeWork.nodes(nodes))) {
        joined = load(plan, values, view, nodes, scratch);
      }
      if (joined) {
        return Optional.of(last.open(scratch));
      }
      scratch.close();
      return Optional.empty();
    } catch (RuntimeException e) {
      scratch.close();
      throw e;
    }
  }
}
