package dev.bigdaddy.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bigdaddy.sql.tree.CreateTable;
import dev.bigdaddy.sql.tree.Delete;
import dev.bigdaddy.sql.tree.Expr;
import dev.bigdaddy.sql.tree.Identifier;
import dev.bigdaddy.sql.tree.Quote;
import dev.bigdaddy.sql.tree.ResultColumn;
import dev.bigdaddy.sql.tree.Select;
import dev.bigdaddy.sql.tree.SelectCore;
import dev.bigdaddy.sql.tree.Statement;
import java.util.List;
import org.junit.jupiter.api.Test;

final class SqlParserTest {
  private static Expr expr(String text) {
    Select select = (Select) SqlParser.parse("SELECT " + text).statement();
    SelectCore.Query query = (SelectCore.Query) select.core();
    return ((ResultColumn.Computed) query.columns().getFirst()).expr();
  }

  private static void same(String one, String other) {
    Expr left = TreeRewriter.ofExprs(Expr::unparenthesized).rewrite(expr(one));
    Expr right = TreeRewriter.ofExprs(Expr::unparenthesized).rewrite(expr(other));
    assertThat(left).isEqualTo(right);
  }

  @Test
  void operatorsBindAsInSqlite() {
    same("a + b * c", "a + (b * c)");
    same("a + NOT b = c", "a + (NOT (b = c))");
    same("a = b NOT NULL", "(a = b) NOT NULL");
    same("NOT a NOT NULL", "NOT (a NOT NULL)");
    same("- a COLLATE x", "(- a) COLLATE x");
    same("a BETWEEN b AND c AND d", "(a BETWEEN b AND c) AND d");
    same("a LIKE b LIKE c ESCAPE d", "(a LIKE b) LIKE c ESCAPE d");
    same("a < b = c > d", "(a < b) = (c > d)");
    same("a || b -> c", "(a || b) -> c");
  }

  @Test
  void spansPointIntoTheText() {
    ParsedStatement parsed = SqlParser.parse("  SELECT a + 10 FROM t -- x\n;");
    Expr.Binary sum = TreeWalker.all(parsed.statement(), Expr.Binary.class).getFirst();
    assertThat(sum.span().of(parsed.text())).isEqualTo("a + 10");
    assertThat(sum.right().span().of(parsed.text())).isEqualTo("10");
    assertThat(parsed.statement().span().of(parsed.text())).isEqualTo("SELECT a + 10 FROM t");
  }

  @Test
  void spansCountFromEachStatementOfAScript() {
    List<ParsedStatement> script =
        SqlParser.parseScript("SELECT 1; /* SHARDS=4 */ DELETE FROM t WHERE a = :x ; ;");
    assertThat(script).hasSize(2);
    ParsedStatement second = script.get(1);
    assertThat(second.text()).isEqualTo("/* SHARDS=4 */ DELETE FROM t WHERE a = :x");
    assertThat(second.comments()).hasSize(1);
    assertThat(second.comments().getFirst().span().of(second.text())).isEqualTo("/* SHARDS=4 */");
    Delete delete = (Delete) second.statement();
    assertThat(delete.table().span().of(second.text())).isEqualTo("t");
  }

  @Test
  void commentsOfAStatementAreKept() {
    ParsedStatement parsed =
        SqlParser.parse("CREATE TABLE t(a) /* SHARDS=64 SHARD_KEY=user_id */ -- end");
    assertThat(parsed.comments())
        .extracting(Comment::text)
        .containsExactly("/* SHARDS=64 SHARD_KEY=user_id */", "-- end");
  }

  @Test
  void namesKeepTheirQuotes() {
    Expr.ColumnRef column = (Expr.ColumnRef) expr("\"a \"\"b\"");
    assertThat(column.column().name()).isEqualTo("a \"b");
    assertThat(column.column().quote()).isEqualTo(Quote.DOUBLE);
    assertThat(Identifier.of("A").sameAs("a")).isTrue();
  }

  @Test
  void typesAreReportedAsSqliteDoes() {
    CreateTable table =
        (CreateTable)
            SqlParser.parse("CREATE TABLE t(a VARCHAR ( 10 ), b INT GENERATED ALWAYS AS (1), c)")
                .statement();
    assertThat(table.columns().get(0).type().orElseThrow().text()).isEqualTo("VARCHAR ( 10 )");
    assertThat(table.columns().get(1).type().orElseThrow().text()).isEqualTo("INT");
    assertThat(table.columns().get(2).type()).isEmpty();
  }

