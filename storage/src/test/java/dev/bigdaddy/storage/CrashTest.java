package dev.bigdaddy.storage;

import static dev.bigdaddy.storage.TestDatabase.ONE;
import static dev.bigdaddy.storage.TestDatabase.ZERO;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;
import org.junit.jupiter.params.provider.ValueSource;

/// Real processes die at each named point, and by SIGKILL. Afterwards every acknowledged epoch is
/// there, and every epoch is on all of its nodes or on none.
final class CrashTest {
  private static final int HALTED = 137;
  private static final Set<NodeId> BOTH = Set.of(ZERO, ONE);

  @TempDir Path temporary;

  private Path directory() {
    return temporary.resolve("db");
  }

  private void createWithTables() {
    try (Storage storage = TestDatabase.create(directory())) {
      TestDatabase.onAll(
          storage,
          BOTH,
          "CREATE TABLE t(n INTEGER PRIMARY KEY)",
          "CREATE TABLE sums(s)",
          "INSERT INTO sums VALUES(0)");
    }
  }

  private static Set<Long> numbers(Storage storage, NodeId node) {
    Set<Long> numbers = new TreeSet<>();
    long sum = 0;
    try (ReaderLease reader = storage.reader(node);
        RowCursor rows = reader.connection().query("SELECT n FROM t")) {
      while (rows.next()) {
        numbers.add(rows.longAt(0));
        sum += rows.longAt(0);
      }
    }
    assertThat(TestDatabase.number(storage, node, "SELECT s FROM sums")).isEqualTo(sum);
    return numbers;
  }

  /// Opens it, and compares what is there with what was acknowledged: that, and at most the one
  /// epoch that was under way.
  private void assertWhole(Set<Long> acknowledged) {
    try (Storage storage = TestDatabase.open(directory())) {
      Set<Long> zero = numbers(storage, ZERO);
      Set<Long> one = numbers(storage, ONE);
      for (Set<Long> present : List.of(zero, one)) {
        for (long number : present) {
          boolean onZero = number % 3 == 0 || number % 3 == 1;
          boolean onOne = number % 3 == 0 || number % 3 == 2;
          assertThat(zero.contains(number)).as("%d on node 0", number).isEqualTo(onZero);
          assertThat(one.contains(number)).as("%d on node 1", number).isEqualTo(onOne);
        }
      }
      Set<Long> all = new TreeSet<>(zero);
      all.addAll(one);
      assertThat(all).containsAll(acknowledged);
      assertThat(all.size()).isLessThanOrEqualTo(acknowledged.size() + 1);
      Child.epoch(storage, 3_000_000);
      Child.epoch(storage, 3_000_001);
    }
    try (Storage storage = TestDatabase.open(directory())) {
      assertThat(numbers(storage, ZERO)).contains(3_000_000L, 3_000_001L);
      assertThat(numbers(storage, ONE)).contains(3_000_000L);
    }
  }

