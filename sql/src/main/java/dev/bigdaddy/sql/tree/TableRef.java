package dev.bigdaddy.sql.tree;

import java.util.List;
import java.util.Optional;

/// What stands in a FROM clause.
public sealed interface TableRef extends Node {
  /// `schema.table AS alias INDEXED BY index`
  record Named(
      QualifiedName name, Optional<Identifier> alias, Optional<IndexHint> indexHint, Span span)
      implements TableRef {
    /// A table made by hand.
    public static Named of(String table) {
      return new Named(
          QualifiedName.of(table), Optional.empty(), Optional.empty(), Span.NONE);
    }
  }

  /// `function(a, b) AS alias`
  record Function(
      QualifiedName name, List<Expr> arguments, Optional<Identifier> alias, Span span)
      implements TableRef {
    public Function {
      arguments = List.copyOf(arguments);
    }
  }

  /// `(SELECT …) AS alias`
  record Subquery(Select select, Optional<Identifier> alias, Span span) implements TableRef {}

  /// `(a JOIN b) AS alias`, also around one table.
  record Parenthesized(TableRef inner, Optional<Identifier> alias, Span span)
      implements TableRef {}

  /// `left JOIN right ON …`; a chain of joins leans to the left.
  record Join(
      TableRef left,
      JoinOperator operator,
      TableRef right,
      Optional<JoinConstraint> constraint,
      Span span)
      implements TableRef {}
}
