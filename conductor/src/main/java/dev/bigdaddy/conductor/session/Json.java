package dev.bigdaddy.conductor.session;

import dev.bigdaddy.conductor.execute.Evaluator;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Has SQLite write the JSON text of maps, lists, whole numbers, booleans, texts and null. Used by one
/// thread.
final class Json {
  private final Evaluator evaluator;

  Json(Evaluator evaluator) {
    this.evaluator = evaluator;
  }

  /// The names of a table's columns, as `a` or `["a","b"]`; null for none.
  @Nullable String names(List<String> names) {
    if (names.isEmpty()) {
      return null;
    }
    return names.size() == 1 ? names.getFirst() : text(names);
  }

  /// The array of these items.
  String text(List<?> items) {
    if (items.isEmpty()) {
      return "[]";
    }
    List<String> rows = new ArrayList<>();
    List<@Nullable Object> bound = new ArrayList<>();
    boolean nested = items.getFirst() instanceof Map;
    for (Object item : items) {
      rows.add("(?)");
      bound.add(item instanceof Map<?, ?> map ? text(map) : item);
    }
    String value = nested ? "json(column1)" : "column1";
    return evaluated(
        "SELECT json_group_array(" + value + ") FROM (VALUES " + String.join(",", rows) + ")", bound);
  }

  /// The object with these members.
  String text(Map<?, ?> members) {
    List<String> places = new ArrayList<>();
    List<@Nullable Object> bound = new ArrayList<>();
    for (Map.Entry<?, ?> member : members.entrySet()) {
      bound.add(member.getKey());
      switch (member.getValue()) {
        case Map<?, ?> map -> {
          places.add("?, json(?)");
          bound.add(text(map));
        }
        case List<?> list -> {
          places.add("?, json(?)");
          bound.add(text(list));
        }
        case Boolean truth -> {
          places.add("?, json(?)");
          bound.add(truth.toString());
        }
        case Integer number -> {
          places.add("?, ?");
          bound.add(number.longValue());
        }
        case null, default -> {
          places.add("?, ?");
          bound.add(member.getValue());
        }
      }
    }
    return evaluated("SELECT json_object(" + String.join(", ", places) + ")", bound);
  }

  private String evaluated(String sql, List<@Nullable Object> bound) {
    return String.valueOf(evaluator.evaluate(sql, bound.toArray()));
  }
}
