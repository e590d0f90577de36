package dev.bigdaddy.conductor.plan;

import dev.bigdaddy.sql.SqlRenderer;
import dev.bigdaddy.sql.tree.Expr;
import dev.bigdaddy.sql.tree.Statement;
import java.util.ArrayList;
import java.util.List;

/// Renders a tree for a node, with its parameters numbered anew without gaps.
final class NodeText {
  private NodeText() {}

  /// The text of a statement and where its parameters come from.
  static NodeSql of(Statement statement) {
    List<Integer> sources = new ArrayList<>();
    Statement numbered =
        Trees.rewriteStatement(
            statement,
            expr -> {
              if (expr instanceof Expr.Parameter parameter) {
                int source = parameter.number() - 1;
                int index = sources.indexOf(source);
                if (index < 0) {
                  index = sources.size();
                  sources.add(source);
                }
                return Expr.Parameter.numbered(index + 1);
              }
              return expr;
            });
    return new NodeSql(
        SqlRenderer.render(numbered), sources.stream().mapToInt(Integer::intValue).toArray());
  }
}
