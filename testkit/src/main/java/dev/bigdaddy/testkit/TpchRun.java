package dev.bigdaddy.testkit;

import dev.bigdaddy.conductor.Explanation;
import dev.bigdaddy.conductor.Explanation.NodeStatement;
import dev.bigdaddy.testkit.Answer.Rows;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// The questions of TPC-H, asked of Big Daddy and of one plain file, and compared.
///
/// @param rounds how often each question is asked; the fastest counts
record TpchRun(BigDaddyUnderTest database, PlainSqlite plain, int rounds) {

  /// What came of one question.
  ///
  /// @param gathered spread tables that a gathering plan loads
  /// @param difference why the answers are not equal; empty if they are
  record Result(
      int number,
      int rows,
      Duration plainTime,
      Duration time,
      String rung,
      Set<String> gathered,
      Optional<String> difference) {

    double ratio() {
      return (double) time.toNanos() / Math.max(1, plainTime.toNanos());
    }
  }

  /// Asks all questions, in their order.
  List<Result> ask(List<ScriptStatement> questions) {
    List<Result> results = new ArrayList<>();
    for (ScriptStatement question : questions) {
      results.add(ask(results.size() + 1, question));
    }
    return results;
  }

  Result ask(int number, ScriptStatement question) {
    Timed expected = timed(plain, question);
    Timed actual = timed(database, question);
    Explanation plan = database.explain(question.sql(), question.parameters());
    int rows = expected.answer() instanceof Rows some ? some.rows().size() : 0;
    return new Result(
        number,
        rows,
        expected.time(),
        actual.time(),
        plan.rung(),
        gathered(plan),
        difference(question, expected.answer(), actual.answer()));
  }

  private record Timed(Answer answer, Duration time) {}

  private Timed timed(SystemUnderTest system, ScriptStatement question) {
    Timed fastest = timedOnce(system, question);
    for (int round = 1; round < rounds; round++) {
      Timed next = timedOnce(system, question);
      fastest = next.time().compareTo(fastest.time()) < 0 ? next : fastest;
    }
    return fastest;
  }

  private static Timed timedOnce(SystemUnderTest system, ScriptStatement question) {
    long start = System.nanoTime();
    Answer answer = system.run(question.sql(), question.parameters());
    return new Timed(answer, Duration.ofNanos(System.nanoTime() - start));
  }

  private static Set<String> gathered(Explanation plan) {
    Set<String> tables = new TreeSet<>();
    for (NodeStatement node : plan.nodes()) {
      if (plan.rung().contains("gather") || node.node().startsWith("gathered")) {
        for (String shards : node.shards().split(", ")) {
          int colon = shards.indexOf(':');
          if (colon > 0) {
            tables.add(shards.substring(0, colon));
          }
        }
      }
    }
    return tables;
  }

  private Optional<String> difference(ScriptStatement question, Answer expected, Answer actual) {
    if (!(expected instanceof Rows expectedRows) || !(actual instanceof Rows actualRows)) {
      return Optional.of("plain SQLite: " + expected + "\nBig Daddy: " + actual);
    }
    if (!expectedRows.columns().equals(actualRows.columns())) {
      return Optional.of("columns " + expectedRows.columns() + ", not " + actualRows.columns());
    }
    return new RowComparison(plain)
        .compare(question, expectedRows, actualRows)
        .map(
            kind ->
                kind
                    + " differ\n--- plain SQLite\n"
                    + TextTable.of(expectedRows)
                    + "--- Big Daddy\n"
                    + TextTable.of(actualRows));
  }
}
