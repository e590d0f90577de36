package dev.bigdaddy.sql.tree;

/// What the user says about indexes of a table.
public sealed interface IndexHint {
  /// `INDEXED BY index`
  record IndexedBy(Identifier index) implements IndexHint {}

  /// `NOT INDEXED`
  record NotIndexed() implements IndexHint {}
}
