package dev.bigdaddy.engine;

import static dev.bigdaddy.engine.TestDb.ask;
import static dev.bigdaddy.engine.TestDb.codeOf;
import static dev.bigdaddy.engine.TestDb.run;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bigdaddy.conductor.ErrorCode;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

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
      run(db, "CREATE TABLE r(id INTEGER PRIMARY KEY) /* REFERENCE */");
      assertThat(codeOf(() -> db.tables().addNode())).isEqualTo(ErrorCode.NOT_SUPPORTED);
      assertThat(db.tables().listNodes()).hasSize(2);
    }
  }
}
