package dev.bigdaddy.testkit;

import dev.bigdaddy.conductor.Explanation;
import dev.bigdaddy.conductor.Explanation.NodeStatement;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A plan as readable lines. Nodes that are asked the same share a line, so that a plan reads alike
/// on four nodes and on forty.
final class PlanText {
  private PlanText() {}

  static String of(Explanation explanation) {
    List<String> lines = new ArrayList<>();
    lines.add("rung: " + explanation.rung());
    if (!explanation.reason().isEmpty()) {
      lines.add("reason: " + explanation.reason());
    }
    @Nullable String lastSql = null;
    for (NodeStatement node : explanation.nodes()) {
      String shards = node.shards().isEmpty() ? "" : " (" + node.shards() + ")";
      String header = node.node() + shards;
      if (node.sql().equals(lastSql)) {
        lines.set(lines.size() - 2, lines.get(lines.size() - 2) + ", " + header);
      } else {
        lines.add(header);
        lines.add("  " + node.sql().strip().replace("\n", "\n  "));
      }
      lastSql = node.sql();
    }
    if (!explanation.merge().isEmpty()) {
      lines.add(("merge: " + explanation.merge()).stripTrailing());
    }
    return String.join("\n", lines);
  }
}
