package dev.bigdaddy.engine;

import static dev.bigdaddy.engine.TestDb.ask;
import static dev.bigdaddy.engine.TestDb.codeOf;
import static dev.bigdaddy.engine.TestDb.run;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bigdaddy.conductor.ErrorCode;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A process that is killed in the middle of writes over several nodes.
@Timeout(60)
class CrashTest {
  @TempDir Path directory;

  @Test
  void afterKillNineAllAcknowledgedWorkIsThereAndNoHalfOfAnyOther() throws Exception {
    Path path = directory.resolve("db");
    try (BigDaddy db = BigDaddy.open(path, Settings.defaults())) {
      run(
          db,
          "CREATE TABLE accounts(id INTEGER PRIMARY KEY, money) /* SHARDS=8 */",
          "CREATE TABLE done(id INTEGER PRIMARY KEY, n) /* SHARDS=8 */",
          "CREATE TABLE noted(id INTEGER PRIMARY KEY, at DEFAULT CURRENT_TIMESTAMP)");
      for (int id = 0; id < CrashVictim.ACCOUNTS; id++) {
        db.sql("INSERT INTO accounts VALUES (?, 1000)", id);
      }
    }
    List<Long> acknowledged = new ArrayList<>();
    for (int round = 1; round <= 3; round++) {
      List<Long> now = runAndKill(path, round * 1_000_000, 15 + 20 * round);
      assertThat(now).isNotEmpty();
      acknowledged.addAll(now);
      check(path, acknowledged);
    }
  }

  private static List<Long> runAndKill(Path path, int firstNumber, int acknowledgements)
      throws IOException, InterruptedException {
    Process victim =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-Xshare:auto",
                "-cp",
                System.getProperty("java.class.path"),
                CrashVictim.class.getName(),
                path.toString(),
                Integer.toString(firstNumber))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    List<Long> acknowledged = new ArrayList<>();
    try (BufferedReader output = victim.inputReader()) {
      String line = output.readLine();
      if (line != null) {
        assertThat(codeOf(() -> BigDaddy.open(path, Settings.defaults()).close()))
            .isEqualTo(ErrorCode.DATABASE_LOCKED);
      }
      while (line != null) {
        acknowledged.add(Long.valueOf(line));
        if (acknowledged.size() == acknowledgements) {
          // Not through the Process, which would close the output before its last lines are read.
          victim.toHandle().destroyForcibly();
        }
        line = output.readLine();
      }
    } finally {
      victim.destroyForcibly().waitFor();
    }
    return acknowledged;
  }

  private static void check(Path path, List<Long> acknowledged) {
    try (BigDaddy db = BigDaddy.open(path, Settings.defaults())) {
      assertThat(ask(db, "SELECT sum(money), count(*) FROM accounts"))
          .isEqualTo(CrashVictim.ACCOUNTS * 1000 + "|" + CrashVictim.ACCOUNTS);
      List<Object> noted = firstColumn(db, "SELECT id FROM noted ORDER BY id");
      assertThat(firstColumn(db, "SELECT id FROM done WHERE n = 1 ORDER BY id")).isEqualTo(noted);
      assertThat(firstColumn(db, "SELECT -id FROM done WHERE n = 2 ORDER BY -id"))
          .isEqualTo(noted);
      assertThat(noted).containsAll(acknowledged);
      assertThat(ask(db, "SELECT count(*) FROM noted WHERE at IS NULL")).isEqualTo("0");
    }
    assertThat(StoredCounts.of(path, "done")).contains("0:");
    assertThat(StoredCounts.of(path, "accounts")).contains("0:");
  }

  private static List<Object> firstColumn(BigDaddy db, String sql) {
    List<Object> values = new ArrayList<>();
    db.sql(sql).rows().forEach(row -> values.add(String.valueOf(row.getFirst())));
    return values.stream().map(value -> (Object) Long.valueOf((String) value)).toList();
  }
}
