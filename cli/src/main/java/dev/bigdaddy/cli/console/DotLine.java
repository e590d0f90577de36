package dev.bigdaddy.cli.console;

import java.util.ArrayList;
import java.util.List;

/// A dot command's words: parted at spaces, unless quoted. In double quotes a backslash escapes as
/// in C; in single quotes nothing does.
///
/// @param name the command without its dot
/// @param arguments the words behind it
record DotLine(String name, List<String> arguments) {

  DotLine {
    arguments = List.copyOf(arguments);
  }

  static DotLine parse(String line) {
    List<String> words = words(line.strip().substring(1));
    return words.isEmpty()
        ? new DotLine("", List.of())
        : new DotLine(words.getFirst(), words.subList(1, words.size()));
  }

  private static List<String> words(String text) {
    List<String> words = new ArrayList<>();
    int at = 0;
    while (at < text.length()) {
      char c = text.charAt(at);
      if (Character.isWhitespace(c)) {
        at++;
      } else if (c == '\'' || c == '"') {
        int end = closing(text, at);
        String inside = text.substring(at + 1, end);
        words.add(c == '"' ? unescaped(inside) : inside);
        at = end + 1;
      } else {
        int end = at;
        while (end < text.length() && !Character.isWhitespace(text.charAt(end))) {
          end++;
        }
        words.add(unescaped(text.substring(at, end)));
        at = end;
      }
    }
    return words;
  }

  private static int closing(String text, int opening) {
    char quote = text.charAt(opening);
    for (int i = opening + 1; i < text.length(); i++) {
      if (text.charAt(i) == '\\' && quote == '"') {
        i++;
      } else if (text.charAt(i) == quote) {
        return i;
      }
    }
    return text.length();
  }

  private static String unescaped(String text) {
    if (text.indexOf('\\') < 0) {
      return text;
    }
    StringBuilder plain = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c != '\\' || i + 1 == text.length()) {
        plain.append(c);
        continue;
      }
      char escaped = text.charAt(++i);
      switch (escaped) {
        case 'a' -> plain.append('\u0007');
        case 'b' -> plain.append('\b');
        case 't' -> plain.append('\t');
        case 'n' -> plain.append('\n');
        case 'v' -> plain.append('\u000b');
        case 'f' -> plain.append('\f');
        case 'r' -> plain.append('\r');
        default -> {
          if (escaped >= '0' && escaped <= '7') {
            int end = i;
            while (end < text.length() && end < i + 3 && isOctal(text.charAt(end))) {
              end++;
            }
            plain.append((char) Integer.parseInt(text.substring(i, end), 8));
            i = end - 1;
          } else {
            plain.append(escaped);
          }
        }
      }
    }
    return plain.toString();
  }

  private static boolean isOctal(char c) {
    return c >= '0' && c <= '7';
  }
}
