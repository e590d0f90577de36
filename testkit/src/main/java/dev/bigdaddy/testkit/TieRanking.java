package dev.bigdaddy.testkit;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Writes a query with ORDER BY as one that also gives, as its last column, the rank of each row:
/// rows with one rank are ties. LIMIT is left out.
///
/// A simple SELECT gets one more column. A compound, DISTINCT or VALUES becomes a common table,
/// since there ORDER BY names columns of the answer:
///
///     SELECT a FROM t UNION SELECT b FROM u ORDER BY 1
///     WITH answer(c1) AS (SELECT a FROM t UNION SELECT b FROM u)
///       SELECT *, dense_rank() OVER (ORDER BY c1) FROM answer ORDER BY c1
///
/// So does a position among the columns of a star, which has no expression to rank by; other terms
/// come along as further columns:
///
///     SELECT * FROM t JOIN u ORDER BY 1, u.b DESC
///     WITH answer(c1, c2, o2) AS (SELECT *, u.b FROM t JOIN u)
///       SELECT c1, c2, dense_rank() OVER (ORDER BY c1, o2 DESC) FROM answer ORDER BY c1, o2 DESC
final class TieRanking {
  /// Words that end an expression, so that they are no alias behind it.
  private static final List<String> ENDING = List.of("END", "NULL", "ISNULL", "NOTNULL");

  /// Words behind which an expression goes on.
  private static final List<String> CONTINUING =
      List.of(
          "COLLATE", "AND", "OR", "NOT", "IS", "LIKE", "GLOB", "IN", "BETWEEN", "WHEN", "THEN",
          "ELSE", "CASE", "DISTINCT", "FROM", "ESCAPE");

  private final StatementShape shape;
  private final int orderBy;
  private final int termsEnd;

  private TieRanking(StatementShape shape, int orderBy) {
    this.shape = shape;
    this.orderBy = orderBy;
    this.termsEnd = shape.indexOutside("LIMIT").orElse(shape.tokens().size());
  }

  /// The ranking query; empty if the statement is too unusual.
  ///
  /// @param width how many columns the answer has
  static Optional<String> of(StatementShape statement, int width) {
    StatementShape shape = numbered(statement);
    Optional<Integer> orderBy = shape.indexOutside("ORDER", "BY");
    boolean with = shape.tokens().getFirst().is("WITH");
    if (orderBy.isEmpty() || orderBy.get() + 2 >= shape.tokens().size()) {
      return Optional.empty();
    }
    TieRanking ranking = new TieRanking(shape, orderBy.get());
    boolean namesAnswer = shape.isCompound() || shape.isDistinct();
    if (!namesAnswer) {
      return ranking.isPositionInStar() ? ranking.starAsCommonTable(width) : ranking.oneMoreColumn();
    }
    return with ? Optional.empty() : ranking.asCommonTable();
  }

  /// The terms of ORDER BY come twice in the ranking query, and their parameters must stay the same.
  private static StatementShape numbered(StatementShape shape) {
    StringBuilder sql = new StringBuilder();
    int copied = 0;
    int number = 0;
    for (SqlToken token : shape.tokens()) {
      if (token.kind() == SqlToken.Kind.PARAMETER && token.text().equals("?")) {
        number++;
        sql.append(shape.sql(), copied, token.end()).append(number);
        copied = token.end();
      }
    }
    return number == 0
        ? shape
        : StatementShape.of(sql.append(shape.sql().substring(copied)).toString());
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

  private boolean isPositionInStar() {
    Optional<Integer> from = shape.indexOutside("FROM");
    boolean star =
        from.isPresent()
            && shape.list(shape.indexOutside("SELECT").orElse(0) + 1, from.get()).stream()
                .anyMatch(item -> item.endsWith("*"));
    return star
        && shape.list(orderBy + 2, termsEnd).stream()
            .anyMatch(term -> SqlTokens.of(term).getFirst().kind() == SqlToken.Kind.NUMBER);
  }

  private Optional<String> starAsCommonTable(int width) {
    int from = shape.indexOutside("FROM").orElseThrow();
    List<String> columns =
        new ArrayList<>(IntStream.rangeClosed(1, width).mapToObj(i -> "c" + i).toList());
    String shown = String.join(", ", columns);
    StringBuilder more = new StringBuilder();
    List<String> terms = new ArrayList<>();
    for (String term : shape.list(orderBy + 2, termsEnd)) {
      SqlToken first = SqlTokens.of(term).getFirst();
      if (first.kind() == SqlToken.Kind.NUMBER) {
        terms.add("c" + first.text() + term.substring(first.end()));
      } else {
        String column = "o" + terms.size();
        int direction = directionStart(term);
        columns.add(column);
        more.append(", ").append(term, 0, direction);
        terms.add(column + " " + term.substring(direction));
      }
    }
    int fromStart = shape.tokens().get(from).start();
    String order = " ORDER BY " + String.join(", ", terms);
    String body =
        shape.sql().substring(0, fromStart)
            + more
            + " "
            + shape.sql().substring(fromStart, shape.tokens().get(orderBy).start());
    return Optional.of(
        "WITH answer(%s) AS (%s) SELECT %s, dense_rank() OVER (%s) FROM answer%s"
            .formatted(String.join(", ", columns), body, shown, order, order));
  }

  /// Where ASC, DESC or NULLS begins behind a term's expression; the term's end if it has none.
  private static int directionStart(String term) {
    return SqlTokens.of(term).stream()
        .filter(token -> token.depth() == 0)
        .filter(token -> token.is("ASC") || token.is("DESC") || token.is("NULLS"))
        .map(SqlToken::start)
        .findFirst()
        .orElse(term.length());
  }

  private Optional<String> asCommonTable() {
    int select = shape.indexOutside("SELECT").orElse(0);
    int first = shape.tokens().get(select + 1).is("DISTINCT") ? select + 2 : select + 1;
    List<String> items = shape.list(first, endOfColumns());
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

  /// Where the first result columns end: a branch of a compound need not have a FROM clause.
  private int endOfColumns() {
    return Stream.of("FROM", "WHERE", "UNION", "INTERSECT", "EXCEPT")
        .flatMap(word -> shape.indexOutside(word).stream())
        .reduce(orderBy, Math::min);
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
      if (!first.text().matches("[0-9]{1,4}")) {
        // A constant, by which SQLite orders nothing.
        return Optional.empty();
      }
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
    boolean alias =
        size > 1
            && tokens.getLast().isName()
            && ENDING.stream().noneMatch(tokens.getLast()::is)
            && endsExpression(tokens.get(size - 2));
    return alias ? item.substring(0, tokens.getLast().start()).strip() : item;
  }

  private static boolean endsExpression(SqlToken token) {
    return switch (token.kind()) {
      case NUMBER, STRING, BLOB, PARAMETER, QUOTED_NAME -> true;
      case WORD -> CONTINUING.stream().noneMatch(token::is);
      case OPERATOR -> token.is(")");
      case COMMENT -> false;
    };
  }
}
