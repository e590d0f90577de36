package dev.bigdaddy.sql.tree;

import java.util.List;
import java.util.Optional;

/// `CREATE [UNIQUE] INDEX name ON table (terms) WHERE …`
public record CreateIndex(
    boolean unique,
    boolean ifNotExists,
    QualifiedName name,
    Identifier table,
    List<OrderingTerm> terms,
    Optional<Expr> where,
    Span span)
    implements Statement {
  public CreateIndex {
    terms = List.copyOf(terms);
  }
}
