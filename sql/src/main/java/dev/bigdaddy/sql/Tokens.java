package dev.bigdaddy.sql;

import dev.bigdaddy.sql.tree.Identifier;
import dev.bigdaddy.sql.tree.QualifiedName;
import dev.bigdaddy.sql.tree.Quote;
import dev.bigdaddy.sql.tree.Span;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The token stream of one statement, and what all parsers of it share. Used by one thread.
///
/// SQLite's parser runs a rule's action when it sees the token after the rule. An error raised by
/// an action therefore gives way to a syntax error at that very token, and stops the parser after
/// it. {@link #fail} does the same: the error is thrown when the current token is passed.
final class Tokens {
  private final Lexer lexer;
  private final String text;
  private final int base;

  private final List<NumberedParameter> parameters = new ArrayList<>(0);
  private @Nullable Map<String, Integer> parameterNumbers;

  private int depth;
  private final Recursion recursion = new Recursion();
  private @Nullable SqlSyntaxException failure;

  /// @param base where the statement starts: spans count from here
  Tokens(Lexer lexer, int base) {
    this.lexer = lexer;
    this.text = lexer.text();
    this.base = base;
    // The bottom of SQLite's parser stack.
    this.depth = 1;
  }

  TokenKind kind() {
    return lexer.kind;
  }

  int start() {
    return lexer.start;
  }

  /// Where the last passed token ended.
  int previousEnd() {
    return lexer.previousEnd;
  }

  String tokenText() {
    return text.substring(lexer.start, lexer.end);
  }

  String slice(int from, int to) {
    return text.substring(from, to);
  }

  /// The span from `start` to the end of the last passed token.
  Span spanFrom(int start) {
    return new Span(start - base, lexer.previousEnd - base);
  }

  /// The span from where `first` starts to the end of the last passed token.
  Span spanFrom(Span first) {
    return new Span(first.start(), lexer.previousEnd - base);
  }

  void advance() {
    if (failure != null) {
      throw failure;
    }
    lexer.advance();
  }

  boolean is(TokenKind kind) {
    return lexer.kind == kind;
  }

  boolean accept(TokenKind kind) {
    if (lexer.kind != kind) {
      return false;
    }
    advance();
    return true;
  }

  void expect(TokenKind kind) {
    if (lexer.kind != kind) {
      throw unexpected();
    }
    advance();
  }

  /// Passes `kind` if it is there; whatever follows it must be `second`.
  boolean acceptBoth(TokenKind kind, TokenKind second) {
    if (!accept(kind)) {
      return false;
    }
    expect(second);
    return true;
  }

  /// The error for a current token that fits nowhere.
  SqlSyntaxException unexpected() {
    String message =
        switch (lexer.kind) {
          case END_OF_TEXT -> "incomplete input";
          case ILLEGAL -> "unrecognized token: \"" + tokenText() + "\"";
          default -> "near \"" + tokenText() + "\": syntax error";
        };
    return new SqlSyntaxException(message, lexer.start);
  }

  /// Raises an error of a rule's action: thrown when the current token is passed.
  void fail(String message) {
    failure = new SqlSyntaxException(message, lexer.start);
  }

  /// Passes the end of the statement.
  void finish() {
    if (lexer.kind != TokenKind.SEMI && lexer.kind != TokenKind.END_OF_TEXT) {
      throw unexpected();
    }
    if (failure != null) {
      throw failure;
    }
  }

  /// Counts symbols that SQLite's parser holds while it reads an inner part.
  void push(int symbols) {
    depth += symbols;
    // The token that comes next takes a place too.
    if (depth + 1 >= SqlLimits.PARSER_DEPTH) {
      throw new SqlSyntaxException("Recursion limit", lexer.start);
    }
  }

  void pop(int symbols) {
    depth -= symbols;
  }

  /// How deep parse methods call themselves.
  Recursion recursion() {
    return recursion;
  }

  /// A name (the grammar's `nm`).
  Identifier name() {
    if (!lexer.kind.isName()) {
      throw unexpected();
    }
    return takeIdentifier();
  }

  /// A name that is no join keyword (the grammar's `ids`).
  Identifier idOrString() {
    if (!lexer.kind.isIdOrString()) {
      throw unexpected();
    }
    return takeIdentifier();
  }

