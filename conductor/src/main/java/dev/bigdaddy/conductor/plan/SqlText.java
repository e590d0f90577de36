package dev.bigdaddy.conductor.plan;

import java.util.List;
import java.util.stream.Collectors;

/// Small pieces of SQL text.
public final class SqlText {
  private SqlText() {}

  /// A name in double quotes.
  public static String quote(String name) {
    return '"' + name.replace("\"", "\"\"") + '"';
  }

  /// Names in double quotes, with commas between.
  public static String quoteAll(List<String> names) {
    return names.stream().map(SqlText::quote).collect(Collectors.joining(", "));
  }
}
