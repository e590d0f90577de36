package dev.bigdaddy.cli.output;

import dev.bigdaddy.conductor.ResultCursor;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// Aligned columns: the modes `box`, `table`, `markdown` and `column`.
///
/// A column is as wide as its widest value, so rows are held until the answer ends. The first
/// {@link #HELD_CELLS} values decide; rows behind them are written as they come, in the widths found
/// by then, so that an answer of any length takes a bounded amount of memory.
final class GridPrinter extends AnswerPrinter {

  /// Values that are held to find the widths: some 100 MB of text at most in usual answers.
  private static final int HELD_CELLS = 1_000_000;

  /// The lines that make a grid. An empty `top` means that none is drawn there.
  private record Frame(
      String left, String between, String right, String line, Rule top, Rule middle, Rule bottom) {

    private record Rule(String left, String cross, String right) {
      private static final Rule NONE = new Rule("", "", "");

      private boolean isDrawn() {
        return !cross.isEmpty();
      }
    }

    private static final Rule PLUS = new Rule("+", "+", "+");
    private static final Frame TABLE = new Frame("| ", " | ", " |", "-", PLUS, PLUS, PLUS);
    private static final Frame MARKDOWN =
        new Frame("| ", " | ", " |", "-", Rule.NONE, new Rule("|", "|", "|"), Rule.NONE);
    private static final Frame BOX =
        new Frame(
            "│ ",
            " │ ",
            " │",
            "─",
            new Rule("┌", "┬", "┐"),
            new Rule("├", "┼", "┤"),
            new Rule("└", "┴", "┘"));
    private static final Frame COLUMN =
        new Frame("", "  ", "", "-", Rule.NONE, Rule.NONE, Rule.NONE);
  }

  private record GridRow(List<List<String>> cells) {
    private int height() {
      return cells.stream().mapToInt(List::size).max().orElse(1);
    }
  }

  private final OutputStyle style;
  private final Appendable out;
  private final Frame frame;
  private final List<String> names;
  private final int[] widths;
  private final List<GridRow> held = new ArrayList<>();
  private boolean begun;
  private boolean tallRows;

  GridPrinter(OutputStyle style, List<String> names, Appendable out) {
    this.style = style;
    this.out = out;
    this.frame =
        switch (style.mode()) {
          case BOX -> Frame.BOX;
          case TABLE -> Frame.TABLE;
          case MARKDOWN -> Frame.MARKDOWN;
          case COLUMN, CSV, INSERT, JSON, LINE, LIST, QUOTE, TABS -> Frame.COLUMN;
        };
    this.widths = new int[names.size()];
    List<String> shownNames = new ArrayList<>();
    for (int column = 0; column < names.size(); column++) {
      String name = CellText.lines(names.get(column), wrapAt(column)).getFirst();
      shownNames.add(name);
      widths[column] = Math.max(Math.abs(wanted(column)), DisplayWidth.of(name));
    }
    this.names = List.copyOf(shownNames);
  }

  private int wanted(int column) {
    return column < style.widths().size() ? style.widths().get(column) : 0;
  }

  private int wrapAt(int column) {
    return wanted(column) == 0 ? style.wrap() : Math.abs(wanted(column));
  }

  @Override
  void row(ResultCursor cursor) throws IOException {
    List<List<String>> cells = new ArrayList<>(names.size());
    for (int column = 0; column < names.size(); column++) {
      String text = SqlText.shown(cursor, column, style.nullValue());
      cells.add(CellText.lines(text, wrapAt(column)));
    }
    GridRow row = new GridRow(cells);
    if (begun) {
      writeRow(row);
      return;
    }
    widen(row);
    held.add(row);
    if ((long) held.size() * names.size() >= HELD_CELLS) {
      begin();
    }
  }

  private void widen(GridRow row) {
    tallRows |= row.height() > 1;
    for (int column = 0; column < widths.length; column++) {
      for (String line : row.cells().get(column)) {
        widths[column] = Math.max(widths[column], DisplayWidth.of(line));
      }
    }
  }

  @Override
  void end() throws IOException {
    if (!begun && held.isEmpty()) {
      return;
    }
    if (!begun) {
      begin();
    }
    rule(frame.bottom());
  }

  private void begin() throws IOException {
    begun = true;
    if (style.mode() != OutputMode.COLUMN || style.headers()) {
      header();
    }
    for (int i = 0; i < held.size(); i++) {
      writeRow(held.get(i));
      if (tallRows && i + 1 < held.size()) {
        divider();
      }
    }
    held.clear();
  }

  private void header() throws IOException {
    rule(frame.top());
    List<String> titles = new ArrayList<>();
    for (int column = 0; column < widths.length; column++) {
      String name = names.get(column);
      int space = widths[column] - DisplayWidth.of(name);
      titles.add(
          style.mode() == OutputMode.COLUMN
              ? aligned(name, column)
              : " ".repeat(space / 2) + name + " ".repeat((space + 1) / 2));
    }
    line(titles);
    if (style.mode() == OutputMode.COLUMN) {
      List<String> dashes = new ArrayList<>();
      for (int width : widths) {
        dashes.add("-".repeat(width));
      }
      line(dashes);
    } else {
      rule(frame.middle());
    }
  }

  /// What parts rows if some have several lines.
  private void divider() throws IOException {
    switch (style.mode()) {
      case BOX, TABLE -> rule(frame.middle());
      case COLUMN -> out.append('\n');
      case MARKDOWN, CSV, INSERT, JSON, LINE, LIST, QUOTE, TABS -> {}
    }
  }

  private void writeRow(GridRow row) throws IOException {
    int height = row.height();
    for (int lineNumber = 0; lineNumber < height; lineNumber++) {
      List<String> texts = new ArrayList<>(widths.length);
      for (int column = 0; column < widths.length; column++) {
        List<String> lines = row.cells().get(column);
        texts.add(aligned(lineNumber < lines.size() ? lines.get(lineNumber) : "", column));
      }
      line(texts);
    }
  }

  private void line(List<String> texts) throws IOException {
    out.append(frame.left()).append(String.join(frame.between(), texts)).append(frame.right());
    out.append('\n');
  }

  private void rule(Frame.Rule rule) throws IOException {
    if (!rule.isDrawn()) {
      return;
    }
    out.append(rule.left());
    for (int column = 0; column < widths.length; column++) {
      if (column > 0) {
        out.append(rule.cross());
      }
      out.append(frame.line().repeat(widths[column] + 2));
    }
    out.append(rule.right()).append('\n');
  }

  private String aligned(String text, int column) {
    String space = " ".repeat(Math.max(0, widths[column] - DisplayWidth.of(text)));
    return wanted(column) < 0 ? space + text : text + space;
  }
}
