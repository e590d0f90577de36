package dev.bigdaddy.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.bigdaddy.testkit.Answer.Rows;
import dev.bigdaddy.testkit.Oracle.Outcome;
import dev.bigdaddy.testkit.OracleRun.Refusals;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// A real schema with 15,000 rows that nobody here wrote, and thirty questions about it.
///
/// The data is not part of this project: `-Dchinook=PATH` names it.
class ChinookTest {

  static List<OracleSetting> settings() {
    return ChinookCommand.settings();
  }

  private static Path chinook() {
    Path file = Path.of(System.getProperty("chinook", "../shared/data/chinook.sql"));
    assumeTrue(
        Files.isReadable(file),
        () -> "Chinook is not here: " + file + " (name it with -Dchinook=PATH)");
    return file;
  }

  @ParameterizedTest
  @MethodSource("settings")
  void thirtyQuestionsAreAnsweredAsPlainSqliteAnswersThem(OracleSetting setting)
      throws IOException {
    Script script = ChinookCommand.script(chinook());
    Outcome outcome = Oracle.run(script, setting, Refusals.WHERE_MARKED, StatementObserver.NONE);
    assertThat(outcome.difference().map(Difference::report)).isEmpty();
    assertThat(outcome.statements()).isEqualTo(script.statements().size());
  }

  @Test
  void thereAreThirtyQuestionsAndMostHaveAnAnswer() throws IOException {
    assertThat(ChinookCommand.questions()).hasSize(30);
    int answers = 0;
    try (PlainSqlite plain = PlainSqlite.inMemory()) {
      for (ScriptStatement statement : ChinookCommand.script(chinook()).statements()) {
        Answer answer = plain.run(statement.sql(), statement.parameters());
        assertThat(answer).as(statement.sql()).isInstanceOf(Rows.class);
        answers += answer instanceof Rows rows && !rows.rows().isEmpty() ? 1 : 0;
      }
    }
    assertThat(answers).isGreaterThanOrEqualTo(28);
  }
}
