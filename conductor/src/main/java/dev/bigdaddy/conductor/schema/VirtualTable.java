package dev.bigdaddy.conductor.schema;

import dev.bigdaddy.sql.tree.CreateVirtualTable;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// A virtual table of the home node, such as one of FTS5. Immutable.
public record VirtualTable(CreateVirtualTable definition) {
  private static final String CONTENT = "content";

  private static final List<String> TEXTS = List.of("content", "segments", "segdir", "docsize", "stat");
  private static final List<String> PLACES = List.of("node", "rowid", "parent");

  /// The modules that keep everything in ordinary tables: <https://sqlite.org/vtab.html#xshadowname>.
  private static final Map<String, List<String>> KEPT =
      Map.of(
          "fts3", TEXTS,
          "fts4", TEXTS,
          "fts5", List.of("data", "idx", "content", "docsize", "config"),
          "rtree", PLACES,
          "rtree_i32", PLACES,
          "geopoly", PLACES);

  /// The names of the ordinary tables in which it keeps everything, some of which may not exist; empty
  /// if nothing is known of its module.
  public Optional<List<String>> shadowTables() {
    String name = definition.name().name().name();
    return Optional.ofNullable(KEPT.get(definition.module().name().toLowerCase(Locale.ROOT)))
        .map(kept -> kept.stream().map(what -> name + "_" + what).toList());
  }

  /// The table or view whose text an FTS5 or FTS4 table indexes without keeping it (`content='docs'`),
  /// which it reads whenever it shows a column: <https://sqlite.org/fts5.html#external_content_tables>.
  public Optional<String> content() {
    return definition.arguments().orElse(List.of()).stream()
        .flatMap(argument -> content(argument).stream())
        .findFirst();
  }

  /// FTS5 takes any beginning of an option's name for it.
  private static Optional<String> content(String argument) {
    int equals = argument.indexOf('=');
    if (equals < 0) {
      return Optional.empty();
    }
    String option = argument.substring(0, equals).strip().toLowerCase(Locale.ROOT);
    String value = unquoted(argument.substring(equals + 1).strip());
    return option.isEmpty() || !CONTENT.startsWith(option) || value.isEmpty()
        ? Optional.empty()
        : Optional.of(value);
  }

  private static String unquoted(String text) {
    if (text.isEmpty()) {
      return text;
    }
    char quote = text.charAt(0);
    int close = "'\"`[".indexOf(quote) < 0 ? -1 : text.lastIndexOf(quote == '[' ? ']' : quote);
    if (close < 1) {
      return text;
    }
    String inside = text.substring(1, close);
    return quote == '[' ? inside : inside.replace("" + quote + quote, "" + quote);
  }
}
