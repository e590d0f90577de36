package dev.bigdaddy.engine;

import static dev.bigdaddy.engine.TestDb.ask;
import static dev.bigdaddy.engine.TestDb.codeOf;
import static dev.bigdaddy.engine.TestDb.run;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bigdaddy.conductor.ErrorCode;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Whole tables become spread, and whole again, while they are in use.
@Timeout(120)
class KindChangeTest {
  @TempDir Path directory;

  @Test
  void wholeTablesBecomeSpreadAndWholeAgain() {
    try (BigDaddy db = TestDb.open(directory.resolve("db"), 3, 1)) {
      for (String ddl : ReshardingTest.TABLES) {
        db.sql(ddl.replaceAll("SHARDS=%d ?", "").replaceAll("/\\*.*\\*/", ""));
      }
      run(
          db,
          "CREATE TABLE other(id INTEGER PRIMARY KEY, n)",
          "CREATE VIEW v AS SELECT t.*, other.n AS m FROM t LEFT JOIN other ON other.id = t.id",
          "CREATE TRIGGER o AFTER INSERT ON other BEGIN UPDATE other SET n = 7 WHERE id = new.id; END",
          "INSERT INTO other VALUES (1, 1)");
      ReshardingTest.fill(db, 130);
      String content = ReshardingTest.content(db);
      String view = ask(db, "SELECT id, s, m FROM v ORDER BY id");
      for (int shards : new int[] {5, 1, 3, 2}) {
        for (String table : List.of("t", "c", "w", "g", "h")) {
          // From the second time on they are a colocation group, which moves as one.
          if (db.tables().describe(table).table().shards() != shards) {
            ReshardingTest.waitFor(db, db.tables().reshard(table, shards));
          }
          assertThat(ReshardingTest.content(db)).as(table).isEqualTo(content);
          assertThat(db.tables().describe(table).table().kind())
              .isEqualTo(shards == 1 ? "whole" : "spread");
        }
        assertThat(db.check()).isEmpty();
        assertThat(ask(db, "SELECT id, s, m FROM v ORDER BY id")).isEqualTo(view);
        assertThat(db.sql("SELECT * FROM h").columns()).hasSize(1);
        db.sql("INSERT INTO g(n) VALUES (0)");
        db.sql("DELETE FROM g WHERE n = 0");
        assertThat(db.tables().stats("t")).isEqualTo(db.tables().countedStats("t"));
      }
      run(db, "INSERT INTO other VALUES (3, 1)");
      assertThat(ask(db, "SELECT n FROM other ORDER BY id")).isEqualTo("7 7");
    }
  }

  @Test
  void aWholeTableThatCannotBeSpreadIsRefusedByName() {
    try (BigDaddy db = TestDb.open(directory.resolve("db"), 2, 1)) {
      run(
          db,
          "CREATE TABLE t(id INTEGER PRIMARY KEY, n)",
          "CREATE VIRTUAL TABLE f USING fts5(x)");
      assertThat(codeOf(() -> db.tables().reshard("f", 2))).isEqualTo(ErrorCode.NOT_SUPPORTED);
      assertThat(codeOf(() -> db.tables().reshard("t", 1))).isEqualTo(ErrorCode.SQL);
      assertThat(db.tables().listJobs()).isEmpty();
    }
  }

  @Test
  void countsAreRightWhileAWholeTableBecomesSpreadAndAreNotRepaired() {
    int rows = 5_000;
    try (BigDaddy db = TestDb.open(directory, 4, 1)) {
      run(db, "CREATE TABLE t(id INTEGER PRIMARY KEY, n INT)", "ALTER TABLE t MODIFY BLOCK_SIZE 10");
      db.sql(
          IntStream.range(0, rows)
              .mapToObj(i -> "(" + i + ",1)")
              .collect(Collectors.joining(",", "INSERT INTO t VALUES ", "")));
      long job = db.tables().reshard("t", 5);
      int looks = 0;
      do {
        assertThat(db.repairRowCounts()).isEmpty();
        assertThat(db.tables().countedStats("t").rows()).isEqualTo(rows);
        assertThat(ask(db, "SELECT count(*) FROM t")).isEqualTo("" + rows);
        looks++;
      } while (!db.tables().progress(job).isOver());
      ReshardingTest.waitFor(db, job);
      assertThat(looks).isGreaterThan(1);
      assertThat(db.repairRowCounts()).isEmpty();
      assertThat(db.tables().stats("t")).isEqualTo(db.tables().countedStats("t"));
      assertThat(db.check()).isEmpty();
    }
  }

