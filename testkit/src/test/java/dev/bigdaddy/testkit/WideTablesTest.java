package dev.bigdaddy.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bigdaddy.conductor.BigDaddyException;
import dev.bigdaddy.conductor.ErrorCode;
import dev.bigdaddy.conductor.Session;
import dev.bigdaddy.engine.BigDaddy;
import dev.bigdaddy.engine.Settings;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// As many columns as SQLite takes: what nodes add to a row or a statement must not be one too many.
class WideTablesTest {
  private static final int COLUMNS = 1_890;

  @TempDir private Path directory = Path.of("");

  private static String columns(String of) {
    return IntStream.range(0, COLUMNS)
        .mapToObj(i -> of.formatted(i))
        .collect(Collectors.joining(", "));
  }

  @Test
  void wideRowsAreWrittenAndRead() {
    for (String hint : new String[] {"", " /* REFERENCE */"}) {
      Agreement.of(
          "wide" + hint,
          "CREATE TABLE w(id INTEGER PRIMARY KEY, %s)%s;".formatted(columns("c%d"), hint)
              + """
              CREATE TABLE o(id INTEGER PRIMARY KEY, v);
              INSERT INTO o VALUES (1, 2), (2, 3), (3, 4);
              INSERT INTO w(id, c3) VALUES (1, 1), (2, 2), (3, 3);
              INSERT INTO w(id, c3) SELECT id + 10, v FROM o;
              UPDATE w SET c5 = (SELECT v FROM o WHERE o.id = w.id);
              UPDATE w SET id = id + 100 WHERE id < 3;
              INSERT INTO w(id, c3) VALUES (3, 1) ON CONFLICT(id) DO UPDATE SET c3 = 77;
              DELETE FROM w WHERE c3 IN (SELECT v FROM o) AND id > 100;
              SELECT * FROM w;
              """);
    }
  }

  @Test
  @Timeout(120)
  void nodesAnswerWithMoreColumnsThanWereAskedFor() {
    Agreement.of(
        "CREATE TABLE w(id INTEGER PRIMARY KEY, %s);".formatted(columns("c%d"))
            + """
            INSERT INTO w(id, c3, c1888) VALUES (1, 1, 7), (2, 2, 6), (3, 3, 8);
            """
            + "SELECT %s, 1, 2 FROM w;".formatted(columns("sum(c%d)"))
            + "SELECT max(c3), %s FROM w GROUP BY c3;".formatted(columns("avg(c%d)"))
            + "SELECT *, %s FROM w;"
                .formatted("1, ".repeat(2_000 - COLUMNS - 2) + "2")
            + "SELECT *, %s FROM w ORDER BY c3 + c1888;"
                .formatted("1, ".repeat(2_000 - COLUMNS - 2) + "2")
            + "SELECT DISTINCT * FROM w ORDER BY c3;");
  }

  @Test
  void moreColumnsThanANodeCanHoldAreRefused() {
    try (BigDaddy database = BigDaddy.open(directory, Settings.defaults());
        Session session = database.session()) {
      String columns = columns("c%d") + ", " + "d0, d1, d2, d3, d4, d5, d6, d7, d8, d9, d10";
      assertThatThrownBy(
              () -> session.sql("CREATE TABLE w(%s) /* SHARDS=4 */".formatted(columns)))
          .isInstanceOfSatisfying(
              BigDaddyException.class,
              e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_SUPPORTED))
          .hasMessageContaining("SHARDS=1");
      session.sql("CREATE TABLE w(%s) /* SHARDS=1 */".formatted(columns));
      assertThatThrownBy(() -> session.sql("ALTER TABLE w RESHARD 4"))
          .isInstanceOf(BigDaddyException.class)
          .hasMessageContaining("1,900");
    }
  }
}
