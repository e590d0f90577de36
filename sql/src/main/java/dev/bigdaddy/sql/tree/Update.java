package dev.bigdaddy.sql.tree;

import java.util.List;
import java.util.Optional;

/// `UPDATE table SET … FROM … WHERE … RETURNING … ORDER BY … LIMIT …`
public record Update(
    Optional<With> with,
    Optional<ConflictAction> onConflict,
    QualifiedName table,
    Optional<Identifier> alias,
    Optional<IndexHint> indexHint,
    List<Assignment> assignments,
    Optional<TableRef> from,
    Optional<Expr> where,
    List<ResultColumn> returning,
    List<OrderingTerm> orderBy,
    Optional<Limit> limit,
    Span span)
    implements Statement {
  public Update {
    assignments = List.copyOf(assignments);
    returning = List.copyOf(returning);
    orderBy = List.copyOf(orderBy);
  }
}
