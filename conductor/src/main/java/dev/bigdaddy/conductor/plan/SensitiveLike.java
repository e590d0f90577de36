package dev.bigdaddy.conductor.plan;

import dev.bigdaddy.conductor.schema.UserSchema;
import dev.bigdaddy.sql.tree.Expr;
import dev.bigdaddy.sql.tree.LikeOperator;
import dev.bigdaddy.sql.tree.Node;
import dev.bigdaddy.sql.tree.Select;

/// LIKE under `PRAGMA case_sensitive_like = ON`, which is a session's, while nodes serve all sessions: a
/// SELECT with it is gathered.
final class SensitiveLike {
  private SensitiveLike() {}

  /// Whether a SELECT compares by LIKE, be it in a view.
  static boolean isIn(Select select, TableUses uses, UserSchema schema) {
    return isIn(select)
        || uses.views().stream()
            .anyMatch(
                name -> SessionViews.body(name, schema).filter(SensitiveLike::isIn).isPresent());
  }

  private static boolean isIn(Select select) {
    return Trees.any(select, SensitiveLike::isLike);
  }

  private static boolean isLike(Node node) {
    return node instanceof Expr.Like like && like.operator() == LikeOperator.LIKE
        || node instanceof Expr.FunctionCall call && call.name().sameAs("like");
  }
}
