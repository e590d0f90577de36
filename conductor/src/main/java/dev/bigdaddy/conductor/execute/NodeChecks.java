package dev.bigdaddy.conductor.execute;

import dev.bigdaddy.conductor.plan.ReadPlan;
import dev.bigdaddy.storage.NodeId;
import dev.bigdaddy.storage.RowCursor;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Lets nodes check themselves: one answer, as one file would give it.
final class NodeChecks {
  private NodeChecks() {}

  static RowCursor run(ReadPlan.Checks plan, ReadView.Source source, List<NodeWork> work) {
    List<@Nullable Object[]> complaints = new ArrayList<>();
    List<String> names = List.of();
    try (ReadView view = source.open(Set.copyOf(plan.nodes()))) {
      for (NodeId node : plan.nodes()) {
        NodeWork nodeWork = new NodeWork("", 0, node);
        work.add(nodeWork);
        try (RowCursor rows =
            new CountedCursor(view.on(node).query(plan.sql().text()), nodeWork)) {
          names = List.of(rows.columnName(0));
          while (rows.next()) {
            String complaint = rows.textAt(0);
            if (!"ok".equals(complaint) && complaints.size() < plan.most()) {
              complaints.add(new @Nullable Object[] {complaint});
            }
          }
        }
      }
    }
    if (complaints.isEmpty()) {
      complaints.add(new @Nullable Object[] {"ok"});
    }
    return new RowListCursor(names, complaints);
  }
}
