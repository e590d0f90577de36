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

  /// How the rows differ; empty if they do not.
  Optional<Difference.Kind> compare(ScriptStatement statement, Rows expected, Rows actual) {
    boolean approximate =
        statement.has(Directive.APPROXIMATE) || StatementShape.of(statement.sql()).sums();
    if (agree(statement, expected, actual, RowComparison::exactText)
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
