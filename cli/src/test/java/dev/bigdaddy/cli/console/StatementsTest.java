package dev.bigdaddy.cli.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bigdaddy.cli.console.Statements.Statement;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StatementsTest {

  @Test
  void textIsCutAtTheSemicolonsThatEndStatements() {
    assertThat(texts("SELECT 1; SELECT ';' /* ; */ -- ;\n, [;], \"a;\"\"b\", `;`;\n SELECT 3"))
        .containsExactly(
            "SELECT 1;", "SELECT ';' /* ; */ -- ;\n, [;], \"a;\"\"b\", `;`;", "SELECT 3");
  }

  @Test
  void aTriggersBodyBelongsToIt() {
    String trigger =
        "CREATE TEMP TRIGGER x AFTER INSERT ON t BEGIN DELETE FROM u; SELECT CASE 1 WHEN 1 THEN 2"
            + " END; END;";

    assertThat(texts(trigger + "SELECT 1;")).containsExactly(trigger, "SELECT 1;");
  }

  @Test
  void commentsAndEmptyStatementsAloneAreNothing() {
    assertThat(texts(" ; /* nothing */ ;; -- here\n")).isEmpty();
  }

  @Test
  void aStringOrCommentMayEndInALaterPart() {
    Statements statements = new Statements();
    for (String part :
        List.of("SELECT 'a;\n", "b;'", " /* c; *", "/ ;", "SELECT 2; /*", "/ x */")) {
      statements.append(part);
    }

    assertThat(statements.isComplete()).isTrue();
    assertThat(statements.takeAll())
        .extracting(Statement::text)
        .containsExactly("SELECT 'a;\nb;' /* c; */ ;", "SELECT 2;");
  }

  @Test
  void theLineIsThatOfTheFirstWord() {
    List<Statement> statements =
        Statements.of("SELECT 1;\n\n-- two\n/* three\n*/ SELECT\n2;\nSELECT 3;");

    assertThat(statements).extracting(Statement::line).containsExactly(1, 5, 7);
    assertThat(statements.get(1).lineOf(statements.get(1).text().strip().indexOf("2;")))
        .isEqualTo(6);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT 1;",
        "SELECT 1; -- done",
        "",
        "CREATE TRIGGER a AFTER INSERT ON t BEGIN SELECT 1; END;",
        "EXPLAIN QUERY PLAN CREATE TRIGGER a AFTER INSERT ON t BEGIN SELECT 1; END;"
      })
  void isComplete(String text) {
    assertThat(Statements.areComplete(text)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT 1",
        "SELECT ';",
        "SELECT 1; /* ",
        "CREATE TRIGGER a AFTER INSERT ON t BEGIN SELECT 1;",
        "SELECT 1; SELECT"
      })
  void isNotComplete(String text) {
    assertThat(Statements.areComplete(text)).isFalse();
  }

  private static List<String> texts(String script) {
    return Statements.of(script).stream().map(Statement::text).map(String::strip).toList();
  }
}
