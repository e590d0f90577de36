package dev.bigdaddy.sql.tree;

import java.util.List;
import java.util.Optional;

/// `ON CONFLICT (target) WHERE … DO …`
///
/// @param target the columns; empty if none are named, which only the last may do
/// @param targetWhere the WHERE of a partial index
public record Upsert(
    List<OrderingTerm> target, Optional<Expr> targetWhere, Action action, Span span)
    implements Node {
  public Upsert {
    target = List.copyOf(target);
  }

  /// What happens to the row.
  public sealed interface Action {}

  /// `DO NOTHING`
  public record Nothing() implements Action {}

  /// `DO UPDATE SET … WHERE …`
  public record DoUpdate(List<Assignment> assignments, Optional<Expr> where) implements Action {
    public DoUpdate {
      assignments = List.copyOf(assignments);
    }
  }
}
