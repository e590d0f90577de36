package dev.bigdaddy.sql;

/// The limits at which SQLite refuses a text while parsing it, as our build of it has them.
final class SqlLimits {
  /// SQLITE_LIMIT_PARSER_DEPTH: symbols on the parser's stack. We count as SQLite's parser does.
  static final int PARSER_DEPTH = 2500;

  /// SQLITE_LIMIT_EXPR_DEPTH.
  static final int EXPR_DEPTH = 1000;

  /// SQLITE_LIMIT_COMPOUND_SELECT.
  static final int COMPOUND_TERMS = 500;

  /// SQLITE_LIMIT_COLUMN.
  static final int COLUMNS = 2000;

  /// SQLITE_LIMIT_FUNCTION_ARG.
  static final int FUNCTION_ARGUMENTS = 100;

  /// SQLITE_LIMIT_VARIABLE_NUMBER.
  static final int VARIABLES = 250_000;

  /// SQLITE_MAX_SRCLIST.
  static final int FROM_TERMS = 200;

  private SqlLimits() {}
}
