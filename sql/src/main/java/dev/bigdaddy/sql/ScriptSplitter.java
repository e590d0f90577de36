package dev.bigdaddy.sql;

import java.util.Optional;

/// Takes a script apart, one statement at a time, so that a long script is never held as trees.
/// Used by one thread.
///
/// Where a statement ends is decided by parsing it, so a trigger's inner semicolons do not end it.
public final class ScriptSplitter {
  private final Lexer lexer;
  private boolean started;

  /// A splitter at the start of `script`.
  public ScriptSplitter(String script) {
    this.lexer = new Lexer(script, 0, script.length());
  }

  /// The next statement; empty at the end of the script.
  ///
  /// @throws SqlSyntaxException if what follows is no statement; the splitter is then of no
  ///     further use
  public Optional<ParsedStatement> next() {
    if (!started) {
      lexer.advance();
      started = true;
    }
    while (lexer.kind == TokenKind.SEMI) {
      lexer.forgetComments();
      lexer.advance();
    }
    if (lexer.kind == TokenKind.END_OF_TEXT) {
      return Optional.empty();
    }
    return Optional.of(SqlParser.statement(lexer, lexer.firstCommentOrToken()));
  }

  /// Whether `text` ends a statement, so that a shell may run it: its last token is a semicolon
  /// that is not inside a string, comment or trigger. Knows nothing else of the language: text
  /// that is no statement may be complete too. Blank text is not.
  ///
  /// The rule is that of `sqlite3_complete`.
  public static boolean isComplete(String text) {
    return Completeness.of(text);
  }
}
