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
  ///
  /// @param limit the most bytes that the rows may take, by a careful guess
  /// @throws BigDaddyException with {@link ErrorCode#LIMIT} if they take more
  public static QueryResult of(ResultCursor cursor, long limit) {
    try (cursor) {
      List<Column> columns = cursor.columns();
      List<List<@Nullable Object>> rows = new ArrayList<>();
      long bytes = 0;
      while (cursor.next()) {
        List<@Nullable Object> row = new ArrayList<>(columns.size());
        for (int column = 0; column < columns.size(); column++) {
          Object value = cursor.valueAt(column);
          row.add(value);
          bytes += HeapSize.of(value);
        }
        rows.add(Collections.unmodifiableList(row));
        bytes += HeapSize.ROW;
        if (bytes > limit) {
          throw tooLarge(limit);
        }
      }
      return new QueryResult(
          columns,
          Collections.unmodifiableList(rows),
          cursor.rowsAffected(),
          cursor.cacheStats(),
          cursor.shardStats());
    }
  }

  private static BigDaddyException tooLarge(long limit) {
    return new BigDaddyException(
        ErrorCode.LIMIT,
        "the answer takes more than %d bytes of memory (result_limit); read it row by row with"
            .formatted(limit)
            + " query()");
  }
}
