package dev.bigdaddy.sql.tree;

import java.util.Optional;

/// `PRAGMA schema.name`, `PRAGMA name = value`, `PRAGMA name(value)`
public record Pragma(QualifiedName name, Optional<Value> value, Form form, Span span)
    implements Statement {
  /// How the value is spelt; {@link #EQUALS} if there is none.
  public enum Form {
    EQUALS,
    CALL
  }

  /// What follows the name.
  public sealed interface Value {}

  /// A name, string or one of the words ON, DELETE, DEFAULT.
  public record Word(Identifier word) implements Value {}

  /// A number.
  ///
  /// @param negative whether there is a minus; a plus says nothing
  /// @param text the digits, as spelt
  public record Numeric(boolean negative, String text) implements Value {}
}
