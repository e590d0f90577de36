package dev.bigdaddy.sql.tree;

import java.util.Optional;

/// A column of SELECT or RETURNING.
public sealed interface ResultColumn extends Node {
  /// `*`
  record Star(Span span) implements ResultColumn {}

  /// `table.*`
  record TableStar(Identifier table, Span span) implements ResultColumn {}

  /// `expr AS alias`. Without an alias the name of the result column is the expression's text.
  record Computed(Expr expr, Optional<Identifier> alias, Span span) implements ResultColumn {}
}
