package dev.bigdaddy.conductor.plan;

import dev.bigdaddy.sql.SqlRenderer;
import dev.bigdaddy.sql.tree.Statement;
import java.util.LinkedHashMap;
import java.util.Map;

/// Renders a tree for a node, with its parameters numbered anew without gaps.
final class NodeText {
  private NodeText() {}

  /// The text of a statement and where its parameters come from.
  static NodeSql of(Statement statement) {
    // Where each parameter comes from, and the number it gets, in the order of those numbers.
    Map<Integer, Integer> sources = new LinkedHashMap<>();
    String text =
        SqlRenderer.render(
            statement,
            parameter -> {
              sources.putIfAbsent(parameter.number() - 1, sources.size() + 1);
              return "?" + sources.get(parameter.number() - 1);
            });
    return new NodeSql(text, sources.keySet().stream().mapToInt(Integer::intValue).toArray());
  }
}
