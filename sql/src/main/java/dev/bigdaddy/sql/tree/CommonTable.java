package dev.bigdaddy.sql.tree;

import java.util.List;
import java.util.Optional;

/// A table of a WITH clause: `name(columns) AS [NOT] MATERIALIZED (SELECT …)`
public record CommonTable(
    Identifier name,
    List<Identifier> columns,
    Optional<Materialization> materialization,
    Select select,
    Span span)
    implements Node {
  public CommonTable {
    columns = List.copyOf(columns);
  }

  /// The hint, where it is written out.
  public enum Materialization {
    MATERIALIZED,
    NOT_MATERIALIZED
  }
}
