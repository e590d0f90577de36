package dev.bigdaddy.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bigdaddy.testkit.Oracle.Outcome;
import dev.bigdaddy.testkit.OracleRun.Refusals;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The oracle judges itself: plain SQLite must agree with plain SQLite, and the scripts must be
/// right.
class OracleTest {

  static List<String> scripts() {
    return OracleScripts.NAMES;
  }

  @ParameterizedTest
  @MethodSource("scripts")
  void plainSqliteAgreesWithItself(String name) {
    Script script = OracleScripts.script(name);
    try (PlainSqlite twin = PlainSqlite.inMemory()) {
      Outcome outcome =
          Oracle.run(script, "plain", twin, Refusals.WHERE_MARKED, StatementObserver.NONE);
      assertThat(outcome.difference().map(Difference::report)).isEmpty();
      assertThat(outcome.statements()).isEqualTo(script.statements().size());
    }
  }

  @Test
  void theScriptsHaveMoreThanFiveHundredStatements() {
    int statements =
        scripts().stream().mapToInt(name -> OracleScripts.script(name).statements().size()).sum();
    assertThat(statements).isGreaterThan(500);
  }
}
