package dev.bigdaddy.sql;

import dev.bigdaddy.sql.tree.Span;

/// A comment of a statement.
///
/// @param text with its delimiters: `/* … */` or `-- …`
/// @param span where it stands in {@link ParsedStatement#text()}
public record Comment(String text, Span span) {
  /// The text without its delimiters.
  public String content() {
    return text.startsWith("--")
        ? text.substring(2)
        : text.substring(2, text.length() - (text.endsWith("*/") ? 2 : 0));
  }
}
