package dev.bigdaddy.sql.tree;

/// `DETACH DATABASE schema`
public record Detach(Expr schema, Span span) implements Statement {}
