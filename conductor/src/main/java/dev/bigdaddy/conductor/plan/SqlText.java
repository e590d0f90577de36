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

  /// Whether any of some conditions holds. Of many a tree is made as low as can be: SQLite takes none
  /// that is deeper than 1,000, and a table can have more columns.
  ///
  /// @param conditions at least one
  static String anyOf(List<String> conditions) {
    int half = conditions.size() / 2;
    return half == 0
        ? "(" + conditions.getFirst() + ")"
        : "("
            + anyOf(conditions.subList(0, half))
            + " OR "
            + anyOf(conditions.subList(half, conditions.size()))
            + ")";
  }
}
