package dev.bigdaddy.conductor.plan;

import dev.bigdaddy.conductor.schema.Collation;

/// One term of the order in which sorted node streams are merged.
///
/// @param column the column of the node's rows that holds the term, from 0
/// @param collation how texts compare
/// @param descending whether larger values come first
/// @param nullsFirst whether NULLs come before all else, whatever the direction
public record MergeTerm(int column, Collation collation, boolean descending, boolean nullsFirst) {

  /// Ascending with SQLite's place for NULLs.
  public static MergeTerm ascending(int column, Collation collation) {
    return new MergeTerm(column, collation, false, true);
  }

  /// Whether values that are equal here are equal by another collation too.
  boolean isAsFineAs(Collation other) {
    return collation == other || collation == Collation.BINARY;
  }
}
