package dev.bigdaddy.cli.console;

import dev.bigdaddy.conductor.Column;
import dev.bigdaddy.conductor.ResultCursor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// The answer of EXPLAIN QUERY PLAN as the tree that `sqlite3` draws.
final class QueryPlanTree {

  private record Step(long id, String detail) {}

  private QueryPlanTree() {}

  static boolean fits(String sql, List<Column> columns) {
    return sql.toUpperCase(Locale.ROOT).matches("(?s)\\s*EXPLAIN\\s+QUERY\\s+PLAN\\b.*")
        && columns.stream()
            .map(Column::name)
            .toList()
            .equals(List.of("id", "parent", "notused", "detail"));
  }

  static List<String> lines(ResultCursor cursor) {
    Map<Long, List<Step>> children = new LinkedHashMap<>();
    while (cursor.next()) {
      Step step = new Step(cursor.longAt(0), String.valueOf(cursor.textAt(3)));
      children.computeIfAbsent(cursor.longAt(1), _ -> new ArrayList<>()).add(step);
    }
    List<String> lines = new ArrayList<>();
    lines.add("QUERY PLAN");
    addBelow(0, "", children, lines);
    return lines;
  }

  private static void addBelow(
      long parent, String indent, Map<Long, List<Step>> children, List<String> lines) {
    // Taken out, so that a step which names itself as its parent ends the descent.
    List<Step> steps = children.remove(parent);
    if (steps == null) {
      return;
    }
    for (Step step : steps) {
      boolean last = step.equals(steps.getLast());
      lines.add(indent + (last ? "`--" : "|--") + step.detail());
      addBelow(step.id(), indent + (last ? "   " : "|  "), children, lines);
    }
  }
}
