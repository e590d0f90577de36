package dev.bigdaddy.jdbc;

import dev.bigdaddy.conductor.CacheStats;
import dev.bigdaddy.conductor.Column;
import dev.bigdaddy.conductor.ResultCursor;
import dev.bigdaddy.conductor.ShardStats;
import dev.bigdaddy.storage.ValueType;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Rows that the driver itself made, as answers about the schema: values are `null`, whole numbers
/// or text.
final class RowsCursor implements ResultCursor {
  private static final @Nullable Object[] NO_ROW = {};

  private final List<Column> columns;
  private final Iterator<@Nullable Object[]> rows;
  private @Nullable Object[] row = NO_ROW;

  RowsCursor(List<Column> columns, List<@Nullable Object[]> rows) {
    this.columns = columns;
    this.rows = rows.iterator();
  }

  /// Columns without declared types.
  static List<Column> columns(String... names) {
    return Stream.of(names).map(name -> new Column(name, null)).toList();
  }

  @Override
  public List<Column> columns() {
    return columns;
  }

  @Override
  public boolean next() {
    if (!rows.hasNext()) {
      return false;
    }
    row = rows.next();
    return true;
  }

  @Override
  public ValueType type(int column) {
    return switch (row[column]) {
      case null -> ValueType.NULL;
      case Number _ -> ValueType.INTEGER;
      default -> ValueType.TEXT;
    };
  }

  @Override
  public long longAt(int column) {
    return switch (row[column]) {
      case null -> 0;
      case Number number -> number.longValue();
      case Object text -> numberIn(text.toString());
    };
  }

  private static long numberIn(String text) {
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      return 0;
    }
  }

  @Override
  public double doubleAt(int column) {
    return longAt(column);
  }

  @Override
  public @Nullable String textAt(int column) {
    Object value = row[column];
    return value == null ? null : value.toString();
  }

  @Override
  public byte @Nullable [] blobAt(int column) {
    String text = textAt(column);
    return text == null ? null : text.getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public @Nullable Object valueAt(int column) {
    return row[column];
  }

  @Override
  public long rowsAffected() {
    return 0;
  }

  @Override
  public List<ShardStats> shardStats() {
    return List.of();
  }

  @Override
  public CacheStats cacheStats() {
    return new CacheStats(false, 0, 0, 0);
  }

  @Override
  public void close() {}
}
