package dev.bigdaddy.testkit;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// The outermost clauses of a statement, found by its tokens.
///
/// @param tokens all tokens without comments
/// @param verb the statement's keyword behind a WITH clause, in upper case; empty for no statement
record StatementShape(String sql, List<SqlToken> tokens, String verb) {
  private static final Set<String> VERBS_AFTER_WITH =
      Set.of("SELECT", "VALUES", "INSERT", "REPLACE", "UPDATE", "DELETE");
  private static final Set<String> CHANGING = Set.of("INSERT", "REPLACE", "UPDATE", "DELETE");
  private static final Set<String> COMPOUND = Set.of("UNION", "INTERSECT", "EXCEPT");

  /// The part of a SELECT from LIMIT on.
  ///
  /// @param count the expression of the number of rows
  /// @param offset the expression of the rows to skip; `0` if there is none
  record Limit(int start, String count, String offset) {}

  static StatementShape of(String sql) {
    List<SqlToken> tokens = SqlTokens.of(sql);
    String verb = "";
    if (!tokens.isEmpty()) {
      verb = upper(tokens.getFirst());
      if (verb.equals("WITH")) {
        verb =
            tokens.stream()
                .filter(token -> token.depth() == 0 && VERBS_AFTER_WITH.contains(upper(token)))
                .findFirst()
                .map(StatementShape::upper)
                .orElse("");
      }
    }
    return new StatementShape(sql, tokens, verb);
  }

  boolean changesRows() {
    return CHANGING.contains(verb);
  }

  boolean isInsert() {
    return verb.equals("INSERT") || verb.equals("REPLACE");
  }

  boolean isQuery() {
    return verb.equals("SELECT") || verb.equals("VALUES");
  }

  /// Whether it is a SELECT DISTINCT, as `IS DISTINCT FROM` is not.
  boolean isDistinct() {
    return hasOutside("SELECT", "DISTINCT");
  }

  boolean isCompound() {
    return tokens.stream().anyMatch(token -> token.depth() == 0 && COMPOUND.contains(upper(token)));
  }

  /// Whether the words stand outside all parentheses, one after the other.
  boolean hasOutside(String... words) {
    return indexOutside(words).isPresent();
  }

  /// The index of the first of the words, which stand outside all parentheses one after the other.
  Optional<Integer> indexOutside(String... words) {
    for (int i = 0; i + words.length <= tokens.size(); i++) {
      boolean all = tokens.get(i).depth() == 0;
      for (int word = 0; all && word < words.length; word++) {
        all = tokens.get(i + word).is(words[word]);
      }
      if (all) {
        return Optional.of(i);
      }
    }
    return Optional.empty();
  }

  /// The outermost LIMIT.
  Optional<Limit> limit() {
    Optional<Integer> at = indexOutside("LIMIT");
    if (at.isEmpty()) {
      return Optional.empty();
    }
    int start = tokens.get(at.get()).start();
    List<SqlToken> rest = tokens.subList(at.get() + 1, tokens.size());
    for (int i = 0; i < rest.size(); i++) {
      SqlToken token = rest.get(i);
      boolean comma = token.is(",") && token.depth() == 0;
      if (comma || token.is("OFFSET")) {
        String before = sql.substring(tokens.get(at.get()).end(), token.start());
        String after = sql.substring(token.end());
        return Optional.of(
            comma ? new Limit(start, after, before) : new Limit(start, before, after));
      }
    }
    return Optional.of(new Limit(start, sql.substring(tokens.get(at.get()).end()), "0"));
  }

  /// The text between two tokens, split at the commas outside of parentheses.
  List<String> list(int fromToken, int toToken) {
    List<String> items = new ArrayList<>();
    int start = tokens.get(fromToken).start();
    int depth = tokens.get(fromToken).depth();
    for (int i = fromToken; i < toToken; i++) {
      if (tokens.get(i).is(",") && tokens.get(i).depth() == depth) {
        items.add(sql.substring(start, tokens.get(i).start()).strip());
        start = tokens.get(i).end();
      }
    }
    int end = toToken < tokens.size() ? tokens.get(toToken).start() : sql.length();
    items.add(sql.substring(start, end).strip());
    return items;
  }

  /// Whether a function that sums reals is called anywhere.
  boolean sums() {
    for (int i = 0; i + 1 < tokens.size(); i++) {
      String word = upper(tokens.get(i));
      boolean sum = word.equals("SUM") || word.equals("AVG") || word.equals("TOTAL");
      if (sum && tokens.get(i + 1).is("(")) {
        return true;
      }
    }
    return false;
  }

  private static String upper(SqlToken token) {
    return token.kind() == SqlToken.Kind.WORD ? token.text().toUpperCase(Locale.ROOT) : "";
  }
}
