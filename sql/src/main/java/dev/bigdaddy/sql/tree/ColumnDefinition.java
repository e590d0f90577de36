package dev.bigdaddy.sql.tree;

import java.util.List;
import java.util.Optional;

/// A column of CREATE TABLE or ADD COLUMN.
public record ColumnDefinition(
    Identifier name, Optional<TypeName> type, List<ColumnConstraint> constraints, Span span)
    implements Node {
  public ColumnDefinition {
    constraints = List.copyOf(constraints);
  }
}
