package dev.bigdaddy.sql.tree;

import java.util.List;

/// A term of SET.
public sealed interface Assignment extends Node {
  /// The value.
  Expr value();

  /// `column = value`
  record ToColumn(Identifier column, Expr value, Span span) implements Assignment {}

  /// `(a, b) = value`
  record ToColumns(List<Identifier> columns, Expr value, Span span) implements Assignment {
    public ToColumns {
      columns = List.copyOf(columns);
    }
  }
}
