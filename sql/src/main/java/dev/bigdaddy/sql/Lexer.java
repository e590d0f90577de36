package dev.bigdaddy.sql;

import dev.bigdaddy.sql.tree.Span;
import java.util.ArrayList;
import java.util.List;

/// Cuts a text into SQLite's tokens, one at a time, without allocating.
///
/// The current token is [kind, start, end). Used by one thread.
final class Lexer {
  /// The current token.
  TokenKind kind = TokenKind.END_OF_TEXT;

  int start;
  int end;

  /// Where the token before the current one ended.
  int previousEnd;

  private final String text;
  private final int limit;
  private final List<Comment> comments = new ArrayList<>(0);
  private boolean underscores;

  Lexer(String text, int from, int limit) {
    this.text = text;
    this.limit = limit;
    this.end = from;
    this.previousEnd = from;
  }

  String text() {
    return text;
  }

  /// The comments of the statement that starts at `base`, up to the current token.
  List<Comment> comments(int base) {
    if (comments.isEmpty()) {
      return List.of();
    }
    List<Comment> relative = new ArrayList<>(comments.size());
    for (Comment comment : comments) {
      Span span = new Span(comment.span().start() - base, comment.span().end() - base);
      relative.add(new Comment(comment.text(), span));
    }
    return relative;
  }

  /// Forgets the comments passed so far: those of an earlier statement.
  void forgetComments() {
    comments.clear();
  }

  /// Where the text of the statement starts whose first token is current.
  int firstCommentOrToken() {
    return comments.isEmpty() ? start : comments.getFirst().span().start();
  }

  /// Whether the current token is a string or name that lacks its end.
  boolean isUnterminated() {
    return end == limit
        && switch (text.charAt(start)) {
          case '\'', '"', '`', '[' -> true;
          default -> false;
        };
  }

  /// Whether the last comment lacks its end.
  boolean endsInOpenComment() {
    if (comments.isEmpty()) {
      return false;
    }
    Comment last = comments.getLast();
    return last.span().end() == limit
        && last.text().startsWith("/*")
        && (last.text().length() < 4 || !last.text().endsWith("*/"));
  }

  /// Makes the next token the current one.
  void advance() {
    TokenKind last = kind;
    previousEnd = end;
    scan(end, true);
    switch (kind) {
      case WINDOW -> kind = windowKind();
      case OVER -> kind = overKind(last);
      case FILTER -> kind = filterKind(last);
      default -> {}
    }
  }

  /// WINDOW is a keyword before `name AS`.
  private TokenKind windowKind() {
    Lexer ahead = new Lexer(text, end, limit);
    ahead.scan(end, false);
    if (!ahead.isNameAhead()) {
      return TokenKind.ID;
    }
    ahead.scan(ahead.end, false);
    return ahead.kind == TokenKind.AS ? TokenKind.WINDOW : TokenKind.ID;
  }

  /// OVER is a keyword between `)` and `(` or a name.
  private TokenKind overKind(TokenKind last) {
    if (last == TokenKind.RP) {
      Lexer ahead = new Lexer(text, end, limit);
      ahead.scan(end, false);
      if (ahead.kind == TokenKind.LP || ahead.isNameAhead()) {
        return TokenKind.OVER;
      }
    }
    return TokenKind.ID;
  }

  /// FILTER is a keyword between `)` and `(`.
  private TokenKind filterKind(TokenKind last) {
    if (last == TokenKind.RP) {
      Lexer ahead = new Lexer(text, end, limit);
      ahead.scan(end, false);
      if (ahead.kind == TokenKind.LP) {
        return TokenKind.FILTER;
      }
    }
    return TokenKind.ID;
  }

  private boolean isNameAhead() {
    return switch (kind) {
      case STRING, JOIN_KW, WINDOW, OVER -> true;
      default -> kind.isId();
    };
  }

  private char at(int index) {
    return index < limit ? text.charAt(index) : '\0';
  }

