package dev.bigdaddy.sql.tree;

import dev.bigdaddy.sql.SqlNames;
import java.util.Objects;

/// A name as the user wrote it: what it says, and how it was quoted.
public record Identifier(String name, Quote quote, Span span) implements Node {
  public Identifier {
    Objects.requireNonNull(name);
    Objects.requireNonNull(quote);
    Objects.requireNonNull(span);
  }

  /// A name made by hand, quoted if it must be.
  public static Identifier of(String name) {
    return new Identifier(name, SqlNames.needsQuotes(name) ? Quote.DOUBLE : Quote.NONE, Span.NONE);
  }

  /// Whether SQLite takes both for the same name: ASCII letters match in either case.
  public boolean sameAs(Identifier other) {
    return sameAs(other.name);
  }

  /// Whether SQLite takes `otherName` for this name: ASCII letters match in either case.
  public boolean sameAs(String otherName) {
    return SqlNames.same(name, otherName);
  }
}
