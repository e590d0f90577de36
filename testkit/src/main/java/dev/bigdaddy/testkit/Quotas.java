package dev.bigdaddy.testkit;

import dev.bigdaddy.testkit.Answer.Failure;
import dev.bigdaddy.testkit.Answer.Refusal;
import dev.bigdaddy.testkit.Answer.Rows;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/// Counts what generated statements reached: an oracle that only sees empty answers and one rung of
/// the ladder proves nothing.
///
/// Used by one thread.
public final class Quotas implements StatementObserver {
  private final Map<String, Integer> kinds = new TreeMap<>();
  private final Map<String, Integer> rungs = new TreeMap<>();
  private final Map<String, Integer> features = new TreeMap<>();
  private final Map<String, Integer> refusals = new TreeMap<>();
  private int queries;
  private int queriesWithRows;
  private int failures;
  private int statements;

  @Override
  public void ran(
      ScriptStatement statement, Answer expected, Answer actual, SystemUnderTest tested) {
    StatementShape shape = StatementShape.of(statement.sql());
    statements++;
    count(kinds, shape.verb().toUpperCase(Locale.ROOT));
    if (actual instanceof Refusal(String message)) {
      count(refusals, shape.verb() + ": " + message);
      return;
    }
    failures += expected instanceof Failure ? 1 : 0;
    if (shape.isQuery()) {
      queries++;
      queriesWithRows += expected instanceof Rows rows && !rows.rows().isEmpty() ? 1 : 0;
      countFeatures(shape);
      if (tested instanceof BigDaddyUnderTest database && expected instanceof Rows) {
        count(rungs, rung(database, statement));
      }
    }
  }

  private static String rung(BigDaddyUnderTest database, ScriptStatement statement) {
    try {
      return database.explain(statement.sql(), statement.parameters()).rung();
    } catch (RuntimeException e) {
      return "explain fails";
    }
  }

  private void countFeatures(StatementShape shape) {
    for (SqlToken token : shape.tokens()) {
      if (token.kind() == SqlToken.Kind.PARAMETER) {
        count(features, "parameter");
      }
    }
    for (String word :
        new String[] {
          "WHERE", "ORDER", "LIMIT", "OFFSET", "DISTINCT", "GROUP", "HAVING", "JOIN", "LEFT",
              "RIGHT",
          "FULL", "UNION", "INTERSECT", "EXCEPT", "OVER", "WITH", "EXISTS", "IN", "FILTER",
              "COLLATE"
        }) {
      if (shape.tokens().stream().anyMatch(token -> token.is(word))) {
        count(features, word);
      }
    }
  }

  private static void count(Map<String, Integer> counts, String name) {
    counts.merge(name, 1, Integer::sum);
  }

  /// Statements heard of.
  public int statements() {
    return statements;
  }

  /// The share of queries that gave a row, from 0 to 1.
  public double shareWithRows() {
    return queries == 0 ? 0 : (double) queriesWithRows / queries;
  }

  /// The counts as lines of text.
  public String report() {
    StringBuilder text = new StringBuilder();
    text.append(
        "%d statements, %d queries (%.0f %% with rows), %d failing statements%n"
            .formatted(statements, queries, 100 * shareWithRows(), failures));
    text.append("kinds: ").append(kinds).append('\n');
    text.append("rungs: ").append(rungs).append('\n');
    text.append("features: ").append(features).append('\n');
    text.append("refused: ").append(refusals).append('\n');
    return text.toString();
  }
}
