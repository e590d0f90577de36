package dev.bigdaddy.conductor.plan;

import dev.bigdaddy.conductor.schema.UserSchema;
import dev.bigdaddy.sql.tree.Expr;
import dev.bigdaddy.sql.tree.LikeOperator;
import dev.bigdaddy.sql.tree.Node;
import dev.bigdaddy.sql.tree.Select;
import dev.bigdaddy.sql.tree.Statement;

/// LIKE under `PRAGMA case_sensitive_like = ON`, which is a session's, while nodes serve all sessions: a
/// SELECT with it is gathered.
final class SensitiveLike {
  private SensitiveLike() {}

  /// Whether a SELECT compares by LIKE, be it in a view.
  static boolean isIn(Select select, TableUses uses, UserSchema schema) {
    return isIn(select)
        || uses.tables().stream()
            .flatMap(name -> schema.table(name).stream())
            .anyMatch(table -> Trees.any(table.definition(), SensitiveLike::isLike))
        || uses.views().stream()
            .anyMatch(
                name -> SessionViews.body(name, schema).filter(SensitiveLike::isIn).isPresent());
  }

  /// Whether a write does: its rows are not found by a query then.
  static boolean isIn(Statement write, WriteClosure closure, UserSchema schema) {
    return Trees.any(write, SensitiveLike::isLike)
        || closure.tables().stream()
            .flatMap(name -> schema.table(name).stream())
            .anyMatch(table -> Trees.any(table.definition(), SensitiveLike::isLike))
        || schema.hasViews();
  }

  private static boolean isIn(Select select) {
    return Trees.any(select, SensitiveLike::isLike);
  }

  private static boolean isLike(Node node) {
    return node instanceof Expr.Like like && like.operator() == LikeOperator.LIKE
        || node instanceof Expr.FunctionCall call && call.name().sameAs("like");
  }
}
