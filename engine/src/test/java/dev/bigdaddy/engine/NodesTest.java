package dev.bigdaddy.engine;

import static dev.bigdaddy.engine.TestDb.ask;
import static dev.bigdaddy.engine.TestDb.codeOf;
import static dev.bigdaddy.engine.TestDb.run;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bigdaddy.conductor.ErrorCode;
import dev.bigdaddy.conductor.Session;
import dev.bigdaddy.conductor.TableOperations;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Nodes come, and shards move between them and are split; rows, counts and answers stay.
@Timeout(60)
class NodesTest {
  @TempDir Path directory;

  @BeforeEach
  void fill() {
    try (BigDaddy db = open()) {
      run(
          db,
          "CREATE TABLE t(id INTEGER PRIMARY KEY, n INT) /* SHARDS=4 */",
          "CREATE TABLE u(k INT, v) /* SHARDS=4 SHARD_KEY=k */",
          "CREATE TABLE w(id INTEGER PRIMARY KEY)");
      for (int i = 0; i < 200; i++) {
        db.sql("INSERT INTO t VALUES (?, ?)", i, i);
        db.sql("INSERT INTO u VALUES (?, ?)", i, i);
      }
    }
  }

  private BigDaddy open() {
    return TestDb.open(directory.resolve("db"), 2, 1);
  }

  private static void assertWhole(BigDaddy db) {
    assertThat(ask(db, "SELECT count(*), sum(n) FROM t")).isEqualTo("200|19900");
    assertThat(ask(db, "SELECT count(*), sum(v) FROM t JOIN u ON k = id")).isEqualTo("200|19900");
    assertThat(ask(db, "SELECT n FROM t WHERE id = 77")).isEqualTo("77");
    assertThat(db.tables().stats("t")).isEqualTo(db.tables().countedStats("t"));
    assertThat(db.tables().stats("u")).isEqualTo(db.tables().countedStats("u"));
    assertThat(db.check()).isEmpty();
  }

  private static void waitFor(BigDaddy db, String sql) {
    long job = (Long) Objects.requireNonNull(db.sql(sql).rows().getFirst().getFirst());
    ReshardingTest.waitFor(db, job);
  }

  @Test
  void aNodeThatIsAddedTakesShards() {
    try (BigDaddy db = open()) {
      assertThat(ask(db, "ALTER DATABASE ADD NODE")).isEqualTo("2");
      assertThat(db.tables().listNodes()).hasSize(3).last().matches(n -> n.status().equals("unused"));
      waitFor(db, "ALTER TABLE t MOVE SHARD 1 TO NODE 2");
      assertThat(db.tables().listNodes()).last().matches(n -> n.shards() == 2);
      assertThat(ask(db, "SHOW SHARDS FROM u")).contains("u|1|2|");
      assertWhole(db);
      run(db, "CREATE TABLE x(id INTEGER PRIMARY KEY) /* SHARDS=3 */");
      assertThat(db.tables().describe("x").shards()).anyMatch(shard -> shard.node() == 2);
      waitFor(db, "ALTER TABLE t RESHARD 6");
      assertWhole(db);
    }
    try (BigDaddy db = open()) {
      assertThat(db.tables().listNodes()).hasSize(3);
      assertWhole(db);
    }
  }

  @Test
  void aShardIsSplitAndItsHalfMoves() {
    try (BigDaddy db = open()) {
      waitFor(db, "ALTER TABLE t SPLIT SHARD 0");
      assertThat(db.tables().describe("t").shards()).hasSize(5);
      assertThat(db.tables().describe("u").shards()).hasSize(5);
      assertWhole(db);
      waitFor(db, "ALTER TABLE u MOVE SHARD 1 TO NODE 1");
      assertThat(db.tables().describe("t").shards().get(1).node()).isEqualTo(1);
      assertWhole(db);
      for (int shard = 0; shard < 5; shard++) {
        ReshardingTest.waitFor(db, db.tables().moveShard("t", shard, 1));
      }
      assertThat(db.tables().listNodes().getFirst().shards()).isEqualTo(1);
      assertWhole(db);
    }
  }

