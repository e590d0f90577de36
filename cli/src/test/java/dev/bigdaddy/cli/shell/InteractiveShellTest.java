package dev.bigdaddy.cli.shell;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bigdaddy.cli.PlainSession;
import dev.bigdaddy.cli.output.OutputStyle;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.jline.terminal.impl.LineDisciplineTerminal;
import org.junit.jupiter.api.Test;

/// The shell on a terminal that is typed on by the test.
class InteractiveShellTest {

  @Test
  void statementsOfSeveralLinesAndDotCommandsAreAnswered() throws Exception {
    String screen =
        typed("CREATE TABLE t(a, b);\rINSERT INTO t VALUES (1, NULL),\r(2, 'x');\rSELECT *\rFROM t;\r.tables\r.quit\r");

    assertThat(screen)
        .contains("│ a │  b   │", "│ 1 │ NULL │", "│ 2 │ x    │")
        .contains("bigdaddy> ", "     ...> ");
  }

  @Test
  void anErrorIsShownAndTheConversationGoesOn() throws Exception {
    String screen = typed("SELECT nowhere;\rSELECT 40 + 2 AS answer;\r.exit\r");

    assertThat(screen).contains("Error: no such column: nowhere (SQL 1)", "^--- error here", "│ 42");
  }

  private static String typed(String keys) throws Exception {
    ByteArrayOutputStream screen = new ByteArrayOutputStream();
    try (PlainSession session = new PlainSession();
        LineDisciplineTerminal terminal =
            new LineDisciplineTerminal("test", "ansi", screen, StandardCharsets.UTF_8)) {
      terminal.processInputBytes(keys.getBytes(StandardCharsets.UTF_8));
      InteractiveShell.run(terminal, session, Path.of("db"), OutputStyle.forPeople());
      terminal.flush();
    }
    return screen.toString(StandardCharsets.UTF_8);
  }
}
