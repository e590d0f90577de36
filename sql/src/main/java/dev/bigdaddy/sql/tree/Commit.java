package dev.bigdaddy.sql.tree;

import java.util.Optional;

/// `COMMIT`, `END`
///
/// @param name a name that SQLite accepts and forgets
public record Commit(Optional<Identifier> name, Span span) implements Statement {}
