package dev.bigdaddy.sql.tree;

import java.util.Optional;

/// `ANALYZE`, `ANALYZE schema.name`
public record Analyze(Optional<QualifiedName> name, Span span) implements Statement {}
