package dev.bigdaddy.sql.tree;

/// `UNION core` and its like.
public record CompoundTerm(Operator operator, SelectCore core, Span span) implements Node {
  /// How the rows of both sides are combined.
  public enum Operator {
    UNION,
    UNION_ALL,
    INTERSECT,
    EXCEPT
  }
}
