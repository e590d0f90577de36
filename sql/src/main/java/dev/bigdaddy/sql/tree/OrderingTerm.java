package dev.bigdaddy.sql.tree;

import java.util.Optional;

/// A term of ORDER BY, of an index, or of a key: `expr DESC NULLS LAST`.
public record OrderingTerm(
    Expr expr, Optional<Direction> direction, Optional<Nulls> nulls, Span span) implements Node {
  /// A term without direction, made by hand.
  public static OrderingTerm of(Expr expr) {
    return new OrderingTerm(expr, Optional.empty(), Optional.empty(), Span.NONE);
  }

  /// Whether the order is descending.
  public boolean descending() {
    return direction.isPresent() && direction.get() == Direction.DESC;
  }

  /// `ASC` or `DESC`, where it is written out.
  public enum Direction {
    ASC,
    DESC
  }

  /// `NULLS FIRST` or `NULLS LAST`, where it is written out.
  public enum Nulls {
    FIRST,
    LAST
  }
}
