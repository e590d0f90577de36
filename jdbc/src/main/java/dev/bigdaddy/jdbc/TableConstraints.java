package dev.bigdaddy.jdbc;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// The names that a CREATE TABLE statement gives its keys, which no PRAGMA tells.
///
/// @param primaryKeyName empty if the key has no name
/// @param foreignKeyNames one entry a foreign key, in the order of the text; empty if without name
record TableConstraints(String primaryKeyName, List<String> foreignKeyNames) {

  TableConstraints {
    foreignKeyNames = List.copyOf(foreignKeyNames);
  }

  static TableConstraints of(String createTable) {
    List<String> tokens = SqlText.tokens(createTable);
    List<String> foreignKeyNames = new ArrayList<>();
    String primaryKeyName = "";
    String pending = "";
    for (int at = 0; at < tokens.size(); at++) {
      switch (tokens.get(at).toUpperCase(Locale.ROOT)) {
        case "CONSTRAINT" -> {
          String name = at + 1 < tokens.size() ? unquoted(tokens.get(at + 1)) : "";
          String kind = at + 2 < tokens.size() ? tokens.get(at + 2).toUpperCase(Locale.ROOT) : "";
          pending = kind.equals("FOREIGN") || kind.equals("REFERENCES") ? name : "";
          primaryKeyName = kind.equals("PRIMARY") ? name : primaryKeyName;
        }
        case "REFERENCES" -> {
          foreignKeyNames.add(pending);
          pending = "";
        }
        default -> {}
      }
    }
    return new TableConstraints(primaryKeyName, foreignKeyNames);
  }

  private static String unquoted(String token) {
    char quote = token.charAt(0);
    if (token.length() < 2 || "\"'`[".indexOf(quote) < 0) {
      return token;
    }
    String inner = token.substring(1, token.length() - 1);
    return quote == '[' ? inner : inner.replace("" + quote + quote, String.valueOf(quote));
  }
}
