package dev.bigdaddy.engine;

import static dev.bigdaddy.engine.TestDb.ask;
import static dev.bigdaddy.engine.TestDb.codeOf;
import static dev.bigdaddy.engine.TestDb.errorOf;
import static dev.bigdaddy.engine.TestDb.run;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bigdaddy.conductor.ErrorCode;
import dev.bigdaddy.conductor.Session;
import dev.bigdaddy.conductor.TableOperations.Node;
import dev.bigdaddy.conductor.TableOperations.Table;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The statements of our own about tables, and the same as typed calls.
class TableCommandsTest {
  private static final String NOW = "2026-01-02T03:04:05Z";

  @TempDir Path directory;
  private BigDaddy db;

  @BeforeEach
  void open() {
    db =
        BigDaddy.open(
            directory.resolve("db"),
            TestDb.settings(2, 1),
            InstantSource.fixed(Instant.parse(NOW)));
    run(
        db,
        "CREATE TABLE w(a INT PRIMARY KEY, b TEXT NOT NULL DEFAULT 'x')",
        "CREATE TABLE s(id INTEGER PRIMARY KEY, n) /* SHARDS=3 */",
        "CREATE TABLE r(x) /* REFERENCE */",
        "CREATE INDEX s_n ON s(n, abs(id))",
        "CREATE UNIQUE INDEX w_b ON w(b)",
        "INSERT INTO s VALUES (1, 1), (2, 2), (3, 3), (4, 4), (5, 5), (6, 6), (7, 7)",
        "INSERT INTO r VALUES (1), (2)",
        "INSERT INTO w(a) VALUES (1)");
  }

  @AfterEach
  void close() {
    db.close();
  }

  @Test
  void showTablesTellsEachTablesKindAndKeys() {
    assertThat(ask(db, "SHOW TABLES"))
        .isEqualTo(
            "w|whole|a|NULL|1|NULL|500|%1$s|%1$s s|spread|id|id|3|hash|500|%1$s|%1$s"
                    .formatted(NOW)
                + " r|reference|NULL|NULL|2|NULL|500|%1$s|%1$s".formatted(NOW));
    assertThat(db.sql("show tables;").columns().getFirst().name()).isEqualTo("table_name");
  }

  @Test
  void describeHasFourSections() {
    assertThat(ask(db, "DESCRIBE W"))
        .isEqualTo(
            "TABLE_INFO|{\"table_name\":\"w\",\"kind\":\"whole\",\"primary_key\":\"a\","
                + "\"shard_key\":null,\"shard_strategy\":null,\"num_shards\":1,\"block_size\":500,"
                + "\"created_at\":\"%1$s\",\"updated_at\":\"%1$s\"}".formatted(NOW)
                + " SHARDS|{\"total_shards\":1,\"shards\":[{\"shard_id\":0,\"node_id\":0,"
                + "\"status\":\"active\"}]}"
                + " INDEXES|{\"total_indexes\":1,\"indexes\":[{\"index_name\":\"w_b\","
                + "\"columns\":[\"b\"],\"index_type\":\"unique\",\"status\":\"ready\"}]}"
                + " COLUMNS|{\"columns\":[{\"name\":\"a\",\"type\":\"INT\",\"notnull\":false,"
                + "\"default_value\":null,\"primary_key\":true},{\"name\":\"b\",\"type\":\"TEXT\","
                + "\"notnull\":true,\"default_value\":\"'x'\",\"primary_key\":false}]}");
    assertThat(errorOf(() -> db.sql("DESCRIBE missing"))).hasMessage("no such table: missing");
  }

  @Test
  void tableStatsAreKeptOrCounted() {
    String kept = ask(db, "TABLE STATS s");
    assertThat(kept).startsWith("s|7|3|2|[{\"shard_id\":0,");
    assertThat(ask(db, "TABLE STATS s COUNTED")).isEqualTo(kept);
    assertThat(ask(db, "TABLE STATS w")).startsWith("w|1|1|1|");
    assertThat(ask(db, "TABLE STATS r")).startsWith("r|2|2|2|");
    try (Session session = db.session()) {
      run(session, "BEGIN", "DELETE FROM s WHERE id < 3");
      assertThat(ask(session, "TABLE STATS s")).startsWith("s|5|");
      assertThat(ask(db, "TABLE STATS s")).isEqualTo(kept);
      session.sql("ROLLBACK");
    }
  }

