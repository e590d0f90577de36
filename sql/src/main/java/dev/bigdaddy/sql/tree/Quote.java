package dev.bigdaddy.sql.tree;

/// How a name is quoted.
public enum Quote {
  /// `name`
  NONE,
  /// `"name"`: in an expression SQLite reads it as a string if no column has that name.
  DOUBLE,
  /// `` `name` ``
  BACKTICK,
  /// `[name]`
  BRACKET,
  /// `'name'`: a string where the grammar wants a name.
  SINGLE
}
