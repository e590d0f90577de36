package dev.bigdaddy.storage;

import static dev.bigdaddy.storage.TestDatabase.ONE;
import static dev.bigdaddy.storage.TestDatabase.ZERO;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bigdaddy.storage.StorageException.Kind;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// An interrupt lasts, in SQLite, for as long as any statement of its connection is open. Nothing that an
/// epoch does for itself may go wrong meanwhile without being noticed.
@Timeout(60)
final class InterruptedEpochTest {
  private static final String ROWS = "INSERT INTO t(a) VALUES (1), (2), (3)";
  private static final String ENDLESS =
      "UPDATE t SET b = (WITH RECURSIVE i(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM i)"
          + " SELECT count(*) FROM i)";

  @TempDir Path directory;

  private Storage storage;

  @BeforeEach
  void create() {
    storage = TestDatabase.create(directory.resolve("db"));
    TestDatabase.onAll(storage, Set.of(ZERO, ONE), "CREATE TABLE t(a INTEGER PRIMARY KEY, b)");
  }

  @AfterEach
  void close() {
    storage.close();
  }

  private static Thread interrupting(Epoch epoch) {
    return Thread.ofVirtual()
        .start(
            () -> {
              // Not before the statement runs: one that was not begun yet can be interrupted alone.
              LockSupport.parkNanos(200_000_000);
              while (epoch.isOpen() && !epoch.isLost()) {
                epoch.interrupt();
                Thread.onSpinWait();
              }
            });
  }

  /// SQLite rolls the transaction back. If that went unnoticed, what came next would be committed by
  /// itself, and COMMIT would report what is gone as committed.
  @Test
  void aTransactionIsLostThoughACursorIsOpen() throws InterruptedException {
    try (Epoch epoch = storage.begin(Set.of(ZERO))) {
      epoch.update(ZERO, ROWS);
      try (RowCursor open = epoch.on(ZERO).query("SELECT a FROM t ORDER BY a")) {
        assertThat(open.next()).isTrue();
        Thread interrupter = interrupting(epoch);
        assertThatThrownBy(() -> epoch.update(ZERO, ENDLESS)).isInstanceOf(StorageException.class);
        assertThat(epoch.isLost()).isTrue();
        interrupter.join();
      }
      assertThatThrownBy(() -> epoch.update(ZERO, "INSERT INTO t(a) VALUES (9)"))
          .isInstanceOfSatisfying(
              StorageException.class, e -> assertThat(e.kind()).isEqualTo(Kind.TRANSACTION_LOST));
    }
    assertThat(TestDatabase.number(storage, ZERO, "SELECT count(*) FROM t")).isZero();
  }

  /// Released on one node and not on the other, a mark is none to go back to.
  @Test
  void aMarkThatCannotBeReleasedLosesTheEpoch() {
    try (Epoch epoch = storage.begin(Set.of(ZERO, ONE))) {
      epoch.update(ZERO, ROWS);
      epoch.update(ONE, ROWS);
      Mark mark = epoch.mark();
      epoch.update(ZERO, "DELETE FROM t WHERE a = 3");
      epoch.update(ONE, "DELETE FROM t WHERE a = 3");
      try (RowCursor open = epoch.on(ONE).query("SELECT a FROM t ORDER BY a")) {
        assertThat(open.next()).isTrue();
        epoch.interrupt();
        assertThatThrownBy(() -> epoch.release(mark)).isInstanceOf(StorageException.class);
      }
      assertThat(epoch.isLost()).isTrue();
    }
    assertThat(TestDatabase.number(storage, ZERO, "SELECT count(*) FROM t")).isZero();
    assertThat(TestDatabase.number(storage, ONE, "SELECT count(*) FROM t")).isZero();
  }

  @Test
  void anInterruptAloneDoesNotReachTheRelease() {
    try (Epoch epoch = storage.begin(Set.of(ZERO, ONE))) {
      epoch.update(ZERO, ROWS);
      Mark mark = epoch.mark();
      epoch.update(ZERO, "DELETE FROM t WHERE a = 3");
      epoch.interrupt();
      epoch.release(mark);
      epoch.commit();
    }
    assertThat(TestDatabase.number(storage, ZERO, "SELECT count(*) FROM t")).isEqualTo(2);
  }
}
