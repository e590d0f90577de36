package dev.bigdaddy.sql.tree;

/// Where a frame starts or ends.
public sealed interface FrameBound extends Node {
  /// `UNBOUNDED PRECEDING`
  record UnboundedPreceding(Span span) implements FrameBound {}

  /// `distance PRECEDING`
  record Preceding(Expr distance, Span span) implements FrameBound {}

  /// `CURRENT ROW`
  record CurrentRow(Span span) implements FrameBound {}

  /// `distance FOLLOWING`
  record Following(Expr distance, Span span) implements FrameBound {}

  /// `UNBOUNDED FOLLOWING`
  record UnboundedFollowing(Span span) implements FrameBound {}
}
