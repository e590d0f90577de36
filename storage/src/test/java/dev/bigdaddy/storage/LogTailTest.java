package dev.bigdaddy.storage;

import static dev.bigdaddy.storage.TestDatabase.ONE;
import static dev.bigdaddy.storage.TestDatabase.ZERO;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bigdaddy.storage.StorageException.Kind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Openings with a log whose end is torn, garbled or repeated.
final class LogTailTest {
  private static final Set<NodeId> BOTH = Set.of(ZERO, ONE);
  private static final String COUNT = "SELECT count(*) FROM t";

  @TempDir Path temporary;

  private Path original;
  private Path work;

  /// Leaves a database whose log holds an epoch that both nodes have, and one that no node has: the
  /// files are copied at the commit point, as a crash would leave them.
  @BeforeEach
  void crashAtTheCommitPoint() {
    original = temporary.resolve("original");
    work = temporary.resolve("work");
    Path live = temporary.resolve("live");
    boolean[] armed = {false};
    Seams seams =
        TestDatabase.crash(
            point -> {
              if (armed[0] && point == CrashPoint.EPOCH_FORCED) {
                copy(live, original);
              }
            });
    try (Storage storage = TestDatabase.create(live, TestDatabase.SETTINGS, seams)) {
      TestDatabase.onAll(storage, BOTH, "CREATE TABLE t(a, b)");
      TestDatabase.onAll(storage, BOTH, "INSERT INTO t VALUES(1, 'x')");
      armed[0] = true;
      try (Epoch epoch = storage.begin(BOTH)) {
        for (NodeId node : BOTH) {
          epoch.update(node, "INSERT INTO t VALUES(?, ?)", 2L, new byte[] {1, 2, 3});
          assertThatThrownBy(() -> epoch.update(node, "INSERT INTO nope VALUES(1)"));
          epoch.returning(node, "DELETE FROM t WHERE a = ? RETURNING b", 1L);
          epoch.update(node, "INSERT INTO t SELECT 3, 3.5 UNION ALL SELECT 4, NULL");
        }
        epoch.commit();
      }
    }
  }

