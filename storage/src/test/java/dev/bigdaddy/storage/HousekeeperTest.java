package dev.bigdaddy.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A WAL keeps its length while commits go on: an fsync of a file that grows takes twice as long.
class HousekeeperTest {
  private static final Set<NodeId> HOME = Set.of(NodeId.HOME);
  private static final int CHECKPOINT_PAGES = 60;

  /// The last pages follow the first ones at once.
  private static final long WRITTEN_BACK_WITHIN_MILLIS = 1_500;

  @TempDir Path directory;

  private long walLength() throws IOException {
    return Files.size(directory.resolve("node-0.db-wal"));
  }

  /// What is committed while a WAL is written back must not keep it from beginning anew.
  @Test
  void aWalBeginsAnewThoughCommitsGoOnWhileItIsWrittenBack() throws Exception {
    AtomicReference<Storage> opened = new AtomicReference<>();
    AtomicInteger times = new AtomicInteger();
    CountDownLatch rest = new CountDownLatch(2);
    CrashPoints points =
        point -> {
          if (point == CrashPoint.NODE_CHECKPOINTED) {
            if (times.incrementAndGet() == 1) {
              TestDatabase.onAll(
                  Objects.requireNonNull(opened.get()), HOME, "INSERT INTO t VALUES (0)");
            }
            rest.countDown();
          }
        };
    StorageSettings settings =
        TestDatabase.SETTINGS
            .withSynchronous(Synchronous.FULL)
            .withCheckpointPages(CHECKPOINT_PAGES);
    try (Storage storage =
        TestDatabase.create(directory, settings, TestDatabase.crash(points))) {
      opened.set(storage);
      TestDatabase.onAll(storage, HOME, "CREATE TABLE t(a)");
      for (int i = 0; i < CHECKPOINT_PAGES && times.get() == 0; i++) {
        TestDatabase.onAll(storage, HOME, "INSERT INTO t VALUES (1)");
      }
      assertThat(rest.await(20, TimeUnit.SECONDS)).isTrue();
      long length = walLength();
      for (int i = 0; i < CHECKPOINT_PAGES / 4; i++) {
        TestDatabase.onAll(storage, HOME, "INSERT INTO t VALUES (2)");
      }
      assertThat(walLength()).isEqualTo(length);
    }
  }

  /// While a node is written back, commits on all nodes wait for the disk: while jobs write many pages it
  /// happens less often.
  @Test
  void aNodeThatWasWrittenBackRests() throws Exception {
    CountDownLatch once = new CountDownLatch(1);
    CountDownLatch again = new CountDownLatch(1);
    AtomicLong first = new AtomicLong();
    AtomicLong second = new AtomicLong();
    CrashPoints points =
        point -> {
          if (point == CrashPoint.NODE_CHECKPOINTED) {
            long now = System.nanoTime();
            if (first.compareAndSet(0, now)) {
              once.countDown();
            } else if (now - first.get() > TimeUnit.MILLISECONDS.toNanos(WRITTEN_BACK_WITHIN_MILLIS)
                && second.compareAndSet(0, now)) {
              again.countDown();
            }
          }
        };
    StorageSettings settings = TestDatabase.SETTINGS.withCheckpointPages(CHECKPOINT_PAGES);
    try (Storage storage = TestDatabase.create(directory, settings, TestDatabase.crash(points))) {
      TestDatabase.onAll(storage, HOME, "CREATE TABLE t(a)");
      for (int i = 0; i < CHECKPOINT_PAGES; i++) {
        TestDatabase.onAll(storage, HOME, "INSERT INTO t VALUES (1)");
      }
      assertThat(once.await(20, TimeUnit.SECONDS)).isTrue();
      for (int i = 0; i < CHECKPOINT_PAGES; i++) {
        storage.noteBulkWrites();
        TestDatabase.onAll(storage, HOME, "INSERT INTO t VALUES (2)");
      }
      // Nobody commits any more, and it is written back all the same.
      assertThat(again.await(20, TimeUnit.SECONDS)).isTrue();
      assertThat(second.get() - first.get()).isGreaterThan(TimeUnit.MILLISECONDS.toNanos(1_900));
    }
  }
}
