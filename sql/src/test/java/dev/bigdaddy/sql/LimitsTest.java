package dev.bigdaddy.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bigdaddy.sql.tree.Expr;
import dev.bigdaddy.sql.tree.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Nested and huge texts end in SQLite's own errors, never in a stack overflow, also on a thread
/// with a small stack.
final class LimitsTest {
  private static final long SMALL_STACK_BYTES = 512 * 1024;

  /// SQLite's own code recurses over what it took, and crashes on a small stack.
  private static final long ORACLE_STACK_BYTES = 256 * 1024 * 1024;

  /// What grows, and at which sizes we must say just what SQLite says.
  private record Growth(IntFunction<String> text, int... sizes) {}

  private static Map<String, Growth> growths() {
    Map<String, Growth> growths = new LinkedHashMap<>();
    growths.put("parentheses", growth("SELECT ", "(", "1", ")", 100, 2493, 2494, 100_000));
    growths.put("open parentheses", growth("SELECT ", "(", "", "", 100, 2600, 100_000));
    growths.put("NOT", growth("SELECT ", "NOT ", "1", "", 999, 1000, 3000, 100_000));
    growths.put("minus", growth("SELECT ", "- ", "1", "", 999, 1000, 3000, 100_000));
    growths.put("plus", growth("SELECT ", "+ ", "1", "", 999, 2400, 3000, 100_000));
    growths.put("AND", growth("SELECT 1", "", "", " AND 1", 999, 1000, 5000, 100_000));
    growths.put("OR of columns", growth("DELETE FROM t WHERE a=1", "", "", " OR a=1", 900, 5000));
    growths.put("sum", growth("SELECT 1", "", "", "+1", 900, 999, 1000, 100_000));
    growths.put("concat", growth("SELECT 1", "", "", "||1", 999, 1000, 100_000));
    growths.put("LIKE", growth("SELECT 1", "", "", " LIKE 1", 999, 1000, 9000));
    growths.put("NOT LIKE", growth("SELECT 1", "", "", " NOT LIKE 1", 499, 500, 9000));
    growths.put("BETWEEN", growth("SELECT 1", "", "", " BETWEEN 1 AND 1", 999, 1000, 9000));
    growths.put("COLLATE", growth("SELECT 1", "", "", " COLLATE binary", 998, 1000, 9000));
    growths.put("calls", growth("SELECT ", "abs(", "1", ")", 400, 900, 100_000));
    growths.put("right sums", growth("SELECT ", "1+(", "1", ")", 400, 900, 100_000));
    growths.put("CASE", growth("SELECT ", "CASE WHEN 1 THEN ", "1", " END", 400, 600, 9000));
    growths.put("CAST", growth("SELECT ", "CAST(", "1", " AS INT)", 400, 1000, 3000, 50_000));
    growths.put("IN", growth("SELECT 1 IN ", "(1 IN ", "(1)", ")", 400, 500, 900, 50_000));
    growths.put("subqueries", growth("SELECT ", "(SELECT ", "1", ")", 40, 600, 50_000));
    growths.put("EXISTS", growth("SELECT ", "EXISTS(SELECT ", "1", ")", 40, 600, 40_000));
    growths.put(
        "FROM", growth("SELECT * FROM ", "(SELECT * FROM ", "t", ")", 100, 420, 40_000));
    growths.put("FROM parentheses", growth("SELECT * FROM ", "(", "t", ")", 400, 1300, 100_000));
    growths.put("rows", growth("SELECT ", "(1,", "1", ")", 900, 100_000));
    growths.put("UNION", growth("SELECT 1", "", "", " UNION SELECT 1", 499, 500, 600, 9000));
    growths.put("columns", growth("SELECT 1", "", "", ",1", 1999, 3000, 100_000));
    growths.put("arguments", growth("SELECT max(1", "", ")", ",1", 90));
    growths.put("parameters", growth("SELECT 1 IN (?", ",?", ")", "", 40_000));
    growths.put("rows of VALUES", growth("VALUES (1)", "", "", ",(1)", 40_000));
    growths.put("tables", growth("SELECT 1 FROM t", "", "", ",t", 60, 199, 200, 9000));
    growths.put("assignments", growth("UPDATE t SET a=1", "", "", ",a=1", 1999, 2000, 9000));
    growths.put("table columns", new Growth(LimitsTest::tableOf, 1999, 2000, 3000));
    return growths;
  }

  private static Growth growth(
      String prefix, String opening, String middle, String closing, int... sizes) {
    return new Growth(
        n -> prefix + opening.repeat(n) + middle + closing.repeat(n), sizes);
  }

  private static String tableOf(int columns) {
    return IntStream.rangeClosed(0, columns)
        .mapToObj(i -> "c" + i)
        .collect(Collectors.joining(",", "CREATE TABLE x(", ")"));
  }

  @Test
  void nestedAndHugeTextsEndAsInSqlite() throws InterruptedException {
    List<String> faults = Collections.synchronizedList(new ArrayList<>());
    Thread thread =
        new Thread(null, () -> compare(faults), "oracle", ORACLE_STACK_BYTES);
    thread.start();
    thread.join();
    assertThat(faults).isEmpty();
  }

  private static void compare(List<String> faults) {
    try (SqliteOracle oracle = new SqliteOracle()) {
      for (Map.Entry<String, Growth> growth : growths().entrySet()) {
        for (int size : growth.getValue().sizes()) {
          String sql = growth.getValue().text().apply(size);
          String theirs = outcome(oracle.verdict(sql));
          String ours = onSmallStack(sql);
          // What SQLite finds only after parsing is not for the parser to say.
          boolean later =
              ours.equals("accepted")
                  && (theirs.startsWith("too many") || theirs.contains("tree is too large")
                      || theirs.startsWith("at most") || theirs.contains("misused"));
          if (!ours.equals(theirs) && !later) {
            faults.add(growth.getKey() + " " + size + ": SQLite " + theirs + ", we " + ours);
          }
        }
      }
    }
  }

  private static String outcome(SqliteOracle.Verdict verdict) {
    return switch (verdict) {
      case SqliteOracle.Accepted() -> "accepted";
      case SqliteOracle.SyntaxError(String message) -> message;
      case SqliteOracle.OtherError(String message) -> message;
    };
  }

  /// Parses, renders, walks, rewrites and compares on a thread with a small stack.
  private static String onSmallStack(String sql) {
    AtomicReference<String> outcome = new AtomicReference<>("nothing");
    Thread thread =
        new Thread(
            null,
            () -> {
              try {
                outcome.set(useEverything(sql));
              } catch (StackOverflowError e) {
                outcome.set("stack overflow " + e.getStackTrace()[3]);
              } catch (SqlSyntaxException e) {
                outcome.set(String.valueOf(e.getMessage()));
              }
            },
            "small stack",
            SMALL_STACK_BYTES);
    thread.start();
    try {
      thread.join();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    return Objects.requireNonNull(outcome.get());
  }

  private static String useEverything(String sql) {
    Statement tree = SqlParser.parse(sql).statement();
    Statement again = SqlParser.parse(SqlRenderer.render(tree)).statement();
    if (!SqlRenderer.render(again).equals(SqlRenderer.render(tree))) {
      return "another tree";
    }
    if (TreeWalker.all(tree, Expr.class).size() != TreeWalker.all(again, Expr.class).size()) {
      return "another size";
    }
    Statement same = TreeRewriter.ofExprs(expr -> expr).rewrite(tree);
    return same == tree ? "accepted" : "another object";
  }
}
