package dev.bigdaddy.cli.console;

import dev.bigdaddy.cli.console.Console.Outcome;
import dev.bigdaddy.conductor.QueryResult;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/// `.tables`, `.schema` and `.indexes`.
final class SchemaCommands {

  /// The width that lists of names fill, as in `sqlite3`.
  private static final int LINE_WIDTH = 80;

  private final Console console;

  SchemaCommands(Console console) {
    this.console = console;
  }

  Outcome tables(List<String> arguments) {
    QueryResult tables =
        console
            .session()
            .sql("SELECT name FROM sqlite_schema WHERE type IN ('table','view') ORDER BY 1");
    list(
        tables.rows().stream()
            .map(row -> Objects.toString(row.getFirst()))
            .filter(name -> !name.toLowerCase(Locale.ROOT).startsWith("sqlite_"))
            .filter(name -> matches(name, arguments))
            .toList());
    return Outcome.DONE;
  }

  Outcome indexes(List<String> arguments) {
    QueryResult indexes =
        console
            .session()
            .sql("SELECT name, tbl_name FROM sqlite_schema WHERE type = 'index' ORDER BY 1");
    list(
        indexes.rows().stream()
            .filter(row -> matches(Objects.toString(row.get(1)), arguments))
            .map(row -> Objects.toString(row.getFirst()))
            .toList());
    return Outcome.DONE;
  }

  Outcome schema(List<String> arguments) {
    QueryResult schema =
        console
            .session()
            .sql("SELECT tbl_name, sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY rowid");
    schema.rows().stream()
        .filter(row -> matches(Objects.toString(row.getFirst()), arguments))
        .forEach(row -> console.out().line(row.get(1) + ";"));
    return Outcome.DONE;
  }

  /// Writes names in as many columns as fit, ordered downwards.
  private void list(List<String> names) {
    int longest = names.stream().mapToInt(String::length).max().orElse(0);
    int columns = Math.max(1, LINE_WIDTH / (longest + 2));
    int lines = (names.size() + columns - 1) / columns;
    for (int line = 0; line < lines; line++) {
      StringBuilder text = new StringBuilder();
      for (int i = line; i < names.size(); i += lines) {
        text.append(i == line ? "" : "  ").append(names.get(i));
        text.append(" ".repeat(longest - names.get(i).length()));
      }
      console.out().line(text.toString());
    }
  }

  /// Whether a name fits a LIKE pattern; every name does without one.
  private static boolean matches(String name, List<String> patterns) {
    return patterns.isEmpty()
        || like(patterns.getFirst().toLowerCase(Locale.ROOT), name.toLowerCase(Locale.ROOT));
  }

  private static boolean like(String pattern, String name) {
    if (pattern.isEmpty()) {
      return name.isEmpty();
    }
    String rest = pattern.substring(1);
    return switch (pattern.charAt(0)) {
      case '%', '*' -> like(rest, name) || (!name.isEmpty() && like(pattern, name.substring(1)));
      case '_', '?' -> !name.isEmpty() && like(rest, name.substring(1));
      default ->
          !name.isEmpty() && name.charAt(0) == pattern.charAt(0) && like(rest, name.substring(1));
    };
  }
}
