package dev.bigdaddy.storage;

import static dev.bigdaddy.storage.TestDatabase.ONE;
import static dev.bigdaddy.storage.TestDatabase.TWO;
import static dev.bigdaddy.storage.TestDatabase.ZERO;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bigdaddy.storage.StorageException.Kind;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

final class EpochTest {
  private static final String COUNT = "SELECT count(*) FROM t";
  private static final String INSERT = "INSERT INTO t VALUES(?)";

  @TempDir Path directory;

  private Storage storage;

  @BeforeEach
  void create() {
    storage = TestDatabase.create(directory.resolve("db"));
    TestDatabase.onAll(storage, Set.of(ZERO, ONE, TWO), "CREATE TABLE t(a INTEGER PRIMARY KEY, b)");
    TestDatabase.onAll(storage, Set.of(ZERO), "CREATE TABLE u(a UNIQUE ON CONFLICT ROLLBACK)");
  }

  @AfterEach
  void close() {
    storage.close();
  }

  private long count(NodeId node) {
    return TestDatabase.number(storage, node, COUNT);
  }

  private static void assertKind(Kind kind, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(StorageException.class, e -> assertThat(e.kind()).isEqualTo(kind));
  }

  @Test
  void nothingIsSeenBeforeCommitAndAllAfter() {
    try (Epoch epoch = storage.begin(Set.of(ZERO, ONE))) {
      assertThat(epoch.update(ZERO, "INSERT INTO t(a) VALUES(1), (2)")).isEqualTo(2);
      assertThat(epoch.update(ONE, "INSERT INTO t(a) VALUES(3)")).isEqualTo(1);
      assertThat(TestDatabase.number(epoch.on(ZERO), COUNT)).isEqualTo(2);
      assertThat(count(ZERO)).isZero();
      epoch.commit();
      assertThat(epoch.isOpen()).isFalse();
    }
    assertThat(count(ZERO)).isEqualTo(2);
    assertThat(count(ONE)).isEqualTo(1);
  }

  @Test
  void closingWithoutCommitUndoesAll() {
    try (Epoch epoch = storage.begin(Set.of(ZERO, ONE))) {
      epoch.update(ZERO, "INSERT INTO t(a) VALUES(1)");
      epoch.update(ONE, "INSERT INTO t(a) VALUES(1)");
    }
    assertThat(count(ZERO) + count(ONE)).isZero();
  }

  @Test
  void returningGivesRowsWithTypes() {
    try (Epoch epoch = storage.begin(Set.of(ZERO, ONE))) {
      List<Object[]> rows =
          epoch.returning(
              ZERO, "INSERT INTO t VALUES(1, ?), (2, ?) RETURNING a, b", "x", new byte[] {7});
      assertThat(rows).hasSize(2);
      assertThat(rows.get(0)).isEqualTo(new Object[] {1L, "x"});
      assertThat(rows.get(1)).isEqualTo(new Object[] {2L, new byte[] {7}});
      epoch.commit();
    }
    assertThat(count(ZERO)).isEqualTo(2);
  }

  @Test
  void onlyCommitsThatChangeSomethingCount() {
    long before = storage.commitCount(ZERO);
    try (Epoch epoch = storage.begin(Set.of(ZERO))) {
      epoch.update(ZERO, "UPDATE t SET b = 1 WHERE a = 99");
      TestDatabase.number(epoch.on(ZERO), COUNT);
      epoch.commit();
    }
    assertThat(storage.commitCount(ZERO)).isEqualTo(before);
    TestDatabase.onAll(storage, Set.of(ZERO), "INSERT INTO t(a) VALUES(1)");
    TestDatabase.onAll(storage, Set.of(ZERO), "CREATE INDEX i ON t(b)");
    assertThat(storage.commitCount(ZERO)).isEqualTo(before + 2);
  }

  @Test
  void unloggedWorkOnOneNodeCommits() {
    try (Epoch epoch = storage.begin(Set.of(ZERO))) {
      epoch.on(ZERO).update("INSERT INTO t(a) VALUES(random())");
      epoch.commit();
    }
    assertThat(count(ZERO)).isEqualTo(1);
  }

