package dev.bigdaddy.storage;

import static dev.bigdaddy.storage.TestDatabase.ONE;
import static dev.bigdaddy.storage.TestDatabase.ZERO;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bigdaddy.storage.StorageException.Kind;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class StorageTest {
  @TempDir Path temporary;

  private Path directory() {
    return temporary.resolve("data base?#%é");
  }

  private static void assertKind(Kind kind, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            StorageException.class,
            e -> {
              assertThat(e.kind()).isEqualTo(kind);
              assertThat(e.getMessage()).doesNotContain("\n");
            });
  }

  @Test
  void aNewDatabaseHasItsFilesAndOpensAgain() {
    assertThat(Storage.isDatabase(directory())).isFalse();
    try (Storage storage = TestDatabase.create(directory())) {
      assertThat(storage.nodes()).containsExactly(ZERO, ONE, TestDatabase.TWO);
      TestDatabase.onAll(storage, Set.of(ZERO), "CREATE TABLE t(a)", "INSERT INTO t VALUES(1)");
    }
    assertThat(Storage.isDatabase(directory())).isTrue();
    assertThat(directory().toFile().list())
        .containsExactlyInAnyOrder(
            "bigdaddy.lock", "commit.log", "topology.db", "node-0.db", "node-1.db", "node-2.db");
    try (Storage storage = TestDatabase.open(directory())) {
      assertThat(TestDatabase.number(storage, ZERO, "SELECT a FROM t")).isEqualTo(1);
    }
  }

  @Test
  void aReaderCannotWrite() {
    try (Storage storage = TestDatabase.create(directory());
        ReaderLease reader = storage.reader(ZERO)) {
      assertThatThrownBy(() -> reader.connection().update("CREATE TABLE t(a)"))
          .hasMessage("attempt to write a readonly database");
    }
  }

  @Test
  void aReturnedReaderIsClean() {
    StorageSettings one = TestDatabase.SETTINGS.withReaders(1, Duration.ofMillis(200));
    try (Storage storage = TestDatabase.create(directory(), one, Seams.none())) {
      try (ReaderLease reader = storage.reader(ZERO)) {
        reader.connection().execute("BEGIN");
        reader.connection().query("SELECT * FROM sqlite_schema").next();
      }
      try (ReaderLease reader = storage.reader(ZERO)) {
        assertThat(reader.connection().inTransaction()).isFalse();
        assertKind(Kind.BUSY, () -> storage.reader(ZERO));
        assertThatThrownBy(() -> storage.reader(ZERO)).hasMessageContaining("readersPerNode");
      }
      storage.reader(ZERO).close();
    }
  }

  @Test
  void manyThreadsShareFewReaders() throws Exception {
    StorageSettings few = TestDatabase.SETTINGS.withReaders(3, Duration.ofSeconds(20));
    try (Storage storage = TestDatabase.create(directory(), few, Seams.none())) {
      AtomicInteger reads = new AtomicInteger();
      AtomicReference<Throwable> failure = new AtomicReference<>();
      List<Thread> threads = new ArrayList<>();
      for (int t = 0; t < 16; t++) {
        threads.add(
            Thread.ofVirtual()
                .start(
                    () -> {
                      try {
                        for (int i = 0; i < 500; i++) {
                          reads.addAndGet((int) TestDatabase.number(storage, ZERO, "SELECT 1"));
                        }
                      } catch (Throwable e) {
                        failure.set(e);
                      }
                    }));
      }
      for (Thread thread : threads) {
        thread.join();
      }
      assertThat(failure.get()).isNull();
      assertThat(reads.get()).isEqualTo(16 * 500);
    }
  }

  @Test
  void theLockNamesItsHolder() throws Exception {
    try (Storage storage = TestDatabase.create(directory())) {
      assertKind(Kind.LOCKED_BY_THIS_PROCESS, () -> TestDatabase.open(directory()));
      assertKind(Kind.LOCKED_BY_THIS_PROCESS, () -> TestDatabase.open(directory()));
      Child.Result other = Child.run(directory(), "open", "");
      assertThat(other.output())
          .contains("LOCKED_BY_OTHER_PROCESS")
          .contains("pid " + ProcessHandle.current().pid());
      TestDatabase.onAll(storage, Set.of(ZERO), "CREATE TABLE t(a)");
    }
    assertThat(Child.run(directory(), "open", "").output()).contains("opened");
  }

  @Test
  void whatIsNoDatabaseIsRefusedUntouched() throws Exception {
    assertKind(Kind.CANNOT_OPEN, () -> TestDatabase.open(directory()));
    assertThat(directory()).doesNotExist();
    Files.createDirectory(directory());
    assertKind(Kind.NOT_A_DATABASE, () -> TestDatabase.open(directory()));
    Path other = Files.writeString(directory().resolve("letter.txt"), "hello");
    assertKind(Kind.NOT_A_DATABASE, () -> TestDatabase.open(directory()));
    assertKind(Kind.NOT_EMPTY, () -> TestDatabase.create(directory()));
    assertKind(Kind.CANNOT_OPEN, () -> TestDatabase.open(other));
    assertKind(Kind.CANNOT_OPEN, () -> TestDatabase.create(other));
    assertThat(directory().toFile().list()).containsExactly("letter.txt");
  }

  @Test
  void anExistingDatabaseIsNotMadeAgain() {
    TestDatabase.create(directory()).close();
    assertKind(Kind.NOT_EMPTY, () -> TestDatabase.create(directory()));
  }

  @Test
  void aNewerFormatIsRefused() throws Exception {
    TestDatabase.create(directory()).close();
    Path log = directory().resolve("commit.log");
    try (FileChannel channel = FileChannel.open(log, StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.wrap(new byte[] {99}), 8);
    }
    byte[] before = Files.readAllBytes(log);
    assertKind(Kind.NEWER_FORMAT, () -> TestDatabase.open(directory()));
    assertThat(Files.readAllBytes(log)).isEqualTo(before);
  }

  @Test
  void aDamagedOrMissingLogIsAnError() throws Exception {
    TestDatabase.create(directory()).close();
    Path log = directory().resolve("commit.log");
    byte[] good = Files.readAllBytes(log);
    byte[] bad = good.clone();
    bad[17] ^= 1;
    Files.write(log, bad);
    assertKind(Kind.CORRUPT_LOG, () -> TestDatabase.open(directory()));
    Files.writeString(log, "this is a text, not a log, and long enough to be one");
    assertKind(Kind.NOT_A_DATABASE, () -> TestDatabase.open(directory()));
    Files.delete(log);
    assertKind(Kind.CORRUPT_LOG, () -> TestDatabase.open(directory()));
    assertKind(Kind.NOT_EMPTY, () -> TestDatabase.create(directory()));
    Files.write(log, good);
    TestDatabase.open(directory()).close();
  }

  @Test
  void aMissingNodeIsAnErrorAndNotMadeAnew() throws Exception {
    TestDatabase.create(directory()).close();
    Files.delete(directory().resolve("node-1.db"));
    assertKind(Kind.MISSING_NODE, () -> TestDatabase.open(directory()));
    assertThat(directory().resolve("node-1.db")).doesNotExist();
  }

  @Test
  void anOlderCopyOfANodeIsAnError() throws Exception {
    Path node = directory().resolve("node-1.db");
    Path copy = temporary.resolve("old");
    try (Storage storage = TestDatabase.create(directory())) {
      TestDatabase.onAll(storage, Set.of(ZERO, ONE), "CREATE TABLE t(a)");
    }
    Files.copy(node, copy);
    try (Storage storage = TestDatabase.open(directory())) {
      TestDatabase.onAll(storage, Set.of(ZERO, ONE), "INSERT INTO t VALUES(1)");
    }
    byte[] newer = Files.readAllBytes(node);
    Files.copy(copy, node, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    assertKind(Kind.OLDER_NODE, () -> TestDatabase.open(directory()));
    Files.write(node, newer);
    TestDatabase.open(directory()).close();
  }

  @Test
  void aNodeIsMadeBeforeItIsDeclared() {
    NodeId three = new NodeId(3);
    try (Storage storage = TestDatabase.create(directory())) {
      storage.createNode(three);
      TestDatabase.onAll(storage, Set.of(three), "CREATE TABLE leftover(a)");
      storage.createNode(three);
      try (Epoch epoch = storage.begin(Set.of(NodeId.TOPOLOGY, three))) {
        epoch.update(three, "CREATE TABLE t(a)");
        epoch.update(NodeId.TOPOLOGY, "INSERT INTO nodes VALUES(3)");
        epoch.commit();
      }
      assertThatThrownBy(() -> storage.createNode(three)).isInstanceOf(IllegalStateException.class);
    }
    try (Storage storage = TestDatabase.open(directory())) {
      assertThat(storage.nodes()).contains(three);
      assertThat(
              TestDatabase.number(
                  storage, three, "SELECT count(*) FROM sqlite_schema WHERE name = 'leftover'"))
          .isZero();
    }
  }

  @Test
  void anUndeclaredNodeIsForgottenAndItsFileReplaced() {
    NodeId three = new NodeId(3);
    try (Storage storage = TestDatabase.create(directory())) {
      storage.createNode(three);
    }
    try (Storage storage = TestDatabase.open(directory())) {
      assertThat(storage.nodes()).doesNotContain(three);
      storage.createNode(three);
      assertThat(storage.nodes()).contains(three);
    }
  }

  @Test
  void theWalAndTheLogStaySmall() throws Exception {
    StorageSettings small =
        StorageSettings.defaults()
            .withSynchronous(Synchronous.NORMAL)
            .withCheckpointPages(20)
            .withLogLimits(50_000, 1 << 20);
    try (Storage storage = TestDatabase.create(directory(), small, Seams.none())) {
      TestDatabase.onAll(storage, Set.of(ZERO, ONE), "CREATE TABLE t(a, b)");
      for (int i = 0; i < 3000; i++) {
        TestDatabase.onAll(
            storage, Set.of(ZERO, ONE), "INSERT INTO t VALUES(1, hex(zeroblob(100)))");
      }
      long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
      while (Files.size(directory().resolve("commit.log")) > 60_000
          && System.nanoTime() < deadline) {
        Thread.sleep(20);
        TestDatabase.onAll(storage, Set.of(ZERO), "DELETE FROM t WHERE rowid = 1");
      }
      assertThat(Files.size(directory().resolve("commit.log"))).isLessThan(60_000);
      assertThat(Files.size(directory().resolve("node-0.db-wal"))).isLessThan(8_000_000);
      assertThat(Files.size(directory().resolve("node-0.db"))).isGreaterThan(500_000);
    }
  }

  @Test
  void closingWaitsForWorkAndCanBeRepeated() {
    Storage storage = TestDatabase.create(directory());
    Epoch epoch = storage.begin(Set.of(ZERO));
    epoch.update(ZERO, "CREATE TABLE t(a)");
    assertKind(Kind.BUSY, storage::close);
    assertKind(Kind.CLOSED, () -> storage.begin(Set.of(ONE)));
    assertKind(Kind.CLOSED, () -> storage.reader(ONE));
    epoch.commit();
    storage.close();
    storage.close();
    TestDatabase.open(directory()).close();
  }
}
