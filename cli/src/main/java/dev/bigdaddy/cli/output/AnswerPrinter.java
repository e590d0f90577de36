package dev.bigdaddy.cli.output;

import dev.bigdaddy.conductor.Column;
import dev.bigdaddy.conductor.ResultCursor;
import java.io.IOException;
import java.util.List;

/// Writes one answer, row by row. Used by one thread, for one answer.
public abstract sealed class AnswerPrinter
    permits SeparatedPrinter, InsertPrinter, JsonPrinter, LinePrinter, GridPrinter {

  /// The printer for a style.
  ///
  /// @param columns the columns of the answer, at least one
  public static AnswerPrinter of(OutputStyle style, List<Column> columns, Appendable out) {
    List<String> names = columns.stream().map(Column::name).toList();
    return switch (style.mode()) {
      case LIST, TABS -> new SeparatedPrinter(style, names, out, new SeparatedPrinter.Plain());
      case CSV -> new SeparatedPrinter(style, names, out, new SeparatedPrinter.Csv());
      case QUOTE -> new SeparatedPrinter(style, names, out, new SeparatedPrinter.Quoted());
      case INSERT -> new InsertPrinter(style, names, out);
      case JSON -> new JsonPrinter(names, out);
      case LINE -> new LinePrinter(style, names, out);
      case BOX, COLUMN, MARKDOWN, TABLE -> new GridPrinter(style, names, out);
    };
  }

  /// Writes what is left of an answer and returns the number of rows.
  public final long print(ResultCursor cursor) throws IOException {
    long rows = 0;
    while (cursor.next()) {
      row(cursor);
      rows++;
    }
    end();
    return rows;
  }

  /// Takes the cursor's current row.
  abstract void row(ResultCursor cursor) throws IOException;

  /// Writes what stands behind the last row.
  abstract void end() throws IOException;
}
