package dev.bigdaddy.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bigdaddy.testkit.Oracle.Outcome;
import dev.bigdaddy.testkit.OracleRun.Refusals;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Generated writes: they use every form, and Big Daddy answers them as plain SQLite does.
class WriteScriptsTest {
  private static final int STATEMENTS = 120;
  private static final int SETTINGS = 5;
  private static final int LAST_SEED = 8;

  static List<OracleSetting> settings() {
    return OracleSetting.all();
  }

  /// What is refused is left out; the command counts it.
  @ParameterizedTest
  @MethodSource("settings")
  void generatedWritesGivePlainSqlitesAnswers(OracleSetting setting) {
    int first = OracleSetting.all().indexOf(setting);
    for (long seed = first == 0 ? SETTINGS : first; seed <= LAST_SEED; seed += SETTINGS) {
      Script script = WriteScripts.of(seed, STATEMENTS).script();
      Outcome outcome = Oracle.run(script, setting, Refusals.ANYWHERE, StatementObserver.NONE);
      assertThat(outcome.difference().map(Difference::report)).isEmpty();
    }
  }

  @Test
  void generatedWritesUseEveryFormOftenEnough() {
    WriteQuotas quotas = new WriteQuotas();
    for (long seed = 1; seed <= 60; seed++) {
      GeneratedScript generated = WriteScripts.of(seed, STATEMENTS);
      quotas.expect(generated.forms());
      try (PlainSqlite twin = PlainSqlite.inMemory()) {
        Outcome outcome =
            Oracle.run(generated.script(), "plain", twin, Refusals.ANYWHERE, quotas);
        assertThat(outcome.difference().map(Difference::report)).isEmpty();
      }
    }
    assertThat(quotas.unmet()).as(quotas.report()).isEmpty();
    assertThat(quotas.shareOfFailures()).isBetween(0.03, 0.2);
    assertThat(quotas.shareOfChanges()).isGreaterThan(0.5);
  }

  @Test
  void oneSeedGivesOneScript() {
    assertThat(WriteScripts.of(7, STATEMENTS).script().toText())
        .isEqualTo(WriteScripts.of(7, STATEMENTS).script().toText())
        .isNotEqualTo(WriteScripts.of(8, STATEMENTS).script().toText());
  }

  @Test
  void aScriptSurvivesWritingAndReading() {
    Script script = WriteScripts.of(11, STATEMENTS).script();
    assertThat(Script.parse(script.name(), script.toText()).toText()).isEqualTo(script.toText());
  }
}
