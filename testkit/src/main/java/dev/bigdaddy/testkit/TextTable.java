package dev.bigdaddy.testkit;

import dev.bigdaddy.testkit.Answer.Rows;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// An answer as a table of literals, so that types can be told apart.
final class TextTable {
  private static final int MOST_ROWS = 40;
  private static final int MOST_CHARACTERS = 60;

  private TextTable() {}

  static String of(Rows answer) {
    List<List<String>> lines = new ArrayList<>();
    lines.add(answer.columns());
    for (List<@Nullable Object> row : answer.rows()) {
      if (lines.size() > MOST_ROWS) {
        break;
      }
      lines.add(SqlValue.literals(row).stream().map(TextTable::shortened).toList());
    }
    int[] widths = new int[answer.columns().size()];
    for (List<String> line : lines) {
      for (int column = 0; column < widths.length; column++) {
        widths[column] = Math.max(widths[column], line.get(column).length());
      }
    }
    StringBuilder text = new StringBuilder();
    for (List<String> line : lines) {
      for (int column = 0; column < widths.length; column++) {
        String cell = line.get(column);
        text.append(column == 0 ? "" : " | ").append(cell);
        text.append(" ".repeat(widths[column] - cell.length()));
      }
      text.append('\n');
    }
    return text.append("(").append(answer.rows().size()).append(" rows)\n").toString();
  }

  private static String shortened(String literal) {
    String line = literal.replace("\n", "\\n").replace("\r", "\\r").replace("\0", "\\0");
    return line.length() <= MOST_CHARACTERS ? line : line.substring(0, MOST_CHARACTERS) + "…";
  }
}
