package dev.bigdaddy.conductor.plan;

import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A text for a node, with the values its parameters take.
///
/// A rewritten statement may use only some of the user's parameters, or some of our own: its
/// parameters are numbered anew without gaps, and each names its source.
///
/// @param text SQL with parameters `?1`, `?2`, …, or the user's own text
/// @param sources for each parameter its place among the statement's values, from 0; null if the
///     statement's values are its parameters as they are
public record NodeSql(String text, int @Nullable [] sources) {
  /// What lies between the places of the statement's values and those of a row's, where a text takes
  /// both.
  public static final int ROW = 1 << 20;

  /// The user's own text.
  public static NodeSql verbatim(String text) {
    return new NodeSql(text, null);
  }

  /// A text without parameters.
  public static NodeSql withoutParameters(String text) {
    return new NodeSql(text, new int[0]);
  }

  /// The values of this text's parameters.
  ///
  /// @param values the user's parameters, with our own behind them
  public @Nullable Object[] bind(@Nullable Object[] values) {
    if (sources == null) {
      return values;
    }
    @Nullable Object[] bound = new @Nullable Object[sources.length];
    for (int i = 0; i < bound.length; i++) {
      bound[i] = values[sources[i]];
    }
    return bound;
  }

  /// The same for a text that is run for each of several rows.
  ///
  /// @param row the row's values; their sources are those from {@link #ROW} on
  public @Nullable Object[] bind(@Nullable Object[] values, @Nullable Object[] row) {
    int[] places = Objects.requireNonNull(sources);
    @Nullable Object[] bound = new @Nullable Object[places.length];
    for (int i = 0; i < bound.length; i++) {
      bound[i] = places[i] < ROW ? values[places[i]] : row[places[i] - ROW];
    }
    return bound;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof NodeSql sql
        && text.equals(sql.text)
        && Arrays.equals(sources, sql.sources);
  }

  @Override
  public int hashCode() {
    return text.hashCode();
  }

  @Override
  public String toString() {
    return text;
  }
}
