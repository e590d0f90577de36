package dev.bigdaddy.testkit;

import dev.bigdaddy.testkit.Answer.Failure;
import dev.bigdaddy.testkit.Answer.Refusal;
import dev.bigdaddy.testkit.Answer.Rows;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// Counts what generated statements reached: an oracle that only sees empty answers and one rung of
/// the ladder proves nothing.
///
/// Used by one thread.
public final class Quotas implements StatementObserver {
  private static final double LEAST_WITH_ROWS = 0.60;
  private static final double LEAST_JOINS_OF_SPREAD_TABLES = 0.30;
  private static final double LEAST_OF_A_RUNG = 0.05;
  private static final double LEAST_OF_A_FEATURE = 0.01;

  /// One query in so many is planned a second time to see its rung: planning is dear.
  private static final int QUERIES_A_PLAN = 4;

  private final Map<String, Integer> kinds = new TreeMap<>();
  private final Map<String, Integer> rungs = new TreeMap<>();
  private final Map<Feature, Integer> features = new EnumMap<>(Feature.class);
  private final Map<String, Integer> refusals = new TreeMap<>();
  private Map<ScriptStatement, Set<Feature>> known = Map.of();
  private int queries;
  private int queriesWithRows;
  private int planned;
  private int failures;
  private int statements;

  /// What the queries of the next script use.
  void expect(Map<ScriptStatement, Set<Feature>> featuresOfQueries) {
    known = featuresOfQueries;
  }

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
      known.getOrDefault(statement, Set.of()).forEach(used -> count(features, used));
      if (tested instanceof BigDaddyUnderTest database
          && expected instanceof Rows
          && queries % QUERIES_A_PLAN == 0) {
        planned++;
        // A plan may choose at run time: it counts for each rung that it names.
        for (String rung : rung(database, statement).split(", or ")) {
          count(rungs, rung);
        }
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

  private static <K> void count(Map<K, Integer> counts, K name) {
    counts.merge(name, 1, Integer::sum);
  }

  /// Statements heard of.
  public int statements() {
    return statements;
  }

  /// Queries that were not refused.
  public int queries() {
    return queries;
  }

  /// The share of queries that gave a row, from 0 to 1.
  public double shareWithRows() {
    return share(queriesWithRows, queries);
  }

  private static double share(int part, int whole) {
    return whole == 0 ? 0 : (double) part / whole;
  }

  /// The quotas that are not reached, in words. Rungs count only where plans were seen.
  public List<String> unmet() {
    List<String> unmet = new ArrayList<>();
    if (shareWithRows() < LEAST_WITH_ROWS) {
      unmet.add("queries with rows: " + percent(queriesWithRows, queries));
    }
    int joins = features.getOrDefault(Feature.JOIN_OF_SPREAD_TABLES, 0);
    if (share(joins, queries) < LEAST_JOINS_OF_SPREAD_TABLES) {
      unmet.add("joins of spread tables: " + percent(joins, queries));
    }
    for (Feature feature : Feature.values()) {
      int count = features.getOrDefault(feature, 0);
      if (share(count, queries) < LEAST_OF_A_FEATURE) {
        unmet.add(feature + ": " + percent(count, queries));
      }
    }
    rungs.forEach(
        (rung, count) -> {
          if (share(count, planned) < LEAST_OF_A_RUNG && !rung.equals("schema only")) {
            unmet.add("rung " + rung + ": " + percent(count, planned));
          }
        });
    return unmet;
  }

  private static String percent(int part, int whole) {
    return "%.1f %%".formatted(100 * share(part, whole));
  }

  /// The counts as lines of text.
  public String report() {
    StringBuilder text = new StringBuilder();
    text.append(
        "%d statements, %d queries (%s with rows), %d failing statements%n"
            .formatted(statements, queries, percent(queriesWithRows, queries), failures));
    text.append("kinds: ").append(kinds).append('\n');
    text.append("rungs: ").append(percents(rungs, planned)).append('\n');
    text.append("features: ").append(percents(features, queries)).append('\n');
    text.append("refused: ").append(refusals).append('\n');
    if (!known.isEmpty()) {
      text.append("quotas not reached: ").append(unmet().isEmpty() ? "none" : unmet()).append('\n');
    }
    return text.toString();
  }

  private static <K> String percents(Map<K, Integer> counts, int whole) {
    return String.join(
        ", ",
        counts.entrySet().stream()
            .sorted(Map.Entry.comparingByValue(Comparator.reverseOrder()))
            .map(entry -> entry.getKey() + " " + percent(entry.getValue(), whole))
            .toList());
  }
}