  /// The current token as name.
  Identifier takeIdentifier() {
    int start = lexer.start;
    int end = lexer.end;
    advance();
    return identifier(start, end);
  }

  Identifier identifier(int start, int end) {
    Span span = new Span(start - base, end - base);
    return switch (text.charAt(start)) {
      case '"' -> new Identifier(unquote(start, end, "\""), Quote.DOUBLE, span);
      case '`' -> new Identifier(unquote(start, end, "`"), Quote.BACKTICK, span);
      case '\'' -> new Identifier(unquote(start, end, "'"), Quote.SINGLE, span);
      case '[' -> new Identifier(text.substring(start + 1, end - 1), Quote.BRACKET, span);
      default -> new Identifier(text.substring(start, end), Quote.NONE, span);
    };
  }

  String unquote(int start, int end, String quote) {
    String inner = text.substring(start + 1, end - 1);
    return inner.contains(quote) ? inner.replace(quote + quote, quote) : inner;
  }

  /// `name` or `schema.name`.
  QualifiedName qualifiedName() {
    int start = lexer.start;
    Identifier first = name();
    if (!accept(TokenKind.DOT)) {
      return new QualifiedName(Optional.empty(), first, first.span());
    }
    Identifier second = name();
    return new QualifiedName(Optional.of(first), second, spanFrom(start));
  }

  /// `(a, b, …)` of names.
  List<Identifier> namesInParentheses() {
    expect(TokenKind.LP);
    List<Identifier> names = new ArrayList<>();
    do {
      names.add(name());
    } while (accept(TokenKind.COMMA));
    expect(TokenKind.RP);
    return names;
  }

  /// `(a, b, …)` of names, if it is there. SQLite's grammar takes COLLATE and ASC too, so that it
  /// can read old schemas, and refuses them afterwards.
  List<Identifier> strictNamesInParentheses() {
    if (!accept(TokenKind.LP)) {
      return List.of();
    }
    List<Identifier> names = new ArrayList<>();
    do {
      int start = lexer.start;
      int end = lexer.end;
      names.add(name());
      boolean collated = accept(TokenKind.COLLATE);
      if (collated) {
        idOrString();
      }
      boolean ordered = accept(TokenKind.ASC) || accept(TokenKind.DESC);
      if (collated || ordered) {
        fail("syntax error after column name \"" + text.substring(start, end) + "\"");
      }
    } while (accept(TokenKind.COMMA));
    expect(TokenKind.RP);
    return names;
  }

  List<NumberedParameter> parameters() {
    return parameters;
  }

  /// Gives a parameter its number, as SQLite does.
  int parameterNumber(String spelling) {
    if (spelling.length() == 1) {
      return newParameter(Optional.empty());
    }
    if (spelling.charAt(0) == '?') {
      return numberedParameter(spelling);
    }
    if (parameterNumbers == null) {
      parameterNumbers = new HashMap<>();
    }
    Integer known = parameterNumbers.get(spelling);
    if (known != null) {
      return known;
    }
    int number = newParameter(Optional.of(spelling));
    parameterNumbers.put(spelling, number);
    return number;
  }

  private int newParameter(Optional<String> name) {
    int number = parameters.size() + 1;
    if (number > SqlLimits.VARIABLES) {
      fail("too many SQL variables");
    }
    parameters.add(new NumberedParameter(number, name));
    return number;
  }

  private int numberedParameter(String spelling) {
    int digits = 1;
    while (digits < spelling.length() - 1 && spelling.charAt(digits) == '0') {
      digits++;
    }
    boolean huge = spelling.length() - digits > 9;
    int number = huge ? 0 : Integer.parseInt(spelling, digits, spelling.length(), 10);
    if (number < 1 || number > SqlLimits.VARIABLES) {
      fail("variable number must be between ?1 and ?" + SqlLimits.VARIABLES);
      return 1;
    }
    while (parameters.size() < number) {
      parameters.add(new NumberedParameter(parameters.size() + 1, Optional.empty()));
    }
    if (parameters.get(number - 1).name().isEmpty()) {
      parameters.set(number - 1, new NumberedParameter(number, Optional.of(spelling)));
    }
    return number;
  }
}
