package dev.bigdaddy.testkit;

import dev.bigdaddy.testkit.Answer.Rows;
import dev.bigdaddy.testkit.ScriptStatement.Directive;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Compares the rows of two answers to one query: value by value, in the order that the statement
/// promises, with tolerance only for the last digits of sums of reals.
///
/// @param plain asked where the order is free; it holds what the query reads
record RowComparison(PlainSqlite plain) {
  private static final double RELATIVE_TOLERANCE = 1e-11;

  /// How the rows differ; empty if they do not.
  Optional<Difference.Kind> compare(ScriptStatement statement, Rows expected, Rows actual) {
    boolean approximate =
        statement.has(Directive.APPROXIMATE) || StatementShape.of(statement.sql()).sums();
    if (agree(statement, expected, actual, RowComparison::exactText)
        || (approximate && areNear(expected, actual))
        || (approximate && agree(statement, expected, actual, RowComparison::roundedText))) {
      return Optional.empty();
    }
    Function<List<@Nullable Object>, String> text =
        approximate ? RowComparison::roundedText : RowComparison::exactText;
    boolean sameRows =
        texts(expected, text).stream()
            .sorted()
            .toList()
            .equals(texts(actual, text).stream().sorted().toList());
    return Optional.of(sameRows ? Difference.Kind.ORDER : Difference.Kind.ROWS);
  }

  /// Whether the rows are equal one by one but for the last digits of reals. Rounding alone would part
  /// two neighbours between which the rounding's border lies.
  private static boolean areNear(Rows expected, Rows actual) {
    if (expected.rows().size() != actual.rows().size()) {
      return false;
    }
    for (int i = 0; i < expected.rows().size(); i++) {
      List<@Nullable Object> left = expected.rows().get(i);
      List<@Nullable Object> right = actual.rows().get(i);
      for (int column = 0; column < left.size(); column++) {
        if (!areNear(left.get(column), right.get(column))) {
          return false;
        }
      }
    }
    return true;
  }

  private static boolean areNear(@Nullable Object left, @Nullable Object right) {
    if (left instanceof Double a && right instanceof Double b) {
      double larger = Math.max(Math.abs(a), Math.abs(b));
      return a.equals(b) || Math.abs(a - b) <= RELATIVE_TOLERANCE * larger;
    }
    return SqlValue.literal(left).equals(SqlValue.literal(right));
  }

  private boolean agree(
      ScriptStatement statement,
      Rows expected,
      Rows actual,
      Function<List<@Nullable Object>, String> text) {
    List<String> actualTexts = texts(actual, text);
    if (texts(expected, text).equals(actualTexts)) {
      return true;
    }
    return expected.rows().size() == actual.rows().size()
        && RowOrder.of(plain, statement, expected).allows(actualTexts, text);
  }

  private static List<String> texts(Rows rows, Function<List<@Nullable Object>, String> text) {
    return rows.rows().stream().map(text).toList();
  }

  private static String exactText(List<@Nullable Object> row) {
    return String.join(", ", SqlValue.literals(row));
  }

  private static String roundedText(List<@Nullable Object> row) {
    StringBuilder text = new StringBuilder();
    for (@Nullable Object value : row) {
      text.append(SqlValue.roundedLiteral(value)).append(", ");
    }
    return text.toString();
  }
}
