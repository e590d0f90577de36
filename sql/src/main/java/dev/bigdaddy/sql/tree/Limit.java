package dev.bigdaddy.sql.tree;

import java.util.Optional;

/// `LIMIT count`, `LIMIT count OFFSET offset` or `LIMIT offset, count`
public record Limit(Expr count, Optional<Expr> offset, Spelling spelling, Span span)
    implements Node {
  /// A limit without offset, made by hand.
  public static Limit of(Expr count) {
    return new Limit(count, Optional.empty(), Spelling.OFFSET, Span.NONE);
  }

  /// How the offset is spelt; {@link #OFFSET} if there is none. It decides which of two anonymous
  /// parameters comes first.
  public enum Spelling {
    OFFSET,
    COMMA
  }
}