  private void scan(int from, boolean keepComments) {
    int i = from;
    while (true) {
      char c = at(i);
      if (isSpace(c) || c == '\uFEFF') {
        i++;
      } else if (c == '-' && at(i + 1) == '-') {
        i = comment(i, endOfLineComment(i), keepComments);
      } else if (c == '/' && at(i + 1) == '*' && i + 2 < limit && at(i + 2) != '\0') {
        i = comment(i, endOfBlockComment(i), keepComments);
      } else {
        break;
      }
    }
    start = i;
    if (i >= limit) {
      kind = TokenKind.END_OF_TEXT;
      end = limit;
      return;
    }
    token(i);
  }

  private int comment(int from, int to, boolean keep) {
    if (keep) {
      comments.add(new Comment(text.substring(from, to), new Span(from, to)));
    }
    return to;
  }

  private int endOfLineComment(int from) {
    int i = from + 2;
    while (i < limit && text.charAt(i) != '\n' && text.charAt(i) != '\0') {
      i++;
    }
    return i;
  }

  private int endOfBlockComment(int from) {
    for (int i = from + 2; i < limit; i++) {
      char c = text.charAt(i);
      if (c == '\0') {
        return i;
      }
      if (c == '*' && at(i + 1) == '/') {
        return i + 2;
      }
    }
    return limit;
  }

  private void token(int i) {
    char c = text.charAt(i);
    if (SqlNames.isNameStart(c)) {
      word(i, c);
      return;
    }
    if (SqlNames.isDigit(c)) {
      number(i);
      return;
    }
    switch (c) {
      case '(' -> set(TokenKind.LP, i + 1);
      case ')' -> set(TokenKind.RP, i + 1);
      case ',' -> set(TokenKind.COMMA, i + 1);
      case ';' -> set(TokenKind.SEMI, i + 1);
      case '*' -> set(TokenKind.STAR, i + 1);
      case '+' -> set(TokenKind.PLUS, i + 1);
      case '/' -> set(TokenKind.SLASH, i + 1);
      case '%' -> set(TokenKind.REM, i + 1);
      case '&' -> set(TokenKind.BITAND, i + 1);
      case '~' -> set(TokenKind.BITNOT, i + 1);
      case '.' -> dot(i);
      case '-' -> minus(i);
      case '=' -> set(TokenKind.EQ, at(i + 1) == '=' ? i + 2 : i + 1);
      case '<' -> less(i);
      case '>' -> greater(i);
      case '!' -> {
        boolean notEqual = at(i + 1) == '=';
        set(notEqual ? TokenKind.NE : TokenKind.ILLEGAL, notEqual ? i + 2 : i + 1);
      }
      case '|' -> {
        boolean concat = at(i + 1) == '|';
        set(concat ? TokenKind.CONCAT : TokenKind.BITOR, concat ? i + 2 : i + 1);
      }
      case '\'', '"', '`' -> quoted(i, c);
      case '[' -> bracketed(i);
      case '?' -> {
        int j = i + 1;
        while (SqlNames.isDigit(at(j))) {
          j++;
        }
        set(TokenKind.VARIABLE, j);
      }
      case '$', '@', ':', '#' -> variable(i);
      default -> set(TokenKind.ILLEGAL, i + 1);
    }
  }

  private void set(TokenKind tokenKind, int tokenEnd) {
    kind = tokenKind;
    end = tokenEnd;
  }

  private void word(int i, char c) {
    if ((c == 'x' || c == 'X') && at(i + 1) == '\'') {
      blob(i);
      return;
    }
    int j = i + 1;
    while (j < limit && SqlNames.isNamePart(text.charAt(j))) {
      j++;
    }
    set(TokenKind.ofWord(text, i, j), j);
  }

  private void blob(int i) {
    int j = i + 2;
    while (isHexDigit(at(j))) {
      j++;
    }
    boolean whole = at(j) == '\'' && (j - i) % 2 == 0;
    while (at(j) != '\0' && at(j) != '\'') {
      j++;
    }
    set(whole ? TokenKind.BLOB : TokenKind.ILLEGAL, at(j) == '\'' ? j + 1 : j);
  }

  private void dot(int i) {
    if (SqlNames.isDigit(at(i + 1))) {
      number(i);
    } else {
      set(TokenKind.DOT, i + 1);
    }
  }