  @Test
  void aHeldWriterIsBusyForOthers() {
    try (Epoch epoch = storage.begin(Set.of(ONE))) {
      long start = System.nanoTime();
      assertThatThrownBy(() -> storage.begin(Set.of(ZERO, ONE)))
          .hasMessage("database is locked")
          .isInstanceOfSatisfying(
              StorageException.class,
              e -> {
                assertThat(e.kind()).isEqualTo(Kind.BUSY);
                assertThat(e.sqliteCode()).isEqualTo(5);
              });
      assertThat(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start)).isBetween(250L, 5000L);
      assertThat(epoch.nodes()).containsExactly(ONE);
    }
    storage.begin(Set.of(ZERO, ONE)).close();
  }

  @Test
  @Timeout(value = 20, unit = TimeUnit.SECONDS)
  void outOfOrderNodesAreTakenOnlyWithoutWaiting() {
    try (Epoch other = storage.begin(Set.of(ZERO));
        Epoch epoch = storage.begin(Set.of(ONE))) {
      long start = System.nanoTime();
      assertKind(Kind.BUSY, () -> epoch.enlist(ZERO));
      assertThat(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start)).isLessThan(200);
      other.rollback();
      epoch.enlist(ZERO);
      epoch.enlist(ZERO);
      epoch.update(ZERO, INSERT.replace("(?)", "(1, 1)"));
      epoch.update(ONE, INSERT.replace("(?)", "(1, 1)"));
      epoch.commit();
    }
    assertThat(count(ZERO) + count(ONE)).isEqualTo(2);
  }

  /// Jobs hold it for milliseconds, which shall not fail a schema change inside a transaction.
  @Test
  @Timeout(value = 20, unit = TimeUnit.SECONDS)
  void theTopologyIsWaitedForAMomentOutOfOrder() throws Exception {
    try (Epoch epoch = storage.begin(Set.of(ONE))) {
      CountDownLatch held = new CountDownLatch(1);
      CountDownLatch waited = new CountDownLatch(1);
      Thread job =
          Thread.ofPlatform()
              .start(
                  () -> {
                    try (Epoch _ = storage.begin(Set.of(NodeId.TOPOLOGY))) {
                      held.countDown();
                      waited.await();
                    } catch (InterruptedException e) {
                      Thread.currentThread().interrupt();
                    }
                  });
      held.await();
      assertKind(Kind.BUSY, () -> epoch.enlist(NodeId.TOPOLOGY));
      Thread soon =
          Thread.ofPlatform()
              .start(
                  () -> {
                    while (storage.turns().waiting() == 0) {
                      Thread.onSpinWait();
                    }
                    waited.countDown();
                  });
      epoch.enlist(NodeId.TOPOLOGY);
      assertThat(epoch.nodes()).containsExactlyInAnyOrder(NodeId.TOPOLOGY, ONE);
      job.join();
      soon.join();
    }
  }

  @Test
  void aMarkGoesBackOnAllNodesAlsoThoseEnlistedLater() {
    try (Epoch epoch = storage.begin(Set.of(ZERO))) {
      epoch.update(ZERO, "INSERT INTO t(a) VALUES(1)");
      Mark outer = epoch.mark();
      epoch.update(ZERO, "INSERT INTO t(a) VALUES(2)");
      epoch.enlist(ONE);
      epoch.update(ONE, "INSERT INTO t(a) VALUES(1)");
      Mark inner = epoch.mark();
      epoch.enlist(TWO);
      epoch.update(TWO, "INSERT INTO t(a) VALUES(1)");
      epoch.update(ZERO, "INSERT INTO t(a) VALUES(3)");
      epoch.rollbackTo(inner);
      assertThat(TestDatabase.number(epoch.on(ZERO), COUNT)).isEqualTo(2);
      assertThat(TestDatabase.number(epoch.on(ONE), COUNT)).isEqualTo(1);
      assertThat(TestDatabase.number(epoch.on(TWO), COUNT)).isZero();
      epoch.update(TWO, "INSERT INTO t(a) VALUES(5)");
      epoch.release(inner);
      epoch.rollbackTo(outer);
      assertThatThrownBy(() -> epoch.rollbackTo(inner))
          .isInstanceOf(IllegalArgumentException.class);
      assertThat(TestDatabase.number(epoch.on(ZERO), COUNT)).isEqualTo(1);
      assertThat(TestDatabase.number(epoch.on(ONE), COUNT)).isZero();
      assertThat(TestDatabase.number(epoch.on(TWO), COUNT)).isZero();
      epoch.update(ONE, "INSERT INTO t(a) VALUES(9)");
      epoch.release(outer);
      epoch.commit();
    }
    assertThat(List.of(count(ZERO), count(ONE), count(TWO))).containsExactly(1L, 1L, 0L);
  }

  @Test
  void aFailedStatementLeavesTheRest() {
    try (Epoch epoch = storage.begin(Set.of(ZERO, ONE))) {
      epoch.update(ZERO, "INSERT INTO t(a) VALUES(1)");
      assertThatThrownBy(() -> epoch.update(ZERO, "INSERT INTO t(a) VALUES(2), (1)"))
          .hasMessage("UNIQUE constraint failed: t.a");
      epoch.update(ONE, "INSERT INTO t(a) VALUES(1)");
      epoch.commit();
    }
    assertThat(count(ZERO)).isEqualTo(1);
  }

  @Test
  void aTransactionThatSqliteEndedCannotGoOn() {
    try (Epoch epoch = storage.begin(Set.of(ZERO, ONE))) {
      epoch.update(ONE, "INSERT INTO t(a) VALUES(1)");
      epoch.update(ZERO, "INSERT INTO u VALUES(1)");
      assertThatThrownBy(() -> epoch.on(ZERO).update("INSERT INTO u VALUES(1)"))
          .hasMessage("UNIQUE constraint failed: u.a");
      assertKind(Kind.TRANSACTION_LOST, () -> epoch.update(ZERO, "INSERT INTO t(a) VALUES(1)"));
      assertKind(Kind.TRANSACTION_LOST, () -> epoch.on(ZERO).query("SELECT 1"));
      assertKind(Kind.TRANSACTION_LOST, epoch::commit);
      assertThat(epoch.isOpen()).isFalse();
    }
    assertThat(count(ZERO) + count(ONE)).isZero();
    TestDatabase.onAll(storage, Set.of(ZERO, ONE), "INSERT INTO t(a) VALUES(1)");
    assertThat(count(ZERO) + count(ONE)).isEqualTo(2);
  }

  @Test
  void transactionControlIsRefusedInside() {
    try (Epoch epoch = storage.begin(Set.of(ZERO))) {
      for (String sql : List.of("COMMIT", "ROLLBACK", "END TRANSACTION", "BEGIN")) {
        assertThatThrownBy(() -> epoch.on(ZERO).update(sql))
            .isInstanceOf(IllegalArgumentException.class);
      }
      epoch.on(ZERO).update("SAVEPOINT mine");
      epoch.update(ZERO, "INSERT INTO t(a) VALUES(1)");
      epoch.on(ZERO).update("ROLLBACK TO mine");
      assertKind(Kind.TRANSACTION_LOST, () -> epoch.on(ZERO).execute("SELECT 1; COMMIT"));
    }
    assertThat(count(ZERO)).isZero();
  }

  @Test
  void aDeferredForeignKeyIsToldBeforeTheCommitPoint() {
    TestDatabase.onAll(
        storage,
        Set.of(ZERO),
        "CREATE TABLE child(p REFERENCES t(a) DEFERRABLE INITIALLY DEFERRED)");
    for (Set<NodeId> nodes : List.of(Set.of(ZERO), Set.of(ZERO, ONE))) {
      try (Epoch epoch = storage.begin(nodes, Set.of(WriterFlag.FOREIGN_KEYS))) {
        for (NodeId node : nodes) {
          epoch.update(node, "INSERT INTO t(a) VALUES(100)");
        }
        epoch.update(ZERO, "INSERT INTO child VALUES(7)");
        assertThatThrownBy(epoch::commit)
            .hasMessage("FOREIGN KEY constraint failed")
            .isInstanceOfSatisfying(
                StorageException.class, e -> assertThat(e.sqliteCode()).isEqualTo(787));
        assertThat(epoch.isOpen()).isTrue();
        epoch.update(ZERO, "INSERT INTO t(a) VALUES(7)");
        epoch.commit();
      }
      TestDatabase.onAll(storage, Set.of(ZERO, ONE), "DELETE FROM t");
      TestDatabase.onAll(storage, Set.of(ZERO), "DELETE FROM child");
    }
  }

  @Test
  void workThatNobodyRecordedIsNotCommittedWithARecord() {
    try (Epoch epoch = storage.begin(Set.of(ZERO, ONE))) {
      epoch.update(ONE, "INSERT INTO t(a) VALUES(1)");
      long unused = epoch.on(ZERO).update("INSERT INTO t(a) VALUES(1)");
      assertThatThrownBy(epoch::commit).isInstanceOf(IllegalStateException.class);
    }
    assertThat(count(ZERO)).isZero();
    assertThat(count(ONE)).isZero();
  }

  @Test
  void aDeciderCanBeNamedWhileItsEpochRuns() {
    for (Set<NodeId> others : List.of(Set.<NodeId>of(), Set.of(ONE))) {
      try (Epoch epoch = storage.begin(Set.of(ZERO, ONE))) {
        others.forEach(node -> epoch.update(node, "INSERT INTO t(a) VALUES(1)"));
        epoch.decideBy(ZERO);
        long unused = epoch.on(ZERO).update("INSERT INTO t(a) VALUES(?)", others.size());
        assertThatThrownBy(() -> epoch.decideBy(ONE)).isInstanceOf(IllegalStateException.class);
        epoch.commit();
      }
    }
    assertThat(count(ZERO)).isEqualTo(2);
    assertThat(count(ONE)).isOne();
  }

  @Test
  void flagsHoldForTheirEpochOnly() {
    TestDatabase.onAll(storage, Set.of(ZERO), "CREATE TABLE child(p REFERENCES t(a))");
    try (Epoch epoch = storage.begin(Set.of(ZERO), Set.of(WriterFlag.FOREIGN_KEYS))) {
      assertThatThrownBy(() -> epoch.update(ZERO, "INSERT INTO child VALUES(7)"))
          .hasMessage("FOREIGN KEY constraint failed");
    }
    TestDatabase.onAll(storage, Set.of(ZERO), "INSERT INTO child VALUES(7)");
  }

  @Test
  void aReaderLeftOpenDoesNotHinderCommits() {
    TestDatabase.onAll(storage, Set.of(ZERO), "INSERT INTO t(a) VALUES(1), (2)");
    try (ReaderLease reader = storage.reader(ZERO);
        RowCursor rows = reader.connection().query("SELECT a FROM t")) {
      assertThat(rows.next()).isTrue();
      TestDatabase.onAll(storage, Set.of(ZERO, ONE), "DELETE FROM t");
      storage.checkpoint();
      assertThat(rows.next()).isTrue();
      assertThat(rows.longAt(0)).isEqualTo(2);
    }
  }

  @Test
  void anOpenCursorOfTheWriterEndsWithTheEpoch() {
    TestDatabase.onAll(storage, Set.of(ZERO), "INSERT INTO t(a) VALUES(1), (2)");
    Epoch epoch = storage.begin(Set.of(ZERO));
    RowCursor rows = epoch.on(ZERO).query("SELECT a FROM t");
    assertThat(rows.next()).isTrue();
    epoch.update(ZERO, "INSERT INTO t(a) VALUES(3)");
    epoch.commit();
    assertThatThrownBy(() -> rows.longAt(0)).isInstanceOf(IllegalStateException.class);
    assertThat(count(ZERO)).isEqualTo(3);
  }

  @Test
  @Timeout(value = 20, unit = TimeUnit.SECONDS)
  void anInterruptReachesOnlyTheOpenEpoch() throws Exception {
    Epoch epoch = storage.begin(Set.of(ZERO));
    Thread canceller =
        Thread.ofPlatform()
            .start(
                () -> {
                  while (!Thread.interrupted()) {
                    epoch.interrupt();
                  }
                });
    assertKind(
        Kind.INTERRUPTED,
        () ->
            epoch.update(
                ZERO,
                "INSERT INTO t(b) WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n)"
                    + " SELECT i FROM n"));
    epoch.close();
    for (int i = 0; i < 300; i++) {
      TestDatabase.onAll(storage, Set.of(ZERO), "INSERT INTO t(b) VALUES(1)");
    }
    canceller.interrupt();
    canceller.join();
    assertThat(count(ZERO)).isEqualTo(300);
  }

  @Test
  @Timeout(value = 30, unit = TimeUnit.SECONDS)
  void anInterruptedThreadDoesNotCloseTheLog() {
    for (int i = 1; i <= 20; i++) {
      Thread.currentThread().interrupt();
      try (Epoch epoch = storage.begin(Set.of(ZERO, ONE))) {
        epoch.update(ZERO, "INSERT INTO t(b) VALUES(1)");
        epoch.update(ONE, "INSERT INTO t(b) VALUES(1)");
        epoch.commit();
      }
      assertThat(Thread.interrupted()).isTrue();
    }
    assertThat(count(ONE)).isEqualTo(20);
  }

  @Test
  void anEpochAloneMayOutgrowTheRecordLimitOneOfSeveralMayNot() {
    storage.close();
    StorageSettings tight = TestDatabase.SETTINGS.withLogLimits(64L << 20, 1000);
    storage = Storage.open(directory.resolve("db"), tight, TestDatabase.CATALOG);
    try (Epoch epoch = storage.begin(Set.of(ZERO))) {
      for (int i = 0; i < 100; i++) {
        epoch.update(ZERO, "INSERT INTO t(b) VALUES(?)", "x".repeat(100));
      }
      assertKind(Kind.LIMIT, () -> epoch.enlist(ONE));
      epoch.commit();
    }
    assertThat(count(ZERO)).isEqualTo(100);
    try (Epoch epoch = storage.begin(Set.of(ZERO, ONE))) {
      assertKind(
          Kind.LIMIT, () -> epoch.update(ZERO, "INSERT INTO t(b) VALUES(?)", "x".repeat(2000)));
      assertKind(Kind.LIMIT, epoch::commit);
    }
    assertThat(count(ZERO)).isEqualTo(100);
  }
}
