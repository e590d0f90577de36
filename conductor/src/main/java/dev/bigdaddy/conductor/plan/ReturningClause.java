package dev.bigdaddy.conductor.plan;

import dev.bigdaddy.conductor.schema.UserTable;
import dev.bigdaddy.sql.tree.Expr;
import dev.bigdaddy.sql.tree.Identifier;
import dev.bigdaddy.sql.tree.Node;
import dev.bigdaddy.sql.tree.ResultColumn;
import dev.bigdaddy.sql.tree.Select;
import java.util.List;
import java.util.Optional;

/// A RETURNING clause for a node's statement.
final class ReturningClause {
  private static final String SELECT = "SELECT ";

  private ReturningClause() {}

  /// The clause as text; empty if there is none.
  static Optional<NodeSql> of(
      List<ResultColumn> columns, Optional<Identifier> alias, UserTable table) {
    if (columns.isEmpty()) {
      return Optional.empty();
    }
    NodeSql select = NodeText.of(
            Select.of(
                Trees.query(
                    expanded(columns, alias, table), Optional.empty(), Optional.empty())));
    if (!select.text().startsWith(SELECT)) {
      throw new IllegalStateException("a SELECT renders as " + select.text());
    }
    String list = select.text().substring(SELECT.length());
    return Optional.of(NodeSql.withoutParameters("RETURNING " + list));
  }

  /// The columns without stars.
  static List<ResultColumn> expanded(
      List<ResultColumn> columns, Optional<Identifier> alias, UserTable table) {
    boolean beyond =
        columns.stream().anyMatch(column -> Trees.any(column, ReturningClause::isBeyondTheRow));
    if (beyond) {
      throw NotSupported.of(
          "a subquery or parameter in RETURNING of a write to spread table " + table.name());
    }
    // Here SQLite knows the table by its own name only, whatever alias it has.
    return Stars.expand(columns, new Scope(List.of(new Scope.Instance(table.name(), table, 0))));
  }

  private static boolean isBeyondTheRow(Node node) {
    return node instanceof Expr.Parameter
        || node instanceof Expr.ScalarSubquery
        || node instanceof Expr.Exists
        || node instanceof Expr.InSelect
        || node instanceof Expr.InTable;
  }
}
