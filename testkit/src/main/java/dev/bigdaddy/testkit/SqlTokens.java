package dev.bigdaddy.testkit;

import dev.bigdaddy.testkit.SqlToken.Kind;
import java.util.ArrayList;
import java.util.List;

/// Cuts SQL text into tokens. Text that is not SQL gives tokens too: the oracle also runs
/// statements that are wrong on purpose.
///
/// Used by one thread.
final class SqlTokens {
  private final String text;
  private final List<SqlToken> tokens = new ArrayList<>();
  private int position;
  private int depth;

  private SqlTokens(String text) {
    this.text = text;
  }

  /// All tokens, comments among them.
  static List<SqlToken> withComments(String text) {
    return new SqlTokens(text).read();
  }

  /// All tokens but comments.
  static List<SqlToken> of(String text) {
    return withComments(text).stream().filter(token -> token.kind() != Kind.COMMENT).toList();
  }

  private List<SqlToken> read() {
    while (position < text.length()) {
      char first = text.charAt(position);
      if (Character.isWhitespace(first)) {
        position++;
      } else {
        readToken(first);
      }
    }
    return List.copyOf(tokens);
  }

  private void readToken(char first) {
    if (text.startsWith("--", position)) {
      int newline = text.indexOf('\n', position);
      add(Kind.COMMENT, newline < 0 ? text.length() : newline);
    } else if (text.startsWith("/*", position)) {
      int close = text.indexOf("*/", position + 2);
      add(Kind.COMMENT, close < 0 ? text.length() : close + 2);
    } else if (first == '\'') {
      add(Kind.STRING, quotedEnd(position, '\''));
    } else if (first == '"' || first == '`') {
      add(Kind.QUOTED_NAME, quotedEnd(position, first));
    } else if (first == '[') {
      int close = text.indexOf(']', position);
      add(Kind.QUOTED_NAME, close < 0 ? text.length() : close + 1);
    } else if ((first == 'x' || first == 'X') && text.startsWith("'", position + 1)) {
      add(Kind.BLOB, quotedEnd(position + 1, '\''));
    } else if (digitAt(position) || (first == '.' && digitAt(position + 1))) {
      add(Kind.NUMBER, numberEnd());
    } else if (first == '?' || first == ':' || first == '@' || first == '$') {
      add(Kind.PARAMETER, wordEnd(position + 1));
    } else if (isWordPart(first)) {
      add(Kind.WORD, wordEnd(position));
    } else {
      readOperator(first);
    }
  }

  private void readOperator(char first) {
    for (String operator : List.of("->>", "||", "->", "<<", ">>", "<=", ">=", "<>", "!=", "==")) {
      if (text.startsWith(operator, position)) {
        add(Kind.OPERATOR, position + operator.length());
        return;
      }
    }
    if (first == ')') {
      depth = Math.max(0, depth - 1);
    }
    add(Kind.OPERATOR, position + 1);
    if (first == '(') {
      depth++;
    }
  }

  private int quotedEnd(int start, char quote) {
    int at = start + 1;
    while (at < text.length()) {
      if (text.charAt(at) == quote) {
        if (at + 1 < text.length() && text.charAt(at + 1) == quote) {
          at++;
        } else {
          return at + 1;
        }
      }
      at++;
    }
    return text.length();
  }

  private int numberEnd() {
    int at = position;
    while (at < text.length()) {
      char here = text.charAt(at);
      boolean exponentSign =
          (here == '+' || here == '-')
              && Character.toLowerCase(text.charAt(at - 1)) == 'e'
              && !text.startsWith("0x", position)
              && digitAt(at + 1);
      if (!isWordPart(here) && here != '.' && !exponentSign) {
        break;
      }
      at++;
    }
    return at;
  }

  private int wordEnd(int from) {
    int at = from;
    while (at < text.length() && isWordPart(text.charAt(at))) {
      at++;
    }
    return at;
  }

  private boolean digitAt(int at) {
    return at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9';
  }

  private static boolean isWordPart(char character) {
    return character == '_' || character >= 0x80 || Character.isLetterOrDigit(character);
  }

  private void add(Kind kind, int end) {
    tokens.add(new SqlToken(kind, text.substring(position, end), position, end, depth));
    position = end;
  }
}