  private static void copy(Path from, Path to) {
    try {
      Files.createDirectories(to);
      try (Stream<Path> files = Files.list(from)) {
        for (Path file : files.toList()) {
          // The shared-memory file is rebuilt; SQLite has the others open, so they are only read
          // by another process (cp) lest its locks be dropped.
          if (!file.toString().endsWith("-shm") && !file.toString().endsWith(".lock")) {
            new ProcessBuilder("cp", file.toString(), to.toString()).start().waitFor();
          }
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private void restore(byte[] log) throws IOException {
    Files.createDirectories(work);
    try (Stream<Path> files = Files.list(work)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    try (Stream<Path> files = Files.list(original)) {
      for (Path file : files.toList()) {
        Files.copy(file, work.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
      }
    }
    Files.write(work.resolve("commit.log"), log);
  }

  private byte[] log() throws IOException {
    return Files.readAllBytes(original.resolve("commit.log"));
  }

  /// Where the last record begins.
  private int lastRecord() {
    try (LogReader reader = LogReader.open(original.resolve("commit.log"))) {
      long[] position = {reader.header().length()};
      long[] last = {0};
      reader.forEach(
          record -> {
            last[0] = position[0];
            position[0] = next(reader, position[0]);
          });
      return (int) last[0];
    }
  }

  private static long next(LogReader reader, long position) {
    for (long at = position + 1; at < reader.goodEnd(); at++) {
      if (reader.readAt(at) != null) {
        return at;
      }
    }
    return reader.goodEnd();
  }

  private void assertOpensWith(long rows) {
    try (Storage storage = TestDatabase.open(work)) {
      assertThat(TestDatabase.number(storage, ZERO, COUNT)).isEqualTo(rows);
      assertThat(TestDatabase.number(storage, ONE, COUNT)).isEqualTo(rows);
    }
  }

  @Test
  void aWholeRecordIsRepeatedOnce() throws IOException {
    restore(log());
    assertOpensWith(3);
    assertOpensWith(3);
  }

  @Test
  void aRecordCutOffAnywhereNeverHappened() throws IOException {
    byte[] log = log();
    int last = lastRecord();
    assertThat(last).isPositive();
    for (int length = last; length < log.length; length += length % 7 == 0 ? 1 : 13) {
      restore(Arrays.copyOf(log, length));
      assertOpensWith(1);
    }
    restore(Arrays.copyOf(log, log.length - 1));
    assertOpensWith(1);
  }

  @Test
  void everyCutAndEveryFlippedByteIsSeen() throws IOException {
    byte[] log = log();
    int last = lastRecord();
    for (int at = last; at < log.length; at++) {
      byte[] flipped = log.clone();
      flipped[at] ^= 0x20;
      assertThat(readable(flipped)).as("byte %d", at).isEqualTo(2);
      assertThat(readable(Arrays.copyOf(log, at))).as("length %d", at).isEqualTo(2);
      byte[] zeros = Arrays.copyOf(Arrays.copyOf(log, at), log.length + 100);
      assertThat(readable(zeros)).as("zeros from %d", at).isEqualTo(2);
    }
    assertThat(readable(log)).isEqualTo(3);
    byte[] doubled = Arrays.copyOf(log, log.length + (log.length - last));
    System.arraycopy(log, last, doubled, log.length, log.length - last);
    assertThat(readable(doubled)).isEqualTo(3);
  }

  private int readable(byte[] log) throws IOException {
    Path file = Files.write(temporary.resolve("probe.log"), log);
    int[] count = {0};
    try (LogReader reader = LogReader.open(file)) {
      reader.forEach(record -> count[0]++);
    }
    return count[0];
  }

  @Test
  void garbageBehindIsCutOffBeforeAnythingIsAppended() throws IOException {
    byte[] log = log();
    byte[] garbled = log.clone();
    garbled[lastRecord() + 20] ^= 1;
    restore(garbled);
    assertOpensWith(1);
    try (Storage storage = TestDatabase.open(work)) {
      TestDatabase.onAll(storage, BOTH, "INSERT INTO t VALUES(1, 1)");
    }
    assertOpensWith(2);
  }

  @Test
  void aLogThatLostWhatANodeHasIsAnError() throws IOException {
    byte[] log = log();
    byte[] garbled = log.clone();
    try (LogReader reader = LogReader.open(original.resolve("commit.log"))) {
      garbled[reader.header().length() + 20] ^= 1;
    }
    restore(garbled);
    assertThatThrownBy(() -> TestDatabase.open(work))
        .isInstanceOfSatisfying(
            StorageException.class, e -> assertThat(e.kind()).isEqualTo(Kind.CORRUPT_LOG));
    restore(log);
    assertOpensWith(3);
  }

  @Test
  void aRepetitionThatDiffersStopsLoudly() throws IOException {
    restore(log());
    try (SqliteConnection node = connect("node-1.db")) {
      node.execute("INSERT INTO t VALUES(1, 'smuggled in')");
    }
    for (int i = 0; i < 2; i++) {
      assertThatThrownBy(() -> TestDatabase.open(work))
          .isInstanceOfSatisfying(
              StorageException.class,
              e -> {
                assertThat(e.kind()).isEqualTo(Kind.DIFFERENT_REPETITION);
                assertThat(e.getMessage()).contains("node-1").contains("DELETE FROM t");
              });
    }
  }

  @Test
  void anOlderNodeIsSeenByItsCounter() throws IOException {
    restore(log());
    try (SqliteConnection node = connect("node-1.db")) {
      node.execute("UPDATE _bigdaddy_epoch SET counter = counter - 1");
    }
    assertThatThrownBy(() -> TestDatabase.open(work))
        .isInstanceOfSatisfying(
            StorageException.class, e -> assertThat(e.kind()).isEqualTo(Kind.OLDER_NODE));
  }

  @Test
  void theTopologyRepeatsBeforeItIsAskedForNodes() {
    Path live = temporary.resolve("live2");
    Path copy = temporary.resolve("copy2");
    NodeId three = new NodeId(3);
    boolean[] armed = {false};
    Seams seams =
        TestDatabase.crash(
            point -> {
              if (armed[0] && point == CrashPoint.EPOCH_FORCED) {
                copy(live, copy);
              }
            });
    try (Storage storage = TestDatabase.create(live, TestDatabase.SETTINGS, seams)) {
      storage.createNode(three);
      armed[0] = true;
      try (Epoch epoch = storage.begin(Set.of(NodeId.TOPOLOGY, three))) {
        epoch.update(NodeId.TOPOLOGY, "INSERT INTO nodes VALUES(3)");
        epoch.update(three, "CREATE TABLE t(a)");
        epoch.commit();
      }
    }
    try (Storage storage = TestDatabase.open(copy)) {
      assertThat(storage.nodes()).contains(three);
      assertThat(TestDatabase.number(storage, three, COUNT)).isZero();
    }
  }

  @Test
  void partialFailuresAndFlagsAreRepeatedToo() {
    Path live = temporary.resolve("live3");
    Path copy = temporary.resolve("copy3");
    boolean[] armed = {false};
    Seams seams =
        TestDatabase.crash(
            point -> {
              if (armed[0] && point == CrashPoint.EPOCH_FORCED) {
                copy(live, copy);
              }
            });
    String invalid = "INSERT INTO t SELECT 9, CAST(? AS TEXT)";
    try (Storage storage = TestDatabase.create(live, TestDatabase.SETTINGS, seams)) {
      TestDatabase.onAll(
          storage,
          BOTH,
          "CREATE TABLE t(a INTEGER PRIMARY KEY, b)",
          "CREATE TABLE c(a REFERENCES t ON DELETE CASCADE)",
          "INSERT INTO t VALUES(1, 1), (2, 2)",
          "INSERT INTO c VALUES(1), (1), (2)");
      armed[0] = true;
      try (Epoch epoch = storage.begin(BOTH, Set.of(WriterFlag.FOREIGN_KEYS))) {
        for (NodeId node : List.of(ZERO, ONE)) {
          epoch.update(node, "DELETE FROM t WHERE a = 1");
          assertThatThrownBy(
                  () -> epoch.update(node, "INSERT OR FAIL INTO t VALUES(5, 5), (6, 6), (2, 2)"))
              .hasMessage("UNIQUE constraint failed: t.a");
          epoch.update(node, invalid, new byte[] {(byte) 0xff, 'z'});
          Mark mark = epoch.mark();
          epoch.update(node, "INSERT INTO t VALUES(100, 'undone')");
          epoch.rollbackTo(mark);
          epoch.on(node).update("INSERT INTO t VALUES(7, abs(random()) % 1)");
          epoch.record(node, "INSERT INTO t VALUES(?, ?)", 1, 7L, 0L);
        }
        epoch.commit();
      }
    }
    try (Storage storage = TestDatabase.open(copy)) {
      for (NodeId node : BOTH) {
        assertThat(TestDatabase.number(storage, node, "SELECT count(*) FROM t")).isEqualTo(5);
        assertThat(TestDatabase.number(storage, node, "SELECT count(*) FROM c")).isEqualTo(1);
        assertThat(
                TestDatabase.number(
                    storage,
                    node,
                    "SELECT hex(b) = 'FF7A' AND typeof(b) = 'text' FROM t WHERE a = 9"))
            .isEqualTo(1);
      }
    }
  }

  /// At NORMAL an epoch on one node is not fsynced, but later epochs in the log build on it: what
  /// the power takes from the node must come back from the log, in order.
  @Test
  void atNormalALostOneNodeEpochComesBackBeforeWhatBuiltOnIt() throws IOException {
    Path live = temporary.resolve("live4");
    Path copy = temporary.resolve("copy4");
    Path late = temporary.resolve("late4");
    StorageSettings normal = TestDatabase.SETTINGS.withSynchronous(Synchronous.NORMAL);
    boolean[] armed = {false};
    Seams seams =
        TestDatabase.crash(
            point -> {
              if (armed[0] && point == CrashPoint.EPOCH_ALL_COMMITTED) {
                copy(live, late);
              }
            });
    try (Storage storage = TestDatabase.create(live, normal, seams)) {
      TestDatabase.onAll(storage, BOTH, "CREATE TABLE t(a)");
      storage.checkpoint();
      copy(live, copy);
      TestDatabase.onAll(storage, Set.of(ZERO), "INSERT INTO t VALUES(1), (2)");
      armed[0] = true;
      TestDatabase.onAll(storage, BOTH, "INSERT INTO t SELECT a + 10 FROM t");
    }
    Files.copy(
        late.resolve("commit.log"),
        copy.resolve("commit.log"),
        StandardCopyOption.REPLACE_EXISTING);
    try (Storage storage = Storage.open(copy, normal, TestDatabase.CATALOG)) {
      assertThat(TestDatabase.number(storage, ZERO, COUNT)).isEqualTo(4);
      assertThat(TestDatabase.number(storage, ONE, COUNT)).isZero();
    }
  }

  private SqliteConnection connect(String file) {
    return SqliteConnection.open(work.resolve(file), SqliteConnection.IfMissing.FAIL, 1000);
  }
}
