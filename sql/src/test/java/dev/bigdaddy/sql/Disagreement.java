package dev.bigdaddy.sql;

import java.util.Optional;
import java.util.regex.Pattern;

/// Holds our verdict on a text against SQLite's.
final class Disagreement {
  /// Errors that SQLite raises while it still parses, so that what follows them is not known to be
  /// right.
  private static final Pattern MIDWAY =
      Pattern.compile(
          "duplicate WITH table name.*|unknown join type.*|a JOIN clause is required before.*"
              + "|syntax error after column name.*|unsupported frame specification"
              + "|.* clause should come after .* not before|too many .*"
              + "|Recursion limit|Expression tree is too large.*"
              + "|variable number must be between.*|DISTINCT is not supported for window.*"
              + "|ORDER BY may not be used with non-aggregate.*"
              + "|.* columns assigned .* values|IN\\(...\\) element has .*"
              + "|all VALUES must have the same number of terms"
              + "|no such window: .*|cannot override .* of window: .*",
          Pattern.DOTALL);

  private Disagreement() {}

  /// How we and SQLite differ on `sql`; empty if we agree.
  static Optional<String> on(String sql, SqliteOracle.Verdict verdict) {
    Optional<SqlSyntaxException> ours = ourError(sql);
    return switch (verdict) {
      case SqliteOracle.Accepted() ->
          ours.map(e -> "SQLite accepts, we say: " + e.getMessage());
      case SqliteOracle.SyntaxError(String message) -> {
        if (ours.isEmpty()) {
          yield Optional.of("we accept, SQLite says: " + message);
        }
        yield message.equals(ours.get().getMessage())
            ? Optional.empty()
            : Optional.of("SQLite says: " + message + ", we say: " + ours.get().getMessage());
      }
      case SqliteOracle.OtherError(String message) -> {
        boolean same = ours.isPresent() && message.equals(ours.get().getMessage());
        boolean midway = actsWhileParsed(sql) || MIDWAY.matcher(message).matches();
        yield ours.isEmpty() || same || midway
            ? Optional.empty()
            : Optional.of("SQLite parses (" + message + "), we say: " + ours.get().getMessage());
      }
    };
  }

  /// CREATE and ALTER look names up while they are parsed.
  private static boolean actsWhileParsed(String sql) {
    Lexer lexer = new Lexer(sql, 0, sql.length());
    lexer.advance();
    while (true) {
      switch (lexer.kind) {
        case EXPLAIN, QUERY, PLAN, SEMI -> lexer.advance();
        default -> {
          return lexer.kind == TokenKind.CREATE || lexer.kind == TokenKind.ALTER;
        }
      }
    }
  }

  /// What we say of the first statement of `sql`: SQLite's prepare reads no further.
  static Optional<SqlSyntaxException> ourError(String sql) {
    try {
      new ScriptSplitter(sql).next();
      return Optional.empty();
    } catch (SqlSyntaxException e) {
      return Optional.of(e);
    }
  }
}
