package dev.bigdaddy.testkit;

import dev.bigdaddy.testkit.Answer.Rows;
import dev.bigdaddy.testkit.StatementShape.Limit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The order of rows that a statement promises: blocks that follow one another, within each of
/// which the rows may come in any order, and a window (LIMIT and OFFSET) over them.
///
/// It is asked only when an answer has not exactly plain SQLite's order. Then plain SQLite itself
/// tells where the blocks end, since its collations and its order of types decide about ties:
///
///     SELECT a, b FROM t ORDER BY upper(a) LIMIT 3
///     SELECT a, b, dense_rank() OVER (ORDER BY upper(a)) FROM t ORDER BY upper(a)
///
/// Without ORDER BY all rows are one block.
///
/// Where a query names one table, through views and subqueries too, the order is exactly that in
/// which SQLite scans it, ties included: people rely on that.
///
/// @param exact the rows must come exactly as from plain SQLite
/// @param blocks all rows before the window is applied; empty if exact
/// @param offset the rows before the window
record RowOrder(boolean exact, List<List<List<@Nullable Object>>> blocks, long offset) {
  private static final RowOrder EXACT = new RowOrder(true, List.of(), 0);

  static RowOrder of(PlainSqlite plain, ScriptStatement statement, Rows expected) {
    StatementShape shape = StatementShape.of(statement.sql());
    if (statement.has(ScriptStatement.Directive.ORDERED)) {
      return EXACT;
    }
    if (statement.has(ScriptStatement.Directive.UNORDERED)) {
      return new RowOrder(false, List.of(expected.rows()), 0);
    }
    if (!shape.isQuery() || shape.verb().equals("VALUES")) {
      boolean anyOrder =
          shape.verb().equals("UPDATE") || shape.verb().equals("DELETE") || checksKeys(shape);
      return anyOrder ? new RowOrder(false, List.of(expected.rows()), 0) : EXACT;
    }
    boolean sorted = shape.hasOutside("ORDER", "BY");
    if (readsOneTable(plain, statement, shape)) {
      return EXACT;
    }
    return sorted
        ? ordered(plain, statement, shape, expected.columns().size())
        : oneBlock(plain, statement, shape);
  }

  /// The order of tables in the answer is that of a hash table, which depends on how the connection came
  /// to know the schema.
  private static boolean checksKeys(StatementShape shape) {
    return shape.tokens().getFirst().is("PRAGMA")
        && shape.tokens().stream().anyMatch(token -> token.is("foreign_key_check"));
  }

  /// Ties too come in the order in which SQLite scans the table, since it sorts stably, and groups in
  /// that of their keys or of an index. Only what SQLite finds through several indexes may come
  /// otherwise, and what a subquery gives that SQLite computes for itself, if it could push a condition
  /// from outside down into it.
  private static boolean readsOneTable(
      PlainSqlite plain, ScriptStatement statement, StatementShape shape) {
    TablesRead views = TablesRead.in(plain);
    if (shape.isCompound()
        || shape.hasOutside("JOIN")
        || shape.tokens().getFirst().is("WITH")
        || views.count(statement.sql()) != 1) {
      return false;
    }
    boolean filters = filtersSubquery(shape) || shape.tokens().stream().anyMatch(views::isView);
    return plain.planSteps(statement.sql(), statement.parameters()).stream()
        .noneMatch(
            step ->
                step.contains("VIRTUAL TABLE")
                    || step.contains("MULTI-INDEX")
                    || filters
                        && (step.startsWith("CO-ROUTINE") || step.startsWith("MATERIALIZE")));
  }

  /// Whether a WHERE stands around a subquery in FROM.
  private static boolean filtersSubquery(StatementShape shape) {
    int deepest =
        shape.tokens().stream()
            .filter(token -> token.is("FROM"))
            .mapToInt(SqlToken::depth)
            .max()
            .orElse(0);
    return shape.tokens().stream()
        .anyMatch(token -> token.is("WHERE") && token.depth() < deepest);
  }

