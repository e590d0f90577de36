package dev.bigdaddy.testkit.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.bigdaddy.conductor.BigDaddyException;
import dev.bigdaddy.conductor.ErrorCode;
import dev.bigdaddy.conductor.Session;
import dev.bigdaddy.engine.BigDaddy;
import dev.bigdaddy.engine.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A disk that is really full: a file system of some megabytes, of which a ballast leaves a few pages.
/// Only who may mount can run it.
@Timeout(180)
class FullDiskTest {
  private static final int DISK_KIB = 24 << 10;
  private static final int SQLITE_FULL = 13;

  @TempDir Path root;
  private Path disk;
  private Path ballast;
  private boolean mounted;
  private BigDaddy db;
  private Session session;
  private final List<String> trouble = new ArrayList<>();
  private int failures;

  /// What is known to be there.
  private long whole;

  private long spread;
  private long tables;

  @BeforeEach
  void mount() throws IOException, InterruptedException {
    disk = Files.createDirectory(root.resolve("disk"));
    mounted = run("mount", "-t", "tmpfs", "-o", "size=" + DISK_KIB + "k", "tmpfs", disk.toString());
    assumeTrue(mounted, "mounting is not allowed here");
    ballast = disk.resolve("ballast");
    open();
    session.sql("CREATE TABLE w(id INTEGER PRIMARY KEY, v) /* SHARDS=1 */");
    session.sql("CREATE TABLE s(id INTEGER PRIMARY KEY, v)");
    oneNode();
    severalNodes();
    schema();
    assertThat(trouble).isEmpty();
  }

  private void open() {
    Settings settings = Settings.defaults().with("nodes", "4").with("default_shards", "8");
    db = BigDaddy.open(disk.resolve("db"), settings);
    session = db.session();
  }

  @AfterEach
  void unmount() throws IOException, InterruptedException {
    if (db != null) {
      session.close();
      db.close();
    }
    if (mounted) {
      assertThat(run("umount", "-l", disk.toString())).isTrue();
    }
  }

  private static boolean run(String... command) throws IOException, InterruptedException {
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      process.getInputStream().readAllBytes();
      return process.waitFor(20, TimeUnit.SECONDS) && process.exitValue() == 0;
    } catch (IOException e) {
      return false;
    }
  }

  /// Fills the disk but for some KiB.
  private void leave(int kib) throws IOException {
    Files.deleteIfExists(ballast);
    long free = Files.getFileStore(disk).getUsableSpace();
    byte[] block = new byte[1024];
    try (var out = Files.newOutputStream(ballast)) {
      for (long used = 0; used + kib * 1024L < free; used += block.length) {
        out.write(block);
      }
    }
  }

  private boolean attempt(Runnable work) {
    try {
      work.run();
      return true;
    } catch (BigDaddyException e) {
      failures++;
      boolean full = e.code() == ErrorCode.IO && (e.sqliteCode() & 0xff) == SQLITE_FULL;
      if (!full) {
        trouble.add(e.code() + " " + e.sqliteCode() + " " + e.getMessage());
      }
      return false;
    }
  }

  private void oneNode() {
    if (attempt(() -> session.sql("INSERT INTO w(v) VALUES (randomblob(6000))"))) {
      whole++;
    }
  }

  private void severalNodes() {
    String sql =
        "INSERT INTO s(v) VALUES (hex(zeroblob(1500))), (hex(zeroblob(1500))),"
            + " (hex(zeroblob(1500))), (hex(zeroblob(1500))), (hex(zeroblob(1500)))";
    if (attempt(() -> session.sql(sql))) {
      spread += 5;
    }
  }

  private void schema() {
    if (attempt(() -> session.sql("CREATE TABLE made" + tables + "(a, b UNIQUE, c)"))) {
      tables++;
    }
  }

  private void check(String when) {
    assertThat(number("SELECT count(*) FROM w")).as("w " + when).isEqualTo(whole);
    assertThat(number("SELECT count(*) FROM s")).as("s " + when).isEqualTo(spread);
    assertThat(number("SELECT count(*) FROM sqlite_schema WHERE name LIKE 'made%'"))
        .as("tables " + when)
        .isEqualTo(tables);
  }

  private long number(String sql) {
    return session.sql(sql).rows().getFirst().getFirst() instanceof Long number
        ? number
        : fail("no number: " + sql);
  }

  @Test
  void whatDoesNotFitIsRefusedAndTheRestGoesOn() throws IOException {
    List<Runnable> works = List.of(this::oneNode, this::severalNodes, this::schema);
    for (int kib : new int[] {0, 4, 8, 12, 20, 32, 48, 64, 128, 300, 1300, 1400, 1500}) {
      for (Runnable work : works) {
        leave(kib);
        for (int i = 0; i < 30; i++) {
          work.run();
        }
        check("with " + kib + " KiB: " + trouble);
        Files.delete(ballast);
        assertThat(trouble).as("with %d KiB", kib).isEmpty();
        int before = failures;
        works.forEach(Runnable::run);
        assertThat(failures).as("room again, after %d KiB", kib).isEqualTo(before);
        check("with room again");
      }
    }
    assertThat(failures).isPositive();
    assertThat(session.sql("PRAGMA integrity_check").rows().getFirst().getFirst()).isEqualTo("ok");
    session.close();
    db.close();
    open();
    check("opened again");
  }
}
