package dev.bigdaddy.sql.tree;

import java.util.List;
import java.util.Optional;

/// `CREATE TRIGGER name AFTER UPDATE OF a ON table FOR EACH ROW WHEN … BEGIN … END`
///
/// @param updateOf the columns of UPDATE OF; empty if there are none
/// @param body {@link Insert}, {@link Update}, {@link Delete} and {@link Select} without the
///     clauses that SQLite forbids there
public record CreateTrigger(
    boolean temporary,
    boolean ifNotExists,
    QualifiedName name,
    Optional<Time> time,
    Event event,
    List<Identifier> updateOf,
    QualifiedName table,
    boolean forEachRow,
    Optional<Expr> when,
    List<Statement> body,
    Span span)
    implements Statement {
  public CreateTrigger {
    updateOf = List.copyOf(updateOf);
    body = List.copyOf(body);
  }

  /// When it fires; BEFORE if not written out.
  public enum Time {
    BEFORE,
    AFTER,
    INSTEAD_OF
  }

  /// What fires it.
  public enum Event {
    INSERT,
    UPDATE,
    DELETE
  }
}
