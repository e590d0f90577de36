package dev.bigdaddy.sql.tree;

import java.util.List;
import java.util.Optional;

/// `INSERT INTO`; `REPLACE INTO` is `INSERT OR REPLACE INTO`.
///
/// @param columns empty if there is no list
public record Insert(
    Optional<With> with,
    Optional<ConflictAction> onConflict,
    QualifiedName table,
    Optional<Identifier> alias,
    List<Identifier> columns,
    InsertSource source,
    List<Upsert> upserts,
    List<ResultColumn> returning,
    Span span)
    implements Statement {
  public Insert {
    columns = List.copyOf(columns);
    upserts = List.copyOf(upserts);
    returning = List.copyOf(returning);
  }
}
