package dev.bigdaddy.sql.tree;

/// `DROP TABLE IF EXISTS name` and its like.
public record Drop(Kind kind, boolean ifExists, QualifiedName name, Span span)
    implements Statement {
  /// What is dropped.
  public enum Kind {
    TABLE,
    INDEX,
    VIEW,
    TRIGGER
  }
}
