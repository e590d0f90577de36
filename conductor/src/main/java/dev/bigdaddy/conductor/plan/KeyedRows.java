package dev.bigdaddy.conductor.plan;

import dev.bigdaddy.conductor.schema.Affinity;
import dev.bigdaddy.conductor.schema.Collation;
import dev.bigdaddy.conductor.schema.UserColumn;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/// Which rows of a table a write can meet whose values are known: those that share a key with them.
///
/// @param rows the values that keys are made of, for each row that is inserted or looked for
/// @param lookups the keys
/// @param largest the rows that the next id depends on
public record KeyedRows(
    List<List<Scalar>> rows, List<Lookup> lookups, Optional<Largest> largest) {
  public KeyedRows {
    rows = rows.stream().map(List::copyOf).toList();
    lookups = List.copyOf(lookups);
  }

  /// Rows that no next id depends on.
  public static KeyedRows of(List<List<Scalar>> rows, List<Lookup> lookups) {
    return new KeyedRows(rows, lookups, Optional.empty());
  }

  /// The rows with the largest rowids.
  ///
  /// @param count one, and as many more as may go
  /// @param given the place where each of the rows can have its id, and then needs no other; empty if that
  ///     is not known
  public record Largest(int count, OptionalInt given) {}

  /// A key of the table, and where a row that is inserted, or leads here, has its values.
  ///
  /// @param nullIsKnown whether NULL meets no row; if not, a DEFAULT may take its place
  public record Lookup(List<Term> terms, boolean nullIsKnown) {
    public Lookup {
      terms = List.copyOf(terms);
    }

    /// The condition of some keys, with as many parameters as they have values.
    public String condition(int keys) {
      List<String> alternatives = new ArrayList<>();
      int parameter = 1;
      for (int key = 0; key < keys; key++) {
        List<String> parts = new ArrayList<>();
        for (Term term : terms) {
          parts.add(term.condition(parameter));
          parameter++;
        }
        alternatives.add("(" + String.join(" AND ", parts) + ")");
      }
      return String.join(" OR ", alternatives);
    }
  }

  /// A column of a key.
  ///
  /// @param column as SQL names it
  /// @param collation what compares it otherwise than its own; empty if that does
  /// @param place the value's place in the row
  /// @param affinity how that row's table stores the value
  /// @param asNumber whether SQLite compares the value with it as a number, though it is none of numbers
  public record Term(
      String column,
      Optional<Collation> collation,
      int place,
      Affinity affinity,
      boolean asNumber) {
    /// A column that is compared as it compares itself.
    static Term of(String name, int place, Affinity affinity) {
      return new Term(SqlText.quote(name), Optional.empty(), place, affinity, false);
    }

    static Term of(UserColumn column, Collation collation, int place, Affinity affinity) {
      boolean same = column.collation().equals(Optional.of(collation));
      return new Term(
          SqlText.quote(column.name()),
          same ? Optional.empty() : Optional.of(collation),
          place,
          affinity,
          false);
    }

    Term comparedAsNumber() {
      return new Term(column, collation, place, affinity, true);
    }

    private String condition(int parameter) {
      String equal =
          column + " = ?" + parameter + collation.map(by -> " COLLATE " + by.name()).orElse("");
      // A text that is no number meets 0 by the cast: a row too many, which does no harm.
      return asNumber
          ? "(%s OR %s = CAST(?%d AS NUMERIC))".formatted(equal, column, parameter)
          : equal;
    }
  }
}
