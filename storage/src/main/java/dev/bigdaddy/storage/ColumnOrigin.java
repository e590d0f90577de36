package dev.bigdaddy.storage;

/// The table's column that a column of an answer shows, as far as SQLite tells it: also through
/// views and subqueries, but not through expressions. A column that was renamed on the way keeps its
/// table, but not what its declaration says: sqlite-jdbc looks that up by the answer's own name.
///
/// @param table the table's name as its CREATE TABLE spells it; empty for an expression
/// @param notNull whether the table's column is declared NOT NULL
/// @param autoIncrement whether the table's column is an AUTOINCREMENT key
public record ColumnOrigin(String table, boolean notNull, boolean autoIncrement) {
  /// No table's column.
  public static final ColumnOrigin NONE = new ColumnOrigin("", false, false);
}
