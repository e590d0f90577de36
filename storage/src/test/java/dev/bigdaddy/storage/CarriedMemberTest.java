package dev.bigdaddy.storage;

import static dev.bigdaddy.storage.TestDatabase.ONE;
import static dev.bigdaddy.storage.TestDatabase.ZERO;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bigdaddy.storage.Member.Outcome;
import dev.bigdaddy.storage.StorageException.Kind;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Members whose work the thread of another member does.
@Timeout(60)
final class CarriedMemberTest {
  private static final Set<NodeId> BOTH = Set.of(ZERO, ONE);
  private static final String INSERT = "INSERT INTO t VALUES(?)";
  private static final String SUM = "SELECT total(a) FROM t";
  private static final String ENDLESS =
      "INSERT INTO t WITH RECURSIVE c(n) AS (SELECT 100 UNION ALL SELECT n + 1 FROM c)"
          + " SELECT n FROM c LIMIT ?";

  @TempDir private Path directory = Path.of("");
  private Storage storage;
  private ExecutorService threads;

  @BeforeEach
  void open() {
    // In no time, so that no group grows too old for another member.
    storage =
        TestDatabase.create(
            directory.resolve("db"),
            StorageSettings.defaults(),
            new Seams(CrashPoints.ofSystemProperty(), file -> file, () -> 0));
    TestDatabase.onAll(storage, BOTH, "CREATE TABLE t(a UNIQUE)");
    threads = Executors.newCachedThreadPool();
  }

  @AfterEach
  void close() {
    threads.close();
    storage.close();
  }

  private Member member() {
    return storage.member(BOTH, Set.of(), false);
  }

  private Future<Outcome> runs(MemberWork work) {
    return threads.submit(
        () -> {
          try (Member member = member()) {
            return member.run(work);
          }
        });
  }

  private void awaitWaiting(int count) {
    while (storage.turns().waiting() != count) {
      Thread.onSpinWait();
    }
  }

  private long sum(NodeId node) {
    return TestDatabase.number(storage, node, SUM);
  }

  private static Throwable failure(Future<?> future) throws InterruptedException {
    try {
      throw new AssertionError("no failure but " + future.get());
    } catch (ExecutionException e) {
      return Objects.requireNonNull(e.getCause());
    }
  }

  @Test
  void workIsDoneByTheThreadThatHasTheFloor() throws Exception {
    long before = storage.commitCount(ZERO);
    CompletableFuture<Thread> worker = new CompletableFuture<>();
    Future<Outcome> carried;
    Future<Outcome> onItsOwn;
    Future<Outcome> last;
    try (Member first = member()) {
      first.enter().update(ZERO, INSERT, 1L);
      carried =
          runs(
              epoch -> {
                worker.complete(Thread.currentThread());
                epoch.update(ZERO, INSERT, 2L);
              });
      awaitWaiting(1);
      onItsOwn =
          threads.submit(
              () -> {
                try (Member member = member()) {
                  member.enter().update(ZERO, INSERT, 4L);
                  return member.commit();
                }
              });
      awaitWaiting(2);
      last = runs(epoch -> epoch.update(ONE, INSERT, 8L));
      awaitWaiting(3);
      assertThat(first.commit()).isEqualTo(Outcome.DURABLE);
    }
    assertThat(worker.get()).isEqualTo(Thread.currentThread());
    assertThat(carried.get()).isEqualTo(Outcome.DURABLE);
    assertThat(onItsOwn.get()).isEqualTo(Outcome.DURABLE);
    assertThat(last.get()).isEqualTo(Outcome.DURABLE);
    assertThat(sum(ZERO)).isEqualTo(7);
    assertThat(sum(ONE)).isEqualTo(8);
    assertThat(storage.commitCount(ZERO) - before).isEqualTo(1);
  }

  @Test
  void aFailureUndoesItsOwnPartAndIsThrownOnItsOwnThread() throws Exception {
    Future<Outcome> failing;
    Future<Outcome> broken;
    Future<Outcome> good;
    try (Member first = member()) {
      Epoch open = first.enter();
      open.update(ZERO, INSERT, 1L);
      open.update(ONE, INSERT, 2L);
      failing =
          runs(
              epoch -> {
                epoch.update(ZERO, INSERT, 2L);
                epoch.update(ONE, INSERT, 2L);
              });
      awaitWaiting(1);
      broken =
          runs(
              epoch -> {
                epoch.update(ZERO, INSERT, 3L);
                throw new AssertionError("broken");
              });
      awaitWaiting(2);
      good = runs(epoch -> epoch.update(ZERO, INSERT, 4L));
      awaitWaiting(3);
      assertThat(first.commit()).isEqualTo(Outcome.DURABLE);
    }
    assertThat(failure(failing)).hasMessageContaining("UNIQUE constraint failed");
    assertThat(failure(broken)).isInstanceOf(AssertionError.class).hasMessage("broken");
    assertThat(good.get()).isEqualTo(Outcome.DURABLE);
    assertThat(sum(ZERO)).isEqualTo(5);
    assertThat(sum(ONE)).isEqualTo(2);
  }

