package dev.bigdaddy.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bigdaddy.conductor.ResultCursor;
import dev.bigdaddy.conductor.Session;
import dev.bigdaddy.engine.BigDaddy;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// More rows, longer values and longer texts than any one buffer holds.
class LargeAnswersTest {
  private static final int ROWS = 6000;

  @TempDir private Path directory = Path.of("");

  /// Rows whose keys come in no order and whose other columns repeat.
  private static String rows() {
    StringBuilder sql = new StringBuilder();
    sql.append("CREATE TABLE t(k INTEGER PRIMARY KEY, a INTEGER, b TEXT, r REAL);\n");
    for (int start = 0; start < ROWS; start += 1500) {
      String tuples =
          IntStream.range(start, start + 1500)
              .mapToObj(i -> (i * 7919L) % 104_729)
              .map(k -> "(%d, %d, 'text %d', %d.25)".formatted(k, k % 97, k % 13, k % 50))
              .collect(Collectors.joining(", "));
      sql.append("INSERT INTO t VALUES ").append(tuples).append(";\n");
    }
    return sql.toString();
  }

  @Test
  void longAnswersAreMergedToTheirEnd() {
    Agreement.of(
        rows()
            + """
            SELECT * FROM t;
            SELECT k FROM t WHERE a < 50;
            SELECT a, k FROM t ORDER BY a, k;
            SELECT b, a, k FROM t ORDER BY b DESC, a, k DESC;
            SELECT k FROM t ORDER BY a DESC, k LIMIT 10;
            SELECT k FROM t ORDER BY a DESC, k LIMIT 10 OFFSET 5990;
            SELECT k FROM t LIMIT 100 OFFSET 3000;
            SELECT DISTINCT a, b FROM t ORDER BY a, b;
            SELECT a, count(*), sum(k), avg(r), min(b), max(k) FROM t GROUP BY a ORDER BY a;
            SELECT a, b, count(*) FROM t GROUP BY a, b HAVING count(*) > 4 ORDER BY 3 DESC, 1, 2;
            SELECT count(*), sum(k), sum(r), avg(a), count(DISTINCT b) FROM t;
            SELECT count(*) FROM t x JOIN t y ON x.k = y.k + 1;
            SELECT b, group_concat(k) FROM t WHERE a = 3 GROUP BY b ORDER BY b;
            SELECT k, row_number() OVER (PARTITION BY a ORDER BY k) FROM t ORDER BY k LIMIT 500;
            UPDATE t SET a = a + 1 WHERE b = 'text 5';
            DELETE FROM t WHERE a % 3 = 0;
            SELECT count(*), sum(a) FROM t;
            SELECT k, a FROM t;
            """);
  }

  @Test
  void aLongListOfKeysFindsEachOnce() {
    String keys =
        IntStream.range(0, 2000).mapToObj(Integer::toString).collect(Collectors.joining(", "));
    Agreement.of(
        rows()
            + "SELECT k, a FROM t WHERE k IN ("
            + keys
            + ") ORDER BY k;\n"
            + "SELECT count(*) FROM t WHERE k NOT IN ("
            + keys
            + ");\n"
            + "DELETE FROM t WHERE k IN ("
            + keys
            + ");\nSELECT count(*) FROM t;\n");
  }

  @Test
  void longValuesArriveWhole() {
    Agreement.of(
        """
        CREATE TABLE v(id INTEGER PRIMARY KEY, t TEXT, b BLOB);
        INSERT INTO v VALUES (1, replace(hex(zeroblob(200000)), '00', 'äb'), zeroblob(300000)),
          (2, replace(hex(zeroblob(100000)), '0', 'x'), x''), (3, '', zeroblob(1));
        SELECT * FROM v;
        SELECT id, length(t), length(b) FROM v ORDER BY t DESC;
        SELECT max(t) FROM v;
        UPDATE v SET t = t || t WHERE id < 3;
        SELECT t FROM v ORDER BY id;
        """);
  }

  @Test
  void manyColumnsAndLongExpressionsAreUnderstood() {
    String columns =
        IntStream.range(0, 500).mapToObj(i -> "c" + i).collect(Collectors.joining(", "));
    String sum = IntStream.range(0, 500).mapToObj(i -> "c" + i).collect(Collectors.joining(" + "));
    String values = IntStream.range(0, 500).mapToObj(i -> "" + i).collect(Collectors.joining(", "));
    String compound =
        IntStream.range(0, 400)
            .mapToObj(i -> "SELECT id, c" + i + " FROM w")
            .collect(Collectors.joining(" UNION ALL "));
    Agreement.of(
        "CREATE TABLE w(id INTEGER PRIMARY KEY, "
            + columns
            + ");\nINSERT INTO w VALUES (1, "
            + values
            + "), (2, "
            + values
            + "), (3, "
            + values
            + ");\nSELECT * FROM w;\nSELECT "
            + sum
            + " FROM w;\nSELECT count(*) FROM ("
            + compound
            + ");\n");
  }

  @Test
  void aCursorMayBeClosedBeforeItsEnd() {
    try (BigDaddy database =
        BigDaddy.open(directory.resolve("db"), OracleSetting.spreadOver(4).settings())) {
      for (ScriptStatement statement : Script.parse("rows", rows()).statements()) {
        database.sql(statement.sql());
      }
      try (Session session = database.session()) {
        for (String query :
            List.of(
                "SELECT * FROM t", "SELECT k FROM t ORDER BY b", "SELECT a FROM t GROUP BY a")) {
          try (ResultCursor cursor = session.query(query)) {
            assertThat(cursor.next()).isTrue();
            assertThat(cursor.next()).isTrue();
          }
          session.sql("UPDATE t SET a = a + 1 WHERE k = 0");
        }
        assertThat(session.sql("SELECT count(*) FROM t").rows())
            .isEqualTo(List.of(List.of((long) ROWS)));
      }
    }
  }

  @Test
  void twoCursorsOfOneSessionReadSideBySide() {
    try (BigDaddy database =
            BigDaddy.open(directory.resolve("db"), OracleSetting.spreadOver(4).settings());
        Session session = database.session()) {
      for (ScriptStatement statement : Script.parse("rows", rows()).statements()) {
        session.sql(statement.sql());
      }
      List<Long> sums = new ArrayList<>();
      try (ResultCursor up = session.query("SELECT k FROM t ORDER BY k");
          ResultCursor down = session.query("SELECT k FROM t ORDER BY k DESC")) {
        while (up.next()) {
          assertThat(down.next()).isTrue();
          sums.add(up.longAt(0) - down.longAt(0));
        }
        assertThat(down.next()).isFalse();
      }
      assertThat(sums).hasSize(ROWS);
      assertThat(sums.stream().mapToLong(Long::longValue).sum()).isZero();
    }
  }
}
