package dev.bigdaddy.cli.output;

import java.util.List;

/// All that decides how an answer looks.
///
/// @param mode the output mode
/// @param headers whether column names are written, where the mode leaves that open
/// @param columnSeparator between two values, in the modes that use one
/// @param rowSeparator behind each row, in the modes that use one
/// @param nullValue stands for NULL, where the mode has no NULL of its own
/// @param insertTable the table that mode `insert` names
/// @param wrap display columns after which the grid modes break a value; 0 for never
/// @param widths the grid modes' column widths: 0 for as wide as needed, negative for right-aligned
public record OutputStyle(
    OutputMode mode,
    boolean headers,
    String columnSeparator,
    String rowSeparator,
    String nullValue,
    String insertTable,
    int wrap,
    List<Integer> widths) {

  public OutputStyle {
    widths = List.copyOf(widths);
  }

  /// What `sqlite3` begins with: `1|x`.
  public static OutputStyle plain() {
    return new OutputStyle(OutputMode.LIST, false, "|", "\n", "", "table", 0, List.of());
  }

  /// What people read on a terminal: boxes.
  public static OutputStyle forPeople() {
    return plain().withMode(OutputMode.BOX).withHeaders(true).withNullValue("NULL");
  }

  /// Another mode, with the separators that belong to it.
  public OutputStyle withMode(OutputMode newMode) {
    return switch (newMode) {
      case LIST -> with(newMode, headers, "|", "\n");
      case TABS -> with(newMode, headers, "\t", "\n");
      case CSV -> with(newMode, headers, ",", "\r\n");
      case QUOTE -> with(newMode, headers, ",", "\n");
      case LINE, BOX, COLUMN, INSERT, JSON, MARKDOWN, TABLE ->
          with(newMode, headers, columnSeparator, "\n");
    };
  }

  public OutputStyle withHeaders(boolean newHeaders) {
    return with(mode, newHeaders, columnSeparator, rowSeparator);
  }

  public OutputStyle withSeparators(String newColumnSeparator, String newRowSeparator) {
    return with(mode, headers, newColumnSeparator, newRowSeparator);
  }

  public OutputStyle withNullValue(String newNullValue) {
    return new OutputStyle(
        mode, headers, columnSeparator, rowSeparator, newNullValue, insertTable, wrap, widths);
  }

  public OutputStyle withInsertTable(String newInsertTable) {
    return new OutputStyle(
        mode, headers, columnSeparator, rowSeparator, nullValue, newInsertTable, wrap, widths);
  }

  public OutputStyle withWrap(int newWrap) {
    return new OutputStyle(
        mode, headers, columnSeparator, rowSeparator, nullValue, insertTable, newWrap, widths);
  }

  public OutputStyle withWidths(List<Integer> newWidths) {
    return new OutputStyle(
        mode, headers, columnSeparator, rowSeparator, nullValue, insertTable, wrap, newWidths);
  }

  private OutputStyle with(
      OutputMode newMode, boolean newHeaders, String newColumnSeparator, String newRowSeparator) {
    return new OutputStyle(
        newMode,
        newHeaders,
        newColumnSeparator,
        newRowSeparator,
        nullValue,
        insertTable,
        wrap,
        widths);
  }
}
