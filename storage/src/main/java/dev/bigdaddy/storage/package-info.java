/// Storage nodes: one SQLite database each, one writer, many readers, and epochs: work on several
/// nodes that becomes durable together.
///
/// This is the only package that touches sqlite-jdbc and the files of a database. Reading order:
/// {@link SqliteConnection} (statements and values), {@link Storage} (the files of one database),
/// {@link Epoch} (writes), {@link Snapshot} (reads of several nodes at one instant), then the
/// commit log and recovery.
@org.jspecify.annotations.NullMarked
package dev.bigdaddy.storage;
