package dev.bigdaddy.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bigdaddy.testkit.Answer.Rows;
import dev.bigdaddy.testkit.Oracle.Outcome;
import dev.bigdaddy.testkit.OracleRun.Refusals;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Generated scripts: they say enough, they repeat, they shrink, and Big Daddy answers them as
/// plain SQLite does.
class GeneratorTest {
  private static final int STATEMENTS = 120;
  private static final int SCRIPTS_A_SETTING = 8;

  static List<OracleSetting> settings() {
    return OracleSetting.all();
  }

  @ParameterizedTest
  @MethodSource("settings")
  void generatedScriptsGivePlainSqlitesAnswers(OracleSetting setting) {
    long firstSeed = 1000L * (1 + OracleSetting.all().indexOf(setting));
    for (long seed = firstSeed; seed < firstSeed + SCRIPTS_A_SETTING; seed++) {
      Script script = ScriptGenerator.script(seed, STATEMENTS);
      Outcome outcome = Oracle.run(script, setting, Refusals.ANYWHERE, StatementObserver.NONE);
      assertThat(outcome.difference().map(Difference::report)).isEmpty();
      assertThat(outcome.refused()).isLessThan(STATEMENTS / 3);
    }
  }

  @Test
  void oneSeedGivesOneScript() {
    assertThat(ScriptGenerator.script(7, STATEMENTS).toText())
        .isEqualTo(ScriptGenerator.script(7, STATEMENTS).toText())
        .isNotEqualTo(ScriptGenerator.script(8, STATEMENTS).toText());
  }

  @Test
  void mostGeneratedStatementsRunAndMostQueriesGiveRows() {
    Quotas quotas = new Quotas();
    int failures = 0;
    for (long seed = 1; seed <= 40; seed++) {
      try (PlainSqlite twin = PlainSqlite.inMemory()) {
        Script script = ScriptGenerator.script(seed, STATEMENTS);
        Outcome outcome = Oracle.run(script, "plain", twin, Refusals.ANYWHERE, quotas);
        assertThat(outcome.difference().map(Difference::report)).isEmpty();
      }
      failures += failuresOf(ScriptGenerator.script(seed, STATEMENTS));
    }
    assertThat(quotas.shareWithRows()).as(quotas.report()).isGreaterThan(0.6);
    assertThat((double) failures / quotas.statements()).isBetween(0.01, 0.15);
  }

  private static int failuresOf(Script script) {
    int failures = 0;
    try (PlainSqlite plain = PlainSqlite.inMemory()) {
      for (ScriptStatement statement : script.statements()) {
        Answer answer = plain.run(statement.sql(), statement.parameters());
        failures += answer instanceof Rows ? 0 : 1;
      }
    }
    return failures;
  }

  @Test
  void aScriptSurvivesWritingAndReading() {
    Script script = ScriptGenerator.script(11, STATEMENTS);
    Script again = Script.parse(script.name(), script.toText());
    assertThat(again.toText()).isEqualTo(script.toText());
  }

  @Test
  void aDifferenceShrinksToTheFewStatementsThatShowIt() {
    Function<Script, Optional<Difference>> oracle =
        shorter -> {
          Mutation.Fault fault =
              new Mutation.Fault() {
                @Override
                public String text(String sql) {
                  return sql.replace("DISTINCT", "");
                }
              };
          try (SystemUnderTest faulty = new Mutation(PlainSqlite.inMemory(), fault)) {
            return Oracle.run(shorter, "faulty", faulty, Refusals.ANYWHERE, StatementObserver.NONE)
                .difference();
          }
        };
    Script script = ScriptGenerator.script(3, STATEMENTS);
    Difference difference = oracle.apply(script).orElseThrow();
    Script shrunk = Shrinker.shrink(script, difference, oracle, 2000);
    assertThat(oracle.apply(shrunk)).isPresent();
    assertThat(shrunk.statements()).as(shrunk.toText()).hasSizeLessThan(6);
    assertThat(shrunk.toText()).hasSizeLessThan(400);
  }
}
