package dev.bigdaddy.storage;

import java.util.Locale;

/// What a statement can do to the open transaction, told from its first keyword.
enum StatementNature {
  /// A query or DML: `total_changes` shows whether it changed anything.
  ROWS,
  /// SAVEPOINT, RELEASE, ROLLBACK TO.
  SAVEPOINT,
  /// BEGIN, COMMIT, END, ROLLBACK: never inside an epoch, which has its own.
  TRANSACTION,
  /// PRAGMA: changes the database only if run as an update.
  PRAGMA,
  /// DDL and the like: changes the database without being counted by SQLite.
  OTHER;

  static StatementNature of(String sql) {
    int start = skipBlank(sql, 0);
    int end = wordEnd(sql, start);
    return switch (sql.substring(start, end).toUpperCase(Locale.ROOT)) {
      case "SELECT", "INSERT", "UPDATE", "DELETE", "REPLACE", "WITH", "VALUES", "EXPLAIN", "" ->
          ROWS;
      case "SAVEPOINT", "RELEASE" -> SAVEPOINT;
      case "BEGIN", "COMMIT", "END" -> TRANSACTION;
      case "ROLLBACK" -> rollsBackTo(sql, end) ? SAVEPOINT : TRANSACTION;
      case "PRAGMA" -> PRAGMA;
      default -> OTHER;
    };
  }

  /// Whether the text holds no statement, only blanks and comments.
  static boolean isBlank(String sql) {
    return skipBlank(sql, 0) == sql.length();
  }

  private static boolean rollsBackTo(String sql, int afterRollback) {
    int at = skipBlank(sql, afterRollback);
    int end = wordEnd(sql, at);
    if (sql.substring(at, end).equalsIgnoreCase("TRANSACTION")) {
      at = skipBlank(sql, end);
      end = wordEnd(sql, at);
    }
    return sql.substring(at, end).equalsIgnoreCase("TO");
  }

  private static int wordEnd(String sql, int start) {
    int end = start;
    while (end < sql.length() && Character.isLetter(sql.charAt(end))) {
      end++;
    }
    return end;
  }

  /// Skips blanks, comments and empty statements.
  private static int skipBlank(String sql, int start) {
    int at = start;
    while (at < sql.length()) {
      char c = sql.charAt(at);
      if (Character.isWhitespace(c) || c == ';' || c == '\uFEFF') {
        at++;
      } else if (sql.startsWith("--", at)) {
        int end = sql.indexOf('\n', at);
        at = end < 0 ? sql.length() : end + 1;
      } else if (sql.startsWith("/*", at)) {
        int end = sql.indexOf("*/", at + 2);
        at = end < 0 ? sql.length() : end + 2;
      } else {
        return at;
      }
    }
    return at;
  }
}
