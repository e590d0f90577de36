package dev.bigdaddy.sql;

import java.util.List;

/// Measures how long parsing and rendering take, warm: for tuning, not a test.
final class ParseSpeed {
  private static final int ROUNDS = 8;
  private static final int REPEATS = 300_000;

  private ParseSpeed() {}

  public static void main(String[] args) {
    List<String> texts =
        List.of(
            "SELECT a, b FROM t WHERE id = ?",
            "INSERT INTO t (a, b, c) VALUES (?, ?, ?)",
            "SELECT u.name, count(*) FROM users u JOIN orders o ON o.user_id = u.id"
                + " WHERE o.total > 10 AND u.name LIKE 'a%'"
                + " GROUP BY u.name ORDER BY 2 DESC LIMIT 10");
    for (String text : texts) {
      measure(text);
    }
  }

  private static void measure(String text) {
    long best = Long.MAX_VALUE;
    long bestRender = Long.MAX_VALUE;
    int used = 0;
    for (int round = 0; round < ROUNDS; round++) {
      long start = System.nanoTime();
      for (int i = 0; i < REPEATS; i++) {
        used += SqlParser.parse(text).parameters().size();
      }
      best = Math.min(best, System.nanoTime() - start);
      ParsedStatement parsed = SqlParser.parse(text);
      start = System.nanoTime();
      for (int i = 0; i < REPEATS; i++) {
        used += SqlRenderer.render(parsed.statement()).length();
      }
      bestRender = Math.min(bestRender, System.nanoTime() - start);
    }
    System.out.printf(
        "parse %5d ns, render %5d ns (%d): %s%n",
        best / REPEATS, bestRender / REPEATS, used, text);
  }
}
