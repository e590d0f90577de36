package dev.bigdaddy.storage;

import static dev.bigdaddy.storage.TestDatabase.ONE;
import static dev.bigdaddy.storage.TestDatabase.ZERO;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bigdaddy.storage.StorageException.Kind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Single steps of a commit fail, and the process lives on.
final class FailureTest {
  private static final Set<NodeId> BOTH = Set.of(ZERO, ONE);
  private static final String COUNT = "SELECT count(*) FROM t";
  private static final String INSERT = "INSERT INTO t VALUES(1)";

  @TempDir Path directory;

  private @Nullable CrashPoint failing;
  private int passesLeft;
  private boolean appendFails;
  private int roomForAtMost = Integer.MAX_VALUE;
  private long logLength;
  private boolean forceFails;
  private boolean truncateFails;
  private Runnable whileForcing = () -> {};
  private Runnable whileReopening = () -> {};

  private final Seams seams =
      new Seams(
          point -> {
            if (point == failing && passesLeft-- == 0) {
              throw new StorageException(Kind.IO, 10, "disk I/O error", null);
            }
            if (point == CrashPoint.RECOVERY_BEFORE_NODE_COMMIT) {
              whileReopening.run();
            }
          },
          Faulty::new);

  /// A log file whose calls fail on demand.
  private final class Faulty implements DurableFile {
    private final DurableFile file;

    Faulty(DurableFile file) {
      this.file = file;
    }

    @Override
    public void write(ByteBuffer bytes, long position) throws IOException {
      if (appendFails) {
        file.write(bytes.duplicate().limit(bytes.position() + bytes.remaining() / 2), position);
        throw new IOException("No space left on device");
      }
      if (bytes.remaining() > roomForAtMost) {
        file.write(bytes.duplicate().limit(bytes.position() + roomForAtMost), position);
        throw new IOException("No space left on device");
      }
      logLength = Math.max(logLength, position + bytes.remaining());
      file.write(bytes, position);
    }

    @Override
    public void force() throws IOException {
      if (forceFails) {
        whileForcing.run();
        throw new IOException("fsync failed");
      }
      file.force();
    }

    @Override
    public void truncate(long size) throws IOException {
      if (truncateFails) {
        throw new IOException("truncate failed");
      }
      file.truncate(size);
    }

    @Override
    public void close() throws IOException {
      file.close();
    }
  }

  @BeforeEach
  void create() {
    try (Storage storage = TestDatabase.create(directory.resolve("db"))) {
      TestDatabase.onAll(storage, BOTH, "CREATE TABLE t(a)");
    }
  }

  private Storage open() {
    return TestDatabase.open(directory.resolve("db"), seams);
  }

  private static void assertKind(Kind kind, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(StorageException.class, e -> assertThat(e.kind()).isEqualTo(kind));
  }

  private static void assertRows(Storage storage, long zero, long one) {
    assertThat(TestDatabase.number(storage, ZERO, COUNT)).isEqualTo(zero);
    assertThat(TestDatabase.number(storage, ONE, COUNT)).isEqualTo(one);
  }

  @Test
  void aFailedAppendRollsBackAndLeavesNothingBehind() {
    try (Storage storage = open()) {
      TestDatabase.onAll(storage, BOTH, INSERT);
      appendFails = true;
      assertKind(Kind.IO, () -> TestDatabase.onAll(storage, BOTH, INSERT));
      assertRows(storage, 1, 1);
      appendFails = false;
      TestDatabase.onAll(storage, BOTH, INSERT);
      assertRows(storage, 2, 2);
    }
    try (Storage storage = open()) {
      assertRows(storage, 2, 2);
    }
  }

  @Test
  void aBusyLogHasRoomBehindItsRecords() {
    try (Storage storage = open()) {
      insertMuch(storage);
      assertThat(logLength).isGreaterThan(1_000_000);
      appendFails = true;
      assertKind(Kind.IO, () -> TestDatabase.onAll(storage, BOTH, INSERT));
      appendFails = false;
      TestDatabase.onAll(storage, BOTH, INSERT);
      assertRows(storage, 401, 401);
    }
    try (Storage storage = open()) {
      assertRows(storage, 401, 401);
    }
  }