  @ParameterizedTest
  @EnumSource(
      mode = Mode.MATCH_ANY,
      names = {"CREATE_.*", "NODE_FILE_.*"})
  void aCreationThatDiesCanBeRepeatedOrOpened(CrashPoint point) throws Exception {
    assertThat(Child.run(directory(), "create", point.name()).exitCode()).isEqualTo(HALTED);
    if (Storage.isDatabase(directory())) {
      TestDatabase.open(directory()).close();
    } else {
      TestDatabase.create(directory()).close();
    }
    try (Storage storage = TestDatabase.open(directory())) {
      assertThat(storage.nodes()).hasSize(3);
      assertThat(Files.exists(directory().resolve("bigdaddy.creating"))).isFalse();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"NODE_FILE_MADE", "NODE_FILE_DURABLE"})
  void aNodeThatWasMadeButNotDeclaredIsMadeAgain(String point) throws Exception {
    createWithTables();
    assertThat(Child.run(directory(), "node", point).exitCode()).isEqualTo(HALTED);
    NodeId three = new NodeId(3);
    try (Storage storage = TestDatabase.open(directory())) {
      assertThat(storage.nodes()).doesNotContain(three);
      storage.createNode(three);
      TestDatabase.onAll(storage, Set.of(NodeId.TOPOLOGY), "INSERT INTO nodes VALUES(3)");
    }
    try (Storage storage = TestDatabase.open(directory())) {
      assertThat(storage.nodes()).contains(three);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ONE_NODE_NUMBERED:3",
        "ONE_NODE_COMMITTED:3",
        "EPOCH_BEFORE_RECORD:2",
        "EPOCH_NUMBERED:2",
        "EPOCH_RECORD_HALF_WRITTEN:2",
        "EPOCH_APPENDED:2",
        "EPOCH_FORCED:2",
        "EPOCH_NODE_COMMITTING:6",
        "EPOCH_NODE_COMMITTED:3",
        "EPOCH_NODE_COMMITTED:4",
        "EPOCH_ALL_COMMITTED:2"
      })
  void anEpochIsWholeWhereverTheProcessDies(String point) throws Exception {
    createWithTables();
    Child.Result child = Child.run(directory(), "epochs", point);
    assertThat(child.exitCode()).as(child.output()).isEqualTo(HALTED);
    assertThat(child.acknowledged()).isNotEmpty();
    assertWhole(child.acknowledged());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "RECOVERY_LOG_COPIED",
        "RECOVERY_LOG_RENAMED",
        "RECOVERY_BEFORE_NODE_COMMIT",
        "RECOVERY_BEFORE_NODE_COMMIT:2",
        "RECOVERY_NODE_REPEATED",
        "RECOVERY_NODE_REPEATED:2",
        "RECOVERY_ALL_REPEATED",
        "RECOVERY_NODE_CHECKPOINTED",
        "RECOVERY_NODE_CHECKPOINTED:2",
        "RECOVERY_NEW_LOG_WRITTEN",
        "RECOVERY_LOG_RENAMED:2",
        "RECOVERY_FINISHED"
      })
  void aRecoveryThatDiesIsRepeated(String point) throws Exception {
    createWithTables();
    Child.Result child = Child.run(directory(), "epochs", "EPOCH_FORCED:2");
    assertThat(child.exitCode()).isEqualTo(HALTED);
    Set<Long> decided = new TreeSet<>(child.acknowledged());
    decided.add(6L);
    Child.Result opening = Child.run(directory(), "open", point);
    assertThat(opening.exitCode()).as(opening.output()).isEqualTo(HALTED);
    assertThat(opening.output()).doesNotContain("opened");
    assertWhole(decided);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "DROP_NODE_DURABLE",
        "DROP_NODE_DURABLE:2",
        "DROP_LOG_COPIED:2",
        "DROP_LOG_RENAMED:2"
      })
  void droppingRecordsLosesNothing(String point) throws Exception {
    createWithTables();
    Child.Result child = Child.run(directory(), "drop", point);
    assertThat(child.exitCode()).as(child.output()).isEqualTo(HALTED);
    assertThat(child.acknowledged()).isNotEmpty();
    assertWhole(child.acknowledged());
  }

  @Test
  void aKilledProcessLosesNoAcknowledgedEpoch() throws Exception {
    createWithTables();
    Set<Long> acknowledged = new TreeSet<>();
    for (int round = 0; round < 4; round++) {
      Process process = Child.start(directory(), "forever", "");
      StringBuilder output = new StringBuilder();
      byte[] piece = new byte[512];
      int lines = 40 + round * 37;
      while (output.chars().filter(c -> c == '\n').count() < lines) {
        int read = process.getInputStream().read(piece);
        if (read < 0) {
          fail(output.toString());
        }
        output.append(new String(piece, 0, read, StandardCharsets.US_ASCII));
      }
      process.toHandle().destroyForcibly();
      output.append(Child.finish(process).output());
      // The last line may be cut off; what it lacks only makes the test weaker.
      String whole = output.substring(0, output.lastIndexOf("\n") + 1);
      acknowledged.addAll(new Child.Result(whole, 0).acknowledged());
    }
    assertThat(acknowledged.size()).isGreaterThan(200);
    try (Storage storage = TestDatabase.open(directory())) {
      Set<Long> zero = numbers(storage, ZERO);
      Set<Long> one = numbers(storage, ONE);
      for (long number : acknowledged) {
        assertThat(zero.contains(number)).isEqualTo(number % 3 != 2);
        assertThat(one.contains(number)).isEqualTo(number % 3 != 1);
      }
      zero.removeIf(number -> number % 3 != 0);
      one.removeIf(number -> number % 3 != 0);
      assertThat(zero).isEqualTo(one);
    }
  }
}
