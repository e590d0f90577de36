package dev.bigdaddy.storage;

import static dev.bigdaddy.storage.TestDatabase.ONE;
import static dev.bigdaddy.storage.TestDatabase.ZERO;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class SnapshotTest {
  private static final Set<NodeId> BOTH = Set.of(ZERO, ONE);
  private static final String SUM = "SELECT sum(balance) FROM account";

  @TempDir Path directory;

  private Storage create(Synchronous level) {
    StorageSettings settings =
        TestDatabase.SETTINGS
            .withSynchronous(level)
            .withBusyTimeout(Duration.ofSeconds(20))
            .withCheckpointPages(50)
            .withLogLimits(20_000, 1 << 20);
    Storage storage = TestDatabase.create(directory.resolve("db"), settings, Seams.none());
    TestDatabase.onAll(
        storage,
        BOTH,
        "CREATE TABLE account(id INTEGER PRIMARY KEY, balance INT)",
        "INSERT INTO account VALUES(1, 500), (2, 500)");
    return storage;
  }

  @ParameterizedTest
  @EnumSource(Synchronous.class)
  @Timeout(value = 60, unit = TimeUnit.SECONDS)
  void everySnapshotSeesTheConstantSum(Synchronous level) throws Exception {
    AtomicReference<Throwable> failure = new AtomicReference<>();
    AtomicBoolean done = new AtomicBoolean();
    AtomicLong transfers = new AtomicLong();
    AtomicLong snapshots = new AtomicLong();
    try (Storage storage = create(level)) {
      List<Thread> threads = new ArrayList<>();
      for (int t = 0; t < 3; t++) {
        threads.add(worker(failure, done, () -> transfer(storage, transfers)));
      }
      for (int t = 0; t < 2; t++) {
        threads.add(worker(failure, done, () -> check(storage, snapshots)));
      }
      threads.add(worker(failure, done, () -> withinOneNode(storage)));
      Thread.sleep(1500);
      done.set(true);
      for (Thread thread : threads) {
        thread.join();
      }
      assertThat(failure.get()).isNull();
      check(storage, snapshots);
    }
    try (Storage storage = TestDatabase.open(directory.resolve("db"))) {
      check(storage, snapshots);
    }
    assertThat(transfers.get()).isGreaterThan(20);
    assertThat(snapshots.get()).isGreaterThan(20);
  }

  @Test
  @Timeout(value = 60, unit = TimeUnit.SECONDS)
  void maintenanceThatTakesLongHoldsNoSnapshotUp() throws Exception {
    AtomicReference<Throwable> failure = new AtomicReference<>();
    AtomicBoolean done = new AtomicBoolean();
    AtomicLong snapshots = new AtomicLong();
    try (Storage storage = create(Synchronous.OFF)) {
      TestDatabase.onAll(
          storage,
          BOTH,
          "CREATE TABLE large(x)",
          "INSERT INTO large WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n"
              + " LIMIT 5000) SELECT randomblob(1000) FROM n");
      Thread reader = worker(failure, done, () -> check(storage, snapshots));
      for (int i = 0; i < 5; i++) {
        long before = storage.commitCount(ONE);
        storage.maintain(ONE, "VACUUM");
        assertThat(storage.commitCount(ONE)).isGreaterThan(before);
      }
      done.set(true);
      reader.join();
      assertThat(failure.get()).isNull();
    }
    assertThat(snapshots.get()).isGreaterThan(20);
  }

  private static Thread worker(
      AtomicReference<Throwable> failure, AtomicBoolean done, Runnable work) {
    return Thread.ofPlatform()
        .start(
            () -> {
              try {
                while (!done.get()) {
                  work.run();
                }
              } catch (Throwable e) {
                failure.compareAndSet(null, e);
                done.set(true);
              }
            });
  }

  private static void transfer(Storage storage, AtomicLong transfers) {
    long amount = ThreadLocalRandom.current().nextLong(-50, 50);
    try (Epoch epoch = storage.begin(BOTH)) {
      epoch.update(ZERO, "UPDATE account SET balance = balance - ? WHERE id = 1", amount);
      epoch.update(ONE, "UPDATE account SET balance = balance + ? WHERE id = 2", amount);
      epoch.commit();
    }
    transfers.incrementAndGet();
  }

  private static void withinOneNode(Storage storage) {
    try (Epoch epoch = storage.begin(Set.of(ONE))) {
      epoch.update(ONE, "UPDATE account SET balance = balance - 1 WHERE id = 1");
      epoch.update(ONE, "UPDATE account SET balance = balance + 1 WHERE id = 2");
      epoch.commit();
    }
  }

  private static void check(Storage storage, AtomicLong snapshots) {
    try (Snapshot snapshot = storage.snapshot(BOTH)) {
      long sum = TestDatabase.number(snapshot.on(ZERO), SUM);
      sum += TestDatabase.number(snapshot.on(ONE), SUM);
      assertThat(sum).isEqualTo(2000);
    }
    snapshots.incrementAndGet();
  }

  /// A client writes n on one node and, once that is acknowledged, on the other: nobody may see the
  /// second without the first.
  @Test
  @Timeout(value = 60, unit = TimeUnit.SECONDS)
  void noLaterCommitIsSeenWithoutAnEarlierOne() throws Exception {
    AtomicReference<Throwable> failure = new AtomicReference<>();
    AtomicBoolean done = new AtomicBoolean();
    AtomicLong next = new AtomicLong(500);
    try (Storage storage = create(Synchronous.OFF)) {
      String set = "UPDATE account SET balance = ? WHERE id = 1";
      Thread writer =
          worker(
              failure,
              done,
              () -> {
                long n = next.incrementAndGet();
                for (NodeId node : List.of(ONE, ZERO)) {
                  try (Epoch epoch = storage.begin(Set.of(node))) {
                    epoch.update(node, set, n);
                    epoch.commit();
                  }
                }
              });
      Thread reader =
          worker(
              failure,
              done,
              () -> {
                try (Snapshot snapshot = storage.snapshot(BOTH)) {
                  String get = "SELECT balance FROM account WHERE id = 1";
                  long later = TestDatabase.number(snapshot.on(ZERO), get);
                  long earlier = TestDatabase.number(snapshot.on(ONE), get);
                  assertThat(later).isLessThanOrEqualTo(earlier);
                }
              });
      Thread.sleep(1000);
      done.set(true);
      writer.join();
      reader.join();
    }
    assertThat(failure.get()).isNull();
    assertThat(next.get()).isGreaterThan(520);
  }

  @Test
  void aSnapshotStaysAndTellsItsCommitCount() {
    try (Storage storage = create(Synchronous.FULL)) {
      try (Snapshot snapshot = storage.snapshot(BOTH)) {
        assertThat(snapshot.commitCount(ZERO)).isEqualTo(storage.commitCount(ZERO));
        TestDatabase.onAll(storage, Set.of(ZERO), "UPDATE account SET balance = 0");
        assertThat(TestDatabase.number(snapshot.on(ZERO), SUM)).isEqualTo(1000);
        assertThat(snapshot.commitCount(ZERO)).isEqualTo(storage.commitCount(ZERO) - 1);
        assertThat(snapshot.commitCount(ONE)).isEqualTo(storage.commitCount(ONE));
        assertThat(snapshot.nodes()).isEqualTo(BOTH);
      }
      assertThat(TestDatabase.number(storage, ZERO, SUM)).isZero();
    }
  }

  @Test
  void aSnapshotGivesItsReadersBackWhateverHappened() {
    try (Storage storage = create(Synchronous.FULL)) {
      Snapshot snapshot = storage.snapshot(BOTH);
      assertThat(snapshot.on(ZERO).query(SUM).next()).isTrue();
      snapshot.on(ONE).execute("COMMIT");
      snapshot.close();
      snapshot.close();
      assertThatThrownBy(() -> snapshot.on(ZERO)).isInstanceOf(IllegalStateException.class);
      try (ReaderLease reader = storage.reader(ZERO)) {
        assertThat(reader.connection().inTransaction()).isFalse();
      }
    }
  }

  @Test
  void aReaderWithTablesOfItsBorrowerIsNotLentAgain() {
    try (Storage storage = create(Synchronous.OFF)) {
      SqliteConnection left;
      SqliteConnection tidied;
      try (Snapshot snapshot = storage.snapshot(BOTH)) {
        left = snapshot.on(ZERO);
        tidied = snapshot.on(ONE);
        for (SqliteConnection reader : List.of(left, tidied)) {
          reader.execute("PRAGMA query_only = OFF; CREATE TEMP TABLE sent(x)");
          reader.noteTables(1);
        }
        tidied.execute("DROP TABLE temp.sent; PRAGMA query_only = ON");
        tidied.noteTables(-1);
      }
      assertThat(left.isClosed()).isTrue();
      assertThat(tidied.isClosed()).isFalse();
      try (Snapshot snapshot = storage.snapshot(BOTH);
          RowCursor rows = snapshot.on(ZERO).query("SELECT 1 FROM temp.sqlite_schema")) {
        assertThat(rows.next()).isFalse();
      }
    }
  }
}