  @Test
  void epochsGoOnWhereTheDiskHasNoRoomBehindTheRecords() {
    try (Storage storage = open()) {
      roomForAtMost = 30_000;
      insertMuch(storage);
      assertThat(logLength).isBetween(64_000L, 300_000L);
    }
    try (Storage storage = open()) {
      assertRows(storage, 400, 400);
    }
  }

  private static void insertMuch(Storage storage) {
    String insert = "INSERT INTO t VALUES('" + "x".repeat(100) + "')";
    for (int i = 0; i < 400; i++) {
      TestDatabase.onAll(storage, BOTH, insert);
    }
  }

  @Test
  void anAppendThatCannotBeCutOffStopsTheDatabase() {
    try (Storage storage = open()) {
      appendFails = true;
      truncateFails = true;
      assertKind(Kind.IO, () -> TestDatabase.onAll(storage, BOTH, INSERT));
      appendFails = false;
      assertKind(Kind.STOPPED, () -> TestDatabase.onAll(storage, BOTH, INSERT));
      assertRows(storage, 0, 0);
    }
    try (Storage storage = open()) {
      assertRows(storage, 0, 0);
      TestDatabase.onAll(storage, BOTH, INSERT);
      assertRows(storage, 1, 1);
    }
  }

  @Test
  void aFailedFsyncOfTheLogStopsUntilReopened() {
    try (Storage storage = open()) {
      forceFails = true;
      assertKind(Kind.STOPPED, () -> TestDatabase.onAll(storage, BOTH, INSERT));
      assertKind(Kind.STOPPED, () -> TestDatabase.onAll(storage, Set.of(ZERO), INSERT));
      forceFails = false;
      assertKind(Kind.STOPPED, () -> TestDatabase.onAll(storage, Set.of(ZERO), INSERT));
      // What failed is on no node, so reads go on.
      assertRows(storage, 0, 0);
      try (Snapshot snapshot = storage.snapshot(BOTH)) {
        assertThat(snapshot.nodes()).isEqualTo(BOTH);
      }
    }
    // The record was written whole, so the opening finds and repeats it: on both nodes.
    try (Storage storage = open()) {
      assertRows(storage, 1, 1);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "EPOCH_NODE_COMMITTING, 0",
    "EPOCH_NODE_COMMITTING, 1",
    "EPOCH_NODE_COMMITTED, 0",
    "EPOCH_NODE_COMMITTED, 1"
  })
  void aNodeWhoseCommitFailsIsReopenedAndCatchesUp(CrashPoint point, int passes) {
    try (Storage storage = open()) {
      TestDatabase.onAll(storage, BOTH, INSERT);
      storage.reader(ZERO).close();
      failing = point;
      passesLeft = passes;
      TestDatabase.onAll(storage, BOTH, INSERT);
      failing = null;
      assertRows(storage, 2, 2);
      TestDatabase.onAll(storage, BOTH, INSERT);
      TestDatabase.onAll(storage, Set.of(ONE), INSERT);
      assertRows(storage, 3, 4);
    }
    try (Storage storage = open()) {
      assertRows(storage, 3, 4);
    }
  }

  /// What the log may or may not have must find the nodes as they were, also behind a checkpoint that had
  /// begun to wait for a node.
  @Test
  void nothingIsWrittenOnceTheLogHasFailed() throws Exception {
    try (Storage storage =
            Storage.open(
                directory.resolve("db"),
                TestDatabase.SETTINGS.withBusyTimeout(Duration.ofSeconds(1)),
                TestDatabase.CATALOG,
                seams);
        ExecutorService others = Executors.newVirtualThreadPerTaskExecutor()) {
      // A reader keeps the WALs from being written back.
      Snapshot pinned = storage.snapshot(BOTH);
      TestDatabase.onAll(storage, BOTH, INSERT);
      List<Future<?>> checkpoints = new ArrayList<>();
      whileForcing =
          () -> {
            checkpoints.add(others.submit(storage::checkpoint));
            assertThatThrownBy(() -> checkpoints.getFirst().get(50, TimeUnit.MILLISECONDS))
                .isInstanceOf(TimeoutException.class);
          };
      forceFails = true;
      assertKind(Kind.STOPPED, () -> TestDatabase.onAll(storage, BOTH, INSERT));
      assertThatThrownBy(() -> checkpoints.getFirst().get(10, TimeUnit.SECONDS))
          .hasRootCauseInstanceOf(IOException.class);
      pinned.close();
    }
    forceFails = false;
    try (Storage storage = open()) {
      // The record was written whole, so the opening finds and repeats it.
      assertRows(storage, 2, 2);
    }
  }

