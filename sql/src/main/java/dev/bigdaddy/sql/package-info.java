/// The SQLite dialect: text ↔ tree. Knows nothing of sharding.
///
/// Reading order: {@link dev.bigdaddy.sql.SqlParser}, {@link dev.bigdaddy.sql.tree.Statement},
/// {@link dev.bigdaddy.sql.SqlRenderer}, {@link dev.bigdaddy.sql.TreeWalker}, {@link
/// dev.bigdaddy.sql.TreeRewriter}, {@link dev.bigdaddy.sql.ScriptSplitter}.
@org.jspecify.annotations.NullMarked
package dev.bigdaddy.sql;
