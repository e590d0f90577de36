package dev.bigdaddy.conductor.plan;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Which rung of the read ladder a statement takes: the cheapest that is right, and no cheaper.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RungsTest {
  private final TestSchema schema = new TestSchema();

  @BeforeAll
  void makeSchema() {
    schema
        .spread("a", "id", "(id INTEGER PRIMARY KEY, n INT, t TEXT, x, c TEXT COLLATE NOCASE)")
        .spread("b", "a_id", "(id INTEGER PRIMARY KEY, a_id INTEGER NOT NULL, n INT)")
        .spread("other", "a_id/16", "(id INTEGER PRIMARY KEY, a_id INTEGER, n INT)")
        .spread("text_key", "k", "(k TEXT, n INT)")
        .spread("any_key", "k", "(k, n INT)")
        .spread("real_key", "k", "(k REAL, n INT)")
        .spread("nocase_key", "k", "(k TEXT COLLATE NOCASE, n INT)")
        .spread("two_keys", "j,k", "(j INT, k INT, n INT)")
        .spread("keyless", "", "(n INT, t TEXT)")
        .spread("no_rowid", "k", "(k INT PRIMARY KEY, n INT) WITHOUT ROWID")
        .whole("w", "(id INTEGER PRIMARY KEY, n INT)")
        .reference("r", "(id INTEGER PRIMARY KEY, name TEXT)")
        .run("CREATE VIEW v AS SELECT * FROM a")
        .run("CREATE VIEW vw AS SELECT * FROM w JOIN r USING (id)");
  }

  @AfterAll
  void close() {
    schema.close();
  }

  private void assertRung(String sql, String rung) {
    assertThat(schema.rung(sql)).as(sql).isEqualTo(rung);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "SELECT * FROM w; one node",
        "SELECT * FROM r; one node",
        "SELECT * FROM w JOIN r ON w.id = r.id; one node",
        "SELECT * FROM vw; one node",
        "SELECT 1; one node",
        "SELECT count(*) FROM sqlite_schema; schema",
        "SELECT * FROM a; stream",
        "SELECT * FROM v; stream",
        "SELECT * FROM no_rowid; stream",
        "SELECT * FROM keyless; stream",
      })
  void tablesDecideWhetherOneNodeAnswers(String sql, String rung) {
    assertRung(sql, rung);
  }

  /// Traps 2, 8 and 9; a comparison routes only by the key's own collation and affinity.
  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "SELECT * FROM a WHERE id = 7; key: one node",
        "SELECT * FROM a WHERE 7 = id; key: one node",
        "SELECT * FROM a WHERE rowid = 7; key: one node",
        "SELECT * FROM a WHERE (id) = (3 + 4) AND n > 1; key: one node",
        "SELECT * FROM a WHERE id = ? OR n = 1; stream",
        "SELECT * FROM a WHERE id IN (1, 2, 3); key: stream",
        "SELECT * FROM a WHERE id NOT IN (1, 2); stream",
        "SELECT * FROM a WHERE NOT id = 7; stream",
        "SELECT * FROM a WHERE id IS 7; stream",
        "SELECT * FROM a WHERE id > 7; stream",
        "SELECT * FROM a WHERE +id = 7; stream",
        "SELECT * FROM a WHERE id = n; stream",
        "SELECT * FROM a WHERE id = random(); stream",
        "SELECT * FROM a WHERE id = CAST('7' AS TEXT); key: one node",
        "SELECT count(*) FROM a WHERE id = 7; key: one node",
        "SELECT count(*) FROM a WHERE id IN (1, 2); key: partial",
        "SELECT n, row_number() OVER () FROM a WHERE id = 7; key: one node",
        "SELECT * FROM text_key WHERE k = 'x'; key: one node",
        "SELECT * FROM text_key WHERE k = 'x' COLLATE BINARY; stream",
        "SELECT * FROM text_key WHERE k = 'x' COLLATE NOCASE; stream",
        "SELECT * FROM text_key WHERE k COLLATE NOCASE = 'x'; stream",
        "SELECT * FROM text_key WHERE k = CAST(5 AS INTEGER); stream",
        "SELECT * FROM text_key WHERE k = 5; key: one node",
        "SELECT * FROM nocase_key WHERE k = 'x'; key: one node",
        "SELECT * FROM any_key WHERE k = CAST('5' AS TEXT); stream",
        "SELECT * FROM any_key WHERE k = '5'; key: one node",
        "SELECT * FROM two_keys WHERE j = 1; stream",
        "SELECT * FROM two_keys WHERE j = 1 AND k = 2; key: one node",
        "SELECT * FROM two_keys WHERE j IN (1, 2) AND k IN (3, 4); key: stream",
        "SELECT * FROM two_keys WHERE (j, k) = (1, 2); stream",
        "SELECT * FROM keyless WHERE rowid = 5; key: one node",
        "SELECT * FROM keyless WHERE n = 5; stream",
        "SELECT * FROM a LEFT JOIN b ON a.id = b.a_id AND a.id = 7; stream",
        "SELECT * FROM a LEFT JOIN b ON a.id = b.a_id WHERE a.id = 7; key: one node",
        "SELECT * FROM a JOIN b ON a.id = b.a_id AND a.id = 7; key: one node",
      })
  void onlyTheKeysOwnEqualityNarrowsTheShards(String sql, String rung) {
    assertRung(sql, rung);
  }

  /// Traps 1, 2, 7, 8 and 9.
  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "SELECT a.n FROM a JOIN b ON a.id = b.a_id; stream",
        "SELECT a.n FROM a, b WHERE a.id = b.a_id; stream",
        "SELECT a.n FROM b JOIN a ON b.a_id = a.id; stream",
        "SELECT a.n FROM a LEFT JOIN b ON a.id = b.a_id; stream",
        "SELECT a.n FROM a RIGHT JOIN b ON a.id = b.a_id; stream",
        "SELECT a.n FROM a LEFT JOIN b ON a.n = b.n WHERE a.id = b.a_id; 'gather, spread tables are not joined on equal shard keys, or not placed alike'",
        "SELECT a.n FROM a FULL JOIN b ON a.id = b.a_id; stream",
        "SELECT a.n FROM a JOIN b ON a.n = b.n; 'one of 2: sub-results, stream, spread tables are not joined on equal shard keys, or not placed alike'",
        "SELECT a.n FROM a JOIN b ON a.id IS b.a_id; 'one of 2: sub-results, stream, spread tables are not joined on equal shard keys, or not placed alike'",
        "SELECT a.n FROM a JOIN b ON a.id = b.a_id OR a.n = 1; 'one of 2: sub-results, stream, spread tables are not joined on equal shard keys, or not placed alike'",
        "SELECT a.n FROM a JOIN b ON a.id = b.a_id + 0; 'one of 2: sub-results, stream, spread tables are not joined on equal shard keys, or not placed alike'",
        "SELECT a.n FROM a JOIN b ON a.id = b.id; 'one of 2: sub-results, stream, spread tables are not joined on equal shard keys, or not placed alike'",
        "SELECT a.n FROM a JOIN other ON a.id = other.a_id; 'one of 2: sub-results, stream, spread tables are not joined on equal shard keys, or not placed alike'",
        "SELECT a.n FROM a JOIN real_key ON a.id = real_key.k; stream",
        "SELECT a.n FROM a JOIN text_key ON a.id = text_key.k; 'one of 2: sub-results, stream, spread tables are not joined on equal shard keys, or not placed alike'",
        "SELECT a.n FROM a JOIN any_key ON a.id = any_key.k; 'one of 2: sub-results, stream, spread tables are not joined on equal shard keys, or not placed alike'",
        "SELECT 1 FROM text_key t JOIN nocase_key n ON t.k = n.k; 'one of 2: sub-results, stream, spread tables are not joined on equal shard keys, or not placed alike'",
        "SELECT 1 FROM text_key x JOIN text_key y ON x.k = y.k; stream",
        "SELECT 1 FROM text_key x JOIN text_key y ON x.k = y.k COLLATE NOCASE; 'one of 2: sub-results, stream, spread tables are not joined on equal shard keys, or not placed alike'",
        "SELECT 1 FROM two_keys x JOIN two_keys y ON x.j = y.j AND x.k = y.k; stream",
        "SELECT 1 FROM two_keys x JOIN two_keys y ON x.j = y.j; 'one of 2: sub-results, stream, spread tables are not joined on equal shard keys, or not placed alike'",
        "SELECT 1 FROM two_keys x JOIN two_keys y ON x.j = y.k AND x.k = y.j; 'one of 2: sub-results, stream, spread tables are not joined on equal shard keys, or not placed alike'",
        "SELECT a.n FROM a JOIN r ON r.id = a.n; stream",
        "SELECT a.n FROM a LEFT JOIN r ON r.id = a.n; stream",
        "SELECT a.n FROM r LEFT JOIN a ON r.id = a.n; 'gather, an outer join preserves a table that every node has'",
        "SELECT a.n FROM a RIGHT JOIN r ON r.id = a.n; 'gather, an outer join preserves a table that every node has'",
        "SELECT a.n FROM a JOIN w ON w.id = a.n; 'sub-results, stream, the whole table w beside a spread one'",
        "SELECT a.n FROM a NATURAL JOIN b; 'one of 2: sub-results, stream, spread tables are not joined on equal shard keys, or not placed alike'",
        "SELECT a.n FROM a JOIN b USING (id); 'one of 2: sub-results, stream, spread tables are not joined on equal shard keys, or not placed alike'",
        "SELECT n FROM a JOIN (SELECT 1 AS y); stream",
        "SELECT n FROM a, json_each('[1]'); stream",
        "SELECT n FROM a WHERE n IN (SELECT id FROM r); stream",
        "SELECT n FROM a WHERE n IN (SELECT n FROM b); 'sub-results, stream, a subquery reads tables that are not on every node'",
        "SELECT n FROM a WHERE n NOT IN (SELECT id FROM w); 'sub-results, stream, a subquery reads tables that are not on every node'",
        "SELECT n FROM a UNION ALL SELECT 1; 'gather, a subquery in FROM: a branch that every node has'",
        "WITH c AS (SELECT 1) SELECT n FROM a; stream",
      })
  void aJoinIsComputedByEachNodeOnlyIfItsRowsLieTogether(String sql, String rung) {
    assertRung(sql, rung);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "SELECT count(*), sum(n), avg(n), min(n), max(t), total(n) FROM a; partial",
        "SELECT n, count(*) FROM a GROUP BY n HAVING count(*) > 1 ORDER BY 2; partial",
        "SELECT count(DISTINCT n), sum(DISTINCT n) FROM a; partial",
        "SELECT sum(n) FILTER (WHERE n > 1) FROM a; partial",
        "SELECT count(DISTINCT n), count(DISTINCT t) FROM a; 'gather, the aggregate count needs all rows in order'",
        "SELECT group_concat(t) FROM a; 'gather, the aggregate group_concat needs all rows in order'",
        "SELECT json_group_array(n) FROM a; 'gather, the aggregate json_group_array needs all rows in order'",
        "SELECT max(x) FROM a; partial",
        "SELECT max(c) FROM a; 'gather, the aggregate max needs all rows in order'",
        "SELECT max(n), t FROM a; 'gather, a column beside aggregates that is not in GROUP BY'",
        "SELECT t, count(*) FROM a GROUP BY n; 'gather, a column beside aggregates that is not in GROUP BY'",
        "SELECT x, count(*) FROM a GROUP BY x; partial",
        "SELECT c, count(*) FROM a GROUP BY c; 'gather, GROUP BY over values that can be equal and differ'",
        "SELECT n / 2, count(*) FROM a GROUP BY 1; partial",
        "SELECT n % 2 > 0, count(*) FROM a GROUP BY 1; partial",
        "SELECT lower(x), count(*) FROM a GROUP BY 1; partial",
        "SELECT a_id, count(*) FROM b GROUP BY a_id; stream",
        "SELECT a_id, n, group_concat(id) FROM b GROUP BY a_id, n; stream",
        "SELECT a_id, count(*) FROM other GROUP BY a_id; partial",
        "SELECT DISTINCT n FROM a; partial",
        "SELECT DISTINCT n, t FROM a ORDER BY n, t; stream",
        "SELECT DISTINCT c FROM a; 'gather, DISTINCT over values that can be equal and differ'",
        "SELECT n FROM a ORDER BY t DESC LIMIT 5; stream",
        "SELECT n FROM a ORDER BY n + 1 NULLS LAST LIMIT 5 OFFSET ?; stream",
        "SELECT n, rank() OVER (ORDER BY n) FROM a; 'gather, a window function'",
        "SELECT n FROM a LIMIT (SELECT 1); 'gather, a LIMIT that is no constant'",
      })
  void onlyWhatDoesNotDependOnTheOrderOfRowsIsSplit(String sql, String rung) {
    assertRung(sql, rung);
  }
}
