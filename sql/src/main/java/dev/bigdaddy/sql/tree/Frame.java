package dev.bigdaddy.sql.tree;

import java.util.Optional;

/// `ROWS BETWEEN start AND end EXCLUDE …`
///
/// @param end empty if there is no BETWEEN
public record Frame(
    Unit unit,
    FrameBound start,
    Optional<FrameBound> end,
    Optional<Exclusion> exclusion,
    Span span)
    implements Node {
  /// What the bounds count.
  public enum Unit {
    RANGE,
    ROWS,
    GROUPS
  }

  /// What EXCLUDE leaves out.
  public enum Exclusion {
    NO_OTHERS,
    CURRENT_ROW,
    GROUP,
    TIES
  }
}
