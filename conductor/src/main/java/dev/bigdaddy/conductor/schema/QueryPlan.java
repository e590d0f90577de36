package dev.bigdaddy.conductor.schema;

import java.util.List;

/// SQLite's plan for a statement on one plain file.
///
/// @param steps the outermost steps, without those of subqueries
/// @param nested the steps inside of the first of them that has any, as those of a subquery in FROM or
///     of the rows that windows are computed over
/// @param all all steps, whatever they stand in
public record QueryPlan(List<String> steps, List<String> nested, List<String> all) {
  public QueryPlan {
    all = List.copyOf(all);
    steps = List.copyOf(steps);
    nested = List.copyOf(nested);
  }
}
