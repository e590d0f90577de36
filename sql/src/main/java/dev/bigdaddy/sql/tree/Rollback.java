package dev.bigdaddy.sql.tree;

import java.util.Optional;

/// `ROLLBACK`, `ROLLBACK TO savepoint`
///
/// @param name a name that SQLite accepts and forgets
/// @param savepoint empty if the whole transaction is rolled back
public record Rollback(Optional<Identifier> name, Optional<Identifier> savepoint, Span span)
    implements Statement {}
