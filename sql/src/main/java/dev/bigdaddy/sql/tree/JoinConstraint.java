package dev.bigdaddy.sql.tree;

import java.util.List;

/// How a join matches rows.
public sealed interface JoinConstraint extends Node {
  /// `ON condition`
  record On(Expr condition, Span span) implements JoinConstraint {}

  /// `USING (a, b)`
  record Using(List<Identifier> columns, Span span) implements JoinConstraint {
    public Using {
      columns = List.copyOf(columns);
    }
  }
}
