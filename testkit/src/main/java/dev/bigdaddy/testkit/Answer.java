package dev.bigdaddy.testkit;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a statement gave.
public sealed interface Answer {

  /// It ran.
  ///
  /// @param columns the names of the answer's columns; empty if it gives no rows
  /// @param rows values as `null`, `Long`, `Double`, `String` or `byte[]`
  /// @param rowsAffected rows inserted, updated or deleted
  record Rows(List<String> columns, List<List<@Nullable Object>> rows, long rowsAffected)
      implements Answer {}

  /// It failed as SQLite fails.
  ///
  /// @param code SQLite's extended result code
  record Failure(int code, String message) implements Answer {}

  /// It was refused as not supported yet.
  record Refusal(String message) implements Answer {}

  /// It failed as no statement should: a fault of the system.
  record Crash(String message) implements Answer {}
}
