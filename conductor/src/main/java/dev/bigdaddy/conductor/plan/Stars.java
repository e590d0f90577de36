package dev.bigdaddy.conductor.plan;

import dev.bigdaddy.conductor.plan.Scope.Instance;
import dev.bigdaddy.conductor.schema.UserColumn;
import dev.bigdaddy.sql.tree.Expr;
import dev.bigdaddy.sql.tree.Identifier;
import dev.bigdaddy.sql.tree.ResultColumn;
import dev.bigdaddy.sql.tree.Span;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Names the columns that a star stands for, so that the hidden column stays hidden.
///
///     SELECT * FROM users
///     SELECT users.id, users.name FROM users
final class Stars {
  private Stars() {}

  /// The result columns without stars.
  static List<ResultColumn> expand(List<ResultColumn> columns, Scope scope) {
    return expand(columns, scope, new MergedColumns());
  }

  /// The result columns without stars.
  ///
  /// @param merged the columns that a star shows only once
  static List<ResultColumn> expand(
      List<ResultColumn> columns, Scope scope, MergedColumns merged) {
    List<ResultColumn> expanded = new ArrayList<>();
    for (ResultColumn column : columns) {
      switch (column) {
        case ResultColumn.Star _ -> 
            scope.instances().forEach(i -> addAll(i, merged, expanded));
        case ResultColumn.TableStar(Identifier table, _) ->
            scope.instances().stream()
                .filter(instance -> table.sameAs(instance.name()))
                .findFirst()
                .ifPresent(instance -> addAll(instance, new MergedColumns(), expanded));
        case ResultColumn.Computed computed -> expanded.add(computed);
      }
    }
    return expanded;
  }

  private static void addAll(
      Instance instance, MergedColumns merged, List<ResultColumn> expanded) {
    for (UserColumn column : instance.table().columns()) {
      if (merged.hides(instance, column)) {
        continue;
      }
      Expr ref = Expr.ColumnRef.of(instance.name(), column.name());
      expanded.add(new ResultColumn.Computed(ref, Optional.empty(), Span.NONE));
    }
  }
}
