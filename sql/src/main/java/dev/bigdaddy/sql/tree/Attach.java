package dev.bigdaddy.sql.tree;

import java.util.Optional;

/// `ATTACH DATABASE file AS schema KEY key`
public record Attach(Expr file, Expr schema, Optional<Expr> key, Span span)
    implements Statement {}
