package dev.bigdaddy.cli.shell;

import dev.bigdaddy.cli.console.Console;
import java.util.List;
import org.jline.reader.CompletingParsedLine;
import org.jline.reader.EOFError;
import org.jline.reader.ParsedLine;
import org.jline.reader.Parser;

/// Tells JLine whether what was typed is complete, so that a statement may take several lines, and
/// which word the cursor is in.
final class StatementParser implements Parser {

  /// The text as one word, or around the word that is completed. SQL needs no escapes.
  private record Line(String line, int cursor, List<String> words, int wordIndex, int wordCursor)
      implements CompletingParsedLine {

    @Override
    public String word() {
      return words.get(wordIndex);
    }

    @Override
    public CharSequence escape(CharSequence candidate, boolean complete) {
      return candidate;
    }

    @Override
    public int rawWordCursor() {
      return wordCursor;
    }

    @Override
    public int rawWordLength() {
      return word().length();
    }
  }

  @Override
  public ParsedLine parse(String line, int cursor, ParseContext context) {
    return switch (context) {
      case ACCEPT_LINE, UNSPECIFIED, SECONDARY_PROMPT -> {
        if (!line.isBlank() && !Console.isComplete(line)) {
          throw new EOFError(-1, cursor, "the statement has no end yet", ";");
        }
        yield new Line(line, cursor, List.of(line), 0, cursor);
      }
      case COMPLETE, SPLIT_LINE -> wordAt(line, cursor);
    };
  }

  private static Line wordAt(String line, int cursor) {
    int start = cursor;
    while (start > 0 && isWordPart(line.charAt(start - 1))) {
      start--;
    }
    int end = cursor;
    while (end < line.length() && isWordPart(line.charAt(end))) {
      end++;
    }
    return new Line(
        line,
        cursor,
        List.of(line.substring(0, start), line.substring(start, end)),
        1,
        cursor - start);
  }

  private static boolean isWordPart(char c) {
    return c == '_' || c == '.' || c == '$' || Character.isLetterOrDigit(c);
  }

  @Override
  public boolean isEscapeChar(char ch) {
    return false;
  }
}
