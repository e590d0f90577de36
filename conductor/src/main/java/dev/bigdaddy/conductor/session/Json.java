package dev.bigdaddy.conductor.session;

import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Writes JSON text of maps, lists, numbers, booleans, texts and null.
final class Json {
  private static final int FIRST_PRINTABLE = 0x20;

  private Json() {}

  static String text(@Nullable Object value) {
    StringBuilder out = new StringBuilder();
    write(out, value);
    return out.toString();
  }

  /// The names of a table's columns, as `a` or `["a","b"]`; null for none.
  static @Nullable String names(List<String> names) {
    if (names.isEmpty()) {
      return null;
    }
    return names.size() == 1 ? names.getFirst() : text(names);
  }

  private static void write(StringBuilder out, @Nullable Object value) {
    switch (value) {
      case Map<?, ?> map -> {
        String separator = "{";
        for (Map.Entry<?, ?> entry : map.entrySet()) {
          out.append(separator);
          string(out, String.valueOf(entry.getKey()));
          out.append(':');
          write(out, entry.getValue());
          separator = ",";
        }
        out.append(map.isEmpty() ? "{}" : "}");
      }
      case Collection<?> list -> {
        out.append('[');
        for (Iterator<?> items = list.iterator(); items.hasNext(); ) {
          write(out, items.next());
          out.append(items.hasNext() ? "," : "");
        }
        out.append(']');
      }
      case String text -> string(out, text);
      case null -> out.append("null");
      default -> out.append(value);
    }
  }

  private static void string(StringBuilder out, String text) {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"', '\\' -> out.append('\\').append(c);
        case '\n' -> out.append("\\n");
        default -> {
          if (c < FIRST_PRINTABLE) {
            out.append("\\u").append("%04x".formatted((int) c));
          } else {
            out.append(c);
          }
        }
      }
    }
    out.append('"');
  }
}
