package dev.bigdaddy.conductor.plan;

import dev.bigdaddy.sql.SqlRenderer;
import dev.bigdaddy.sql.tree.Statement;
import java.util.ArrayList;
import java.util.List;

/// Renders a tree for a node, with its parameters numbered anew without gaps.
final class NodeText {
  private NodeText() {}

  /// The text of a statement and where its parameters come from.
  static NodeSql of(Statement statement) {
    List<Integer> sources = new ArrayList<>();
    String text =
        SqlRenderer.render(
            statement,
            parameter -> {
              int source = parameter.number() - 1;
              int index = sources.indexOf(source);
              if (index < 0) {
                index = sources.size();
                sources.add(source);
              }
              return "?" + (index + 1);
            });
    return new NodeSql(text, sources.stream().mapToInt(Integer::intValue).toArray());
  }
}
