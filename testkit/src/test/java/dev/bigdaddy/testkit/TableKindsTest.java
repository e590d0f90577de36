package dev.bigdaddy.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bigdaddy.testkit.Oracle.Outcome;
import dev.bigdaddy.testkit.OracleRun.Refusals;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// The same rows, queries and writes on tables of every kind, in all settings.
class TableKindsTest {

  static Stream<Arguments> kindsInAllSettings() throws IOException {
    return text("matrix-tables.txt")
        .lines()
        .map(line -> line.split(" \\| "))
        .flatMap(
            kind ->
                OracleSetting.all().stream()
                    .map(setting -> Arguments.of(kind[0], setting, kind[1])));
  }

  static Stream<Arguments> kinds() throws IOException {
    return kindsInAllSettings()
        .filter(arguments -> arguments.get()[1].equals(OracleSetting.defaults()));
  }

  private static String text(String resource) throws IOException {
    try (var stream = TableKindsTest.class.getResourceAsStream(resource)) {
      return new String(Objects.requireNonNull(stream).readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static Script script(String kind, String tables) {
    List<ScriptStatement> statements = new ArrayList<>();
    String mark = kind.endsWith("(may be refused)") ? "-- refused\n" : "";
    statements.addAll(Script.parse(kind, mark + tables).statements());
    statements.addAll(Script.resource("matrix.sql").statements());
    return new Script(kind, statements);
  }

  @ParameterizedTest(name = "{0}, {1}")
  @MethodSource("kindsInAllSettings")
  void aTableOfThisKindAnswersAsInPlainSqlite(String kind, OracleSetting setting, String tables) {
    Script script = script(kind, tables);
    Outcome outcome = Oracle.run(script, setting, Refusals.WHERE_MARKED, StatementObserver.NONE);
    assertThat(outcome.difference().map(Difference::report)).isEmpty();
    assertThat(outcome.statements() + outcome.refused()).isEqualTo(script.statements().size());
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("kinds")
  void theScriptItselfIsRight(String kind, OracleSetting setting, String tables) {
    try (PlainSqlite twin = PlainSqlite.inMemory()) {
      Outcome outcome =
          Oracle.run(
              script(kind, tables), "plain", twin, Refusals.WHERE_MARKED, StatementObserver.NONE);
      assertThat(outcome.difference().map(Difference::report)).isEmpty();
    }
  }
}
