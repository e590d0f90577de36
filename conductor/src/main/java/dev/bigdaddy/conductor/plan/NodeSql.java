package dev.bigdaddy.conductor.plan;

import java.util.Arrays;
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
