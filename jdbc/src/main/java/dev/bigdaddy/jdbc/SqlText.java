package dev.bigdaddy.jdbc;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// What the driver must know of a text before the session sees it: where its statements end, and
/// which verb it begins with. It knows only SQL's tokens; whether the text is right is the
/// session's business.
final class SqlText {
  private static final Set<String> QUERIES = Set.of("SELECT", "VALUES");
  private static final Set<String> INSERTS = Set.of("INSERT", "REPLACE");
  private static final Set<String> VERBS_AFTER_WITH =
      Set.of("SELECT", "VALUES", "INSERT", "REPLACE", "UPDATE", "DELETE");

  /// The words that may stand before TRIGGER in a statement that makes one.
  private static final Set<String> HEAD_OF_CREATE =
      Set.of("EXPLAIN", "QUERY", "PLAN", "CREATE", "TEMP", "TEMPORARY");

  private final String text;
  private int position;

  private SqlText(String text) {
    this.text = text;
  }

  /// Whether the text is a query by its first word: then it certainly gives rows.
  static boolean startsLikeQuery(String text) {
    return QUERIES.contains(new SqlText(text).verb());
  }

  /// Whether the text begins with an INSERT or REPLACE, also behind WITH.
  static boolean inserts(String text) {
    return INSERTS.contains(new SqlText(text).verb());
  }

  /// The statements of a script, each with the comments before it, the last one with the rest of
  /// the text; none if there are only comments. The body of a trigger does not end its statement.
  static List<String> statements(String text) {
    List<String> statements = new ArrayList<>();
    SqlText scan = new SqlText(text);
    int begin = 0;
    int lastBegin = 0;
    while (scan.skipStatement()) {
      lastBegin = begin;
      statements.add(text.substring(begin, scan.position));
      begin = scan.position;
    }
    if (!statements.isEmpty()) {
      statements.set(statements.size() - 1, text.substring(lastBegin));
    }
    return statements;
  }

  /// All tokens of a text, without comments; quoted ones as they are written.
  static List<String> tokens(String text) {
    List<String> tokens = new ArrayList<>();
    SqlText scan = new SqlText(text);
    for (String token = scan.nextToken(); !token.isEmpty(); token = scan.nextToken()) {
      tokens.add(token);
    }
    return tokens;
  }

  private String verb() {
    String first = nextToken();
    if (!first.equalsIgnoreCase("WITH")) {
      return first.toUpperCase(Locale.ROOT);
    }
    int depth = 0;
    for (String token = nextToken(); !token.isEmpty(); token = nextToken()) {
      switch (token) {
        case "(" -> depth++;
        case ")" -> depth--;
        default -> {
          String word = token.toUpperCase(Locale.ROOT);
          if (depth == 0 && VERBS_AFTER_WITH.contains(word)) {
            return word;
          }
        }
      }
    }
    return "";
  }

  /// Moves behind the next statement; false if only comments are left.
  private boolean skipStatement() {
    boolean empty = true;
    boolean trigger = false;
    boolean bodyEnded = false;
    boolean head = true;
    String previous = "";
    for (String token = nextToken(); !token.isEmpty(); token = nextToken()) {
      if (token.equals(";")) {
        if (!empty && (!trigger || bodyEnded)) {
          return true;
        }
      } else {
        empty = false;
        if (head) {
          String word = token.toUpperCase(Locale.ROOT);
          trigger = word.equals("TRIGGER");
          head = HEAD_OF_CREATE.contains(word);
        }
        bodyEnded = trigger && previous.equals(";") && token.equalsIgnoreCase("END");
      }
      previous = token;
    }
    return !empty;
  }

  /// The next token that is neither space nor comment; empty at the end. Quoted tokens come as they
  /// are written.
  private String nextToken() {
    skipBlanks();
    int begin = position;
    if (begin == text.length()) {
      return "";
    }
    char first = text.charAt(begin);
    switch (first) {
      case '\'', '"', '`' -> skipQuoted(first);
      case '[' -> skipBehind("]", begin + 1);
      default -> {
        position++;
        if (isWordPart(first)) {
          while (position < text.length() && isWordPart(text.charAt(position))) {
            position++;
          }
        }
      }
    }
    return text.substring(begin, position);
  }

  private void skipBlanks() {
    while (position < text.length()) {
      if (Character.isWhitespace(text.charAt(position)) || text.charAt(position) == '\uFEFF') {
        position++;
      } else if (text.startsWith("--", position)) {
        skipBehind("\n", position + 2);
      } else if (text.startsWith("/*", position)) {
        skipBehind("*/", position + 2);
      } else {
        return;
      }
    }
  }

  /// Moves behind the closing quote, of which two in a row are one quote inside.
  private void skipQuoted(char quote) {
    position++;
    while (position < text.length()) {
      if (text.charAt(position++) == quote) {
        if (position == text.length() || text.charAt(position) != quote) {
          return;
        }
        position++;
      }
    }
  }

  private void skipBehind(String end, int from) {
    int at = text.indexOf(end, from);
    position = at < 0 ? text.length() : at + end.length();
  }

  private static boolean isWordPart(char c) {
    return Character.isLetterOrDigit(c) || c == '_' || c == '$' || c > 0x7f;
  }
}
