package dev.bigdaddy.conductor.transfer;

import dev.bigdaddy.conductor.plan.SqlText;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Rows on their way from one table into another, many in one INSERT. Text that is not valid UTF-8
/// travels as its bytes. Used by one thread.
public final class PlainRows {
  private static final int MOST_ROWS = 64;
  private static final int MOST_VALUES = 8_192;
  private static final char REPLACEMENT = '\uFFFD';

  /// Runs an INSERT.
  @FunctionalInterface
  public interface Target {
    void insert(String sql, @Nullable Object... values);
  }

  /// Text that a Java string would change.
  private record RawText(byte[] bytes) {}

  private final String into;
  private final int width;
  private final Target target;
  private final List<@Nullable Object[]> rows = new ArrayList<>();
  private long count;

  /// @param target runs the INSERTs
  public PlainRows(String table, List<String> columns, Target target) {
    this.into =
        "INSERT INTO %s(%s) VALUES "
            .formatted(
                SqlText.quote(table), SqlText.quoteAll(columns));
    this.width = columns.size();
    this.target = target;
  }

  /// A value as it travels.
  public static @Nullable Object cell(@Nullable Object value, byte @Nullable [] bytes) {
    boolean suspect = value instanceof String text && text.indexOf(REPLACEMENT) >= 0;
    if (suspect && bytes != null) {
      byte[] same = String.valueOf(value).getBytes(StandardCharsets.UTF_8);
      return Arrays.equals(bytes, same) ? value : new RawText(bytes);
    }
    return value;
  }

  /// Adds a row, of what {@link #cell} gave.
  public void add(@Nullable Object[] row) {
    rows.add(row);
    count++;
    if (rows.size() == Math.max(1, Math.min(MOST_ROWS, MOST_VALUES / width))) {
      flush();
    }
  }

  /// Writes what was added.
  public void flush() {
    if (rows.isEmpty()) {
      return;
    }
    List<String> tuples = new ArrayList<>();
    List<@Nullable Object> values = new ArrayList<>();
    for (@Nullable Object[] row : rows) {
      List<String> places = new ArrayList<>();
      for (Object value : row) {
        places.add(value instanceof RawText ? "CAST(? AS TEXT)" : "?");
        values.add(value instanceof RawText(byte[] bytes) ? bytes : value);
      }
      tuples.add("(" + String.join(",", places) + ")");
    }
    rows.clear();
    target.insert(
        into + String.join(",", tuples), Collections.unmodifiableList(values).toArray());
  }

  /// How many rows were added.
  public long count() {
    return count;
  }
}
