package dev.bigdaddy.conductor;

import org.jspecify.annotations.Nullable;

/// A column of an answer, named as SQLite names it.
///
/// @param declaredType the type in the CREATE TABLE statement if the column is a plain table column,
///     else null
public record Column(String name, @Nullable String declaredType) {}