  /// While a table is whole, SQLite gives its ids, and they count when it is spread again.
  @Test
  void idsGoOnWhereAWholeTableHasLeftThem() {
    try (BigDaddy db = TestDb.open(directory, 4, 1)) {
      run(
          db,
          "CREATE TABLE t(id INTEGER PRIMARY KEY, k INT) /* SHARDS=8 SHARD_KEY=k */",
          "CREATE TABLE n(k TEXT COLLATE NOCASE, v INT, PRIMARY KEY (k COLLATE BINARY)) WITHOUT ROWID",
          "ALTER TABLE n MODIFY BLOCK_SIZE 2",
          "INSERT INTO n VALUES ('kx', 1), ('Kx', 2), ('kX', 3), ('KX', 4), ('a', 5)",
          "INSERT INTO t(k) VALUES (1)");
      ReshardingTest.waitFor(db, db.tables().reshard("t", 1));
      run(db, "INSERT INTO t(k) VALUES (2), (3)", "INSERT INTO t(k) VALUES (4)");
      ReshardingTest.waitFor(db, db.tables().reshard("t", 8));
      run(db, "INSERT INTO t(k) VALUES (5)", "INSERT INTO t(k) VALUES (6), (7)");
      assertThat(ask(db, "SELECT id, k FROM t ORDER BY k"))
          .isEqualTo("1|1 2|2 3|3 4|4 5|5 6|6 7|7");
      ReshardingTest.waitFor(db, db.tables().reshard("n", 5));
      assertThat(ask(db, "SELECT count(*), sum(v) FROM n")).isEqualTo("5|15");
      assertThat(ask(db, "SELECT v FROM n WHERE k = 'kX' COLLATE BINARY")).isEqualTo("3");
      assertThat(db.check()).isEmpty();
    }
  }

  @Test
  void whatAJobCouldNotEndIsRefused() {
    try (BigDaddy db = TestDb.open(directory, 4, 1)) {
      run(
          db,
          "CREATE VIRTUAL TABLE f USING fts5(x)",
          "INSERT INTO f VALUES ('hello')",
          "CREATE VIRTUAL TABLE r USING rtree(id, a, b)",
          "CREATE TABLE s(id INTEGER PRIMARY KEY) /* SHARDS=4 */",
          "CREATE TABLE \"a\nb\"(id INTEGER PRIMARY KEY) /* SHARDS=4 */");
      for (String table : List.of("f", "f_data", "F_Content", "r_node", "s")) {
        assertThat(TestDb.codeOf(() -> db.tables().reshard(table, 5)))
            .isEqualTo(ErrorCode.NOT_SUPPORTED);
      }
      assertThat(TestDb.codeOf(() -> db.sql("PRAGMA temp.reshardTable('s', 5)")))
          .isEqualTo(ErrorCode.SQL);
      assertThat(ask(db, "SELECT x FROM f WHERE f MATCH 'hello'")).isEqualTo("hello");
      assertThat(db.check()).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {10, 3_000})
  void indexesOfAWholeTableBecomeVirtualOnesAndGo(int rows) {
    try (BigDaddy db = TestDb.open(directory.resolve("db"), 3, 1)) {
      run(
          db,
          "CREATE TABLE t(id INTEGER PRIMARY KEY, n, u, s TEXT COLLATE NOCASE)",
          "CREATE INDEX t_n ON t(n) WHERE n > 1",
          "CREATE UNIQUE INDEX t_u ON t(u, s)",
          "CREATE INDEX t_s ON t(upper(s))");
      for (int i = 0; i < rows; i++) {
        db.sql("INSERT INTO t VALUES (?, ?, ?, ?)", i, i % 50, i, "s" + i % 7);
      }
      ReshardingTest.waitFor(db, db.tables().reshard("t", 6));
      ReshardingTest.waitUntil(() -> db.tables().listIndexes("t").stream().allMatch(i -> i.status().equals("ready")));
      assertThat(db.explain("SELECT id FROM t WHERE u = 5 AND s = 'x'").toString()).contains("t_u");
      assertThat(db.explain("SELECT id FROM t WHERE upper(s) = 'S1'").toString()).contains("t_s");
      assertThat(ask(db, "SELECT count(*) FROM t WHERE upper(s) = 'S1'"))
          .isEqualTo(ask(db, "SELECT count(*) FROM t WHERE +upper(s) = 'S1'"));
      assertThat(codeOf(() -> db.sql("INSERT INTO t VALUES (-1, 0, 3, 'S3')")))
          .isEqualTo(ErrorCode.CONSTRAINT);
      db.sql("INSERT INTO t VALUES (-1, 0, 3, 'S4')");
      assertThat(db.check()).isEmpty();
      ReshardingTest.waitFor(db, db.tables().reshard("t", 1));
      assertThat(db.tables().describe("t").table().kind()).isEqualTo("whole");
      assertThat(db.tables().listIndexes("t")).hasSize(3).allMatch(i -> i.status().equals("ready"));
      assertThat(codeOf(() -> db.sql("INSERT INTO t VALUES (-2, 0, 3, 's4')")))
          .isEqualTo(ErrorCode.CONSTRAINT);
      assertThat(ask(db, "SELECT id FROM t WHERE u = 3 ORDER BY id")).isEqualTo("-1 3");
      assertThat(db.check()).isEmpty();
      ReshardingTest.waitFor(db, db.tables().reshard("t", 2));
      assertThat(db.check()).isEmpty();
    }
  }
}
