package dev.bigdaddy.storage;

import static dev.bigdaddy.storage.TestDatabase.ZERO;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Numbers that an epoch adds to, written late.
final class SumsTest {
  private static final String ADD =
      "INSERT INTO n VALUES(?, ?) ON CONFLICT DO UPDATE SET v = v + excluded.v";
  private static final int KEYS = 100;

  @TempDir private Path directory = Path.of("");
  private Storage storage;

  @BeforeEach
  void open() {
    storage = TestDatabase.create(directory.resolve("db"));
    TestDatabase.onAll(storage, Set.of(ZERO), "CREATE TABLE n(k PRIMARY KEY, v)");
  }

  @AfterEach
  void close() {
    storage.close();
  }

  private long number(long key) {
    return TestDatabase.number(
        storage, ZERO, "SELECT coalesce((SELECT v FROM n WHERE k = " + key + "), 0)");
  }

  @Test
  void manyAdditionsAreOneStatement() {
    try (Epoch epoch = storage.begin(Set.of(ZERO))) {
      long before = epoch.on(ZERO).totalChanges();
      for (int i = 0; i < 1000; i++) {
        Mark mark = epoch.mark();
        epoch.addLater(ZERO, ADD, 1, 7L);
        epoch.release(mark);
      }
      assertThat(epoch.on(ZERO).totalChanges() - before).isEqualTo(1);
      epoch.commit();
    }
    assertThat(number(7)).isEqualTo(1000);
  }

  @Test
  void anEpochOfAdditionsAloneIsCommitted() {
    try (Epoch epoch = storage.begin(Set.of(ZERO))) {
      epoch.addLater(ZERO, ADD, 5, 1L);
      epoch.commit();
    }
    assertThat(number(1)).isEqualTo(5);
  }

  /// Adds, marks, goes back, releases and looks at random, beside a plain array that does the same.
  @Test
  void marksAndLooksAtAnyTimeLeaveWhatPlainStatementsWouldLeave() {
    for (int seed = 0; seed < 40; seed++) {
      Random random = new Random(seed);
      long[] expected = new long[KEYS];
      for (int key = 0; key < KEYS; key++) {
        expected[key] = number(key);
      }
      try (Epoch epoch = storage.begin(Set.of(ZERO))) {
        work(epoch, random, expected);
        epoch.commit();
      }
      for (int key = 0; key < KEYS; key++) {
        assertThat(number(key)).as("seed %d, key %d", seed, key).isEqualTo(expected[key]);
      }
    }
  }

  private static void work(Epoch epoch, Random random, long[] expected) {
    Deque<Mark> marks = new ArrayDeque<>();
    Deque<long[]> states = new ArrayDeque<>();
    int keys = 1 + random.nextInt(KEYS);
    for (int step = 0; step < 300; step++) {
      switch (random.nextInt(12)) {
        case 0 -> {
          marks.push(epoch.mark());
          states.push(expected.clone());
        }
        case 1 -> {
          if (!marks.isEmpty()) {
            epoch.rollbackTo(marks.peek());
            System.arraycopy(states.peek(), 0, expected, 0, KEYS);
          }
        }
        case 2 -> {
          if (!marks.isEmpty()) {
            epoch.release(marks.pop());
            states.pop();
          }
        }
        case 3 -> assertThat(total(epoch)).isEqualTo(Arrays.stream(expected).sum());
        default -> {
          int key = random.nextInt(keys);
          long sum = random.nextInt(7) - 3;
          expected[key] += sum;
          epoch.addLater(ZERO, ADD, sum, (long) key);
        }
      }
    }
  }

  private static long total(Epoch epoch) {
    try (RowCursor row = epoch.on(ZERO).query("SELECT coalesce(sum(v), 0) FROM n")) {
      return row.next() ? row.longAt(0) : -1;
    }
  }
}
