package dev.bigdaddy.cli.console;

import dev.bigdaddy.conductor.Explanation;
import dev.bigdaddy.conductor.ShardStats;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// How a statement runs, drawn as a tree. Nodes that are asked the same are told together.
public final class PlanText {

  private PlanText() {}

  private record Asked(String shards, String sql) {}

  /// A line of the tree, which may be several lines of text, with what hangs below it.
  private record Step(String text, List<Step> below) {
    Step(String text) {
      this(text, List.of());
    }
  }

  /// The plan alone.
  public static List<String> lines(Explanation explanation) {
    List<String> lines = new ArrayList<>();
    lines.add(explanation.rung());
    draw(steps(explanation, List.of()), "", lines);
    return lines;
  }

  /// The plan with what it took when it ran.
  public static List<String> lines(Explanation explanation, Analysis analysis) {
    List<String> lines = new ArrayList<>();
    lines.add(
        String.format(
            Locale.ROOT,
            "%s  (%s, %s ms)",
            explanation.rung(),
            rows(analysis.rows()),
            ShardTable.millis(analysis.time())));
    draw(steps(explanation, analysis.nodes()), "", lines);
    return lines;
  }

  private static List<Step> steps(Explanation explanation, List<ShardStats> figures) {
    List<Step> steps = new ArrayList<>();
    if (!explanation.reason().isEmpty()) {
      steps.add(new Step("reason: " + explanation.reason()));
    }
    Map<Asked, List<String>> nodes = new LinkedHashMap<>();
    for (Explanation.NodeStatement node : explanation.nodes()) {
      nodes
          .computeIfAbsent(new Asked(node.shards(), node.sql()), _ -> new ArrayList<>())
          .add(node.node());
    }
    nodes.forEach(
        (asked, names) -> {
          String shards = asked.shards().isEmpty() ? "" : " [" + asked.shards() + "]";
          steps.add(new Step(String.join(", ", names) + shards + "\n" + asked.sql()));
        });
    if (!explanation.merge().isEmpty()) {
      steps.add(new Step("merge: " + explanation.merge()));
    }
    if (!figures.isEmpty()) {
      steps.add(new Step("ran on", figures.stream().map(PlanText::figures).toList()));
    }
    return steps;
  }

  private static Step figures(ShardStats node) {
    String table = node.table().isEmpty() ? "" : " [" + node.table() + ": " + node.shards() + "]";
    return new Step(
        String.format(
            Locale.ROOT,
            "%s%s: %s, %s ms",
            node.node(),
            table,
            rows(node.rowsReturned()),
            ShardTable.millis(node.duration())));
  }

  private static String rows(long rows) {
    return rows == 1 ? "1 row" : rows + " rows";
  }

  private static void draw(List<Step> steps, String indent, List<String> lines) {
    for (int i = 0; i < steps.size(); i++) {
      boolean last = i == steps.size() - 1;
      String first = indent + (last ? "`--" : "|--");
      String next = indent + (last ? "   " : "|  ");
      List<String> text = steps.get(i).text().lines().toList();
      for (int line = 0; line < text.size(); line++) {
        lines.add((line == 0 ? first : next) + text.get(line));
      }
      draw(steps.get(i).below(), next, lines);
    }
  }
}
