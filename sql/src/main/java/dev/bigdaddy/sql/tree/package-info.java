/// The tree: what a SQLite statement says, as immutable records.
///
/// Two trees are equal when they say the same, wherever their words stood ({@link
/// dev.bigdaddy.sql.tree.Span} takes no part in equality). Spellings that mean the same to SQLite
/// (`==` and `=`, `REPLACE INTO` and `INSERT OR REPLACE INTO`, `END` and `COMMIT`, an alias with or
/// without `AS`) are one tree.
///
/// Comparing two trees, or hashing one, takes Java stack for each level; compare what may be hundreds
/// of levels deep by its rendering. The parser, renderer, walker and rewriter cope with any depth
/// that SQLite takes.
///
/// An absent list clause is the empty list; an absent single clause is an empty {@link
/// java.util.Optional}.
@org.jspecify.annotations.NullMarked
package dev.bigdaddy.sql.tree;
