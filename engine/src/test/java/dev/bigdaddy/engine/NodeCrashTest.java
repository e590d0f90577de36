package dev.bigdaddy.engine;

import static dev.bigdaddy.engine.TestDb.ask;
import static dev.bigdaddy.engine.TestDb.run;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bigdaddy.conductor.TableOperations.Progress;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A process that is killed while nodes come, are emptied, or get equally much: the next one finds
/// a valid database, and goes on with what was decided.
@Timeout(120)
class NodeCrashTest {
  private static final int KILLED = 137;
  private static final int ROWS = 200;

  @TempDir Path directory;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "NODE_FILE_MADE",
        "NODE_FILE_DURABLE",
        "EPOCH_BEFORE_RECORD",
        "EPOCH_RECORD_HALF_WRITTEN",
        "EPOCH_FORCED",
        "EPOCH_NODE_COMMITTED",
        "EPOCH_ALL_COMMITTED",
      })
  void aNodeComesWithItsCopiesOrNotAtAll(String point) throws IOException, InterruptedException {
    Path path = directory.resolve("db");
    make(path);
    assertThat(die(path, point, "ALTER DATABASE ADD NODE")).isEqualTo(KILLED);
    try (BigDaddy db = BigDaddy.open(path, Settings.defaults())) {
      int nodes = db.tables().listNodes().size();
      assertThat(nodes).isBetween(3, 4);
      // A file that no committed epoch names may be left: making the node again replaces it.
      assertThat(db.check())
          .allMatch(
              left ->
                  nodes == 3
                      && left.kind() == Finding.Kind.DEBRIS
                      && left.toString().contains("node-3.db"));
      assertThat(ask(db, "ALTER DATABASE ADD NODE")).isEqualTo(Integer.toString(nodes));
      for (int node = 3; node <= nodes; node++) {
        ReshardingTest.waitFor(db, db.tables().moveShard("t", node - 3, node));
      }
      assertWhole(db);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "MOVE_PREPARED",
        "MOVE_BLOCK_FILLED:2",
        "MOVE_BATCH_READY",
        "MOVE_BATCH_COMMITTED:2",
        "MOVE_VERIFIED",
        "MOVE_COPIES_LEFT",
        "MOVE_ENDED",
      })
  void aNodeIsEmptiedByTheNextProcess(String point) throws IOException, InterruptedException {
    Path path = directory.resolve("db");
    make(path);
    assertThat(die(path, point, "ALTER DATABASE DRAIN NODE 2")).isEqualTo(KILLED);
    try (BigDaddy db = BigDaddy.open(path, Settings.defaults())) {
      awaitJobs(db);
      assertThat(db.tables().listNodes())
          .last()
          .matches(node -> node.id() == 2 && node.status().equals("drained"));
      assertThat(db.tables().listShards()).noneMatch(shard -> shard.node() == 2);
      assertWhole(db);
      run(db, "CREATE TABLE x(id INTEGER PRIMARY KEY) /* SHARDS=6 */");
      assertThat(db.tables().describe("x").shards()).noneMatch(shard -> shard.node() == 2);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"MOVE_PREPARED", "MOVE_BATCH_READY:2", "MOVE_BATCH_COMMITTED", "MOVE_ENDED"})
  void shardsAreDealtByTheNextProcess(String point) throws IOException, InterruptedException {
    Path path = directory.resolve("db");
    make(path);
    try (BigDaddy db = BigDaddy.open(path, Settings.defaults())) {
      run(db, "ALTER DATABASE ADD NODE");
    }
    assertThat(die(path, point, "ALTER DATABASE REBALANCE")).isEqualTo(KILLED);
    try (BigDaddy db = BigDaddy.open(path, Settings.defaults())) {
      awaitJobs(db);
      assertThat(db.tables().describe("t").shards()).anyMatch(shard -> shard.node() == 3);
      assertWhole(db);
    }
  }

  private static void make(Path path) {
    try (BigDaddy db = BigDaddy.open(path, Settings.defaults().with("nodes", "3"))) {
      run(
          db,
          "CREATE TABLE t(id INTEGER PRIMARY KEY, s UNIQUE) /* SHARDS=6 */",
          "CREATE TABLE u(k TEXT, v) /* SHARDS=6 SHARD_KEY=k */",
          "CREATE TABLE r(id INTEGER PRIMARY KEY AUTOINCREMENT, x) /* REFERENCE */",
          "ALTER TABLE t MODIFY BLOCK_SIZE 10",
          "INSERT INTO r(x) VALUES (CAST(x'ff' AS TEXT)), (2.5), (NULL)");
      try (var session = db.session()) {
        session.sql("BEGIN");
        for (int i = 0; i < ROWS; i++) {
          session.sql("INSERT INTO t VALUES (?, ?)", i, "s" + i);
          session.sql("INSERT INTO u VALUES (?, ?)", i % 9 == 0 ? null : "k" + i % 30, i);
        }
        session.sql("COMMIT");
      }
    }
  }

  /// All jobs have reached their end, and there were some.
  private static void awaitJobs(BigDaddy db) {
    List<Progress> jobs = db.tables().listJobs();
    assertThat(jobs).isNotEmpty();
    jobs.forEach(job -> ReshardingTest.waitFor(db, job.id()));
  }

  private static void assertWhole(BigDaddy db) {
    assertThat(db.check()).isEmpty();
    assertThat(ask(db, "SELECT count(*), sum(id), count(DISTINCT s) FROM t"))
        .isEqualTo("200|19900|200");
    assertThat(ask(db, "SELECT count(*), sum(v) FROM u")).isEqualTo("200|19900");
    assertThat(ask(db, "SELECT count(*), count(x) FROM t JOIN r ON r.id = t.id % 3 + 1"))
        .isEqualTo("200|134");
  }

  private static int die(Path path, String point, String statement)
      throws IOException, InterruptedException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--enable-native-access=ALL-UNNAMED",
            "-XX:TieredStopAtLevel=1",
            "-Dbigdaddy.crashpoint=" + point,
            "-cp",
            System.getProperty("java.class.path"),
            NodeVictim.class.getName(),
            path.toString(),
            statement)
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start()
        .waitFor();
  }
}
