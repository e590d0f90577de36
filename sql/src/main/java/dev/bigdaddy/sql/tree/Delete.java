package dev.bigdaddy.sql.tree;

import java.util.List;
import java.util.Optional;

/// `DELETE FROM table WHERE … RETURNING … ORDER BY … LIMIT …`
public record Delete(
    Optional<With> with,
    QualifiedName table,
    Optional<Identifier> alias,
    Optional<IndexHint> indexHint,
    Optional<Expr> where,
    List<ResultColumn> returning,
    List<OrderingTerm> orderBy,
    Optional<Limit> limit,
    Span span)
    implements Statement {
  public Delete {
    returning = List.copyOf(returning);
    orderBy = List.copyOf(orderBy);
  }
}
