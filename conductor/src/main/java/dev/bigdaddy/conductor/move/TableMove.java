package dev.bigdaddy.conductor.move;

import dev.bigdaddy.storage.Epoch;
import dev.bigdaddy.storage.NodeId;
import dev.bigdaddy.storage.RowCursor;
import dev.bigdaddy.storage.SideBySide;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/// One table's part of a batch: inserts rows on the target, reads them
/// back and compares them byte by byte, and deletes them on the source. Used once, by one thread, in an
/// epoch that holds both writers.
final class TableMove {
  /// Rows that are read back at once.
  private static final int MOST_ROWS = 64;

  /// Pages that one INSERT touches. SQLite notes what they held before, in case that a later row of the
  /// statement fails: in memory up to 64 KiB, then in a file. Rows that move lie all over the table.
  private static final int MOST_PAGES = 4;

  private final MovedTable table;
  private final WorkList work;
  private final Epoch epoch;
  private final NodeId source;
  private final NodeId target;

  /// How a row stands in an INSERT that has no raw text.
  private final String plainTuple;

  /// Rows of one INSERT.
  private final int insertRows;

  /// @param indexes how many CREATE INDEX has made
  TableMove(MovedTable table, Epoch epoch, NodeId source, NodeId target, int indexes) {
    this.table = table;
    this.work = new WorkList(table, source);
    this.epoch = epoch;
    this.source = source;
    this.target = target;
    int trees = 1 + indexes + table.table().uniqueKeys().size();
    this.insertRows = Integer.highestOneBit(Math.max(1, MOST_PAGES / trees));
    this.plainTuple = "(" + "?,".repeat(table.columns().size() - 1) + "?)";
  }

  /// Moves the rows; where source and target are one node it only counts them.
  ///
  /// @return how many rows
  long run(Part part) {
    if (source.equals(target)) {
      long rows = count(part);
      work.forget(epoch, part);
      return rows;
    }
    List<@Nullable Object[]> rows = read(part);
    // Each on its own node, and others wait for both.
    long deleted =
        SideBySide.run(
                List.<Callable<Long>>of(
                    () -> work.delete(epoch, part),
                    () -> {
                      insert(rows);
                      compare(rows);
                      return 0L;
                    }))
            .getFirst();
    if (deleted != rows.size()) {
      throw new MoveFailedException(
          "%d rows of %s were inserted on %s, but %d deleted on %s"
              .formatted(rows.size(), table.table().name(), target, deleted, source));
    }
    return deleted;
  }

  private long count(Part part) {
    try (RowCursor rows =
        epoch.on(source).query("SELECT count(*)" + work.rows(part), part.values())) {
      rows.next();
      return rows.longAt(0);
    }
  }

  private List<@Nullable Object[]> read(Part part) {
    List<@Nullable Object[]> result = new ArrayList<>();
    try (RowCursor rows =
        epoch
            .on(source)
            .query("SELECT " + table.columnList("t.") + work.rows(part), part.values())) {
      while (rows.next()) {
        result.add(Cell.row(rows));
      }
    }
    return result;
  }

  private void insert(List<@Nullable Object[]> rows) {
    int width = table.columns().size();
    int from = 0;
    while (from < rows.size()) {
      int count = Math.min(Integer.highestOneBit(rows.size() - from), insertRows);
      List<@Nullable Object[]> batch = rows.subList(from, from + count);
      List<@Nullable Object> values = new ArrayList<>(count * width);
      for (@Nullable Object[] row : batch) {
        for (Object value : row) {
          values.add(Cell.bound(value));
        }
      }
      epoch.update(target, insertText(batch), values.toArray());
      from += count;
    }
  }

  private String insertText(List<@Nullable Object[]> rows) {
    List<String> tuples = new ArrayList<>(rows.size());
    for (@Nullable Object[] row : rows) {
      if (Arrays.stream(row).noneMatch(Cell::isRaw)) {
        tuples.add(plainTuple);
        continue;
      }
      List<String> places = new ArrayList<>(row.length);
      for (Object value : row) {
        places.add(Cell.placeholder(value));
      }
      tuples.add("(" + String.join(",", places) + ")");
    }
    return "INSERT INTO %s(%s) VALUES %s"
        .formatted(table.name(), table.columnList(""), String.join(",", tuples));
  }

  /// Reads the rows back by their keys, many at a time, and compares them byte by byte.
  private void compare(List<@Nullable Object[]> rows) {
    // The affinity of CAST, which raw text needs, would be that of all keys beside it.
    List<Integer> positions = table.keyPositions();
    boolean raw =
        rows.stream().anyMatch(row -> positions.stream().anyMatch(i -> Cell.isRaw(row[i])));
    int batch = raw ? 1 : MOST_ROWS;
    for (int from = 0; from < rows.size(); from += batch) {
      List<@Nullable Object[]> some = rows.subList(from, Math.min(rows.size(), from + batch));
      Map<List<Object>, @Nullable Object[]> there = readBack(some);
      for (@Nullable Object[] row : some) {
        List<Object> key = key(row);
        @Nullable Object[] found = there.get(key);
        if (found == null || !Cell.same(row, found)) {
          throw new MoveFailedException(
              "a row of %s does not read on %s as it did on %s: its key is %s"
                  .formatted(table.table().name(), target, source, key));
        }
      }
    }
  }

  private Map<List<Object>, @Nullable Object[]> readBack(List<@Nullable Object[]> rows) {
    List<String> places = new ArrayList<>(rows.size());
    List<@Nullable Object> values = new ArrayList<>();
    for (@Nullable Object[] row : rows) {
      List<String> place = new ArrayList<>();
      for (int position : table.keyPositions()) {
        place.add(Cell.placeholder(row[position]));
        values.add(Cell.bound(row[position]));
      }
      places.add("(" + String.join(",", place) + ")");
    }
    String sql =
        "SELECT %s FROM %s WHERE (%s) IN (VALUES %s)"
            .formatted(
                table.columnList(""),
                table.name(),
                table.keyList(""),
                String.join(",", places));
    Map<List<Object>, @Nullable Object[]> found = new HashMap<>();
    try (RowCursor cursor = epoch.on(target).query(sql, values.toArray())) {
      while (cursor.next()) {
        @Nullable Object[] row = Cell.row(cursor);
        found.put(key(row), row);
      }
    }
    return found;
  }

  /// A row's key, as what is equal if its bytes are.
  private List<Object> key(@Nullable Object[] row) {
    List<Object> key = new ArrayList<>();
    for (int position : table.keyPositions()) {
      Object value = Objects.requireNonNull(row[position], "a row without a key");
      key.add(value instanceof byte[] bytes ? ByteBuffer.wrap(bytes) : value);
    }
    return key;
  }
}
