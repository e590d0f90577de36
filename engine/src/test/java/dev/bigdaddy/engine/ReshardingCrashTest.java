package dev.bigdaddy.engine;

import static dev.bigdaddy.engine.TestDb.ask;
import static dev.bigdaddy.engine.TestDb.run;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bigdaddy.conductor.TableOperations.Progress;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// A process that is killed at each step of a resharding: the next one finds a valid database, and goes
/// on.
@Timeout(120)
class ReshardingCrashTest {
  private static final int KILLED = 137;

  @TempDir Path directory;

  @ParameterizedTest(name = "{0}: {1} from {2} to {3} shards")
  @CsvSource({
    "MOVE_PREPARED, t, 3, 5",
    "MOVE_BLOCK_FILLED:2, t, 3, 5",
    "MOVE_BATCH_READY, t, 3, 5",
    "MOVE_BATCH_READY:4, t, 2, 7",
    "MOVE_BATCH_COMMITTED:2, t, 3, 5",
    "MOVE_VERIFIED, t, 3, 5",
    "MOVE_ENDED, t, 3, 5",
    "MOVE_SPREAD, w, 1, 4",
    "MOVE_BLOCK_LABELLED:2, w, 1, 4",
    "MOVE_BATCH_COMMITTED:3, w, 1, 4",
    "MOVE_VERIFIED, t, 4, 1",
    "MOVE_FLIGHT_BEGUN, hot, 3, 5",
    "MOVE_PART_COMMITTED, hot, 3, 5",
    "MOVE_PART_COMMITTED:9, hot, 2, 7",
    "MOVE_BATCH_READY:4, hot, 2, 7",
  })
  void theNextProcessGoesOn(String point, String table, int before, int after)
      throws IOException, InterruptedException {
    Path path = directory.resolve("db");
    try (BigDaddy db = BigDaddy.open(path, Settings.defaults().with("nodes", "3"))) {
      run(
          db,
          "CREATE TABLE t(id INTEGER PRIMARY KEY, s UNIQUE) /* SHARDS=%d */".formatted(before),
          "CREATE TABLE u(k TEXT, v) /* SHARDS=%d SHARD_KEY=k */".formatted(before),
          "CREATE TABLE w(k TEXT PRIMARY KEY, v)",
          "CREATE TABLE hot(k, v) /* SHARDS=%d SHARD_KEY=k */".formatted(before + 10),
          "ALTER TABLE hot MODIFY BLOCK_SIZE 10",
          "ALTER TABLE t MODIFY BLOCK_SIZE 40",
          "ALTER TABLE w MODIFY BLOCK_SIZE 40");
      try (var session = db.session()) {
        session.sql("BEGIN");
        for (int i = 0; i < 200; i++) {
          session.sql("INSERT INTO t VALUES (?, ?)", i, "s" + i);
          session.sql("INSERT INTO u VALUES (?, ?)", i % 9 == 0 ? null : "k" + i % 30, i);
          session.sql("INSERT INTO w VALUES (?, ?)", "k" + i, i);
          session.sql("INSERT INTO hot VALUES (?, ?)", i % 4, i);
        }
        session.sql("COMMIT");
      }
    }
    assertThat(reshardAndDie(path, point, table, after)).isEqualTo(KILLED);
    try (BigDaddy db = BigDaddy.open(path, Settings.defaults())) {
      Progress job = db.tables().listJobs().getFirst();
      ReshardingTest.waitFor(db, job.id());
      assertThat(db.check()).isEmpty();
      assertThat(ask(db, "SELECT count(*), sum(id), count(DISTINCT s) FROM t"))
          .isEqualTo("200|19900|200");
      assertThat(ask(db, "SELECT count(*), sum(v) FROM u")).isEqualTo("200|19900");
      assertThat(ask(db, "SELECT count(*), sum(v) FROM w")).isEqualTo("200|19900");
      assertThat(ask(db, "SELECT count(*), sum(v) FROM hot WHERE k = 1")).isEqualTo("50|4950");
      assertThat(db.tables().describe(table).shards()).hasSize(after);
    }
  }

  private static int reshardAndDie(Path path, String point, String table, int shards)
      throws IOException, InterruptedException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--enable-native-access=ALL-UNNAMED",
            "-XX:TieredStopAtLevel=1",
            "-Dbigdaddy.crashpoint=" + point,
            "-cp",
            System.getProperty("java.class.path"),
            ReshardVictim.class.getName(),
            path.toString(),
            table,
            Integer.toString(shards))
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start()
        .waitFor();
  }
}