  private static RowOrder oneBlock(
      PlainSqlite plain, ScriptStatement statement, StatementShape shape) {
    Optional<Limit> limit = shape.limit();
    String unlimited =
        limit.map(l -> statement.sql().substring(0, l.start())).orElse(statement.sql());
    return allRows(plain, statement, unlimited)
        .map(rows -> new RowOrder(false, List.of(rows), 0))
        .orElse(EXACT);
  }

  private static RowOrder ordered(
      PlainSqlite plain, ScriptStatement statement, StatementShape shape, int width) {
    Optional<String> ranked = TieRanking.of(shape, width);
    Optional<Long> offset = offset(plain, statement, shape);
    if (ranked.isEmpty() || offset.isEmpty()) {
      return EXACT;
    }
    Optional<List<List<@Nullable Object>>> rows = allRows(plain, statement, ranked.get());
    if (rows.isEmpty()) {
      return EXACT;
    }
    return new RowOrder(false, blocksByLastColumn(rows.get()), offset.get());
  }

  private static List<List<List<@Nullable Object>>> blocksByLastColumn(
      List<List<@Nullable Object>> ranked) {
    List<List<List<@Nullable Object>>> blocks = new ArrayList<>();
    Object lastRank = null;
    for (List<@Nullable Object> row : ranked) {
      Object rank = row.getLast();
      if (blocks.isEmpty() || !String.valueOf(rank).equals(String.valueOf(lastRank))) {
        blocks.add(new ArrayList<>());
      }
      blocks.getLast().add(row.subList(0, row.size() - 1));
      lastRank = rank;
    }
    return blocks;
  }

  /// Runs a text made from the statement; parameters of a cut LIMIT are left out.
  private static Optional<List<List<@Nullable Object>>> allRows(
      PlainSqlite plain, ScriptStatement statement, String sql) {
    for (int count = statement.parameters().size(); count >= 0; count--) {
      if (plain.run(sql, statement.parameters().subList(0, count)) instanceof Rows rows) {
        return Optional.of(rows.rows());
      }
    }
    return Optional.empty();
  }

  private static Optional<Long> offset(
      PlainSqlite plain, ScriptStatement statement, StatementShape shape) {
    Optional<Limit> limit = shape.limit();
    if (limit.isEmpty()) {
      return Optional.of(0L);
    }
    String expression = limit.get().offset().strip();
    if (SqlTokens.of(expression).stream().anyMatch(t -> t.kind() == SqlToken.Kind.PARAMETER)) {
      boolean last = statement.sql().stripTrailing().endsWith(expression);
      Object value =
          statement.parameters().isEmpty() || !last ? null : statement.parameters().getLast();
      return wholeNumber(plain, "?", value == null ? List.of() : List.of(value));
    }
    return wholeNumber(plain, expression, List.of());
  }

  /// SQLite takes 1.0 and '1' for OFFSET, too.
  private static Optional<Long> wholeNumber(
      PlainSqlite plain, String expression, List<@Nullable Object> parameters) {
    String sql = "SELECT max(0, CAST(" + expression + " AS INTEGER))";
    return plain.run(sql, parameters) instanceof Rows rows
            && rows.rows().getFirst().getFirst() instanceof Long number
        ? Optional.of(number)
        : Optional.empty();
  }

  /// Whether rows that are not exactly plain SQLite's are still right.
  boolean allows(
      List<String> actual, java.util.function.Function<List<@Nullable Object>, String> text) {
    if (exact) {
      return false;
    }
    long position = -offset;
    int taken = 0;
    for (List<List<@Nullable Object>> block : blocks) {
      long from = Math.max(0, position);
      position += block.size();
      long to = Math.min(actual.size(), position);
      if (from < to) {
        List<String> rest = new ArrayList<>(block.stream().map(text).toList());
        for (String row : actual.subList((int) from, (int) to)) {
          if (!rest.remove(row)) {
            return false;
          }
          taken++;
        }
      }
    }
    return taken == actual.size();
  }
}
