package dev.bigdaddy.cli.output;

import java.util.ArrayList;
import java.util.List;

/// Breaks a value into the lines of a grid's cell: at line breaks and at the greatest width. Tabs
/// become spaces; other control characters, which could confuse a terminal, are shown as `^[`.
final class CellText {

  private static final int TAB = 8;

  private final int mostColumns;
  private final List<String> lines = new ArrayList<>();
  private final StringBuilder line = new StringBuilder();
  private int columns;

  private CellText(int mostColumns) {
    this.mostColumns = mostColumns;
  }

  /// The lines, at least one.
  ///
  /// @param wrap the greatest width, or 0 for none
  static List<String> lines(String text, int wrap) {
    if (isOneLine(text, wrap)) {
      return List.of(text);
    }
    CellText cell = new CellText(wrap == 0 ? Integer.MAX_VALUE : Math.abs(wrap));
    for (int i = 0; i < text.length(); ) {
      int codePoint = text.codePointAt(i);
      i += Character.charCount(codePoint);
      if (codePoint == '\r' && i < text.length() && text.charAt(i) == '\n') {
        i++;
        codePoint = '\n';
      }
      boolean last = i >= text.length();
      cell.take(codePoint, last);
    }
    cell.lines.add(cell.line.toString());
    return cell.lines;
  }

  private static boolean isOneLine(String text, int wrap) {
    if (wrap != 0 && text.length() * 2 > Math.abs(wrap) && DisplayWidth.of(text) > Math.abs(wrap)) {
      return false;
    }
    for (int i = 0; i < text.length(); i++) {
      if (Character.isISOControl(text.charAt(i))) {
        return false;
      }
    }
    return true;
  }

  private void take(int codePoint, boolean last) {
    switch (codePoint) {
      case '\n' -> {
        // A line break at the very end begins no line, as in sqlite3.
        if (!last) {
          endLine();
        }
      }
      case '\t' -> {
        do {
          append(" ", 1);
        } while (columns % TAB != 0 && columns < mostColumns);
      }
      default -> {
        if (codePoint < ' ') {
          append("^" + (char) (codePoint + '@'), 2);
        } else if (codePoint == 0x7f) {
          append("^?", 2);
        } else if (Character.isISOControl(codePoint)) {
          append(String.format("<%02x>", codePoint), 4);
        } else {
          append(Character.toString(codePoint), DisplayWidth.ofCodePoint(codePoint));
        }
      }
    }
  }

  private void append(String text, int width) {
    if (columns > 0 && columns + width > mostColumns) {
      endLine();
    }
    line.append(text);
    columns += width;
  }

  private void endLine() {
    lines.add(line.toString());
    line.setLength(0);
    columns = 0;
  }
}