  @Test
  void indexesShardsAndNodesAreShown() {
    assertThat(ask(db, "SHOW INDEXES"))
        .isEqualTo("w_b|w|[\"b\"]|unique|ready s_n|s|[\"n\",\"abs(id)\"]|hash|ready");
    assertThat(ask(db, "SHOW INDEXES FROM w")).isEqualTo("w_b|w|[\"b\"]|unique|ready");
    assertThat(ask(db, "SHOW SHARDS FROM s"))
        .isEqualTo("s|0|0|0|5460|active s|1|1|5461|10921|active s|2|0|10922|16383|active");
    assertThat(db.tables().listNodes().stream().map(Node::status)).containsOnly("active");
    assertThat(ask(db, "SHOW JOBS")).isEmpty();
  }

  @Test
  void theBlockSizeHasLimits() {
    db.sql("ALTER TABLE s MODIFY BLOCK_SIZE 10000");
    assertThat(db.tables().describe("s").table().blockSize()).isEqualTo(10_000);
    db.tables().setBlockSize("w", 1);
    assertThat(db.tables().listTables().getFirst().blockSize()).isEqualTo(1);
    for (int size : new int[] {0, 10_001}) {
      assertThat(codeOf(() -> db.tables().setBlockSize("s", size))).isEqualTo(ErrorCode.LIMIT);
    }
  }

  @Test
  void renameKeepsShardsAndTheTimeOfCreation() {
    db.tables().rename("w", "v");
    db.tables().dropIndex("w_b");
    db.tables().dropIndexIfExists("w_b");
    db.tables().dropIfExists("w");
    Table renamed = db.tables().describe("v").table();
    assertThat(renamed.createdAt()).isEqualTo(NOW);
    assertThat(db.tables().listIndexes("v")).isEmpty();
    db.tables().drop("v");
    assertThat(db.tables().listTables().stream().map(Table::name)).isEqualTo(List.of("s", "r"));
  }

  @Test
  void whatCannotBeReshardedIsToldByName() {
    assertThat(codeOf(() -> db.sql("PRAGMA reshardTable('s', 257)"))).isEqualTo(ErrorCode.LIMIT);
    assertThat(codeOf(() -> db.sql("ALTER TABLE s RESHARD 3 /* SHARDS=4 */")))
        .isEqualTo(ErrorCode.BAD_HINT);
    assertThat(codeOf(() -> db.sql("SHOW TABLES /* SHRDS=3 */"))).isEqualTo(ErrorCode.BAD_HINT);
    assertThat(codeOf(() -> db.sql("ALTER TABLE s RESHARD 0"))).isEqualTo(ErrorCode.LIMIT);
    assertThat(codeOf(() -> db.sql("ALTER TABLE r RESHARD 2"))).isEqualTo(ErrorCode.SQL);
    assertThat(codeOf(() -> db.sql("ALTER TABLE missing RESHARD 2"))).isEqualTo(ErrorCode.SQL);
    assertThat(codeOf(() -> db.sql("CANCEL JOB 7"))).isEqualTo(ErrorCode.SQL);
    assertThat(errorOf(() -> db.sql("SHOW NOTHING")))
        .hasMessage("near \"NOTHING\": syntax error");
    assertThat(errorOf(() -> db.sql("PRAGMA other('s', 2)"))).hasMessage("near \",\": syntax error");
    assertThat(errorOf(() -> db.sql("ALTER DATABASE DROP NODE 1")))
        .hasMessage("near \"DATABASE\": syntax error");
    assertThat(errorOf(() -> db.sql("ALTER DATABASE DRAIN 1")))
        .hasMessage("near \"DATABASE\": syntax error");
    assertThat(errorOf(() -> db.sql("ALTER DATABASE REBALANCE BY LUCK")))
        .hasMessage("near \"LUCK\": syntax error");
    assertThat(errorOf(() -> db.sql("ALTER DATABASE REBALANCE BY ROWS 2")))
        .hasMessage("near \"2\": syntax error");
    try (Session session = db.session()) {
      session.sql("BEGIN");
      assertThat(codeOf(() -> session.sql("ALTER TABLE s RESHARD 2"))).isEqualTo(ErrorCode.SQL);
    }
  }
}
