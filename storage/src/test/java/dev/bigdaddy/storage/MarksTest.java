package dev.bigdaddy.storage;

import static dev.bigdaddy.storage.TestDatabase.ONE;
import static dev.bigdaddy.storage.TestDatabase.ZERO;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Marks in any order, against a model: what is undone is what was done since.
final class MarksTest {
  private static final Set<NodeId> BOTH = Set.of(ZERO, ONE);

  @TempDir private Path directory = Path.of("");

  private record Marked(Mark mark, Set<Long> zero, Set<Long> one) {}

  @Test
  void whatIsUndoneIsWhatWasDoneSinceTheMark() {
    Random random = new Random(11);
    try (Storage storage = TestDatabase.create(directory.resolve("db"))) {
      TestDatabase.onAll(storage, BOTH, "CREATE TABLE t(a INTEGER PRIMARY KEY)");
      Set<Long> zero = new TreeSet<>();
      Set<Long> one = new TreeSet<>();
      for (long round = 0; round < 60; round++) {
        try (Epoch epoch = storage.begin(random.nextBoolean() ? BOTH : Set.of(ZERO))) {
          steps(epoch, random, round, zero, one);
          epoch.commit();
        }
        assertThat(values(storage, ZERO)).isEqualTo(zero);
        assertThat(values(storage, ONE)).isEqualTo(one);
      }
    }
    // What the log has must be the same too.
    try (Storage storage = TestDatabase.open(directory.resolve("db"))) {
      assertThat(values(storage, ZERO)).isNotEmpty();
    }
  }

  private static void steps(
      Epoch epoch, Random random, long round, Set<Long> zero, Set<Long> one) {
    List<Marked> marks = new ArrayList<>();
    for (long step = 0; step < 30; step++) {
      int index = marks.isEmpty() ? -1 : random.nextInt(marks.size());
      switch (random.nextInt(6)) {
        case 0, 1 ->
            marks.add(new Marked(epoch.mark(), new TreeSet<>(zero), new TreeSet<>(one)));
        case 2 -> {
          if (index >= 0) {
            Marked to = marks.get(index);
            epoch.rollbackTo(to.mark());
            marks.subList(index + 1, marks.size()).clear();
            zero.clear();
            zero.addAll(to.zero());
            one.clear();
            one.addAll(to.one());
          }
        }
        case 3 -> {
          if (index >= 0) {
            epoch.release(marks.get(index).mark());
            marks.subList(index, marks.size()).clear();
          }
        }
        case 4 -> {
          long value = round * 100 + step;
          epoch.update(ZERO, "INSERT INTO t VALUES(?)", value);
          zero.add(value);
        }
        default -> {
          epoch.enlist(ONE);
          long value = round * 100 + step;
          epoch.update(ONE, "INSERT INTO t VALUES(?)", value);
          one.add(value);
        }
      }
    }
  }

  private static Set<Long> values(Storage storage, NodeId node) {
    Set<Long> values = new TreeSet<>();
    try (ReaderLease reader = storage.reader(node);
        RowCursor rows = reader.connection().query("SELECT a FROM t")) {
      while (rows.next()) {
        values.add(rows.longAt(0));
      }
    }
    return values;
  }
}
