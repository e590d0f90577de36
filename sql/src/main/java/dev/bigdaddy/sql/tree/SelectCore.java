package dev.bigdaddy.sql.tree;

import java.util.List;
import java.util.Optional;

/// One part of a query: `SELECT …` without ORDER BY and LIMIT, or `VALUES …`.
public sealed interface SelectCore extends Node {
  /// `SELECT columns FROM … WHERE … GROUP BY … HAVING … WINDOW …`
  record Query(
      Optional<Quantifier> quantifier,
      List<ResultColumn> columns,
      Optional<TableRef> from,
      Optional<Expr> where,
      List<Expr> groupBy,
      Optional<Expr> having,
      List<Window.Definition> windows,
      Span span)
      implements SelectCore {
    public Query {
      columns = List.copyOf(columns);
      groupBy = List.copyOf(groupBy);
      windows = List.copyOf(windows);
    }
  }

  /// `VALUES (…), (…)`
  record Values(List<List<Expr>> rows, Span span) implements SelectCore {
    public Values {
      rows = rows.stream().map(List::copyOf).toList();
    }
  }
}
