package dev.bigdaddy.conductor.plan;

import dev.bigdaddy.conductor.schema.UserTable;
import dev.bigdaddy.sql.SqlNames;
import dev.bigdaddy.sql.SqlRenderer;
import dev.bigdaddy.sql.tree.Expr;
import dev.bigdaddy.sql.tree.Identifier;
import dev.bigdaddy.sql.tree.Node;
import dev.bigdaddy.sql.tree.ResultColumn;
import dev.bigdaddy.sql.tree.Select;
import dev.bigdaddy.sql.tree.SelectCore;
import dev.bigdaddy.sql.tree.Span;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The hidden column of spread tables ({@link UserTable#VIRTUAL_SHARD}) in statements that name it.
final class HiddenColumn {
  private HiddenColumn() {}

  /// Whether a text can name it, which is much cheaper to see than whether it does.
  static boolean isIn(String text) {
    String name = UserTable.VIRTUAL_SHARD;
    char first = name.charAt(0);
    for (int at = text.indexOf(first); at >= 0; at = text.indexOf(first, at + 1)) {
      if (text.regionMatches(true, at, name, 0, name.length())) {
        return true;
      }
    }
    return false;
  }

  static boolean isNamed(Node node) {
    return node instanceof Expr.ColumnRef ref
        && SqlNames.same(ref.column().name(), UserTable.VIRTUAL_SHARD);
  }

  static String withoutIt(Select select) {
    Select named = select;
    if (select.core() instanceof SelectCore.Query query) {
      named =
          new Select(
              select.with(),
              named(query),
              select.compound(),
              select.orderBy(),
              select.limit(),
              select.span());
    }
    return SqlRenderer.render(
        Trees.rewriteStatement(named, expr -> isNamed(expr) ? Expr.IntegerLiteral.of(1) : expr));
  }

  private static SelectCore.Query named(SelectCore.Query query) {
    List<ResultColumn> columns = new ArrayList<>();
    for (ResultColumn column : query.columns()) {
      boolean plain =
          column instanceof ResultColumn.Computed computed
              && computed.alias().isEmpty()
              && isNamed(computed.expr());
      columns.add(
          plain
              ? new ResultColumn.Computed(
                  Expr.IntegerLiteral.of(1),
                  Optional.of(Identifier.of(UserTable.VIRTUAL_SHARD)),
                  Span.NONE)
              : column);
    }
    return Trees.withColumns(query, columns);
  }
}
