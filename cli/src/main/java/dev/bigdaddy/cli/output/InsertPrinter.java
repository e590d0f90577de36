package dev.bigdaddy.cli.output;

import dev.bigdaddy.conductor.ResultCursor;
import dev.bigdaddy.storage.ValueType;
import java.io.IOException;
import java.util.List;
import java.util.stream.Collectors;

/// Mode `insert`: an INSERT statement a row.
final class InsertPrinter extends AnswerPrinter {

  private final String beginning;
  private final int columnCount;
  private final Appendable out;

  InsertPrinter(OutputStyle style, List<String> names, Appendable out) {
    String columns =
        style.headers()
            ? names.stream().map(SqlText::name).collect(Collectors.joining(",", "(", ")"))
            : "";
    this.beginning = "INSERT INTO " + SqlText.name(style.insertTable()) + columns + " VALUES(";
    this.columnCount = names.size();
    this.out = out;
  }

  @Override
  void row(ResultCursor cursor) throws IOException {
    out.append(beginning);
    for (int column = 0; column < columnCount; column++) {
      if (column > 0) {
        out.append(',');
      }
      out.append(
          cursor.type(column) == ValueType.TEXT
              ? onOneLine(String.valueOf(cursor.textAt(column)))
              : SqlText.literal(cursor, column));
    }
    out.append(");\n");
  }

  /// A text literal without line breaks, so that each statement is one line.
  private static String onOneLine(String text) {
    String literal = SqlText.quoted(text);
    boolean newlines = text.indexOf('\n') >= 0;
    boolean returns = text.indexOf('\r') >= 0;
    if (!newlines && !returns) {
      return literal;
    }
    String beginning = "";
    String ending = "";
    if (newlines) {
      String mark = unused(text, "\\n", "\\012");
      literal = literal.replace("\n", mark);
      beginning = "replace(";
      ending = ",'" + mark + "',char(10))";
    }
    if (returns) {
      String mark = unused(text, "\\r", "\\015");
      literal = literal.replace("\r", mark);
      beginning = "replace(" + beginning;
      ending = ending + ",'" + mark + "',char(13))";
    }
    return beginning + literal + ending;
  }

  private static String unused(String text, String first, String second) {
    if (!text.contains(first)) {
      return first;
    }
    String mark = second;
    for (int number = 0; text.contains(mark); number++) {
      mark = "(" + second + number + ")";
    }
    return mark;
  }

  @Override
  void end() {}
}
