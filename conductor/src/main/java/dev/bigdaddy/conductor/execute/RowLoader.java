package dev.bigdaddy.conductor.execute;

import dev.bigdaddy.storage.RowCursor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Loads rows into a table in batches. Used by one thread.
public final class RowLoader {
  /// Rows of one INSERT; more gain next to nothing.
  private static final int ROWS_PER_INSERT = 64;

  /// SQLite's limit is 32 766; a wide table's batch must stay below.
  private static final int PARAMETERS_PER_INSERT = 16_384;

  /// Runs an INSERT.
  @FunctionalInterface
  interface Inserter {
    /// @return how many rows it inserted
    long insert(String sql, @Nullable Object[] values);
  }

  private final Inserter inserter;
  private final String into;
  private final int columns;
  private final int batchRows;
  private @Nullable Object[] batch;
  private int rows;

  /// @param into the quoted table with its column list, as `"t"("rowid", "a")`
  /// @param columns how many columns the list has
  RowLoader(Inserter inserter, String into, int columns) {
    this.inserter = inserter;
    this.into = into;
    this.columns = columns;
    this.batchRows =
        Math.max(1, Math.min(ROWS_PER_INSERT, PARAMETERS_PER_INSERT / Math.max(1, columns)));
    this.batch = new @Nullable Object[batchRows * columns];
  }

  /// Loads the rest of a cursor; gives the number of rows.
  public long load(RowCursor cursor) {
    long loaded = 0;
    while (cursor.next()) {
      boolean raw = false;
      for (int column = 0; column < columns; column++) {
        Object value = RawText.read(cursor, column);
        raw |= value instanceof RawText;
        batch[rows * columns + column] = value;
      }
      rows++;
      loaded++;
      if (raw) {
        flushWithRawText();
      }
      if (rows == batchRows) {
        flush();
      }
    }
    return loaded;
  }

  /// Writes what is still in the batch.
  public void flush() {
    if (rows == 0) {
      return;
    }
    @Nullable Object[] values = batch;
    if (rows < batchRows) {
      values = Arrays.copyOf(batch, rows * columns);
    }
    inserter.insert(sqlFor(rows), values);
    rows = 0;
  }

  /// Writes the batch, whose last row holds raw text, which can only be bound as a blob.
  private void flushWithRawText() {
    @Nullable Object[] row =
        Arrays.copyOfRange(batch, (rows - 1) * columns, rows * columns);
    rows--;
    flush();
    List<String> places = new ArrayList<>();
    for (int column = 0; column < columns; column++) {
      boolean raw = row[column] instanceof RawText;
      places.add(raw ? "CAST(? AS TEXT)" : "?");
      row[column] = row[column] instanceof RawText text ? text.bytes() : row[column];
    }
    inserter.insert("INSERT INTO " + into + " VALUES (" + String.join(",", places) + ")", row);
  }

  private String sqlFor(int count) {
    StringBuilder sql = new StringBuilder("INSERT INTO ").append(into).append(" VALUES ");
    for (int row = 0; row < count; row++) {
      sql.append(row == 0 ? "(" : ",(");
      sql.append("?,".repeat(columns - 1)).append("?)");
    }
    return sql.toString();
  }
}