  private void minus(int i) {
    if (at(i + 1) == '>') {
      set(TokenKind.PTR, at(i + 2) == '>' ? i + 3 : i + 2);
    } else {
      set(TokenKind.MINUS, i + 1);
    }
  }

  private void less(int i) {
    switch (at(i + 1)) {
      case '=' -> set(TokenKind.LE, i + 2);
      case '>' -> set(TokenKind.NE, i + 2);
      case '<' -> set(TokenKind.LSHIFT, i + 2);
      default -> set(TokenKind.LT, i + 1);
    }
  }

  private void greater(int i) {
    switch (at(i + 1)) {
      case '=' -> set(TokenKind.GE, i + 2);
      case '>' -> set(TokenKind.RSHIFT, i + 2);
      default -> set(TokenKind.GT, i + 1);
    }
  }

  private void quoted(int i, char delimiter) {
    int j = i + 1;
    while (true) {
      char c = at(j);
      if (c == '\0') {
        set(TokenKind.ILLEGAL, j);
        return;
      }
      if (c == delimiter) {
        if (at(j + 1) != delimiter) {
          break;
        }
        j++;
      }
      j++;
    }
    set(delimiter == '\'' ? TokenKind.STRING : TokenKind.ID, j + 1);
  }

  private void bracketed(int i) {
    int j = i + 1;
    while (at(j) != ']' && at(j) != '\0') {
      j++;
    }
    boolean closed = at(j) == ']';
    set(closed ? TokenKind.ID : TokenKind.ILLEGAL, closed ? j + 1 : j);
  }

  private void number(int i) {
    TokenKind found = TokenKind.INTEGER;
    int j;
    underscores = false;
    if (at(i) == '0' && (at(i + 1) == 'x' || at(i + 1) == 'X') && isHexDigit(at(i + 2))) {
      j = i + 3;
      while (isHexDigit(at(j)) || at(j) == '_') {
        underscores |= at(j) == '_';
        j++;
      }
    } else {
      j = digits(i);
      if (at(j) == '.') {
        found = TokenKind.FLOAT;
        j = digits(j + 1);
      }
      if (isExponent(j)) {
        found = TokenKind.FLOAT;
        j = digits(j + 2);
      }
    }
    if (underscores) {
      found = TokenKind.QNUMBER;
    }
    while (j < limit && SqlNames.isNamePart(text.charAt(j))) {
      found = TokenKind.ILLEGAL;
      j++;
    }
    set(found, j);
  }

  private boolean isExponent(int j) {
    if (at(j) != 'e' && at(j) != 'E') {
      return false;
    }
    char sign = at(j + 1);
    return SqlNames.isDigit(sign)
        || ((sign == '+' || sign == '-') && SqlNames.isDigit(at(j + 2)));
  }

  private int digits(int from) {
    int j = from;
    while (SqlNames.isDigit(at(j)) || at(j) == '_') {
      underscores |= at(j) == '_';
      j++;
    }
    return j;
  }

  /// `:a`, `@a`, `$a`, `$a::b(c)`, and `#1`, which only SQLite itself may use.
  private void variable(int i) {
    TokenKind found = TokenKind.VARIABLE;
    int names = 0;
    int j = i + 1;
    while (true) {
      char c = at(j);
      if (SqlNames.isNamePart(c)) {
        names++;
        j++;
      } else if (c == '(' && names > 0) {
        do {
          j++;
        } while (at(j) != '\0' && !isSpace(at(j)) && at(j) != ')');
        if (at(j) == ')') {
          j++;
        } else {
          found = TokenKind.ILLEGAL;
        }
        break;
      } else if (c == ':' && at(j + 1) == ':') {
        j += 2;
      } else {
        break;
      }
    }
    set(names == 0 ? TokenKind.ILLEGAL : found, j);
  }

  private static boolean isSpace(char c) {
    return c == ' ' || c == '\n' || c == '\t' || c == '\r' || c == '\f';
  }

  private static boolean isHexDigit(char c) {
    return SqlNames.isDigit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
  }
}
