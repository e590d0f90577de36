package dev.bigdaddy.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bigdaddy.testkit.Oracle.Outcome;
import dev.bigdaddy.testkit.OracleRun.Refusals;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// The long scripts on Big Daddy, in all settings.
class ScriptsAgreeTest {

  static Stream<Arguments> scriptsInAllSettings() {
    List<OracleSetting> settings = OracleSetting.all();
    return OracleScripts.NAMES.stream()
        .flatMap(name -> settings.stream().map(setting -> Arguments.of(name, setting)));
  }

  @ParameterizedTest(name = "{0}, {1}")
  @MethodSource("scriptsInAllSettings")
  void aScriptGivesPlainSqlitesAnswers(String name, OracleSetting setting) {
    Script script = OracleScripts.script(name);
    Outcome outcome = Oracle.run(script, setting, Refusals.WHERE_MARKED, StatementObserver.NONE);
    assertThat(outcome.difference().map(Difference::report)).isEmpty();
    assertThat(outcome.statements() + outcome.refused()).isEqualTo(script.statements().size());
    if (setting.equals(OracleSetting.defaults())) {
      assertThat(outcome.refused()).isZero();
    }
  }
}
