package dev.bigdaddy.sql.tree;

/// `RELEASE SAVEPOINT name`
public record Release(Identifier name, Span span) implements Statement {}
