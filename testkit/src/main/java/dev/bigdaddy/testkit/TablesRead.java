package dev.bigdaddy.testkit;

import dev.bigdaddy.testkit.Answer.Rows;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Counts the tables that a query names, through views, common tables and subqueries.
///
/// SQLite's plan does not tell: an outer join whose right side can neither add a row nor be seen is
/// left out of it, and what is read then looks like one table.
///
/// @param views the definitions of all views, by their names in lower case
record TablesRead(Map<String, String> views) {
  private static final Set<String> ENDS_FROM =
      Set.of(
          "WHERE", "GROUP", "HAVING", "WINDOW", "ORDER", "LIMIT", "UNION", "INTERSECT", "EXCEPT",
          "SELECT", "VALUES");

  /// A guard against views that name each other.
  private static final int MOST_VIEWS_DEEP = 20;

  static TablesRead in(PlainSqlite plain) {
    String query =
        "SELECT name, sql FROM sqlite_schema WHERE type = 'view'"
            + " UNION ALL SELECT name, sql FROM sqlite_temp_schema WHERE type = 'view'";
    if (!(plain.run(query, List.of()) instanceof Rows rows)) {
      throw new IllegalStateException("plain SQLite does not list its views");
    }
    Map<String, String> views = new HashMap<>();
    for (List<@Nullable Object> row : rows.rows()) {
      views.put(
          String.valueOf(row.getFirst()).toLowerCase(Locale.ROOT), String.valueOf(row.getLast()));
    }
    return new TablesRead(Map.copyOf(views));
  }

  /// How often tables, and table-valued functions, are named behind FROM, JOIN or a comma there.
  int count(String sql) {
    return count(SqlTokens.of(sql), 0);
  }

  /// Whether a token is the name of a view.
  boolean isView(SqlToken token) {
    return token.isName() && views.containsKey(token.name());
  }

  private int count(List<SqlToken> tokens, int depth) {
    int tables = 0;
    Map<Integer, Boolean> insideFrom = new HashMap<>();
    for (int i = 0; i < tokens.size(); i++) {
      SqlToken token = tokens.get(i);
      int level = token.depth();
      boolean distinctFrom = i > 0 && tokens.get(i - 1).is("DISTINCT");
      boolean source = (token.is("FROM") && !distinctFrom) || token.is("JOIN");
      if (source) {
        insideFrom.put(level, true);
      } else if (ENDS_FROM.contains(token.text().toUpperCase(Locale.ROOT))) {
        insideFrom.put(level, false);
      } else if (token.is(",") || token.is("(")) {
        source = insideFrom.getOrDefault(level, false);
      }
      if (token.is("(")) {
        // A parenthesis that groups joins goes on with FROM; a SELECT inside ends that.
        insideFrom.put(level + 1, source && startsSource(tokens, i));
      }
      if (source && i + 1 < tokens.size() && tokens.get(i + 1).isName()) {
        tables += tablesOf(tokens.get(i + 1), depth);
      }
    }
    return tables;
  }

  private static boolean startsSource(List<SqlToken> tokens, int parenthesis) {
    SqlToken before = tokens.get(Math.max(0, parenthesis - 1));
    return before.is("FROM") || before.is("JOIN") || before.is(",") || before.is("(");
  }

  private int tablesOf(SqlToken name, int depth) {
    if (name.is("SELECT") || name.is("VALUES") || name.is("WITH")) {
      return 0;
    }
    String view = views.get(name.name());
    return view == null || depth > MOST_VIEWS_DEEP
        ? 1
        : Math.max(1, count(SqlTokens.of(view), depth + 1));
  }
}
