package dev.bigdaddy.cli.console;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DotLineTest {

  @Test
  void wordsArePartedAtSpaces() {
    assertThat(DotLine.parse("  .mode   box  ")).isEqualTo(line("mode", "box"));
    assertThat(DotLine.parse(".")).isEqualTo(line(""));
  }

  @Test
  void quotedWordsKeepTheirSpaces() {
    assertThat(DotLine.parse(".import 'my file.csv' \"a \\\"b\\\"\""))
        .isEqualTo(line("import", "my file.csv", "a \"b\""));
  }

  @Test
  void backslashesEscapeButNotInSingleQuotes() {
    assertThat(DotLine.parse(".separator \"\\t\" '\\n'")).isEqualTo(line("separator", "\t", "\\n"));
    assertThat(DotLine.parse(".separator \\t \"\\037\""))
        .isEqualTo(line("separator", "\t", "\u001f"));
  }

  private static DotLine line(String name, String... arguments) {
    return new DotLine(name, java.util.List.of(arguments));
  }
}
