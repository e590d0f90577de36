package dev.bigdaddy.sql;

import dev.bigdaddy.sql.tree.Span;

/// A comment of a statement.
///
/// @param text with its delimiters: `/* … */` or `-- …`
/// @param span where it stands in {@link ParsedStatement#text()}
public record Comment(String text, Span span) {}
