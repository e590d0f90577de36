package dev.bigdaddy.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bigdaddy.testkit.OracleRun.Refusals;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What the oracle lets pass and what it does not: a system that is asked one query and answers
/// another.
class RowOrderTest {
  private static final String ROWS =
      """
      CREATE TABLE t(id INTEGER PRIMARY KEY, x INTEGER, c TEXT, r REAL);
      INSERT INTO t VALUES (1, 5, 'a', 0.5), (2, 3, 'A', 0.25), (3, 5, 'b', 8.5), (4, NULL, 'B', 1.0),
        (5, 3, 'a', 2.0), (6, 5, 'c', 4.0), (7, 1, 'C', 0.125), (8, 3, NULL, 1.5);
      CREATE VIEW one AS SELECT id, x FROM t;
      CREATE VIEW joined AS SELECT l.id FROM t AS l LEFT JOIN t AS r ON l.id = r.id;
      CREATE VIEW outermost AS SELECT * FROM joined;
      """;

  @ParameterizedTest(name = "{0} answered by {1}: {2}")
  @CsvSource(
      delimiter = '|',
      value = {
        "SELECT id FROM t ORDER BY x | SELECT id FROM t ORDER BY x, id DESC | ORDER",
        "SELECT id FROM t JOIN (SELECT 1) ORDER BY x"
            + " | SELECT id FROM t ORDER BY x, id DESC | agrees",
        "SELECT id FROM t ORDER BY x LIMIT 3"
            + " | SELECT id FROM t ORDER BY x, id DESC LIMIT 3 | ROWS",
        "SELECT id FROM t JOIN (SELECT 1) ORDER BY x LIMIT 3"
            + " | SELECT id FROM t ORDER BY x, id DESC LIMIT 3 | agrees",
        "SELECT id FROM t ORDER BY x LIMIT 3 OFFSET 2"
            + " | SELECT id FROM t ORDER BY x, id DESC LIMIT 3 OFFSET 2 | ORDER",
        "SELECT id FROM t JOIN (SELECT 1) ORDER BY x LIMIT 3 OFFSET 2"
            + " | SELECT id FROM t ORDER BY x, id DESC LIMIT 3 OFFSET 2 | agrees",
        "SELECT id FROM t ORDER BY x LIMIT 3 OFFSET 2 | SELECT id FROM t ORDER BY x LIMIT 3 | ROWS",
        "SELECT id FROM t ORDER BY x | SELECT id FROM t ORDER BY id | ORDER",
        "SELECT id FROM t ORDER BY -x, c | SELECT id FROM t ORDER BY x, c | ORDER",
        "SELECT x AS y, id FROM t ORDER BY y"
            + " | SELECT x AS y, id FROM t ORDER BY y, id DESC | ORDER",
        "SELECT x AS y, id FROM t JOIN (SELECT 1) ORDER BY y"
            + " | SELECT x AS y, id FROM t ORDER BY y, id DESC | agrees",
        "SELECT x, id FROM t ORDER BY 1 DESC"
            + " | SELECT x, id FROM t ORDER BY 1 DESC, 2 DESC | ORDER",
        "SELECT x, id FROM t JOIN (SELECT 1) ORDER BY 1 DESC"
            + " | SELECT x, id FROM t ORDER BY 1 DESC, 2 DESC | agrees",
        "SELECT x, id FROM t ORDER BY 1 DESC | SELECT x, id FROM t ORDER BY 1 | ORDER",
        "SELECT * FROM t JOIN (SELECT 1) ORDER BY 2, r > 3 DESC"
            + " | SELECT * FROM t JOIN (SELECT 1) ORDER BY 2, r > 3 DESC, id DESC | agrees",
        "SELECT * FROM t JOIN (SELECT 1) ORDER BY 2, r > 3 DESC"
            + " | SELECT * FROM t JOIN (SELECT 1) ORDER BY 2, r > 3, id | ORDER",
        "SELECT CASE WHEN x > 3 THEN 1 END, id FROM t JOIN (SELECT 1) ORDER BY 1 LIMIT 3"
            + "| SELECT CASE WHEN x > 3 THEN 1 END, id FROM t JOIN (SELECT 1) ORDER BY 1, 2 DESC"
            + " LIMIT 3 | agrees",
        "SELECT x + r > 5, id AS i FROM t JOIN (SELECT 1) ORDER BY 1 LIMIT 3"
            + "| SELECT x + r > 5, id AS i FROM t JOIN (SELECT 1) ORDER BY 1, i DESC LIMIT 3 | agrees",
        "SELECT * FROM t JOIN (SELECT 1) ORDER BY 2 LIMIT 4"
            + " | SELECT * FROM t JOIN (SELECT 1) ORDER BY 2, id DESC LIMIT 4 | agrees",
        "SELECT id FROM t ORDER BY c COLLATE NOCASE"
            + " | SELECT id FROM t ORDER BY c COLLATE NOCASE, id DESC | ORDER",
        "SELECT id FROM t JOIN (SELECT 1) ORDER BY c COLLATE NOCASE"
            + " | SELECT id FROM t ORDER BY c COLLATE NOCASE, id DESC | agrees",
        "SELECT id FROM t ORDER BY c COLLATE NOCASE | SELECT id FROM t ORDER BY c | ORDER",
        "SELECT DISTINCT x FROM t ORDER BY x | SELECT DISTINCT x FROM t ORDER BY x DESC | ORDER",
        "SELECT DISTINCT x FROM t | SELECT DISTINCT x FROM t ORDER BY x DESC | ORDER",
        "SELECT DISTINCT x FROM t JOIN (SELECT 1)"
            + " | SELECT DISTINCT x FROM t ORDER BY x DESC | agrees",
        "SELECT x FROM t GROUP BY x | SELECT x FROM t GROUP BY x ORDER BY x DESC | ORDER",
        "SELECT x FROM t JOIN (SELECT 1) GROUP BY x"
            + " | SELECT x FROM t GROUP BY x ORDER BY x DESC | agrees",
        "SELECT x, count(*) FROM t GROUP BY x ORDER BY 2"
            + " | SELECT x, count(*) FROM t GROUP BY x ORDER BY 2, 1 DESC | ORDER",
        "SELECT x, count(*) FROM t JOIN (SELECT 1) GROUP BY x ORDER BY 2"
            + " | SELECT x, count(*) FROM t GROUP BY x ORDER BY 2, 1 DESC | agrees",
        "SELECT id FROM t | SELECT id FROM t ORDER BY id DESC | ORDER",
        "SELECT id FROM t WHERE x > 1 | SELECT id FROM t WHERE x > 1 ORDER BY id DESC | ORDER",
        "SELECT id FROM t LIMIT 2 | SELECT id FROM t ORDER BY id DESC LIMIT 2 | ROWS",
        "SELECT a.id FROM t a JOIN t b ON a.x = b.x"
            + "| SELECT a.id FROM t a JOIN t b ON a.x = b.x ORDER BY 1 DESC | agrees",
        "SELECT a.id FROM t a JOIN t b ON a.x = b.x LIMIT 2"
            + "| SELECT a.id FROM t a JOIN t b ON a.x = b.x ORDER BY 1 DESC LIMIT 2 | agrees",
        "SELECT a.id FROM t a JOIN t b ON a.x = b.x LIMIT 2 | SELECT a.id FROM t a LIMIT 2 | agrees",
        "SELECT a.id FROM t a JOIN t b ON a.x IS NOT DISTINCT FROM b.x ORDER BY a.x"
            + "| SELECT a.id FROM t a JOIN t b ON a.x IS b.x ORDER BY a.x, a.id DESC | agrees",
        "SELECT id FROM one LIMIT 2 | SELECT id FROM one ORDER BY id DESC LIMIT 2 | ROWS",
        "SELECT id FROM (SELECT id FROM t WHERE x IS DISTINCT FROM 9)"
            + "| SELECT id FROM t ORDER BY id DESC | ORDER",
        "SELECT x FROM (SELECT DISTINCT x FROM t) WHERE x > 0"
            + "| SELECT DISTINCT x FROM t WHERE x > 0 ORDER BY 1 | agrees",
        "SELECT x FROM (SELECT DISTINCT x FROM t) | SELECT DISTINCT x FROM t ORDER BY 1 | ORDER",
        "SELECT id FROM joined LIMIT 2 | SELECT id FROM t ORDER BY id DESC LIMIT 2 | agrees",
        "SELECT id FROM outermost LIMIT 2 | SELECT id FROM t ORDER BY id DESC LIMIT 2 | agrees",
        "SELECT id FROM (SELECT id FROM outermost) LIMIT 2"
            + "| SELECT id FROM t ORDER BY id DESC LIMIT 2 | agrees",
        "SELECT a.id FROM (t AS a LEFT JOIN t AS b ON a.id = b.id) LIMIT 2"
            + "| SELECT id FROM t ORDER BY id DESC LIMIT 2 | agrees",
        "SELECT x FROM t UNION SELECT r FROM t ORDER BY 1"
            + "| SELECT x FROM t UNION SELECT r FROM t ORDER BY 1 DESC | ORDER",
        "SELECT x FROM t UNION SELECT r FROM t"
            + "| SELECT x FROM t UNION SELECT r FROM t ORDER BY 1 DESC | agrees",
        "SELECT 1 AS x, 0 AS id UNION ALL SELECT x, id FROM t ORDER BY 1 DESC"
            + "| SELECT 1 AS x, 0 AS id UNION ALL SELECT x, id FROM t ORDER BY 1 DESC, 2 DESC"
            + "| agrees",
        "VALUES (1), (2) | VALUES (2), (1) | ORDER",
        "SELECT sum(r) AS s FROM t | SELECT sum(r) + 1e-14 AS s FROM t | agrees",
        "SELECT sum(r) AS s FROM t | SELECT sum(r) + 1e-6 AS s FROM t | ROWS",
        "SELECT max(r) AS s FROM t | SELECT max(r) + 1e-14 AS s FROM t | ROWS",
        "SELECT sum(x) AS s FROM t | SELECT sum(x) + 0.0 AS s FROM t | ROWS",
        "SELECT x AS s FROM t | SELECT CAST(x AS REAL) AS s FROM t | ROWS",
        "SELECT c AS s FROM t | SELECT CAST(c AS BLOB) AS s FROM t | ROWS",
        "SELECT 0.0 AS s | SELECT -1e-400 AS s | ROWS",
        "SELECT x FROM t | SELECT x AS X FROM t | COLUMNS",
        "SELECT x FROM t WHERE id = 99 | SELECT id FROM t WHERE id = 99 | COLUMNS",
        "SELECT abs('x', 1) | SELECT 1 | ERROR",
        "SELECT nothere FROM t | SELECT nothere2 FROM t | ERROR",
      })
  void anAnswerPassesOnlyIfItIsAsGood(String asked, String answered, String verdict) {
    Script script = new Script("order", Script.parse("rows", ROWS + asked.strip()).statements());
    Mutation.Fault otherAnswer =
        new Mutation.Fault() {
          @Override
          public String text(String sql) {
            return sql.equals(asked.strip()) ? answered.strip() : sql;
          }
        };
    try (SystemUnderTest tested = new Mutation(PlainSqlite.inMemory(), otherAnswer)) {
      var outcome = Oracle.run(script, "", tested, Refusals.ANYWHERE, StatementObserver.NONE);
      assertThat(outcome.difference().map(d -> d.kind().name()).orElse("agrees"))
          .as(() -> outcome.difference().map(Difference::report).orElse(""))
          .isEqualTo(verdict.strip());
    }
  }
}
