package dev.bigdaddy.cli.output;

import static dev.bigdaddy.cli.output.ListCursor.row;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Each mode writes what `sqlite3` writes, byte for byte. The golden files are recorded by
/// `record.sh`.
class OutputModesTest {

  private static ListCursor rowsOfTheScript() {
    return new ListCursor(
        List.of("id", "full name", "c"),
        List.of(
            row(1L, "x y", null),
            row(2.5, "it's", "ABC".getBytes(StandardCharsets.US_ASCII)),
            row(1.0e100, "é,\"q\"", ""),
            row(-7L, "two\nlines", "tab\tx"),
            row(
                Long.MAX_VALUE,
                "a rather long text that goes on and on, beyond sixty characters of width",
                "a|b")));
  }

  static Stream<Arguments> modes() {
    return Arrays.stream(OutputMode.values())
        .flatMap(mode -> Stream.of(Arguments.of(mode, true), Arguments.of(mode, false)));
  }

  @ParameterizedTest
  @MethodSource("modes")
  void isWhatSqlite3Writes(OutputMode mode, boolean headers) throws IOException {
    OutputStyle style =
        OutputStyle.plain().withMode(mode).withHeaders(headers).withWrap(60).withNullValue("NIL");

    String golden = mode.label() + "-headers-" + (headers ? "on" : "off") + ".txt";
    assertThat(printed(style, rowsOfTheScript())).isEqualTo(recorded(golden));
  }

  @Test
  void givenWidthsWrapAndAlignAsInSqlite3() throws IOException {
    OutputStyle style =
        OutputStyle.plain().withMode(OutputMode.BOX).withWrap(60).withWidths(List.of(5, -8, 0));

    assertThat(printed(style, rowsOfTheScript())).isEqualTo(recorded("box-widths.txt"));
  }

  @Test
  void wideAndCombiningCharactersKeepTheColumnsAligned() throws IOException {
    ListCursor cursor =
        new ListCursor(
            List.of("名", "n"),
            List.of(row("東京", 1L), row("e\u0301te\u0301", 2L), row("🎉", 3L), row("abc", 4L)));

    assertThat(printed(OutputStyle.plain().withMode(OutputMode.BOX), cursor))
        .isEqualTo(
            """
            ┌──────┬───┐
            │  名  │ n │
            ├──────┼───┤
            │ 東京 │ 1 │
            │ e\u0301te\u0301  │ 2 │
            │ 🎉   │ 3 │
            │ abc  │ 4 │
            └──────┴───┘
            """);
  }

  @Test
  void controlCharactersDoNotReachTheTerminal() throws IOException {
    ListCursor cursor = new ListCursor(List.of("a"), List.of(row("\u001b[2J\u0007x\u009b")));

    assertThat(printed(OutputStyle.plain().withMode(OutputMode.TABLE), cursor))
        .contains("| ^[[2J^Gx<9b> |");
  }

  @Test
  void anAnswerWithoutRowsWritesNothing() throws IOException {
    for (OutputMode mode : OutputMode.values()) {
      ListCursor empty = new ListCursor(List.of("a"), List.of());
      assertThat(printed(OutputStyle.forPeople().withMode(mode), empty)).as(mode.label()).isEmpty();
    }
  }

  @Test
  void jsonRealsReadBackAsTheSameNumber() throws IOException {
    ListCursor cursor =
        new ListCursor(
            List.of("a", "b", "c", "d"),
            List.of(row(0.1, Double.POSITIVE_INFINITY, -1.5e-7, 1.0 / 3)));

    assertThat(printed(OutputStyle.plain().withMode(OutputMode.JSON), cursor))
        .isEqualTo("[{\"a\":0.1,\"b\":1e999,\"c\":-1.5e-07,\"d\":0.3333333333333333}]\n");
  }

  @Test
  void blobsAreLiteralsInInsertAndQuote() throws IOException {
    OutputStyle insert = OutputStyle.plain().withMode(OutputMode.INSERT).withInsertTable("order");
    ListCursor cursor = new ListCursor(List.of("a"), List.of(row(new byte[] {0, (byte) 0xff})));

    assertThat(printed(insert, cursor)).isEqualTo("INSERT INTO \"order\" VALUES(X'00ff');\n");
  }

  @Test
  void modesAreFoundByTheBeginningOfTheirName() {
    assertThat(OutputMode.named("Markdown")).contains(OutputMode.MARKDOWN);
    assertThat(OutputMode.named("col")).contains(OutputMode.COLUMN);
    assertThat(OutputMode.named("li")).isEmpty();
    assertThat(OutputMode.named("html")).isEmpty();
  }

  private static String printed(OutputStyle style, ListCursor cursor) throws IOException {
    StringBuilder out = new StringBuilder();
    AnswerPrinter.of(style, cursor.columns(), out).print(cursor);
    return out.toString();
  }

  private static String recorded(String name) throws IOException {
    try (InputStream golden = OutputModesTest.class.getResourceAsStream("/output/" + name)) {
      return new String(
          Objects.requireNonNull(golden, name).readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
