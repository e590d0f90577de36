package dev.bigdaddy.sql;

import dev.bigdaddy.sql.tree.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Reads SQLite's language: text → tree.
///
/// Every statement is understood whole, or refused with SQLite's own message. A text is refused if,
/// and only if, SQLite's parser refuses it; whether tables and columns exist is not asked. Safe for
/// use by many threads.
public final class SqlParser {
  private SqlParser() {}

  /// Reads a text of exactly one statement; semicolons, blanks and comments may surround it.
  ///
  /// @throws SqlSyntaxException if it is no statement, none at all, or several
  public static ParsedStatement parse(String text) {
    Lexer lexer = new Lexer(text, 0, text.length());
    lexer.advance();
    while (lexer.kind == TokenKind.SEMI) {
      lexer.advance();
    }
    if (lexer.kind == TokenKind.END_OF_TEXT) {
      throw new SqlSyntaxException(
          SqlSyntaxException.Kind.NO_STATEMENT, "no statement", text.length());
    }
    ParsedStatement parsed = statement(lexer, 0);
    while (lexer.kind == TokenKind.SEMI) {
      lexer.advance();
    }
    if (lexer.kind != TokenKind.END_OF_TEXT) {
      throw new SqlSyntaxException(
          SqlSyntaxException.Kind.SEVERAL_STATEMENTS, "more than one statement", lexer.start);
    }
    return parsed;
  }

  /// Reads a text of any number of statements.
  ///
  /// @throws SqlSyntaxException if one of them is no statement
  public static List<ParsedStatement> parseScript(String text) {
    List<ParsedStatement> statements = new ArrayList<>();
    ScriptSplitter script = new ScriptSplitter(text);
    Optional<ParsedStatement> next = script.next();
    while (next.isPresent()) {
      statements.add(next.get());
      next = script.next();
    }
    return statements;
  }

  /// Reads the statement that starts with the lexer's token, and stops at its end.
  static ParsedStatement statement(Lexer lexer, int base) {
    Tokens tokens = new Tokens(lexer, base);
    Statement statement = new StatementParser(tokens).statement();
    String text = lexer.text();
    int end = lexer.start;
    while (end > base && text.charAt(end - 1) <= ' ') {
      end--;
    }
    return new ParsedStatement(
        statement, text.substring(base, end), tokens.parameters(), lexer.comments(base));
  }
}