  @Test
  void integersBeyond64BitsHaveNoIntegerValue() {
    assertThat(((Expr.IntegerLiteral) expr("9223372036854775807")).value())
        .hasValue(Long.MAX_VALUE);
    assertThat(((Expr.IntegerLiteral) expr("9223372036854775808")).value()).isEmpty();
    assertThat(((Expr.IntegerLiteral) expr("0xFFFFFFFFFFFFFFFF")).value()).hasValue(-1);
    assertThat(((Expr.IntegerLiteral) expr("1_000")).value()).hasValue(1000);
  }

  @Test
  void aTextOfNoOrSeveralStatementsIsRefused() {
    assertThatThrownBy(() -> SqlParser.parse(" ; -- nothing\n"))
        .isInstanceOfSatisfying(
            SqlSyntaxException.class,
            e -> assertThat(e.kind()).isEqualTo(SqlSyntaxException.Kind.NO_STATEMENT));
    assertThatThrownBy(() -> SqlParser.parse("SELECT 1; SELECT 2"))
        .isInstanceOfSatisfying(
            SqlSyntaxException.class,
            e -> assertThat(e.kind()).isEqualTo(SqlSyntaxException.Kind.SEVERAL_STATEMENTS));
    assertThatThrownBy(() -> SqlParser.parse("SELECT 1 2"))
        .isInstanceOfSatisfying(
            SqlSyntaxException.class,
            e -> {
              assertThat(e).hasMessage("near \"2\": syntax error");
              assertThat(e.position()).isEqualTo(9);
            });
  }

  @Test
  void aRewriterKeepsWhatItDoesNotChange() {
    Statement tree =
        SqlParser.parse("SELECT a, (SELECT b FROM u WHERE c = 1) FROM t JOIN u ON t.a = 2")
            .statement();
    assertThat(TreeRewriter.ofExprs(expr -> expr).rewrite(tree)).isSameAs(tree);
    Statement changed =
        TreeRewriter.ofExprs(
                expr ->
                    expr instanceof Expr.IntegerLiteral ? Expr.Parameter.numbered(3) : expr)
            .rewrite(tree);
    assertThat(SqlRenderer.render(changed))
        .isEqualTo("SELECT a, (SELECT b FROM u WHERE c = ?3) FROM t JOIN u ON t.a = ?3");
  }

  @Test
  void aWalkerVisitsAllNodesInOrderAndCanSkip() {
    Statement tree = SqlParser.parse("SELECT a FROM t WHERE b IN (SELECT c FROM u)").statement();
    assertThat(TreeWalker.all(tree, Expr.ColumnRef.class))
        .extracting(column -> column.column().name())
        .containsExactly("a", "b", "c");
    StringBuilder seen = new StringBuilder();
    TreeWalker.walk(
        tree,
        node -> {
          if (node instanceof Expr.InSelect) {
            return TreeWalker.Next.SKIP;
          }
          if (node instanceof Expr.ColumnRef column) {
            seen.append(column.column().name());
          }
          return TreeWalker.Next.CHILDREN;
        });
    assertThat(seen).hasToString("a");
  }

  @Test
  void aStatementIsCompleteAtASemicolonOutsideTriggers() {
    assertThat(ScriptSplitter.isComplete("SELECT 1")).isFalse();
    assertThat(ScriptSplitter.isComplete("SELECT 1;")).isTrue();
    assertThat(ScriptSplitter.isComplete("SELECT 1; -- x")).isTrue();
    assertThat(ScriptSplitter.isComplete("SELECT 1; /* x")).isFalse();
    assertThat(ScriptSplitter.isComplete("SELECT ';")).isFalse();
    assertThat(ScriptSplitter.isComplete("SELECT \";\";")).isTrue();
    assertThat(ScriptSplitter.isComplete("")).isFalse();
    assertThat(ScriptSplitter.isComplete("CREATE TRIGGER x AFTER INSERT ON t BEGIN SELECT 1;"))
        .isFalse();
    assertThat(
            ScriptSplitter.isComplete(
                "EXPLAIN CREATE TEMP TRIGGER x AFTER INSERT ON t BEGIN SELECT 1; END;"))
        .isTrue();
    assertThat(ScriptSplitter.isComplete("SELECT 1; SELECT")).isFalse();
  }

  @Test
  void aSplitterTakesAScriptApart() {
    ScriptSplitter script =
        new ScriptSplitter(
            "CREATE TRIGGER x AFTER INSERT ON t BEGIN SELECT 1; SELECT 2; END; SELECT 3");
    assertThat(script.next().orElseThrow().text()).startsWith("CREATE").endsWith("END");
    assertThat(script.next().orElseThrow().text()).isEqualTo("SELECT 3");
    assertThat(script.next()).isEmpty();
  }
}
