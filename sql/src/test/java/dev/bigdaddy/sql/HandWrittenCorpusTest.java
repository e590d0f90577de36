package dev.bigdaddy.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// The statements of `corpus.txt`.
final class HandWrittenCorpusTest {
  @Test
  void everyStatementIsUnderstoodAndRoundTrips() {
    List<String> faults = new ArrayList<>();
    try (SqliteOracle oracle = new SqliteOracle()) {
      for (String sql : HandWritten.statements()) {
        SqliteOracle.Verdict verdict = oracle.verdict(sql);
        Optional<String> fault =
            Disagreement.on(sql, verdict)
                .or(() -> Disagreement.ourError(sql).map(e -> e.getMessage() + ": " + sql))
                .or(() -> RoundTrip.fault(sql, verdict, oracle));
        fault.ifPresent(faults::add);
      }
    }
    assertThat(faults).isEmpty();
  }

  @Test
  void everyKeywordIsANameWhereSqliteTakesItForOne() {
    List<String> patterns =
        List.of(
            "SELECT %s FROM t",
            "SELECT (%s)",
            "SELECT 1 %s",
            "SELECT 1 AS %s",
            "SELECT t.%s FROM t",
            "SELECT %s.a FROM t",
            "SELECT %s(1)",
            "SELECT * FROM %s",
            "SELECT * FROM t %s",
            "SELECT * FROM t AS %s",
            "SELECT * FROM t JOIN u USING (%s)",
            "SELECT 1 COLLATE %s",
            "SELECT sum(1) OVER %s",
            "SELECT sum(1) OVER (%s)",
            "SELECT sum(1) OVER (ROWS %s PRECEDING)",
            "SELECT sum(1) FILTER (WHERE %s) FROM t",
            "SELECT 1 WINDOW %s AS ()",
            "SELECT 1 IN %s",
            "WITH %s AS (SELECT 1) SELECT 1",
            "CREATE TABLE %s (a)",
            "CREATE TABLE x (%s)",
            "CREATE TABLE x (a %s)",
            "CREATE TABLE x (a DEFAULT %s)",
            "CREATE TABLE x (a INT %s (1))",
            "CREATE TABLE x (a CONSTRAINT %s NOT NULL)",
            "CREATE TABLE x (a) %s",
            "CREATE INDEX %s ON t (a)",
            "CREATE TRIGGER %s AFTER INSERT ON t BEGIN SELECT 1; END",
            "CREATE TRIGGER x %s INSERT ON t BEGIN SELECT 1; END",
            "CREATE VIRTUAL TABLE %s USING fts5(a)",
            "UPDATE %s SET a = 1",
            "UPDATE t SET %s = 1",
            "INSERT INTO t (%s) VALUES (1)",
            "INSERT INTO t VALUES (1) %s",
            "DELETE FROM t %s",
            "ALTER TABLE t ADD %s",
            "ALTER TABLE t DROP %s",
            "ALTER TABLE t RENAME %s TO x",
            "ALTER TABLE t RENAME TO %s",
            "DROP TABLE %s",
            "PRAGMA %s",
            "PRAGMA user_version = %s",
            "SAVEPOINT %s",
            "RELEASE %s",
            "ROLLBACK TO %s",
            "BEGIN %s",
            "ATTACH %s AS x",
            "ATTACH 'x' AS %s",
            "DETACH %s",
            "VACUUM %s",
            "ANALYZE %s",
            "REINDEX %s",
            "EXPLAIN %s",
            "%s",
            "SELECT RAISE(%s, 1)");
    List<String> faults = new ArrayList<>();
    try (SqliteOracle oracle = new SqliteOracle()) {
      for (String pattern : patterns) {
        for (String keyword : TokenKind.keywords()) {
          String sql = pattern.replace("%s", keyword);
          Disagreement.on(sql, oracle.verdict(sql))
              .ifPresent(difference -> faults.add(difference + ": " + sql));
        }
      }
    }
    assertThat(faults).isEmpty();
  }
}
