package dev.bigdaddy.sql.tree;

import java.util.List;
import java.util.Optional;

/// A query, simple or compound, at the top or inside another statement; also `VALUES (…)`.
///
/// @param core the first, perhaps only, part
/// @param compound what UNION, EXCEPT and INTERSECT add to it, from left to right
public record Select(
    Optional<With> with,
    SelectCore core,
    List<CompoundTerm> compound,
    List<OrderingTerm> orderBy,
    Optional<Limit> limit,
    Span span)
    implements Statement {
  public Select {
    compound = List.copyOf(compound);
    orderBy = List.copyOf(orderBy);
  }

  /// A query of one core and nothing else, made by hand.
  public static Select of(SelectCore core) {
    return new Select(
        Optional.empty(), core, List.of(), List.of(), Optional.empty(), Span.NONE);
  }

  /// Whether it has several cores.
  public boolean isCompound() {
    return !compound.isEmpty();
  }
}
