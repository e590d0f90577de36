package dev.bigdaddy.sql.tree;

import java.util.Objects;
import java.util.Optional;

/// The name of a table, index, view or trigger, perhaps with its schema: `main.users`.
public record QualifiedName(Optional<Identifier> schema, Identifier name, Span span)
    implements Node {
  public QualifiedName {
    Objects.requireNonNull(schema);
    Objects.requireNonNull(name);
    Objects.requireNonNull(span);
  }

  /// A name without schema, made by hand.
  public static QualifiedName of(String name) {
    return new QualifiedName(Optional.empty(), Identifier.of(name), Span.NONE);
  }

  /// A name with schema, made by hand.
  public static QualifiedName of(String schema, String name) {
    return new QualifiedName(Optional.of(Identifier.of(schema)), Identifier.of(name), Span.NONE);
  }
}
