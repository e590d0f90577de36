package dev.bigdaddy.cli.output;

import dev.bigdaddy.conductor.ResultCursor;
import java.io.IOException;
import java.util.List;

/// Mode `json`: an array of objects.
final class JsonPrinter extends AnswerPrinter {

  private final List<String> names;
  private final Appendable out;
  private boolean begun;

  JsonPrinter(List<String> names, Appendable out) {
    this.names = names.stream().map(JsonPrinter::string).toList();
    this.out = out;
  }

  @Override
  void row(ResultCursor cursor) throws IOException {
    out.append(begun ? ",\n{" : "[{");
    begun = true;
    for (int column = 0; column < names.size(); column++) {
      if (column > 0) {
        out.append(',');
      }
      out.append(names.get(column)).append(':').append(value(cursor, column));
    }
    out.append('}');
  }

  @Override
  void end() throws IOException {
    if (begun) {
      out.append("]\n");
    }
  }

  private static String value(ResultCursor cursor, int column) {
    return switch (cursor.type(column)) {
      case NULL -> "null";
      case INTEGER -> Long.toString(cursor.longAt(column));
      case REAL -> SqlText.real(cursor.doubleAt(column));
      case TEXT -> string(String.valueOf(cursor.textAt(column)));
      case BLOB -> string(SqlText.spelled(cursor, column, SqlText.Ending.LAST_BYTE));
    };
  }

  private static String string(String text) {
    StringBuilder json = new StringBuilder(text.length() + 2).append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"' -> json.append("\\\"");
        case '\\' -> json.append("\\\\");
        case '\b' -> json.append("\\b");
        case '\f' -> json.append("\\f");
        case '\n' -> json.append("\\n");
        case '\r' -> json.append("\\r");
        case '\t' -> json.append("\\t");
        default -> {
          if (c < ' ') {
            json.append(String.format("\\u%04x", (int) c));
          } else {
            json.append(c);
          }
        }
      }
    }
    return json.append('"').toString();
  }
}
