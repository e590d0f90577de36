package dev.bigdaddy.conductor.execute;

import dev.bigdaddy.conductor.index.EntryLookup;
import dev.bigdaddy.conductor.index.IndexCatalog.Entry;
import dev.bigdaddy.conductor.index.IndexTerm;
import dev.bigdaddy.conductor.plan.WritePlan.SpreadInsert;
import dev.bigdaddy.storage.NodeId;
import dev.bigdaddy.topology.TableName;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Finds the nodes whose entries an INSERT will write, from the values of its rows: the fewer writers a
/// statement takes, the more others can work meanwhile.
///
/// Only a first term that is a column of the rows tells its node; for any other one it is every node
/// that holds entries of the index.
final class EntryNodes {
  private static final int ABSENT = -1;

  private final Evaluator evaluator;

  EntryNodes(Evaluator evaluator) {
    this.evaluator = evaluator;
  }

  /// @param rows the rows' values, in the order of the plan's columns; more may follow
  Set<NodeId> of(SpreadInsert plan, List<Entry> entries, List<@Nullable Object[]> rows) {
    Set<NodeId> nodes = new TreeSet<>();
    for (Entry entry : entries) {
      int place = place(plan, entry);
      if (place == ABSENT) {
        nodes.addAll(entry.index().nodes());
        continue;
      }
      IndexTerm first = entry.tables().terms().getFirst();
      for (@Nullable Object[] row : rows) {
        Object value = evaluator.convert(first.affinity(), row[place]);
        if (value != null) {
          nodes.add(EntryLookup.node(entry, value));
        }
      }
    }
    return nodes;
  }

  private static int place(SpreadInsert plan, Entry entry) {
    IndexTerm first = entry.tables().terms().getFirst();
    if (first.column().isEmpty() || first.column().get().generated()) {
      return ABSENT;
    }
    String name = TableName.fold(first.column().get().name());
    for (int i = 0; i < plan.columns().size(); i++) {
      if (TableName.fold(plan.columns().get(i)).equals(name)) {
        return i;
      }
    }
    return ABSENT;
  }
}
