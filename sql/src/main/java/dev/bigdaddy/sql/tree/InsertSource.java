package dev.bigdaddy.sql.tree;

/// Where inserted rows come from.
public sealed interface InsertSource extends Node {
  /// `VALUES …` or `SELECT …`
  record Rows(Select select, Span span) implements InsertSource {}

  /// `DEFAULT VALUES`
  record DefaultValues(Span span) implements InsertSource {}
}
