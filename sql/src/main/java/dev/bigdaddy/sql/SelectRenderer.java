package dev.bigdaddy.sql;

import dev.bigdaddy.sql.tree.CommonTable;
import dev.bigdaddy.sql.tree.CompoundTerm;
import dev.bigdaddy.sql.tree.Expr;
import dev.bigdaddy.sql.tree.Identifier;
import dev.bigdaddy.sql.tree.IndexHint;
import dev.bigdaddy.sql.tree.JoinConstraint;
import dev.bigdaddy.sql.tree.JoinOperator;
import dev.bigdaddy.sql.tree.Limit;
import dev.bigdaddy.sql.tree.QualifiedName;
import dev.bigdaddy.sql.tree.ResultColumn;
import dev.bigdaddy.sql.tree.Select;
import dev.bigdaddy.sql.tree.SelectCore;
import dev.bigdaddy.sql.tree.TableRef;
import dev.bigdaddy.sql.tree.With;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/// Writes queries, and the clauses that other statements share with them.
final class SelectRenderer {
  private final SqlWriter out;
  private final ExprRenderer exprs;

  SelectRenderer(SqlWriter out) {
    this.out = out;
    this.exprs = new ExprRenderer(out, this);
  }

  ExprRenderer exprs() {
    return exprs;
  }

  void select(Select select) {
    Recursion recursion = out.recursion();
    if (recursion.isDeep()) {
      recursion.runOnFreshStack(() -> select(select));
      return;
    }
    recursion.enter();
    with(select.with());
    core(select.core());
    for (CompoundTerm term : select.compound()) {
      out.append(" ").words(term.operator()).append(" ");
      core(term.core());
    }
    exprs.orderBy(" ", select.orderBy());
    limit(select.limit());
    recursion.leave();
  }

  void with(Optional<With> with) {
    if (with.isPresent()) {
      out.append(with.get().recursive() ? "WITH RECURSIVE " : "WITH ");
      out.list(with.get().tables(), this::commonTable);
      out.append(" ");
    }
  }

  private void commonTable(CommonTable table) {
    out.name(table.name()).namesInParentheses(table.columns()).append(" AS ");
    table.materialization().ifPresent(hint -> out.words(hint).append(" "));
    out.append("(");
    select(table.select());
    out.append(")");
  }

  private void core(SelectCore core) {
    switch (core) {
      case SelectCore.Query query -> query(query);
      case SelectCore.Values(List<List<Expr>> rows, _) -> {
        out.append("VALUES ");
        out.list(
            rows,
            row -> {
              out.append("(");
              exprs.exprs(row);
              out.append(")");
            });
      }
    }
  }

  private void query(SelectCore.Query query) {
    out.append("SELECT ");
    query.quantifier().ifPresent(quantifier -> out.append(quantifier.name()).append(" "));
    resultColumns(query.columns());
    from(query.from());
    optional(" WHERE ", query.where());
    if (!query.groupBy().isEmpty()) {
      out.append(" GROUP BY ");
      exprs.exprs(query.groupBy());
    }
    optional(" HAVING ", query.having());
    if (!query.windows().isEmpty()) {
      out.append(" WINDOW ");
      out.list(
          query.windows(),
          definition -> {
            out.name(definition.name()).append(" AS ");
            exprs.window(definition.window());
          });
    }
  }

  void optional(String keyword, Optional<Expr> expr) {
    if (expr.isPresent()) {
      out.append(keyword);
      exprs.expr(expr.get());
    }
  }

  void resultColumns(List<ResultColumn> columns) {
    out.list(columns, this::resultColumn);
  }

  void resultColumn(ResultColumn column) {
    switch (column) {
      case ResultColumn.Star _ -> out.append("*");
      case ResultColumn.TableStar(var table, _) -> out.name(table).append(".*");
      case ResultColumn.Computed(Expr expr, var alias, _) -> {
        exprs.expr(expr);
        alias(alias);
      }
    }
  }

  void alias(Optional<Identifier> alias) {
    alias.ifPresent(name -> out.append(" AS ").name(name));
  }

  void limit(Optional<Limit> limit) {
    if (limit.isEmpty()) {
      return;
    }
    out.append(" LIMIT ");
    Limit rows = limit.get();
    if (rows.offset().isPresent() && rows.spelling() == Limit.Spelling.COMMA) {
      exprs.expr(rows.offset().get());
      out.append(", ");
      exprs.expr(rows.count());
    } else {
      exprs.expr(rows.count());
      optional(" OFFSET ", rows.offset());
    }
  }

  void from(Optional<TableRef> from) {
    if (from.isPresent()) {
      out.append(" FROM ");
      tableRef(from.get());
    }
  }

  /// A table or join; a chain of joins, which leans to the left, without recursion.
  void tableRef(TableRef table) {
    Recursion recursion = out.recursion();
    if (recursion.isDeep()) {
      recursion.runOnFreshStack(() -> tableRef(table));
      return;
    }
    recursion.enter();
    Deque<TableRef.Join> joins = new ArrayDeque<>();
    TableRef first = table;
    while (first instanceof TableRef.Join join) {
      joins.push(join);
      first = join.left();
    }
    term(first);
    while (!joins.isEmpty()) {
      TableRef.Join join = joins.pop();
      joinOperator(join.operator());
      term(join.right());
      join.constraint().ifPresent(this::constraint);
    }
    recursion.leave();
  }

  private void term(TableRef table) {
    switch (table) {
      case TableRef.Named(QualifiedName name, var alias, var indexHint, _) -> {
        out.name(name);
        alias(alias);
        indexHint(indexHint);
      }
      case TableRef.Function(QualifiedName name, List<Expr> arguments, var alias, _) -> {
        out.name(name).append("(");
        exprs.exprs(arguments);
        out.append(")");
        alias(alias);
      }
      case TableRef.Subquery(Select select, var alias, _) -> {
        out.append("(");
        select(select);
        out.append(")");
        alias(alias);
      }
      case TableRef.Parenthesized(TableRef inner, var alias, _) -> {
        out.append("(");
        tableRef(inner);
        out.append(")");
        alias(alias);
      }
      case TableRef.Join join -> {
        out.append("(");
        tableRef(join);
        out.append(")");
      }
    }
  }

  void indexHint(Optional<IndexHint> hint) {
    if (hint.isPresent()) {
      switch (hint.get()) {
        case IndexHint.IndexedBy(var index) -> out.append(" INDEXED BY ").name(index);
        case IndexHint.NotIndexed() -> out.append(" NOT INDEXED");
      }
    }
  }

  private void joinOperator(JoinOperator operator) {
    out.append(operator.natural() ? " NATURAL" : "");
    out.append(
        switch (operator.type()) {
          case COMMA -> ", ";
          case INNER -> " JOIN ";
          case CROSS -> " CROSS JOIN ";
          case LEFT -> " LEFT JOIN ";
          case RIGHT -> " RIGHT JOIN ";
          case FULL -> " FULL JOIN ";
        });
  }

  private void constraint(JoinConstraint constraint) {
    switch (constraint) {
      case JoinConstraint.On(Expr condition, _) -> {
        out.append(" ON ");
        exprs.expr(condition);
      }
      case JoinConstraint.Using(var columns, _) ->
          out.append(" USING ").namesInParentheses(columns);
    }
  }
}
