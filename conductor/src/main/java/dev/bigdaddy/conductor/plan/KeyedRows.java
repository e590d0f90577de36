package dev.bigdaddy.conductor.plan;

import dev.bigdaddy.conductor.schema.Affinity;
import java.util.ArrayList;
import java.util.List;

/// Which rows of a table a write can meet whose values are known: those that share a key with them.
///
/// @param rows the values that keys are made of, for each row that is inserted or looked for
/// @param lookups the keys
/// @param largest how many rows with the largest rowids are needed too, since the next id depends on them:
///     one, and as many more as may go
public record KeyedRows(List<List<Scalar>> rows, List<Lookup> lookups, int largest) {
  public KeyedRows {
    rows = rows.stream().map(List::copyOf).toList();
    lookups = List.copyOf(lookups);
  }

  /// A key of the table, and where a row that is inserted, or leads here, has its values.
  ///
  /// @param terms for each column what compares it, up to the parameter
  /// @param collations what follows the parameter
  /// @param places the values' places in that row
  /// @param affinities how that row's table stores the values
  /// @param asNumbers for each column whether SQLite compares the values with it as numbers, though it
  ///     is none of numbers
  /// @param nullIsKnown whether NULL meets no row; if not, a DEFAULT may take its place
  public record Lookup(
      List<String> terms,
      List<String> collations,
      List<Integer> places,
      List<Affinity> affinities,
      List<Boolean> asNumbers,
      boolean nullIsKnown) {
    public Lookup {
      asNumbers = List.copyOf(asNumbers);
      terms = List.copyOf(terms);
      collations = List.copyOf(collations);
      places = List.copyOf(places);
      affinities = List.copyOf(affinities);
    }

    /// The condition of some keys, with as many parameters as they have values.
    public String condition(int keys) {
      List<String> alternatives = new ArrayList<>();
      int parameter = 1;
      for (int key = 0; key < keys; key++) {
        List<String> parts = new ArrayList<>();
        for (int i = 0; i < terms.size(); i++) {
          String equal = terms.get(i) + " = ?" + parameter + collations.get(i);
          // A text that is no number meets 0 by the cast: a row too many, which does no harm.
          parts.add(
              asNumbers.get(i)
                  ? "(%s OR %s = CAST(?%d AS NUMERIC))".formatted(equal, terms.get(i), parameter)
                  : equal);
          parameter++;
        }
        alternatives.add("(" + String.join(" AND ", parts) + ")");
      }
      return String.join(" OR ", alternatives);
    }
  }
}
