package dev.bigdaddy.sql.tree;

import java.util.List;

/// A type as a column or CAST declares it: `VARCHAR(10)`.
///
/// @param text the type exactly as SQLite reports it, blanks and comments inside included
/// @param words the words of the name
/// @param arguments none, one or two signed numbers, as spelt
public record TypeName(String text, List<Identifier> words, List<String> arguments, Span span)
    implements Node {
  public TypeName {
    words = List.copyOf(words);
    arguments = List.copyOf(arguments);
  }
}
