package dev.bigdaddy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bigdaddy.cli.console.Output;
import java.io.BufferedReader;
import java.io.PrintWriter;
import java.io.StringReader;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

/// What the command says before a database is opened.
class MainTest {

  private final StringWriter out = new StringWriter();
  private final StringWriter errors = new StringWriter();

  @Test
  void theVersionIsThatOfTheBuild() {
    assertThat(run("--version")).isZero();
    assertThat(out.toString())
        .matches("bigdaddy \\d+\\.\\d+\\.\\d+(-\\w+)?\nsqlite-jdbc 3\\.\\S+, Java 2[5-9].*\n");
  }

  @Test
  void helpListsTheCommandsAlsoWithoutArguments() {
    assertThat(run()).isZero();
    assertThat(out.toString())
        .contains("  demo ", "  shell ", "  run ", "  explain ", "  help ")
        .contains("Begin with:  bigdaddy demo");
  }

  @Test
  void anUnknownCommandIsAMisuse() {
    assertThat(run("rum")).isEqualTo(2);
    assertThat(errors)
        .hasToString("Error: unknown command: rum, did you mean run?\nTry 'bigdaddy help'.\n");
  }

  @Test
  void aMissingDirectoryIsAMisuse() {
    assertThat(run("run")).isEqualTo(2);
    assertThat(errors)
        .hasToString("Error: Missing required parameter: 'DIR'\nTry 'bigdaddy run --help'.\n");
  }

  @Test
  void aWrongSettingIsToldInOneLine() {
    assertThat(run("run", "--nodes", "many", "db", "-c", "SELECT 1")).isEqualTo(1);
    assertThat(errors)
        .hasToString("Error: nodes must be a whole number, not 'many' (BAD_SETTING 1)\n");
  }

  @Test
  void anUnknownSettingNamesTheKnownOnes() {
    assertThat(run("run", "-o", "colour=red", "db", "-c", "SELECT 1")).isEqualTo(1);
    assertThat(errors.toString()).startsWith("Error: unknown setting: colour (known: nodes, ");
  }

  @Test
  void aWrongModeNamesTheRightOnes() {
    assertThat(run("run", "-mode", "html", "db")).isEqualTo(2);
    assertThat(errors.toString()).startsWith("Error: mode should be one of: box column ");
  }

  @Test
  void aMissingScriptIsToldBeforeAnythingRuns() {
    assertThat(run("run", "db", "nowhere.sql")).isEqualTo(1);
    assertThat(errors).hasToString("Error: no such file, or not readable: nowhere.sql\n");
  }

  @Test
  void explainMakesNoDatabase() {
    assertThat(run("explain", "no-such-directory", "SELECT 1")).isEqualTo(1);
    assertThat(errors).hasToString("Error: there is no database in no-such-directory\n");
  }

  private int run(String... arguments) {
    Streams streams =
        new Streams(
            new BufferedReader(new StringReader("")),
            new Output(out),
            new PrintWriter(errors, true),
            false);
    return Main.run(streams, arguments);
  }
}
