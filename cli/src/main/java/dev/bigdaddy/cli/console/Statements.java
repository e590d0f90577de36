package dev.bigdaddy.cli.console;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Text that grows while it is read, cut into statements at the semicolons that end them: not at
/// those in strings, comments and trigger bodies. This is the automaton of `sqlite3_complete`. No
/// statement needs to parse for that, so a script goes on behind a syntax error.
///
/// Every character is looked at once. Used by one thread.
final class Statements {

  /// One statement, with its semicolon.
  ///
  /// @param text begins with what stood before the statement: spaces, comments
  /// @param line the line, from 1, in which the statement's first word stands
  /// @param firstLine the line in which the text begins
  record Statement(String text, int line, int firstLine) {

    /// The line of a position in the text without the spaces around it.
    int lineOf(int position) {
      int end = Math.min(text.length(), position + text.length() - text.stripLeading().length());
      return firstLine + (int) text.substring(0, end).chars().filter(c -> c == '\n').count();
    }
  }

  private enum State {
    START,
    NORMAL,
    EXPLAIN,
    CREATE,
    TRIGGER,
    TRIGGER_SEMICOLON,
    TRIGGER_END
  }

  private final StringBuilder text = new StringBuilder();
  private final List<Statement> found = new ArrayList<>();
  private State state = State.START;
  private int scanned;

  /// Up to here the end of an open string or comment was looked for in vain.
  private int searched;

  private int statementStart;
  private int statementFirstLine = 1;
  private int firstWord = -1;

  /// Whether the text is some complete statements, or nothing.
  static boolean areComplete(String text) {
    Statements statements = new Statements();
    statements.append(text);
    return statements.isComplete();
  }

  /// All statements of a text; the last one needs no semicolon.
  static List<Statement> of(String text) {
    Statements statements = new Statements();
    statements.append(text);
    return statements.takeAll();
  }

  void append(String more) {
    text.append(more);
    scan();
  }

  /// Whether nothing is left behind the last statement's end but spaces and comments.
  boolean isComplete() {
    return state == State.START && scanned == text.length();
  }

  /// Whether nothing at all was begun.
  boolean isEmpty() {
    return found.isEmpty() && isComplete();
  }

  /// Counts a line that was read but is no part of a statement.
  void skipLine() {
    statementFirstLine++;
  }

  /// Takes the statements, also a last one without an end, and begins anew.
  List<Statement> takeAll() {
    if (state != State.START || scanned < text.length()) {
      end(text.length());
    }
    List<Statement> all = List.copyOf(found);
    found.clear();
    statementFirstLine = lineAt(text.length());
    text.setLength(0);
    scanned = 0;
    searched = 0;
    statementStart = 0;
    firstWord = -1;
    state = State.START;
    return all;
  }

  private int lineAt(int position) {
    int line = statementFirstLine;
    for (int i = statementStart; i < position; i++) {
      if (text.charAt(i) == '\n') {
        line++;
      }
    }
    return line;
  }

  private void scan() {
    while (scanned < text.length()) {
      int end = tokenEnd();
      if (end < 0) {
        // The end of a string or comment may have begun with the last character.
        searched = text.length() - 1;
        return;
      }
      searched = 0;
      step(scanned, end);
      scanned = end;
    }
  }

  /// Where the token at {@link #scanned} ends, or -1 if its end is not there yet.
  private int tokenEnd() {
    char c = text.charAt(scanned);
    return switch (c) {
      case '\'', '"', '`' -> after(String.valueOf(c), scanned + 1);
      case '[' -> after("]", scanned + 1);
      case '-' -> next() == '-' ? endOfLine() : scanned + 1;
      case '/' -> next() == '*' ? after("*/", scanned + 2) : scanned + 1;
      default -> isWordPart(c) ? endOfWord() : scanned + 1;
    };
  }

  private char next() {
    return scanned + 1 < text.length() ? text.charAt(scanned + 1) : '\0';
  }

  private int after(String mark, int from) {
    int position = text.indexOf(mark, Math.max(from, searched));
    return position < 0 ? -1 : position + mark.length();
  }

  private int endOfLine() {
    int position = text.indexOf("\n", scanned);
    return position < 0 ? text.length() : position;
  }

  private int endOfWord() {
    int end = scanned + 1;
    while (end < text.length() && isWordPart(text.charAt(end))) {
      end++;
    }
    return end;
  }

  private static boolean isWordPart(char c) {
    return c == '_' || c == '$' || c >= 128 || Character.isLetterOrDigit(c);
  }

  private void step(int start, int end) {
    char c = text.charAt(start);
    boolean comment = (c == '-' && end - start > 1) || (c == '/' && end - start > 1);
    if (comment || Character.isWhitespace(c) || c == '\ufeff') {
      return;
    }
    if (c == ';') {
      semicolon(end);
      return;
    }
    if (firstWord < 0) {
      firstWord = start;
    }
    if (state != State.NORMAL) {
      state = afterWord(text.substring(start, end).toUpperCase(Locale.ROOT));
    }
  }

  private State afterWord(String word) {
    return switch (state) {
      case START ->
          switch (word) {
            case "EXPLAIN" -> State.EXPLAIN;
            case "CREATE" -> State.CREATE;
            default -> State.NORMAL;
          };
      case EXPLAIN ->
          switch (word) {
            case "CREATE" -> State.CREATE;
            case "QUERY", "PLAN" -> State.EXPLAIN;
            default -> State.NORMAL;
          };
      case CREATE ->
          switch (word) {
            case "TEMP", "TEMPORARY" -> State.CREATE;
            case "TRIGGER" -> State.TRIGGER;
            default -> State.NORMAL;
          };
      case TRIGGER_SEMICOLON -> word.equals("END") ? State.TRIGGER_END : State.TRIGGER;
      case TRIGGER, TRIGGER_END -> State.TRIGGER;
      case NORMAL -> State.NORMAL;
    };
  }

  private void semicolon(int end) {
    switch (state) {
      case TRIGGER, TRIGGER_SEMICOLON -> state = State.TRIGGER_SEMICOLON;
      case START, NORMAL, EXPLAIN, CREATE, TRIGGER_END -> {
        end(end);
        state = State.START;
      }
    }
  }

  private void end(int end) {
    int endLine = lineAt(end);
    if (firstWord >= 0) {
      found.add(
          new Statement(
              text.substring(statementStart, end), lineAt(firstWord), statementFirstLine));
    }
    statementStart = end;
    statementFirstLine = endLine;
    firstWord = -1;
  }
}
