package dev.bigdaddy.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bigdaddy.sql.tree.BinaryOperator;
import dev.bigdaddy.sql.tree.Expr;
import dev.bigdaddy.sql.tree.Identifier;
import dev.bigdaddy.sql.tree.JoinOperator;
import dev.bigdaddy.sql.tree.LikeOperator;
import dev.bigdaddy.sql.tree.QualifiedName;
import dev.bigdaddy.sql.tree.ResultColumn;
import dev.bigdaddy.sql.tree.Select;
import dev.bigdaddy.sql.tree.SelectCore;
import dev.bigdaddy.sql.tree.Span;
import dev.bigdaddy.sql.tree.TableRef;
import dev.bigdaddy.sql.tree.UnaryOperator;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Trees made by hand, without parentheses, are written out so that they are read as what they are.
final class HandMadeTreeTest {
  private static final int TREES = Integer.getInteger("sql.trees", 20_000);

  private final Random random = new Random(Long.getLong("sql.seed", 5));

  @Test
  void composedExpressionsGetTheParenthesesTheyNeed() {
    List<String> faults = new ArrayList<>();
    try (SqliteOracle oracle = new SqliteOracle()) {
      for (int i = 0; i < TREES; i++) {
        Expr tree = expr(5);
        String sql = "SELECT " + SqlRenderer.render(tree) + " FROM t";
        SqliteOracle.Verdict verdict = oracle.verdict(sql);
        if (verdict instanceof SqliteOracle.SyntaxError(String message)) {
          faults.add(message + ": " + sql);
          continue;
        }
        Expr again = firstColumn((Select) SqlParser.parse(sql).statement());
        if (!bare(again).equals(bare(tree))) {
          faults.add(sql + " is read as " + SqlRenderer.render(again) + " instead of " + tree);
        }
      }
    }
    assertThat(faults).isEmpty();
  }

  private static Expr firstColumn(Select select) {
    SelectCore.Query query = (SelectCore.Query) select.core();
    return ((ResultColumn.Computed) query.columns().getFirst()).expr();
  }

  private static Expr bare(Expr expr) {
    return TreeRewriter.ofExprs(Expr::unparenthesized).rewrite(expr);
  }

  private Expr expr(int depth) {
    if (depth == 0 || random.nextInt(8) == 0) {
      return leaf();
    }
    int below = depth - 1;
    boolean negated = random.nextBoolean();
    return switch (random.nextInt(16)) {
      case 0, 1, 2, 3, 4 ->
          Expr.Binary.of(pick(BinaryOperator.values()), expr(below), expr(below));
      case 5, 6, 7 -> unary(below);
      case 8 -> new Expr.NullTest(expr(below), pick(Expr.NullTest.Form.values()), Span.NONE);
      case 9 ->
          new Expr.Like(
              expr(below),
              negated,
              pick(LikeOperator.values()),
              expr(below),
              random.nextBoolean() ? Optional.empty() : Optional.of(expr(below)),
              Span.NONE);
      case 10, 11 ->
          new Expr.Between(expr(below), negated, expr(below), expr(below), Span.NONE);
      case 12 -> new Expr.Collate(expr(below), Identifier.of("nocase"), Span.NONE);
      case 13 -> new Expr.InList(expr(below), negated, List.of(expr(below)), Span.NONE);
      case 14 ->
          new Expr.InTable(
              expr(below), negated, QualifiedName.of("one"), Optional.empty(), Span.NONE);
      default ->
          new Expr.Case(
              Optional.of(expr(below)),
              List.of(new Expr.Case.When(expr(below), expr(below))),
              Optional.empty(),
              Span.NONE);
    };
  }

  /// Signs before signs are one sign to SQLite, so `+ +a` is left out.
  private Expr unary(int depth) {
    UnaryOperator operator = pick(UnaryOperator.values());
    Expr operand = expr(depth);
    boolean twice =
        operator == UnaryOperator.PLUS
            && operand instanceof Expr.Unary(UnaryOperator inner, _, _)
            && inner == UnaryOperator.PLUS;
    return twice ? operand : new Expr.Unary(operator, operand, Span.NONE);
  }

  private Expr leaf() {
    return switch (random.nextInt(6)) {
      case 0 -> Expr.IntegerLiteral.of(random.nextInt(100));
      case 1 -> Expr.StringLiteral.of("it's");
      case 2 -> Expr.ColumnRef.of("t", "b");
      case 3 -> Expr.FunctionCall.of("abs", List.of(Expr.ColumnRef.of("a")));
      default -> Expr.ColumnRef.of(random.nextBoolean() ? "a" : "c");
    };
  }

  @SafeVarargs
  private <T> T pick(T... choices) {
    return choices[random.nextInt(choices.length)];
  }

  @Test
  void namesAreQuotedWhereTheyMustBe() {
    assertThat(SqlRenderer.render(Identifier.of("plain"))).isEqualTo("plain");
    assertThat(SqlRenderer.render(Identifier.of("two words"))).isEqualTo("\"two words\"");
    assertThat(SqlRenderer.render(Identifier.of("select"))).isEqualTo("\"select\"");
    assertThat(SqlRenderer.render(Identifier.of("say \"hi\""))).isEqualTo("\"say \"\"hi\"\"\"");
    assertThat(SqlRenderer.render(Identifier.of(""))).isEqualTo("\"\"");
    assertThat(SqlRenderer.render(Expr.ColumnRef.of("order"))).isEqualTo("`order`");
    assertThat(SqlRenderer.render(Expr.ColumnRef.of("t", "order"))).isEqualTo("t.\"order\"");
  }

  @Test
  void everyKeywordMadeANameIsTakenForOne() {
    try (SqliteOracle oracle = new SqliteOracle()) {
      for (String keyword : TokenKind.keywords()) {
        String name = SqlRenderer.render(Identifier.of(keyword));
        String column = SqlRenderer.render(Expr.ColumnRef.of(keyword));
        String sql = "SELECT " + column + " FROM (SELECT 1 AS " + name + ") AS " + name;
        assertThat(oracle.verdict(sql)).as(sql).isInstanceOf(SqliteOracle.Accepted.class);
      }
    }
  }

  @Test
  void aJoinOnTheRightOfAJoinIsPutInParentheses() {
    TableRef right =
        new TableRef.Join(
            TableRef.Named.of("b"),
            JoinOperator.INNER,
            TableRef.Named.of("c"),
            Optional.empty(),
            Span.NONE);
    TableRef join =
        new TableRef.Join(
            TableRef.Named.of("a"),
            JoinOperator.COMMA,
            right,
            Optional.empty(),
            Span.NONE);
    assertThat(SqlRenderer.render(join, ParameterStyle.ORIGINAL)).isEqualTo("a, (b JOIN c)");
  }

  @Test
  void parametersAreNumberedOnRequest() {
    ParsedStatement parsed = SqlParser.parse("SELECT ?, :a, ?9, ?, :a");
    assertThat(SqlRenderer.render(parsed.statement())).isEqualTo("SELECT ?, :a, ?9, ?, :a");
    assertThat(SqlRenderer.render(parsed.statement(), ParameterStyle.NUMBERED))
        .isEqualTo("SELECT ?1, ?2, ?9, ?10, ?2");
    assertThat(parsed.parameters()).hasSize(10);
    assertThat(parsed.parameters().get(1).name()).contains(":a");
  }
}
