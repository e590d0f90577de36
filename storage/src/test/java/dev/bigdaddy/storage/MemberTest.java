package dev.bigdaddy.storage;

import static dev.bigdaddy.storage.TestDatabase.ONE;
import static dev.bigdaddy.storage.TestDatabase.TWO;
import static dev.bigdaddy.storage.TestDatabase.ZERO;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bigdaddy.storage.Member.Outcome;
import dev.bigdaddy.storage.StorageException.Kind;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
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

/// Statements of several threads in one epoch.
@Timeout(60)
final class MemberTest {
  private static final Set<NodeId> ALL = Set.of(ZERO, ONE, TWO);
  private static final String INSERT = "INSERT INTO t VALUES(?)";
  private static final String COUNT = "SELECT count(*) FROM t";
  private static final String LONG =
      "INSERT INTO t WITH RECURSIVE c(n) AS (SELECT 100 UNION ALL SELECT n + 1 FROM c)"
          + " SELECT n FROM c LIMIT ?";

  @TempDir private Path directory = Path.of("");
  private volatile long now;
  private Storage storage;
  private ExecutorService threads;

  @BeforeEach
  void open() {
    storage =
        TestDatabase.create(
            directory.resolve("db"),
            StorageSettings.defaults().withBusyTimeout(Duration.ofSeconds(20)),
            new Seams(CrashPoints.ofSystemProperty(), file -> file, () -> now));
    TestDatabase.onAll(storage, ALL, "CREATE TABLE t(a UNIQUE)");
    threads = Executors.newCachedThreadPool();
  }

  @AfterEach
  void close() {
    threads.close();
    storage.close();
  }

  private Member member(NodeId... nodes) {
    return storage.member(Set.of(nodes), Set.of(), false);
  }

  /// Inserts a value on each of some nodes, as a member.
  private Outcome insert(long value, NodeId... nodes) {
    try (Member member = member(nodes)) {
      Epoch epoch = member.enter();
      for (NodeId node : nodes) {
        epoch.update(node, INSERT, value);
      }
      return member.commit();
    }
  }

  private void awaitWaiting(int count) {
    while (storage.turns().waiting() != count) {
      Thread.onSpinWait();
    }
  }

  private long rows(NodeId node) {
    return TestDatabase.number(storage, node, COUNT);
  }