  @Test
  void aLeaderThatFailsStillCarriesTheOthers() throws Exception {
    CompletableFuture<Boolean> entered = new CompletableFuture<>();
    CompletableFuture<Boolean> go = new CompletableFuture<>();
    Future<Outcome> leader =
        runs(
            epoch -> {
              epoch.update(ZERO, INSERT, 1L);
              entered.complete(true);
              go.join();
              throw new IllegalStateException("by intent");
            });
    entered.get();
    Future<Outcome> next = runs(epoch -> epoch.update(ZERO, INSERT, 2L));
    awaitWaiting(1);
    go.complete(true);
    assertThat(failure(leader)).hasMessage("by intent");
    assertThat(next.get()).isEqualTo(Outcome.DURABLE);
    assertThat(sum(ZERO)).isEqualTo(2);
  }

  @Test
  void anInterruptOfTheWorkingThreadIsNoneOfTheMembers() throws Exception {
    CompletableFuture<Boolean> seen = new CompletableFuture<>();
    Future<Outcome> carried;
    try (Member first = member()) {
      first.enter().update(ZERO, INSERT, 1L);
      carried =
          runs(
              epoch -> {
                seen.complete(Thread.currentThread().isInterrupted());
                epoch.update(ZERO, INSERT, 2L);
              });
      awaitWaiting(1);
      Thread.currentThread().interrupt();
      assertThat(first.commit()).isEqualTo(Outcome.DURABLE);
      assertThat(Thread.interrupted()).isTrue();
    }
    assertThat(seen.get()).isFalse();
    assertThat(carried.get()).isEqualTo(Outcome.DURABLE);
    assertThat(sum(ZERO)).isEqualTo(3);
  }

  @Test
  void whoEndsTheTransactionLosesThoseThatHadFinished() throws Exception {
    Future<Outcome> spoiling;
    Future<Outcome> behind;
    try (Member first = member()) {
      first.enter().update(ZERO, INSERT, 1L);
      spoiling = runs(epoch -> epoch.update(ZERO, "INSERT OR ROLLBACK INTO t VALUES(1)"));
      awaitWaiting(1);
      behind = runs(epoch -> epoch.update(ZERO, INSERT, 2L));
      awaitWaiting(2);
      assertThat(first.commit()).isEqualTo(Outcome.LOST);
    }
    assertThat(failure(spoiling)).hasMessageContaining("UNIQUE constraint failed");
    assertThat(behind.get()).isEqualTo(Outcome.DURABLE);
    assertThat(sum(ZERO)).isEqualTo(2);
  }

  @Test
  void carriedWorkCanBeCancelled() throws Exception {
    CompletableFuture<Member> running = new CompletableFuture<>();
    Future<Outcome> endless;
    Future<?> canceller;
    try (Epoch epoch = storage.begin(Set.of(ZERO))) {
      // Prepared, so that the cancel meets it running.
      epoch.update(ZERO, ENDLESS, 0L);
    }
    try (Member first = member()) {
      first.enter().update(ZERO, INSERT, 1L);
      endless =
          threads.submit(
              () -> {
                try (Member member = member()) {
                  return member.run(
                      epoch -> {
                        running.complete(member);
                        epoch.update(ZERO, ENDLESS, Long.MAX_VALUE);
                      });
                }
              });
      awaitWaiting(1);
      canceller =
          threads.submit(
              () -> {
                Member member = running.join();
                // A statement that has not begun yet would fail alone.
                TestDatabase.awaitSpill(directory.resolve("db"), ZERO);
                while (!endless.isDone()) {
                  member.cancel();
                  Thread.onSpinWait();
                }
                return endless.isDone();
              });
      // SQLite rolls the neighbour's work back with that of the interrupted one.
      assertThat(first.commit()).isEqualTo(Outcome.LOST);
    }
    assertThat(failure(endless))
        .isInstanceOfSatisfying(
            StorageException.class, e -> assertThat(e.kind()).isEqualTo(Kind.INTERRUPTED));
    canceller.get();
    assertThat(sum(ZERO)).isZero();
  }
}
