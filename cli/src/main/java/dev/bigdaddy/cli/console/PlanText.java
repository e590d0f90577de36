package dev.bigdaddy.cli.console;

import dev.bigdaddy.conductor.Explanation;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// How a statement runs, as text. Nodes that are asked the same are told together.
public final class PlanText {

  private PlanText() {}

  private record Asked(String shards, String sql) {}

  public static List<String> lines(Explanation explanation) {
    List<String> lines = new ArrayList<>();
    lines.add("rung    " + explanation.rung());
    if (!explanation.reason().isEmpty()) {
      lines.add("reason  " + explanation.reason());
    }
    if (!explanation.merge().isEmpty()) {
      lines.add("merge   " + explanation.merge());
    }
    Map<Asked, List<String>> nodes = new LinkedHashMap<>();
    for (Explanation.NodeStatement node : explanation.nodes()) {
      nodes
          .computeIfAbsent(new Asked(node.shards(), node.sql()), _ -> new ArrayList<>())
          .add(node.node());
    }
    nodes.forEach(
        (asked, names) -> {
          String shards = asked.shards().isEmpty() ? "" : "  (" + asked.shards() + ")";
          lines.add("nodes   " + String.join(", ", names) + shards);
          asked.sql().lines().forEach(line -> lines.add("        " + line));
        });
    return lines;
  }
}