  @Test
  void whatCannotMoveIsRefusedByName() {
    try (BigDaddy db = open()) {
      assertThat(codeOf(() -> db.tables().moveShard("t", 9, 1))).isEqualTo(ErrorCode.SQL);
      assertThat(codeOf(() -> db.tables().moveShard("t", 1, 2))).isEqualTo(ErrorCode.SQL);
      assertThat(codeOf(() -> db.tables().moveShard("w", 0, 1))).isEqualTo(ErrorCode.SQL);
      assertThat(codeOf(() -> db.tables().splitShard("w", 0))).isEqualTo(ErrorCode.SQL);
      assertThat(codeOf(() -> db.tables().drainNode(0))).isEqualTo(ErrorCode.SQL);
      assertThat(codeOf(() -> db.tables().drainNode(2))).isEqualTo(ErrorCode.SQL);
      assertThat(codeOf(() -> db.sql("ALTER DATABASE DRAIN NODE -1"))).isEqualTo(ErrorCode.SQL);
      try (Session session = db.session()) {
        run(session, "BEGIN");
        assertThat(codeOf(() -> session.sql("ALTER DATABASE REBALANCE")))
            .isEqualTo(ErrorCode.SQL);
      }
      waitForAll(db, db.tables().drainNode(1));
      assertThat(codeOf(() -> db.tables().moveShard("t", 1, 1))).isEqualTo(ErrorCode.SQL);
    }
  }

  @Test
  void aNodeIsDrainedAndUsedAgain() {
    try (BigDaddy db = open()) {
      List<Long> jobs = jobs(db, "ALTER DATABASE DRAIN NODE 1");
      assertThat(jobs).hasSize(1);
      waitForAll(db, jobs);
      assertThat(db.tables().listNodes())
          .last()
          .matches(node -> node.status().equals("drained") && node.shards() == 0);
      assertWhole(db);
      run(db, "CREATE TABLE x(id INTEGER PRIMARY KEY) /* SHARDS=3 */");
      waitFor(db, "ALTER TABLE t RESHARD 6");
      assertThat(db.tables().listShards()).noneMatch(shard -> shard.node() == 1);
      assertThat(jobs(db, "ALTER DATABASE DRAIN NODE 1")).isEmpty();
    }
    try (BigDaddy db = open()) {
      assertThat(ask(db, "SHOW NODES")).contains("1|drained|0|");
      run(db, "ALTER DATABASE UNDRAIN NODE 1");
      assertThat(db.tables().listNodes()).last().matches(n -> n.status().equals("active"));
      waitFor(db, "ALTER TABLE x RESHARD 4");
      assertThat(db.tables().describe("x").shards()).anyMatch(shard -> shard.node() == 1);
      assertWhole(db);
    }
  }

  @Test
  void aNodeWithoutAFileIsDrainedBeforeAnythingComes() {
    try (BigDaddy db = TestDb.open(directory.resolve("empty"), 3, 1)) {
      assertThat(jobs(db, "ALTER DATABASE DRAIN NODE 1")).isEmpty();
      run(db, "CREATE TABLE t(id INTEGER PRIMARY KEY) /* SHARDS=4 */");
      assertThat(db.tables().describe("t").shards())
          .extracting(TableOperations.Shard::node)
          .containsExactly(0, 2, 0, 2);
    }
  }

  @ParameterizedTest
  @EnumSource(TableOperations.Measure.class)
  void shardsAreDealtAnew(TableOperations.Measure measure) {
    try (BigDaddy db = open()) {
      run(db, "ALTER DATABASE ADD NODE", "ALTER DATABASE ADD NODE");
      List<Long> jobs = jobs(db, "ALTER DATABASE REBALANCE BY " + measure);
      assertThat(jobs).hasSize(1);
      waitForAll(db, jobs);
      assertThat(db.tables().describe("t").shards())
          .extracting(TableOperations.Shard::node)
          .containsExactlyInAnyOrder(0, 1, 2, 3);
      assertThat(db.tables().describe("u").shards())
          .isEqualTo(
              db.tables().describe("t").shards().stream()
                  .map(
                      s ->
                          new TableOperations.Shard(
                              "u",
                              s.id(),
                              s.node(),
                              s.firstVirtualShard(),
                              s.lastVirtualShard(),
                              s.status()))
                  .toList());
      assertWhole(db);
      assertThat(jobs(db, "ALTER DATABASE REBALANCE BY " + measure)).isEmpty();
    }
  }

