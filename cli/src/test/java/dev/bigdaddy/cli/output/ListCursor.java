package dev.bigdaddy.cli.output;

import dev.bigdaddy.conductor.CacheStats;
import dev.bigdaddy.conductor.Column;
import dev.bigdaddy.conductor.ResultCursor;
import dev.bigdaddy.conductor.ShardStats;
import dev.bigdaddy.storage.ValueType;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A cursor over given rows.
public final class ListCursor implements ResultCursor {

  private final List<Column> columns;
  private final List<List<@Nullable Object>> rows;
  private final List<ShardStats> shardStats;
  private int current = -1;

  public ListCursor(List<String> names, List<List<@Nullable Object>> rows) {
    this(names, rows, List.of());
  }

  public ListCursor(
      List<String> names, List<List<@Nullable Object>> rows, List<ShardStats> shardStats) {
    this.shardStats = shardStats;
    this.columns = names.stream().map(name -> new Column(name, null)).toList();
    this.rows = rows;
  }

  public static List<@Nullable Object> row(@Nullable Object... values) {
    return Arrays.asList(values);
  }

  @Override
  public List<Column> columns() {
    return columns;
  }

  @Override
  public boolean next() {
    return ++current < rows.size();
  }

  @Override
  public ValueType type(int column) {
    return switch (valueAt(column)) {
      case null -> ValueType.NULL;
      case Long _ -> ValueType.INTEGER;
      case Double _ -> ValueType.REAL;
      case byte[] _ -> ValueType.BLOB;
      default -> ValueType.TEXT;
    };
  }

  @Override
  public long longAt(int column) {
    return valueAt(column) instanceof Long number ? number : 0;
  }

  @Override
  public double doubleAt(int column) {
    return valueAt(column) instanceof Double number ? number : 0;
  }

  @Override
  public @Nullable String textAt(int column) {
    return switch (valueAt(column)) {
      case null -> null;
      case byte[] bytes -> new String(bytes, StandardCharsets.UTF_8);
      case Double number -> SqlText.real(number);
      case Object value -> value.toString();
    };
  }

  @Override
  public byte @Nullable [] blobAt(int column) {
    String text = textAt(column);
    return switch (valueAt(column)) {
      case byte[] bytes -> bytes;
      case null, default -> text == null ? null : text.getBytes(StandardCharsets.UTF_8);
    };
  }

  @Override
  public @Nullable Object valueAt(int column) {
    return rows.get(current).get(column);
  }

  @Override
  public long rowsAffected() {
    return 0;
  }

  @Override
  public List<ShardStats> shardStats() {
    return shardStats;
  }

  @Override
  public CacheStats cacheStats() {
    return new CacheStats(false, 0, 0, 0);
  }

  @Override
  public void close() {}
}
