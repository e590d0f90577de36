package dev.bigdaddy.sql.tree;

/// `SAVEPOINT name`
public record Savepoint(Identifier name, Span span) implements Statement {}