  private static <T> T outcome(Future<T> future) throws Exception {
    try {
      return future.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof Exception cause) {
        throw cause;
      }
      throw e;
    }
  }

  @Test
  void membersThatQueueBehindAnEpochCommitTogether() throws Exception {
    List<Future<Outcome>> members = new ArrayList<>();
    long before;
    try (Epoch holder = storage.begin(Set.of(ZERO))) {
      assertThat(holder.isOpen()).isTrue();
      for (long value = 0; value < 5; value++) {
        long mine = value;
        members.add(threads.submit(() -> insert(mine, ZERO)));
      }
      awaitWaiting(5);
      before = storage.commitCount(ZERO);
    }
    for (Future<Outcome> member : members) {
      assertThat(member.get()).isEqualTo(Outcome.DURABLE);
    }
    assertThat(rows(ZERO)).isEqualTo(5);
    assertThat(storage.commitCount(ZERO) - before).isEqualTo(1);
  }

  @Test
  void whoComesWhileAGroupRunsJoinsIt() throws Exception {
    long before = storage.commitCount(ZERO);
    Future<Outcome> second;
    try (Member first = member(ZERO)) {
      first.enter().update(ZERO, INSERT, 1L);
      second = threads.submit(() -> insert(2, ZERO));
      awaitWaiting(1);
      assertThat(first.commit()).isEqualTo(Outcome.DURABLE);
    }
    assertThat(second.get()).isEqualTo(Outcome.DURABLE);
    assertThat(rows(ZERO)).isEqualTo(2);
    assertThat(storage.commitCount(ZERO) - before).isEqualTo(1);
  }

  @Test
  void anOldGroupTakesNobodyAndCommitsWhatIsFinished() throws Exception {
    long before = storage.commitCount(ZERO);
    Future<Outcome> joined;
    Future<Outcome> late;
    try (Member first = member(ZERO)) {
      first.enter().update(ZERO, INSERT, 1L);
      joined = threads.submit(() -> insert(2, ZERO));
      awaitWaiting(1);
      now = 1_000_000_000;
      late = threads.submit(() -> insert(3, ZERO));
      awaitWaiting(2);
      assertThat(first.commit()).isEqualTo(Outcome.DURABLE);
    }
    assertThat(joined.get()).isEqualTo(Outcome.DURABLE);
    assertThat(late.get()).isEqualTo(Outcome.DURABLE);
    assertThat(storage.commitCount(ZERO) - before).isEqualTo(2);
  }

  @Test
  void membersOnSeveralNodesShareOneRecord() throws Exception {
    List<Future<Outcome>> members = new ArrayList<>();
    try (Epoch holder = storage.begin(ALL)) {
      assertThat(holder.isOpen()).isTrue();
      members.add(threads.submit(() -> insert(1, ZERO, ONE)));
      awaitWaiting(1);
      members.add(threads.submit(() -> insert(2, TWO, ONE)));
      awaitWaiting(2);
      members.add(threads.submit(() -> insert(3, ZERO)));
      awaitWaiting(3);
    }
    for (Future<Outcome> member : members) {
      assertThat(member.get()).isEqualTo(Outcome.DURABLE);
    }
    assertThat(rows(ZERO) + rows(ONE) + rows(TWO)).isEqualTo(5);
    for (NodeId node : ALL) {
      // The schema's epoch, and one more.
      assertThat(TestDatabase.number(storage, node, "SELECT counter FROM _bigdaddy_epoch"))
          .isEqualTo(2);
    }
  }

  @Test
  void aFailingMemberUndoesOnlyItsOwnPart() throws Exception {
    Future<Outcome> failing;
    Future<Outcome> third;
    try (Member first = member(ZERO, ONE)) {
      Epoch epoch = first.enter();
      epoch.update(ZERO, INSERT, 1L);
      epoch.update(ONE, INSERT, 2L);
      // Works on node 0, and meets the value on node 1.
      failing = threads.submit(() -> insert(2, ZERO, ONE));
      awaitWaiting(1);
      third = threads.submit(() -> insert(3, ZERO, ONE));
      awaitWaiting(2);
      assertThat(first.commit()).isEqualTo(Outcome.DURABLE);
    }
    assertThatThrownBy(() -> outcome(failing)).hasMessageContaining("UNIQUE constraint failed");
    assertThat(third.get()).isEqualTo(Outcome.DURABLE);
    assertThat(rows(ZERO)).isEqualTo(2);
    assertThat(rows(ONE)).isEqualTo(2);
  }

  @Test
  void whenTheLastMemberFailsTheOthersAreCommitted() throws Exception {
    Future<Outcome> failing;
    try (Member first = member(ZERO)) {
      first.enter().update(ZERO, INSERT, 1L);
      failing = threads.submit(() -> insert(1, ZERO));
      awaitWaiting(1);
      assertThat(first.commit()).isEqualTo(Outcome.DURABLE);
    }
    assertThatThrownBy(() -> outcome(failing)).hasMessageContaining("UNIQUE constraint failed");
    assertThat(rows(ZERO)).isEqualTo(1);
  }

  @Test
  void aLeaderThatFailsLeavesTheEpochToTheNext() throws Exception {
    Future<Outcome> second;
    try (Member first = member(ZERO)) {
      first.enter().update(ZERO, INSERT, 1L);
      second = threads.submit(() -> insert(2, ZERO));
      awaitWaiting(1);
    }
    assertThat(second.get()).isEqualTo(Outcome.DURABLE);
    assertThat(TestDatabase.number(storage, ZERO, "SELECT sum(a) FROM t")).isEqualTo(2);
  }

  @Test
  void cancellingTheRunningMemberLosesNoNeighbour() throws Exception {
    Future<Outcome> running;
    Future<Outcome> waiting;
    CompletableFuture<Member> onFloor = new CompletableFuture<>();
    // Prepared, so that the cancel meets it running.
    try (Epoch epoch = storage.begin(Set.of(ZERO))) {
      epoch.update(ZERO, LONG, 0L);
    }
    try (Member first = member(ZERO)) {
      first.enter().update(ZERO, INSERT, 1L);
      running =
          threads.submit(
              () -> {
                try (Member member = member(ZERO)) {
                  Epoch epoch = member.enter();
                  onFloor.complete(member);
                  epoch.update(ZERO, LONG, Long.MAX_VALUE);
                  return member.commit();
                }
              });
      awaitWaiting(1);
      waiting = threads.submit(() -> insert(3, ZERO));
      awaitWaiting(2);
      Future<?> canceller =
          threads.submit(
              () -> {
                Member cancelled = onFloor.get();
                // A statement that has not begun yet would fail alone.
                TestDatabase.awaitSpill(directory.resolve("db"), ZERO);
                while (!running.isDone()) {
                  cancelled.cancel();
                  Thread.onSpinWait();
                }
                return true;
              });
      // It had finished: SQLite rolled its work back with the neighbour's.
      assertThat(first.commit()).isEqualTo(Outcome.LOST);
      canceller.get();
    }
    assertThatThrownBy(() -> outcome(running))
        .isInstanceOfSatisfying(
            StorageException.class, e -> assertThat(e.kind()).isEqualTo(Kind.INTERRUPTED));
    assertThat(waiting.get()).isEqualTo(Outcome.DURABLE);
    assertThat(TestDatabase.number(storage, ZERO, "SELECT sum(a) FROM t")).isEqualTo(3);
  }

  @Test
  void cancellingAQueuedMemberConcernsNobodyElse() throws Exception {
    CompletableFuture<Member> made =
        new CompletableFuture<>();
    Future<Outcome> queued;
    Future<Outcome> behind;
    try (Member first = member(ZERO)) {
      first.enter().update(ZERO, INSERT, 1L);
      queued =
          threads.submit(
              () -> {
                try (Member member = member(ZERO)) {
                  made.complete(member);
                  member.enter();
                  return member.commit();
                }
              });
      awaitWaiting(1);
      behind = threads.submit(() -> insert(3, ZERO));
      awaitWaiting(2);
      made.get().cancel();
      awaitWaiting(1);
      assertThat(first.commit()).isEqualTo(Outcome.DURABLE);
    }
    assertThatThrownBy(() -> outcome(queued)).hasMessage("interrupted");
    assertThat(behind.get()).isEqualTo(Outcome.DURABLE);
    assertThat(rows(ZERO)).isEqualTo(2);
  }

  @Test
  void anInterruptedThreadLeavesTheQueueAndStaysInterrupted() throws Exception {
    CompletableFuture<Thread> waiter =
        new CompletableFuture<>();
    Future<Boolean> stillInterrupted;
    try (Epoch holder = storage.begin(Set.of(ZERO))) {
      assertThat(holder.isOpen()).isTrue();
      stillInterrupted =
          threads.submit(
              () -> {
                waiter.complete(Thread.currentThread());
                assertThatThrownBy(() -> insert(1, ZERO)).hasMessage("interrupted");
                return Thread.interrupted();
              });
      awaitWaiting(1);
      waiter.get().interrupt();
      assertThat(stillInterrupted.get()).isTrue();
      assertThat(storage.turns().waiting()).isZero();
    }
  }

  @Test
  void otherFlagsOrAnotherDeciderKeepMembersApart() throws Exception {
    long before = storage.commitCount(ZERO);
    Future<Outcome> other;
    try (Member first = member(ZERO)) {
      first.enter().update(ZERO, INSERT, 1L);
      other =
          threads.submit(
              () -> {
                try (Member member =
                    storage.member(Set.of(ZERO), Set.of(WriterFlag.FOREIGN_KEYS), false)) {
                  member.enter().update(ZERO, INSERT, 2L);
                  return member.commit();
                }
              });
      awaitWaiting(1);
      assertThat(first.commit()).isEqualTo(Outcome.DURABLE);
    }
    assertThat(other.get()).isEqualTo(Outcome.DURABLE);
    assertThat(storage.commitCount(ZERO) - before).isEqualTo(2);
  }

  @Test
  void aMemberOnAFreeNodeDoesNotWaitForABusyOne() {
    try (Epoch epoch = storage.begin(Set.of(ONE))) {
      assertThat(insert(1, ZERO, TWO)).isEqualTo(Outcome.DURABLE);
      assertThat(rows(TWO)).isEqualTo(1);
      epoch.rollback();
    }
  }
}
