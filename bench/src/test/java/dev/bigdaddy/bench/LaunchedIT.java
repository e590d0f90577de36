package dev.bigdaddy.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `./bigdaddy bench` as people type it: what it needs is on its class path.
class LaunchedIT {
  @TempDir Path directory;

  /// This build made the classes, even where the compiler had nothing to do: the launcher need not.
  @BeforeAll
  static void classesAreFresh() throws IOException {
    Files.setLastModifiedTime(
        Path.of("target/classes/dev/bigdaddy/bench/Main.class"), FileTime.from(Instant.now()));
  }

  private record Ran(int exitCode, String output) {}

  private Ran bench(String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of("../bigdaddy", "bench"));
    command.addAll(List.of(arguments));
    Path output = directory.resolve("output.txt");
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
    builder.environment().put("BIGDADDY_JAVA_HOME", System.getProperty("java.home"));
    Process process = builder.start();
    assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
    return new Ran(process.exitValue(), Files.readString(output, StandardCharsets.UTF_8));
  }

  @Test
  void readsAndNewDatabases() throws Exception {
    Ran ran = bench("500", "--only=scan,new");
    assertThat(ran.output())
        .contains("500 rows")
        .contains("scan and aggregate, whole table")
        .contains("new database, table and row, closed")
        .doesNotContain("point SELECT");
    assertThat(ran.exitCode()).isZero();
  }

  @Test
  void moves() throws Exception {
    Ran ran = bench("moves", "2000", "--only", "quiet");
    assertThat(ran.output()).contains("2,000 rows").contains("resharding, quiet, rows a second");
    assertThat(ran.exitCode()).isZero();
  }

  @Test
  void helpNamesEachCommand() throws Exception {
    Ran ran = bench("--help");
    assertThat(ran.output()).contains("writes", "moves", "indexes", "upserts", "--only");
    assertThat(ran.exitCode()).isZero();
  }

  @Test
  void whatIsNotMeasuredIsNamed() throws Exception {
    Ran section = bench("--only=points");
    assertThat(section.output()).contains("points").doesNotContain("at dev.bigdaddy");
    assertThat(section.exitCode()).isNotZero();
    Ran rows = bench("0");
    assertThat(rows.output()).isEqualToIgnoringNewLines("Error: ROWS must be at least 1");
    assertThat(rows.exitCode()).isNotZero();
  }
}
