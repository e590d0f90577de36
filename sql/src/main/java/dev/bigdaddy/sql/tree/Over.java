package dev.bigdaddy.sql.tree;

/// What follows OVER: the window of a window function.
public sealed interface Over {
  /// `OVER name`
  record Named(Identifier name) implements Over {}

  /// `OVER (…)`
  record Inline(Window window) implements Over {}
}
