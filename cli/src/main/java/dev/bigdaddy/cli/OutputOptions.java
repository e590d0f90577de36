package dev.bigdaddy.cli;

import dev.bigdaddy.cli.console.ConsoleError;
import dev.bigdaddy.cli.output.OutputMode;
import dev.bigdaddy.cli.output.OutputStyle;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// How answers look: the options that `sqlite3` has, in its order of precedence: the last one wins.
final class OutputOptions {

  private @Nullable OutputMode mode;
  private @Nullable Boolean headers;
  private @Nullable String separator;
  private @Nullable String rowSeparator;
  private @Nullable String nullValue;

  @Option(
      names = {"-mode", "--mode"},
      paramLabel = "MODE",
      description =
          "Output mode: box, column, csv, insert, json, line, list, markdown, quote, table, tabs.")
  void mode(String name) {
    mode =
        OutputMode.named(name)
            .orElseThrow(() -> new ConsoleError("mode should be one of: " + OutputMode.names()));
  }

  @Option(
      names = {"-box", "--box"},
      description = "Output mode box.")
  void box(boolean on) {
    mode = OutputMode.BOX;
  }

  @Option(
      names = {"-column", "--column"},
      description = "Output mode column.")
  void column(boolean on) {
    mode = OutputMode.COLUMN;
  }

  @Option(
      names = {"-csv", "--csv"},
      description = "Output mode csv.")
  void csv(boolean on) {
    mode = OutputMode.CSV;
  }

  @Option(
      names = {"-insert", "--insert"},
      description = "Output mode insert.")
  void insert(boolean on) {
    mode = OutputMode.INSERT;
  }

  @Option(
      names = {"-json", "--json"},
      description = "Output mode json.")
  void json(boolean on) {
    mode = OutputMode.JSON;
  }

  @Option(
      names = {"-line", "--line"},
      description = "Output mode line.")
  void line(boolean on) {
    mode = OutputMode.LINE;
  }

  @Option(
      names = {"-list", "--list"},
      description = "Output mode list.")
  void list(boolean on) {
    mode = OutputMode.LIST;
  }

  @Option(
      names = {"-markdown", "--markdown"},
      description = "Output mode markdown.")
  void markdown(boolean on) {
    mode = OutputMode.MARKDOWN;
  }

  @Option(
      names = {"-quote", "--quote"},
      description = "Output mode quote.")
  void quote(boolean on) {
    mode = OutputMode.QUOTE;
  }

  @Option(
      names = {"-table", "--table"},
      description = "Output mode table.")
  void table(boolean on) {
    mode = OutputMode.TABLE;
  }

  @Option(
      names = {"-tabs", "--tabs"},
      description = "Output mode tabs.")
  void tabs(boolean on) {
    mode = OutputMode.TABS;
  }

  @Option(
      names = {"-header", "--header", "--headers"},
      description = "Write column names.")
  void header(boolean on) {
    headers = true;
  }

  @Option(
      names = {"-noheader", "--noheader"},
      description = "Write no column names.")
  void noHeader(boolean on) {
    headers = false;
  }

  @Option(
      names = {"-separator", "--separator"},
      paramLabel = "SEP",
      description = "What parts columns.")
  void separator(String text) {
    separator = text;
  }

  @Option(
      names = {"-newline", "--newline"},
      paramLabel = "SEP",
      description = "What ends rows.")
  void newline(String text) {
    rowSeparator = text;
  }

  @Option(
      names = {"-nullvalue", "--nullvalue"},
      paramLabel = "TEXT",
      description = "What stands for NULL.")
  void nullValue(String text) {
    nullValue = text;
  }

  /// The style that the options make of another one.
  OutputStyle applyTo(OutputStyle style) {
    OutputStyle chosen = mode == null ? style : style.withMode(mode);
    if (mode == OutputMode.COLUMN) {
      chosen = chosen.withHeaders(true);
    }
    if (headers != null) {
      chosen = chosen.withHeaders(headers);
    }
    chosen =
        chosen.withSeparators(
            separator == null ? chosen.columnSeparator() : separator,
            rowSeparator == null ? chosen.rowSeparator() : rowSeparator);
    return nullValue == null ? chosen : chosen.withNullValue(nullValue);
  }
}
