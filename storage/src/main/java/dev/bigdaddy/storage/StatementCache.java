package dev.bigdaddy.storage;

import java.sql.SQLException;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The prepared statements of one connection by their text, least recently used first. Used by one
/// thread at a time.
final class StatementCache {
  /// A prepared statement takes 5 to 10 KiB of native memory.
  private static final int LARGEST_COUNT = 128;

  /// Bulk inserts have texts of many kilobytes.
  private static final int LARGEST_TEXT = 1 << 20;

  private final LinkedHashMap<String, PreparedSql> statements =
      new LinkedHashMap<>(64, 0.75f, true);
  private int text;

  @Nullable PreparedSql get(String sql) {
    return statements.get(sql);
  }

  void put(PreparedSql statement) throws SQLException {
    statement.cached = true;
    statements.put(statement.sql, statement);
    text += statement.sql.length();
    if (statements.size() > LARGEST_COUNT || text > LARGEST_TEXT) {
      evict(statement);
    }
  }

  void remove(PreparedSql statement) {
    if (statements.remove(statement.sql, statement)) {
      text -= statement.sql.length();
    }
  }

  /// Statements in use stay, however old: their cursors hold the raw pointer.
  private void evict(PreparedSql newest) throws SQLException {
    Iterator<PreparedSql> oldestFirst = statements.values().iterator();
    while ((statements.size() > LARGEST_COUNT || text > LARGEST_TEXT) && oldestFirst.hasNext()) {
      PreparedSql statement = oldestFirst.next();
      if (!statement.inUse && statement != newest) {
        oldestFirst.remove();
        text -= statement.sql.length();
        statement.finalizeStatement();
      }
    }
  }

  void forEach(Consumer<PreparedSql> action) {
    statements.values().forEach(action);
  }

  void clear() throws SQLException {
    for (PreparedSql statement : statements.values()) {
      statement.finalizeStatement();
    }
    statements.clear();
    text = 0;
  }
}
