package dev.bigdaddy.testkit;

import dev.bigdaddy.testkit.Answer.Rows;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Ways to make one answer of several nodes' answers, each wrong for some queries.
final class Merges {
  private Merges() {}

  /// One node's rows behind the other's.
  static List<List<@Nullable Object>> concatenate(List<Rows> parts) {
    List<List<@Nullable Object>> rows = new ArrayList<>();
    parts.forEach(part -> rows.addAll(part.rows()));
    return rows;
  }

  /// The last node's rows are lost.
  static List<List<@Nullable Object>> allButOne(List<Rows> parts) {
    return concatenate(parts.subList(0, parts.size() - 1));
  }

  /// Numbers of single-row answers are averaged.
  static List<List<@Nullable Object>> averageOfAverages(List<Rows> parts) {
    return columnwise(
        parts, values -> number(values.stream().mapToDouble(Merges::toDouble).average().orElse(0)));
  }

  /// Numbers of single-row answers are added; NULL counts 0.
  static List<List<@Nullable Object>> sumWithNothingAsZero(List<Rows> parts) {
    return columnwise(
        parts,
        values ->
            values.stream().allMatch(value -> value == null || value instanceof Long)
                ? (Object) values.stream().mapToLong(value -> value instanceof Long n ? n : 0).sum()
                : number(values.stream().mapToDouble(Merges::toDouble).sum()));
  }

  /// The largest number; text is passed over.
  static List<List<@Nullable Object>> maximumOfNumbers(List<Rows> parts) {
    return columnwise(
        parts, values -> numbers(values).stream().reduce(Merges::larger).orElse(null));
  }

  private static Object larger(Object left, Object right) {
    return toDouble(left) >= toDouble(right) ? left : right;
  }

  private static List<Object> numbers(List<@Nullable Object> values) {
    List<Object> numbers = new ArrayList<>();
    for (@Nullable Object value : values) {
      if (value instanceof Number) {
        numbers.add(value);
      }
    }
    return numbers;
  }

  private interface Fold {
    @Nullable Object fold(List<@Nullable Object> values);
  }

  private static List<List<@Nullable Object>> columnwise(List<Rows> parts, Fold fold) {
    List<@Nullable Object> row = new ArrayList<>();
    for (int column = 0; column < parts.getFirst().columns().size(); column++) {
      List<@Nullable Object> values = new ArrayList<>();
      for (Rows part : parts) {
        values.add(part.rows().getFirst().get(column));
      }
      row.add(fold.fold(values));
    }
    List<List<@Nullable Object>> rows = new ArrayList<>();
    rows.add(row);
    return rows;
  }

  private static double toDouble(@Nullable Object value) {
    return value instanceof Number number ? number.doubleValue() : 0;
  }

  private static Object number(double value) {
    return value;
  }
}
