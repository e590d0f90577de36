package dev.bigdaddy.conductor.plan;

import org.jspecify.annotations.Nullable;

/// A value that is known before any row is read.
public sealed interface Scalar {
  /// No value.
  Scalar NULL = new Constant(null);

  /// A literal.
  ///
  /// @param value null, `Long`, `Double`, `String` or `byte[]`
  record Constant(@Nullable Object value) implements Scalar {}

  /// A parameter.
  ///
  /// @param index its place among the statement's values, from 0
  record Parameter(int index) implements Scalar {}

  /// An expression without columns, which SQLite computes once per execution.
  ///
  /// @param select a SELECT that gives one row with one column
  record Computed(NodeSql select) implements Scalar {}
}
