package dev.bigdaddy.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bigdaddy.testkit.Oracle.Outcome;
import dev.bigdaddy.testkit.OracleRun.Refusals;
import java.util.List;
import java.util.stream.Collectors;

/// Asserts that a script gives plain SQLite's answers in all settings.
final class Agreement {
  private Agreement() {}

  static void of(String name, String sql) {
    Script script = Script.parse(name, sql);
    try (PlainSqlite twin = PlainSqlite.inMemory()) {
      Outcome sane =
          Oracle.run(script, "plain", twin, Refusals.WHERE_MARKED, StatementObserver.NONE);
      assertThat(sane.difference().map(Difference::report)).as("the script itself").isEmpty();
    }
    List<Outcome> outcomes = Oracle.run(script);
    String differences =
        outcomes.stream()
            .flatMap(outcome -> outcome.difference().stream())
            .map(Difference::report)
            .collect(Collectors.joining("\n"));
    assertThat(differences).isEmpty();
    assertThat(outcomes).allMatch(outcome -> outcome.withRows() > 0 || outcome.refused() > 0);
  }

  /// The script, with the calling test's name.
  static void of(String sql) {
    String test =
        StackWalker.getInstance()
            .walk(frames -> frames.skip(1).findFirst().map(StackWalker.StackFrame::getMethodName))
            .orElse("script");
    of(test, sql);
  }
}