  @Test
  void aNewNodeHasCopiesOfReferenceTables() {
    try (BigDaddy db = open()) {
      run(
          db,
          "CREATE TABLE r(a TEXT, b UNIQUE, c AS (a || b)) /* REFERENCE */",
          "CREATE TABLE s(id INTEGER PRIMARY KEY AUTOINCREMENT, x) /* REFERENCE */",
          "CREATE INDEX r_a ON r(a)",
          "INSERT INTO r VALUES (CAST(x'ff' AS TEXT), 1), (NULL, 2.5), ('t', x'00')",
          "DELETE FROM r WHERE b = 2.5",
          "INSERT INTO s(x) VALUES (1), (2), (3)",
          "DELETE FROM s WHERE id = 3");
      assertThat(ask(db, "ALTER DATABASE ADD NODE")).isEqualTo("2");
      run(db, "INSERT INTO r VALUES ('later', 9)", "INSERT INTO s(x) VALUES (4)");
      waitFor(db, "ALTER TABLE t MOVE SHARD 0 TO NODE 2");
      assertThat(ask(db, "SELECT id, hex(a), r.rowid, b FROM s, r WHERE s.rowid = 4 ORDER BY b"))
          .isEqualTo("4|FF|1|1 4|6C61746572|4|9 4|74|3|x'00'");
      assertThat(ask(db, "SELECT count(*) FROM t JOIN s ON s.id = t.id")).isEqualTo("3");
      assertWhole(db);
    }
    try (BigDaddy db = open()) {
      assertThat(ask(db, "SELECT count(*) FROM t JOIN s ON s.id = t.id")).isEqualTo("3");
      assertWhole(db);
    }
  }

  @Test
  void copiesOfReferenceTablesLeaveADrainedNodeAndComeBack() {
    String joined = "SELECT count(*), sum(r.x) FROM t JOIN r ON r.id = t.id % 3";
    try (BigDaddy db = TestDb.open(directory.resolve("db"), 2, 1)) {
      run(db, "CREATE TABLE r(id INTEGER PRIMARY KEY AUTOINCREMENT, x UNIQUE) /* REFERENCE */");
      run(db, "CREATE INDEX r_x ON r(x, id)", "INSERT INTO r VALUES (0, 1), (1, 2), (2, 4)");
      waitForAll(db, jobs(db, "ALTER DATABASE DRAIN NODE 1"));
      assertThat(db.tables().listShards()).noneMatch(shard -> shard.node() == 1);
      assertThat(ask(db, joined)).isEqualTo("200|465");
      run(db, "CREATE TABLE q(id INTEGER PRIMARY KEY, y) /* REFERENCE */", "UPDATE r SET x = -x");
      run(db, "INSERT INTO q VALUES (1, 1)", "ALTER TABLE r ADD COLUMN z DEFAULT 7");
      assertThat(db.tables().describe("q").shards()).hasSize(1);
      assertWhole(db);
    }
    try (BigDaddy db = open()) {
      run(db, "ALTER DATABASE UNDRAIN NODE 1");
      for (String table : List.of("r", "q")) {
        assertThat(db.tables().describe(table).shards())
            .extracting(TableOperations.Shard::node)
            .containsExactly(0, 1);
      }
      run(db, "INSERT INTO r(x) VALUES (9)", "DELETE FROM r WHERE x = 9");
      waitFor(db, "ALTER TABLE t MOVE SHARD 0 TO NODE 1");
      assertThat(ask(db, joined)).isEqualTo("200|-465");
      assertThat(ask(db, "SELECT sum(z), count(y) FROM t JOIN r ON r.id = 1 JOIN q ON q.id = 1"))
          .isEqualTo("1400|200");
      run(db, "INSERT INTO r(x) VALUES (10)");
      assertThat(ask(db, "SELECT max(id) FROM r")).isEqualTo("4");
      assertWhole(db);
      // Without shards there is nothing to wait for.
      run(db, "DROP TABLE t", "DROP TABLE u");
      assertThat(jobs(db, "ALTER DATABASE DRAIN NODE 1")).isEmpty();
      assertThat(db.tables().listShards()).noneMatch(shard -> shard.node() == 1);
      assertThat(db.check()).isEmpty();
    }
  }

  @Test
  void aNodeThatAJobMovesRowsToIsNotDrained() {
    try (BigDaddy db = open()) {
      run(db, "ALTER DATABASE ADD NODE", "ALTER TABLE t MODIFY BLOCK_SIZE 1");
      long job = db.tables().moveShard("t", 0, 2);
      db.tables().pause(job);
      if (!db.tables().progress(job).isOver()) {
        assertThat(codeOf(() -> db.sql("ALTER DATABASE DRAIN NODE 2")))
            .isEqualTo(ErrorCode.JOB_RUNNING);
      }
      db.tables().resume(job);
      ReshardingTest.waitFor(db, job);
      waitForAll(db, jobs(db, "ALTER DATABASE DRAIN NODE 2"));
      assertThat(db.tables().listShards()).noneMatch(shard -> shard.node() == 2);
      assertWhole(db);
    }
  }

  private static List<Long> jobs(BigDaddy db, String sql) {
    return db.sql(sql).rows().stream().map(row -> (Long) row.getFirst()).toList();
  }

  private static void waitForAll(BigDaddy db, List<Long> jobs) {
    jobs.forEach(job -> ReshardingTest.waitFor(db, job));
  }
}
