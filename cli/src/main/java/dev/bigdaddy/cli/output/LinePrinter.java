package dev.bigdaddy.cli.output;

import dev.bigdaddy.conductor.ResultCursor;
import java.io.IOException;
import java.util.List;

/// Mode `line`: a line a value, `name = value`, and an empty line between rows.
final class LinePrinter extends AnswerPrinter {

  private static final int LEAST_WIDTH = 5;

  private final OutputStyle style;
  private final List<String> names;
  private final Appendable out;
  private boolean begun;

  LinePrinter(OutputStyle style, List<String> names, Appendable out) {
    int width = names.stream().mapToInt(DisplayWidth::of).max().orElse(0);
    int aligned = Math.max(width, LEAST_WIDTH);
    this.style = style;
    this.names =
        names.stream().map(name -> " ".repeat(aligned - DisplayWidth.of(name)) + name).toList();
    this.out = out;
  }

  @Override
  void row(ResultCursor cursor) throws IOException {
    if (begun) {
      out.append(style.rowSeparator());
    }
    begun = true;
    for (int column = 0; column < names.size(); column++) {
      out.append(names.get(column))
          .append(" = ")
          .append(SqlText.shown(cursor, column, style.nullValue()))
          .append(style.rowSeparator());
    }
  }

  @Override
  void end() {}
}
