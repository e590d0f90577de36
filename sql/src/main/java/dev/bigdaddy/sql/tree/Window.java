package dev.bigdaddy.sql.tree;

import java.util.List;
import java.util.Optional;

/// A window between its parentheses: `base PARTITION BY … ORDER BY … ROWS …`
///
/// @param base the window that this one refines
public record Window(
    Optional<Identifier> base,
    List<Expr> partitionBy,
    List<OrderingTerm> orderBy,
    Optional<Frame> frame,
    Span span)
    implements Node {
  public Window {
    partitionBy = List.copyOf(partitionBy);
    orderBy = List.copyOf(orderBy);
  }

  /// `name AS (…)` in a WINDOW clause.
  public record Definition(Identifier name, Window window) {}
}
