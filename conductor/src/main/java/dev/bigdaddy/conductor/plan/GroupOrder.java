package dev.bigdaddy.conductor.plan;

import dev.bigdaddy.conductor.schema.UserSchema;
import dev.bigdaddy.sql.tree.Expr;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The order in which groups come from one file where SQLite reads them in the order of an index, or
/// of the table, rather than to sort them by their keys.
///
///     CREATE INDEX users_age ON users(age DESC)
///     SELECT age, count(*) FROM users GROUP BY age          -- the oldest first
final class GroupOrder {
  private static final String SORTED = "USE TEMP B-TREE FOR GROUP BY";

  private GroupOrder() {}

  /// The keys in the order of SQLite's scan; empty if it sorts the groups, or if the scan cannot be
  /// told in terms.
  ///
  /// @param keys the terms of GROUP BY, with positions and aliases resolved
  /// @param details SQLite's plan for the statement on one file
  static Optional<List<ScanOrder.Term>> byScan(
      List<Expr> keys, Scope scope, List<String> details, UserSchema schema) {
    if (scope.instances().size() != 1
        || scope.instances().getFirst().isDerived()
        || isSorted(details)) {
      return Optional.empty();
    }
    return ScanOrder.of(details, scope.instances().getFirst(), schema)
        .flatMap(order -> keysIn(order, keys, scope));
  }

  /// Whether SQLite sorts the rows by the keys of their groups.
  static boolean isSorted(List<String> details) {
    return details.stream().anyMatch(detail -> detail.contains(SORTED));
  }

  /// Terms of the scan that are no keys are constant, or SQLite would have to sort. Keys that are no
  /// terms of the scan are constant where all terms are equal.
  private static Optional<List<ScanOrder.Term>> keysIn(
      ScanOrder order, List<Expr> keys, Scope scope) {
    List<Expr> rest =
        new ArrayList<>(keys.stream().map(key -> Trees.canonical(key, scope)).toList());
    List<ScanOrder.Term> terms = new ArrayList<>();
    for (ScanOrder.Term term : order.terms()) {
      if (rest.remove(Trees.canonical(term.expr(), scope))) {
        terms.add(term);
      }
    }
    return keys.isEmpty() || !terms.isEmpty() ? Optional.of(terms) : Optional.empty();
  }
}
