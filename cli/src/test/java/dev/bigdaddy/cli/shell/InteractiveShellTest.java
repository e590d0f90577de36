package dev.bigdaddy.cli.shell;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bigdaddy.cli.PlainSession;
import dev.bigdaddy.cli.output.OutputStyle;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import org.jline.terminal.impl.LineDisciplineTerminal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The shell on a terminal that is typed on by the test.
class InteractiveShellTest {

  @TempDir Path directory;

  @Test
  void statementsOfSeveralLinesAndDotCommandsAreAnswered() throws Exception {
    String screen =
        typed(
            "CREATE TABLE t(a, b);\r"
                + "INSERT INTO t VALUES (1, NULL),\r"
                + "(2, 'x');\r"
                + "SELECT *\r"
                + "FROM t;\r"
                + ".tables\r"
                + ".quit\r");

    assertThat(screen)
        .contains("│ a │  b   │", "│ 1 │ NULL │", "│ 2 │ x    │")
        .contains("bigdaddy> ", "     ...> ");
  }

  @Test
  void anErrorIsShownAndTheConversationGoesOn() throws Exception {
    String screen = typed("SELECT nowhere;\rSELECT 40 + 2 AS answer;\r.exit\r");

    assertThat(screen)
        .contains("Error: no such column: nowhere (SQL 1)", "^--- error here", "│ 42");
  }

  @Test
  void whatWasTypedIsRemembered() throws Exception {
    typed("SELECT 1,\r2;\r.quit\r");

    assertThat(history()).content().contains("SELECT 1,\\n2;");
  }

  private Path history() {
    return directory.resolve("history");
  }

  private String typed(String keys) throws Exception {
    ByteArrayOutputStream screen = new ByteArrayOutputStream();
    try (PlainSession session = new PlainSession();
        LineDisciplineTerminal terminal =
            new LineDisciplineTerminal("test", "ansi", screen, StandardCharsets.UTF_8)) {
      terminal.processInputBytes(keys.getBytes(StandardCharsets.UTF_8));
      InteractiveShell.run(
          terminal, session, Path.of("db"), OutputStyle.forPeople(), Optional.of(history()));
      terminal.flush();
    }
    return screen.toString(StandardCharsets.UTF_8);
  }
}
