package dev.bigdaddy.engine;

import static dev.bigdaddy.engine.TestDb.ask;
import static dev.bigdaddy.engine.TestDb.run;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// A process that is killed at each step of building an index: the next one builds it, or finds that it
/// has failed.
@Timeout(120)
class IndexBuildCrashTest {
  private static final int KILLED = 137;

  @TempDir Path directory;

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource({
    "INDEX_BLOCK_READY, build, ready",
    "INDEX_BLOCK_COMMITTED:3, build, ready",
    "INDEX_READY_WRITTEN, build, ready",
    "INDEX_READY, build, ready",
    "INDEX_FAILED_WRITTEN, cancel, failed",
  })
  void theNextProcessGoesOn(String point, String what, String status)
      throws IOException, InterruptedException {
    Path path = directory.resolve("db");
    try (BigDaddy db = BigDaddy.open(path, Settings.defaults().with("nodes", "3"))) {
      run(db, "CREATE TABLE t(id INTEGER PRIMARY KEY, s) /* SHARDS=6 */");
      run(db, "ALTER TABLE t MODIFY BLOCK_SIZE 30");
      try (var session = db.session()) {
        session.sql("BEGIN");
        for (int i = 0; i < 200; i++) {
          session.sql("INSERT INTO t VALUES (?, ?)", i, "s" + i % 40);
        }
        session.sql("COMMIT");
      }
    }
    assertThat(buildAndDie(path, point, what)).isEqualTo(KILLED);
    try (BigDaddy db = BigDaddy.open(path, Settings.defaults())) {
      long job = db.tables().listJobs().getFirst().id();
      ReshardingTest.waitUntil(() -> db.tables().progress(job).isOver());
      ReshardingTest.waitUntil(
          () -> db.tables().describe("t").indexes().getFirst().status().equals(status));
      assertThat(db.check()).isEmpty();
      run(db, "UPDATE t SET s = 'x' WHERE s = 's1'");
      assertThat(ask(db, "SELECT count(*) FROM t WHERE s = 'x'")).isEqualTo("5");
      assertThat(db.check()).isEmpty();
    }
  }

  private static int buildAndDie(Path path, String point, String what)
      throws IOException, InterruptedException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--enable-native-access=ALL-UNNAMED",
            "-XX:TieredStopAtLevel=1",
            "-Dbigdaddy.crashpoint=" + point,
            "-cp",
            System.getProperty("java.class.path"),
            IndexVictim.class.getName(),
            path.toString(),
            what)
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start()
        .waitFor();
  }
}
