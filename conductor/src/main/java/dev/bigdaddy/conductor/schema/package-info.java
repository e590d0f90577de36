/// The user's own schema: tables, columns and keys as written, and an empty copy of it that SQLite
/// judges statements by.
@org.jspecify.annotations.NullMarked
package dev.bigdaddy.conductor.schema;
