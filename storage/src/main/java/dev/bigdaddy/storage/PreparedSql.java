package dev.bigdaddy.storage;

import java.sql.SQLException;
import org.sqlite.core.CoreStatement;
import org.sqlite.core.DB;

/// One prepared statement of one connection. Used by the connection's thread.
///
/// It keeps the raw pointer, since going through sqlite-jdbc's wrapper for each value would cost as
/// much as the call itself. That is safe because nothing else closes the statement, and because a
/// cursor may use the pointer only while {@link #generation} is the one that it was given.
final class PreparedSql {
  final String sql;
  final CoreStatement statement;
  final long pointer;
  final int parameterCount;
  final StatementNature nature;

  /// Set if the cache may keep it: a second instance of a statement in use is not kept.
  boolean cached;

  /// Set while a cursor reads it.
  boolean inUse;

  /// Counts its uses: a cursor of a former use is closed.
  int generation;

  /// Set if large values are bound, which would otherwise stay in memory until the next use.
  boolean bindsLargeValues;

  PreparedSql(String sql, CoreStatement statement, int parameterCount) throws SQLException {
    this.sql = sql;
    this.statement = statement;
    this.pointer = statement.pointer.safeRunLong((DB db, long p) -> p);
    this.parameterCount = parameterCount;
    this.nature = StatementNature.of(sql);
  }

  /// Whether it still exists: sqlite-jdbc closes a statement after most errors.
  boolean isUsable() {
    return !statement.pointer.isClosed();
  }

  void finalizeStatement() throws SQLException {
    generation++;
    statement.pointer.close();
  }
}
