package dev.bigdaddy.cli.output;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// A small table with a header line, its columns parted by two spaces. Used by one thread.
public final class TextTable {

  /// Where the texts of a column stand.
  private enum Side {
    LEFT,
    RIGHT
  }

  /// A column.
  public record Heading(String title, boolean leftAligned) {}

  private final List<Side> sides;
  private final List<List<String>> rows = new ArrayList<>();

  public TextTable(Heading... headings) {
    this.sides =
        Arrays.stream(headings).map(h -> h.leftAligned() ? Side.LEFT : Side.RIGHT).toList();
    rows.add(Arrays.stream(headings).map(Heading::title).toList());
  }

  /// A column of texts.
  public static Heading left(String title) {
    return new Heading(title, true);
  }

  /// A column of numbers.
  public static Heading right(String title) {
    return new Heading(title, false);
  }

  public void add(String... texts) {
    if (texts.length != sides.size()) {
      throw new IllegalArgumentException(texts.length + " texts for " + sides.size() + " columns");
    }
    rows.add(List.of(texts));
  }

  /// The lines, the header first.
  public List<String> lines() {
    int[] widths = new int[sides.size()];
    for (List<String> row : rows) {
      for (int column = 0; column < widths.length; column++) {
        widths[column] = Math.max(widths[column], DisplayWidth.of(row.get(column)));
      }
    }
    return rows.stream().map(row -> line(row, widths)).toList();
  }

  private String line(List<String> row, int[] widths) {
    StringBuilder line = new StringBuilder();
    for (int column = 0; column < widths.length; column++) {
      String text = row.get(column);
      String space = " ".repeat(widths[column] - DisplayWidth.of(text));
      line.append(column == 0 ? "" : "  ");
      line.append(sides.get(column) == Side.LEFT ? text + space : space + text);
    }
    return line.toString().stripTrailing();
  }
}
