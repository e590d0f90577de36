package dev.bigdaddy.jdbc;

import dev.bigdaddy.conductor.BigDaddyException;
import dev.bigdaddy.conductor.Session;
import dev.bigdaddy.storage.ColumnOrigin;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Which tables' columns an answer shows. Few readers want to know, so the session is asked when one
/// does, and once. Used by the thread that reads the answer.
final class Origins {
  /// Of answers that no table gave.
  static final Origins NONE = new Origins(null, "");

  private final @Nullable BigDaddyConnection connection;
  private final String sql;
  private @Nullable List<ColumnOrigin> known;

  private Origins(@Nullable BigDaddyConnection connection, String sql) {
    this.connection = connection;
    this.sql = sql;
  }

  static Origins of(BigDaddyConnection connection, String sql) {
    return new Origins(connection, sql);
  }

  /// Where a column comes from, counted from 1. A column that the schema lost since the statement
  /// ran comes from nowhere.
  ColumnOrigin of(int column) throws SQLException {
    List<ColumnOrigin> origins = known;
    if (origins == null) {
      origins = connection == null ? List.of() : ask(connection);
      known = origins;
    }
    return column <= origins.size() ? origins.get(column - 1) : ColumnOrigin.NONE;
  }

  private List<ColumnOrigin> ask(BigDaddyConnection asked) throws SQLException {
    Session session = asked.enter();
    try {
      return session.origins(sql);
    } catch (BigDaddyException e) {
      throw SqlErrors.of(e);
    } finally {
      asked.leave();
    }
  }
}
