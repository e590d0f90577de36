package dev.bigdaddy.sql.tree;

import java.util.Optional;

/// `VACUUM schema INTO file`
public record Vacuum(Optional<Identifier> schema, Optional<Expr> into, Span span)
    implements Statement {}
