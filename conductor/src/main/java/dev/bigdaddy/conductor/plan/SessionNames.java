package dev.bigdaddy.conductor.plan;

import dev.bigdaddy.sql.TreeRewriter;
import dev.bigdaddy.sql.tree.CommonTable;
import dev.bigdaddy.sql.tree.Expr;
import dev.bigdaddy.sql.tree.Identifier;
import dev.bigdaddy.sql.tree.ResultColumn;
import dev.bigdaddy.sql.tree.Select;
import dev.bigdaddy.sql.tree.SelectCore;
import dev.bigdaddy.sql.tree.Span;
import dev.bigdaddy.sql.tree.Statement;
import dev.bigdaddy.sql.tree.TableRef;
import dev.bigdaddy.sql.tree.With;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Names columns of subqueries that are known by their text, before {@link SessionValues} changes it.
///
///     SELECT "changes()" FROM (SELECT changes() FROM t)
///     SELECT "changes()" FROM (SELECT changes() AS "changes()" FROM t)
///
/// Used by one thread, for one statement.
final class SessionNames extends TreeRewriter {
  private final String text;
  private final SessionValues values;

  /// @param text of the statement
  SessionNames(String text, SessionValues values) {
    this.text = text;
    this.values = values;
  }

  /// The statement with such names.
  Statement in(Statement statement) {
    if (!Trees.any(statement, values::isAsked)) {
      return statement;
    }
    Statement rewritten = rewrite(statement);
    // Those of a SELECT have been named on the way.
    return rewritten instanceof Select ? rewritten : withNames(rewritten);
  }

  private Statement withNames(Statement statement) {
    return WithClause.of(statement)
        .map(with -> WithClause.put(named(with), statement))
        .orElse(statement);
  }

  @Override
  protected TableRef changeTable(TableRef table) {
    return table instanceof TableRef.Subquery(Select select, var alias, Span span)
        ? new TableRef.Subquery(named(select), alias, span)
        : table;
  }

  @Override
  protected Select changeSelect(Select select) {
    return (Select) withNames(select);
  }

  private With named(With with) {
    List<CommonTable> tables = new ArrayList<>();
    for (CommonTable table : with.tables()) {
      tables.add(
          table.columns().isEmpty()
              ? new CommonTable(
                  table.name(),
                  table.columns(),
                  table.materialization(),
                  named(table.select()),
                  table.span())
              : table);
    }
    return new With(with.recursive(), tables, with.span());
  }

  private Select named(Select select) {
    if (!(select.core() instanceof SelectCore.Query query)) {
      return select;
    }
    List<ResultColumn> columns =
        query.columns().stream()
            .map(column -> isNamedInside(column, select) ? column : named(column))
            .toList();
    return columns.equals(query.columns())
        ? select
        : Trees.withCore(select, Trees.withColumns(query, columns));
  }

  /// Inside, where a column without a name has none, the same text in double quotes is a string.
  private boolean isNamedInside(ResultColumn column, Select select) {
    return column instanceof ResultColumn.Computed(_, _, Span span)
        && Trees.any(
            select,
            node ->
                node instanceof Expr.ColumnRef ref
                    && ref.table().isEmpty()
                    && span.start() >= 0
                    && ref.column().sameAs(textOf(span)));
  }

  private ResultColumn named(ResultColumn column) {
    return column instanceof ResultColumn.Computed(Expr expr, var alias, Span span)
            && alias.isEmpty()
            && Trees.any(expr, values::isAsked)
        ? new ResultColumn.Computed(expr, Optional.of(Identifier.of(textOf(span))), span)
        : column;
  }

  private String textOf(Span span) {
    return text.substring(span.start(), span.end());
  }
}