  /// A reader that comes while a node is opened again waits, and sees the epoch on both nodes.
  @Test
  void readersWaitForANodeThatIsBeingReopened() throws Exception {
    try (Storage storage = open();
        ExecutorService readers = Executors.newVirtualThreadPerTaskExecutor()) {
      TestDatabase.onAll(storage, BOTH, INSERT);
      List<Future<Long>> counts = new ArrayList<>();
      whileReopening =
          () -> {
            whileReopening = () -> {};
            counts.add(readers.submit(() -> TestDatabase.number(storage, ONE, COUNT)));
            counts.add(readers.submit(() -> sumAtOneInstant(storage)));
            // Both meet the node while it is shut.
            assertThatThrownBy(() -> counts.getFirst().get(50, TimeUnit.MILLISECONDS))
                .isInstanceOf(TimeoutException.class);
            assertThatThrownBy(() -> counts.getLast().get(50, TimeUnit.MILLISECONDS))
                .isInstanceOf(TimeoutException.class);
          };
      failing = CrashPoint.EPOCH_NODE_COMMITTING;
      passesLeft = 1;
      TestDatabase.onAll(storage, BOTH, INSERT);
      assertThat(counts).hasSize(2);
      assertThat(counts.getFirst().get(10, TimeUnit.SECONDS)).isEqualTo(2);
      assertThat(counts.getLast().get(10, TimeUnit.SECONDS)).isEqualTo(4);
    }
  }

  private static long sumAtOneInstant(Storage storage) {
    try (Snapshot snapshot = storage.snapshot(BOTH);
        RowCursor zero = snapshot.on(ZERO).query(COUNT);
        RowCursor one = snapshot.on(ONE).query(COUNT)) {
      assertThat(zero.next() && one.next()).isTrue();
      return zero.longAt(0) + one.longAt(0);
    }
  }

  @Test
  void aFailedCommitOfOneNodeIsToldByItsCounter() {
    try (Storage storage = open()) {
      failing = CrashPoint.EPOCH_NODE_COMMITTING;
      assertKind(Kind.IO, () -> TestDatabase.onAll(storage, Set.of(ZERO), INSERT));
      assertRows(storage, 0, 0);
      failing = CrashPoint.EPOCH_NODE_COMMITTED;
      passesLeft = 0;
      TestDatabase.onAll(storage, Set.of(ZERO), INSERT);
      failing = null;
      assertRows(storage, 1, 0);
      TestDatabase.onAll(storage, BOTH, INSERT);
      assertRows(storage, 2, 1);
    }
  }

  @Test
  void aNodeThatCannotBeReopenedStopsTheDatabaseAndOpeningDecides() {
    Storage storage = open();
    ReaderLease held = storage.reader(ONE);
    RowCursor pinned = held.connection().query("SELECT * FROM sqlite_schema");
    failing = CrashPoint.EPOCH_NODE_COMMITTING;
    passesLeft = 1;
    assertKind(Kind.STOPPED, () -> TestDatabase.onAll(storage, BOTH, INSERT));
    failing = null;
    assertKind(Kind.STOPPED, () -> storage.reader(ZERO));
    pinned.close();
    held.close();
    storage.close();
    try (Storage again = open()) {
      assertRows(again, 1, 1);
    }
  }

  @Test
  void aFailedDropOfRecordsLosesNothing() {
    try (Storage storage = open()) {
      TestDatabase.onAll(storage, BOTH, INSERT);
      failing = CrashPoint.DROP_LOG_COPIED;
      assertKind(Kind.IO, storage::checkpoint);
      failing = null;
      TestDatabase.onAll(storage, BOTH, INSERT);
      storage.checkpoint();
      TestDatabase.onAll(storage, BOTH, INSERT);
      assertRows(storage, 3, 3);
    }
    try (Storage storage = open()) {
      assertRows(storage, 3, 3);
    }
  }
}
