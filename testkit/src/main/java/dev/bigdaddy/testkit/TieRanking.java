package dev.bigdaddy.testkit;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/// Writes a query with ORDER BY as one that also gives, as its last column, the rank of each row:
/// rows with one rank are ties. LIMIT is left out.
///
/// A simple SELECT gets one more column. A compound, DISTINCT or VALUES becomes a common table,
/// since there ORDER BY names columns of the answer:
///
///     SELECT a FROM t UNION SELECT b FROM u ORDER BY 1
///     WITH answer(c1) AS (SELECT a FROM t UNION SELECT b FROM u)
///       SELECT *, dense_rank() OVER (ORDER BY c1) FROM answer ORDER BY c1
final class TieRanking {
  private final StatementShape shape;
  private final int orderBy;
  private final int termsEnd;

  private TieRanking(StatementShape shape, int orderBy) {
    this.shape = shape;
    this.orderBy = orderBy;
    this.termsEnd = shape.indexOutside("LIMIT").orElse(shape.tokens().size());
  }

  /// The ranking query; empty if the statement is too unusual.
  static Optional<String> of(StatementShape shape) {
    Optional<Integer> orderBy = shape.indexOutside("ORDER", "BY");
    boolean with = shape.tokens().getFirst().is("WITH");
    if (orderBy.isEmpty() || orderBy.get() + 2 >= shape.tokens().size()) {
      return Optional.empty();
    }
    TieRanking ranking = new TieRanking(shape, orderBy.get());
    boolean namesAnswer = shape.isCompound() || shape.isDistinct();
    if (!namesAnswer) {
      return ranking.oneMoreColumn();
    }
    return with ? Optional.empty() : ranking.asCommonTable();
  }

  private Optional<String> oneMoreColumn() {
    Optional<Integer> select = shape.indexOutside("SELECT");
    Optional<Integer> from = shape.indexOutside("FROM");
    if (select.isEmpty() || from.isEmpty()) {
      return Optional.empty();
    }
    List<String> items = shape.list(select.get() + 1, from.get());
    Optional<List<String>> terms = terms(items, false);
    if (terms.isEmpty()) {
      return Optional.empty();
    }
    int fromStart = shape.tokens().get(from.get()).start();
    return Optional.of(
        shape.sql().substring(0, fromStart)
            + ", dense_rank() OVER (ORDER BY "
            + String.join(", ", terms.get())
            + ") "
            + shape.sql().substring(fromStart, termsEndPosition()));
  }

  private Optional<String> asCommonTable() {
    int select = shape.indexOutside("SELECT").orElse(0);
    int from = shape.indexOutside("FROM").orElse(orderBy);
    int first = shape.tokens().get(select + 1).is("DISTINCT") ? select + 2 : select + 1;
    List<String> items = shape.list(first, Math.min(from, orderBy));
    Optional<List<String>> terms = terms(items, true);
    if (terms.isEmpty() || items.stream().anyMatch(item -> item.endsWith("*"))) {
      return Optional.empty();
    }
    String names =
        String.join(", ", IntStream.rangeClosed(1, items.size()).mapToObj(i -> "c" + i).toList());
    String order = " ORDER BY " + String.join(", ", terms.get());
    return Optional.of(
        "WITH answer("
            + names
            + ") AS ("
            + shape.sql().substring(0, shape.tokens().get(orderBy).start())
            + ") SELECT *, dense_rank() OVER ("
            + order
            + ") FROM answer"
            + order);
  }

  private int termsEndPosition() {
    return termsEnd < shape.tokens().size()
        ? shape.tokens().get(termsEnd).start()
        : shape.sql().length();
  }

  /// The terms with positions and aliases resolved: a window knows neither.
  private Optional<List<String>> terms(List<String> items, boolean toAnswerColumns) {
    List<String> resolved = new ArrayList<>();
    for (String term : shape.list(orderBy + 2, termsEnd)) {
      SqlToken first = SqlTokens.of(term).getFirst();
      Optional<Integer> item = itemOf(first, term, items);
      if (item.isPresent()) {
        String replacement =
            toAnswerColumns ? "c" + (item.get() + 1) : expressionOf(items.get(item.get()));
        resolved.add(replacement + term.substring(first.end()));
      } else if (toAnswerColumns) {
        return Optional.empty();
      } else {
        resolved.add(term);
      }
    }
    return Optional.of(resolved);
  }

  /// The result column that a term is, if it is a position or a lone name.
  private static Optional<Integer> itemOf(SqlToken first, String term, List<String> items) {
    List<SqlToken> tokens = SqlTokens.of(term);
    boolean alone =
        tokens.size() == 1
            || tokens.get(1).is("ASC")
            || tokens.get(1).is("DESC")
            || tokens.get(1).is("COLLATE")
            || tokens.get(1).is("NULLS");
    if (!alone) {
      return Optional.empty();
    }
    if (first.kind() == SqlToken.Kind.NUMBER) {
      int position = Integer.parseInt(first.text());
      return position <= items.size() ? Optional.of(position - 1) : Optional.empty();
    }
    if (first.isName()) {
      for (int i = 0; i < items.size(); i++) {
        SqlToken last = SqlTokens.of(items.get(i)).getLast();
        if (last.isName() && last.name().equals(first.name())) {
          return Optional.of(i);
        }
      }
    }
    return Optional.empty();
  }

  private static String expressionOf(String item) {
    List<SqlToken> tokens = SqlTokens.of(item);
    int size = tokens.size();
    if (size > 2 && tokens.get(size - 2).is("AS")) {
      return item.substring(0, tokens.get(size - 2).start()).strip();
    }
    boolean alias = size > 1 && tokens.getLast().isName() && !tokens.get(size - 2).is(".");
    return alias ? item.substring(0, tokens.getLast().start()).strip() : item;
  }
}
