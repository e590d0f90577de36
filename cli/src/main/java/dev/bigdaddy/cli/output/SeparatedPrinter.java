package dev.bigdaddy.cli.output;

import dev.bigdaddy.conductor.ResultCursor;
import java.io.IOException;
import java.util.List;

/// Values with separators between them: the modes `list`, `tabs`, `csv` and `quote`.
final class SeparatedPrinter extends AnswerPrinter {

  /// How a value, or a column's name, is written.
  sealed interface Notation {
    String name(String name, OutputStyle style);

    String value(ResultCursor cursor, int column, OutputStyle style);
  }

  /// As it is.
  record Plain() implements Notation {
    @Override
    public String name(String name, OutputStyle style) {
      return name;
    }

    @Override
    public String value(ResultCursor cursor, int column, OutputStyle style) {
      return SqlText.shown(cursor, column, style.nullValue());
    }
  }

  /// As an SQL literal.
  record Quoted() implements Notation {
    @Override
    public String name(String name, OutputStyle style) {
      return SqlText.quoted(name);
    }

    @Override
    public String value(ResultCursor cursor, int column, OutputStyle style) {
      return SqlText.literal(cursor, column);
    }
  }

  /// In double quotes if RFC 4180 or an old spreadsheet needs them. NULL has none, so that it
  /// differs from an empty text.
  record Csv() implements Notation {
    @Override
    public String name(String name, OutputStyle style) {
      return field(name, style);
    }

    @Override
    public String value(ResultCursor cursor, int column, OutputStyle style) {
      return switch (cursor.type(column)) {
        case NULL -> style.nullValue();
        case INTEGER, REAL, TEXT, BLOB -> field(SqlText.shown(cursor, column, ""), style);
      };
    }

    private static String field(String text, OutputStyle style) {
      return needsQuotes(text, style.columnSeparator())
          ? '"' + text.replace("\"", "\"\"") + '"'
          : text;
    }

    private static boolean needsQuotes(String text, String separator) {
      if (text.isEmpty() || text.contains(separator)) {
        return true;
      }
      for (int i = 0; i < text.length(); i++) {
        char c = text.charAt(i);
        if (c <= ' ' || c == '"' || c == '\'' || c >= 127) {
          return true;
        }
      }
      return false;
    }
  }

  private final OutputStyle style;
  private final List<String> names;
  private final Appendable out;
  private final Notation notation;
  private boolean begun;

  SeparatedPrinter(OutputStyle style, List<String> names, Appendable out, Notation notation) {
    this.style = style;
    this.names = names;
    this.out = out;
    this.notation = notation;
  }

  @Override
  void row(ResultCursor cursor) throws IOException {
    if (!begun) {
      begun = true;
      if (style.headers()) {
        header();
      }
    }
    for (int column = 0; column < names.size(); column++) {
      if (column > 0) {
        out.append(style.columnSeparator());
      }
      out.append(notation.value(cursor, column, style));
    }
    out.append(style.rowSeparator());
  }

  private void header() throws IOException {
    for (int column = 0; column < names.size(); column++) {
      if (column > 0) {
        out.append(style.columnSeparator());
      }
      out.append(notation.name(names.get(column), style));
    }
    out.append(style.rowSeparator());
  }

  @Override
  void end() {}
}
