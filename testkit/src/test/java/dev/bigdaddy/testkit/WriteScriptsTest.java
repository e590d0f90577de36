package dev.bigdaddy.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bigdaddy.testkit.Oracle.Outcome;
import dev.bigdaddy.testkit.OracleRun.Refusals;
import org.junit.jupiter.api.Test;

/// Generated writes: they use every form, and Big Daddy answers them as plain SQLite does.
class WriteScriptsTest {
  private static final int STATEMENTS = 120;

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
