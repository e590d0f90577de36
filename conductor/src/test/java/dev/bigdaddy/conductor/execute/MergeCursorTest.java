package dev.bigdaddy.conductor.execute;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bigdaddy.conductor.plan.MergeTerm;
import dev.bigdaddy.conductor.schema.Collation;
import dev.bigdaddy.storage.RowCursor;
import dev.bigdaddy.storage.SqliteConnection;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Merged streams of several databases, against one database that has all the rows.
class MergeCursorTest {
  private static final int NODES = 4;
  private static final String[] VALUES = {
    "NULL", "1", "1.0", "-1", "2.5", "9007199254740993", "9007199254740992.0", "'a'", "'A'", "'a '",
    "'b'", "''", "x''", "x'00'", "x'61'", "'é'", "'😀'", "'\uE000'", "9223372036854775807", "1e300"
  };

  @ParameterizedTest
  @CsvSource({
    "'v, id',BINARY,false,true",
    "'v DESC, id',BINARY,true,false",
    "'v NULLS LAST, id',BINARY,false,false",
    "'v DESC NULLS FIRST, id',BINARY,true,true",
    "'v COLLATE NOCASE, id',NOCASE,false,true",
    "'v COLLATE RTRIM DESC, id',RTRIM,true,false",
  })
  void rowsComeAsFromOneDatabase(
      String order, Collation collation, boolean descending, boolean nullsFirst) {
    List<SqliteConnection> nodes = new ArrayList<>();
    try (SqliteConnection all = SqliteConnection.inMemory()) {
      for (int i = 0; i < NODES; i++) {
        nodes.add(SqliteConnection.inMemory());
        nodes.getLast().execute("CREATE TABLE t(id INTEGER PRIMARY KEY, v)");
      }
      all.execute("CREATE TABLE t(id INTEGER PRIMARY KEY, v)");
      Random random = new Random(1);
      for (int id = 0; id < 300; id++) {
        String insert =
            "INSERT INTO t VALUES (" + id + ", " + VALUES[random.nextInt(VALUES.length)] + ")";
        all.update(insert);
        nodes.get(random.nextInt(NODES)).update(insert);
      }
      String sql = "SELECT v, id FROM t ORDER BY " + order;
      List<MergeTerm> terms =
          List.of(
              new MergeTerm(0, collation, descending, nullsFirst),
              MergeTerm.ascending(1, Collation.BINARY));
      List<MergeCursor.Started> started = new ArrayList<>();
      for (SqliteConnection node : nodes) {
        RowCursor rows = node.query(sql);
        started.add(new MergeCursor.Started(rows, rows.next()));
      }
      List<Long> merged = new ArrayList<>();
      try (MergeCursor cursor = new MergeCursor(started, terms, 2)) {
        while (cursor.next()) {
          merged.add(cursor.longAt(1));
        }
        assertThat(cursor.next()).isFalse();
      }
      List<Long> expected = new ArrayList<>();
      try (RowCursor rows = all.query(sql)) {
        while (rows.next()) {
          expected.add(rows.longAt(1));
        }
      }
      assertThat(merged).isEqualTo(expected);
    } finally {
      nodes.forEach(SqliteConnection::close);
    }
  }

  @Test
  void rowsAreReadOnlyWhenTheyAreWanted() {
    Endless left = new Endless(0);
    Endless right = new Endless(1);
    List<MergeCursor.Started> started =
        List.of(
            new MergeCursor.Started(left, left.next()), new MergeCursor.Started(right, right.next()));
    try (MergeCursor cursor =
        new MergeCursor(started, List.of(MergeTerm.ascending(0, Collation.BINARY)), 1)) {
      for (long row = 0; row < 10; row++) {
        assertThat(cursor.next()).isTrue();
        assertThat(cursor.longAt(0)).isEqualTo(row);
      }
      assertThat(left.steps + right.steps).isLessThanOrEqualTo(12);
    }
    assertThat(left.closed && right.closed).isTrue();
  }

  /// Counts from a number in steps of two, for ever.
  private static final class Endless extends ForwardingCursor {
    private final long start;
    private int steps;
    private boolean closed;

    Endless(long start) {
      super(new RowListCursor(List.of("n"), List.of()));
      this.start = start;
    }

    @Override
    public boolean next() {
      steps++;
      return true;
    }

    @Override
    public dev.bigdaddy.storage.ValueType type(int column) {
      return dev.bigdaddy.storage.ValueType.INTEGER;
    }

    @Override
    public long longAt(int column) {
      return start + 2L * (steps - 1);
    }

    @Override
    public void close() {
      closed = true;
    }
  }

  @Test
  void beforeTheFirstRowThereIsNone() {
    try (MergeCursor cursor = new MergeCursor(List.of(), List.of(), 1)) {
      assertThatThrownBy(() -> cursor.longAt(0)).isInstanceOf(IllegalStateException.class);
      assertThat(cursor.next()).isFalse();
    }
  }

  @ParameterizedTest
  @CsvSource({"-1,0,10", "3,0,3", "3,8,2", "0,0,0", "-5,4,6", "5,-2,5", "9223372036854775807,9,1"})
  void aWindowIsAppliedOnce(long limit, long offset, int expected) {
    List<Object[]> rows = new ArrayList<>();
    for (long i = 0; i < 10; i++) {
      rows.add(new Object[] {i});
    }
    int count = 0;
    try (RowCursor cursor =
        new WindowCursor(new RowListCursor(List.of("n"), new ArrayList<>(rows)), limit, offset)) {
      while (cursor.next()) {
        assertThat(cursor.longAt(0)).isEqualTo(Math.max(0, offset) + count);
        count++;
      }
    }
    assertThat(count).isEqualTo(expected);
  }

  @Test
  void equalNeighboursAreOneRow() {
    List<Object[]> rows =
        List.of(
            new Object[] {1L, "a"}, new Object[] {1.0, "A"}, new Object[] {1L, "b"},
            new Object[] {2L, "b"}, new Object[] {2L, "B "});
    List<String> seen = new ArrayList<>();
    try (RowCursor cursor =
        new DistinctCursor(
            new RowListCursor(List.of("n", "t"), new ArrayList<>(rows)),
            List.of(Collation.BINARY, Collation.NOCASE))) {
      while (cursor.next()) {
        seen.add(cursor.valueAt(0) + "" + cursor.valueAt(1));
      }
    }
    assertThat(seen).containsExactly("1a", "1b", "2b", "2B ");
  }
}
