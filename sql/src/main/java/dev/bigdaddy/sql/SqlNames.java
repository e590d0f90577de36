package dev.bigdaddy.sql;

import java.util.List;

/// SQLite's rules for names.
public final class SqlNames {
  private SqlNames() {}

  /// Whether `name` must be quoted to be taken for a name wherever it stands.
  public static boolean needsQuotes(String name) {
    if (name.isEmpty() || !isNameStart(name.charAt(0))) {
      return true;
    }
    for (int i = 1; i < name.length(); i++) {
      if (!isNamePart(name.charAt(i))) {
        return true;
      }
    }
    return TokenKind.ofWord(name, 0, name.length()) != TokenKind.ID;
  }

  /// All of SQLite's keywords, in upper case.
  public static List<String> keywords() {
    return TokenKind.keywords();
  }

  /// Whether SQLite takes both for the same name: ASCII letters match in either case, others do
  /// not.
  public static boolean same(String one, String other) {
    if (one.length() != other.length()) {
      return false;
    }
    for (int i = 0; i < one.length(); i++) {
      if (fold(one.charAt(i)) != fold(other.charAt(i))) {
        return false;
      }
    }
    return true;
  }

  /// The form that all spellings of a name share.
  public static String fold(String name) {
    for (int i = 0; i < name.length(); i++) {
      if (fold(name.charAt(i)) != name.charAt(i)) {
        StringBuilder folded = new StringBuilder(name);
        for (int j = i; j < name.length(); j++) {
          folded.setCharAt(j, fold(name.charAt(j)));
        }
        return folded.toString();
      }
    }
    return name;
  }

  static char fold(char c) {
    return c >= 'A' && c <= 'Z' ? (char) (c + ('a' - 'A')) : c;
  }

  static boolean isNameStart(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c >= 0x80;
  }

  static boolean isNamePart(char c) {
    return isNameStart(c) || isDigit(c) || c == '$';
  }

  static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }
}
