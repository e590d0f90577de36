package dev.bigdaddy.conductor;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The whole answer of one statement.
///
/// @param columns the answer's columns; empty for a statement that gives no rows
/// @param rows each row's values as `null`, `Long`, `Double`, `String` or `byte[]`; unmodifiable
/// @param rowsAffected rows inserted, updated or deleted
/// @param cacheStats figures of the plan cache
/// @param shardStats what each node did
public record QueryResult(
    List<Column> columns,
    List<List<@Nullable Object>> rows,
    long rowsAffected,
    CacheStats cacheStats,
    List<ShardStats> shardStats) {

  /// Reads a cursor to its end and closes it.
  public static QueryResult of(ResultCursor cursor) {
    try (cursor) {
      List<Column> columns = cursor.columns();
      List<List<@Nullable Object>> rows = new ArrayList<>();
      while (cursor.next()) {
        List<@Nullable Object> row = new ArrayList<>(columns.size());
        for (int column = 0; column < columns.size(); column++) {
          row.add(cursor.valueAt(column));
        }
        rows.add(Collections.unmodifiableList(row));
      }
      return new QueryResult(
          columns,
          Collections.unmodifiableList(rows),
          cursor.rowsAffected(),
          cursor.cacheStats(),
          cursor.shardStats());
    }
  }
}
