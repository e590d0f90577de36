package dev.bigdaddy.topology;

import org.jspecify.annotations.Nullable;

/// A row of the user's own `sqlite_schema`: what plain SQLite would show, without anything of ours.
///
/// @param type `table`, `index`, `view` or `trigger`
/// @param name the object's name
/// @param tableName the table it belongs to
/// @param sql its CREATE statement; null for SQLite's automatic indexes
public record SchemaObject(String type, String name, String tableName, @Nullable String sql) {}
