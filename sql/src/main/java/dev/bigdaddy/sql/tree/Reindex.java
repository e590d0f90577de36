package dev.bigdaddy.sql.tree;

import java.util.Optional;

/// `REINDEX`, `REINDEX schema.name`
public record Reindex(Optional<QualifiedName> name, Span span) implements Statement {}
