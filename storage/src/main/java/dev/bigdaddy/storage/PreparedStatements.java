package dev.bigdaddy.storage;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConnection;
import org.sqlite.core.Codes;
import org.sqlite.core.CoreStatement;
import org.sqlite.core.DB;
import org.sqlite.jdbc4.JDBC4PreparedStatement;

/// The life of one connection's statements: prepared, run, read by a cursor, rested, finalized.
/// Used by one thread at a time.
///
/// A statement that a cursor reads is *in use* and serves nobody else; who runs the same text
/// meanwhile gets a second instance, which is finalized after its use.
final class PreparedStatements {
  /// Bound values above this size are freed after use.
  private static final int LARGE_VALUE = 16 << 10;

  /// Any statement that reads makes SQLite compare the schema that it knows with the file's.
  private static final String READ_SCHEMA = "SELECT 1 FROM main.sqlite_schema LIMIT 1";

  private final SQLiteConnection connection;
  private final DB db;
  private final StatementCache cache = new StatementCache();
  private final List<PreparedSql> uncached = new ArrayList<>();
  private @Nullable PreparedSql latest;
  private int openCursors;

  PreparedStatements(SQLiteConnection connection) {
    this.connection = connection;
    this.db = connection.getDatabase();
  }

  /// A statement that nobody uses; null if the text holds none.
  ///
  /// Comparing texts by identity is only a fast path: the same text object again.
  @SuppressWarnings({"ReferenceEquality", "StringEquality"})
  @Nullable PreparedSql acquire(String sql) throws SQLException {
    PreparedSql statement = latest;
    if (statement == null || statement.sql != sql) {
      statement = cache.get(sql);
    }
    if (statement == null) {
      return prepareCached(sql);
    }
    if (statement.inUse) {
      PreparedSql second = prepare(sql);
      uncached.add(second);
      return second;
    }
    latest = statement;
    return statement;
  }

  private @Nullable PreparedSql prepareCached(String sql) throws SQLException {
    if (StatementNature.isBlank(sql)) {
      return null;
    }
    if (StatementNature.of(sql) == StatementNature.PRAGMA) {
      // Many work while they are prepared, and most are compiled for the schema as the connection last
      // saw it, without a look whether another one changed it since.
      int code = db._exec(READ_SCHEMA);
      if (code != Codes.SQLITE_OK) {
        db.throwex(code);
      }
      PreparedSql pragma = prepare(sql);
      uncached.add(pragma);
      return pragma;
    }
    PreparedSql statement = prepare(sql);
    cache.put(statement);
    latest = statement;
    return statement;
  }

  /// Prepares a statement that the caller finalizes.
  PreparedSql prepare(String sql) throws SQLException {
    JDBC4PreparedStatement prepared = new JDBC4PreparedStatement(connection, sql);
    return new PreparedSql(sql, (CoreStatement) prepared, prepared.getParameterCount());
  }

  /// Binds and runs a statement up to its first row.
  ///
  /// @return whether there is a row; if not, the statement is reset already
  boolean start(PreparedSql statement, @Nullable Object... parameters) throws SQLException {
    if (parameters.length != statement.parameterCount) {
      throw new IllegalArgumentException(
          "%d parameters given, %d needed: %s"
              .formatted(parameters.length, statement.parameterCount, statement.sql));
    }
    try {
      if (parameters.length == 0) {
        return db.execute(statement.statement, null);
      }
      noteLargeValues(statement, parameters);
      return db.execute(statement.statement, parameters);
    } catch (SQLException e) {
      discardAfterFailure(statement);
      throw e;
    }
  }

  /// Runs a started statement to its end.
  void drain(PreparedSql statement) throws SQLException {
    int code;
    do {
      code = db.step(statement.pointer);
    } while (code == Codes.SQLITE_ROW);
    if (code != Codes.SQLITE_DONE) {
      SQLException failure = failure(statement, code);
      rest(statement);
      throw failure;
    }
    db.reset(statement.pointer);
  }

  /// The error of a step; the statement is reset.
  SQLException failure(PreparedSql statement, int code) {
    try {
      db.throwex(code);
      throw new IllegalStateException("no error for code " + code);
    } catch (SQLException e) {
      try {
        db.reset(statement.pointer);
      } catch (SQLException again) {
        e.addSuppressed(again);
      }
      return e;
    }
  }

  /// A cursor begins to read the statement.
  void lend(PreparedSql statement) {
    statement.inUse = true;
    openCursors++;
  }

  /// A cursor's end.
  ///
  /// @param running whether the statement was not reset yet
  void giveBack(PreparedSql statement, boolean running) throws SQLException {
    statement.inUse = false;
    openCursors--;
    if (running && statement.isUsable()) {
      db.reset(statement.pointer);
    }
    rest(statement);
  }

  /// After use: cursors of it are closed, large values freed, and a second instance finalized.
  void rest(PreparedSql statement) throws SQLException {
    statement.generation++;
    if (statement.bindsLargeValues) {
      statement.bindsLargeValues = false;
      db.clear_bindings(statement.pointer);
    }
    if (!statement.cached) {
      uncached.remove(statement);
      statement.finalizeStatement();
    }
  }

  boolean hasOpenCursors() {
    return openCursors > 0;
  }

  void closeCursors() throws SQLException {
    if (openCursors == 0) {
      return;
    }
    List<PreparedSql> all = new ArrayList<>(uncached);
    cache.forEach(all::add);
    for (PreparedSql statement : all) {
      if (statement.inUse) {
        giveBack(statement, true);
      }
    }
  }

  /// Finalizes all statements; no cursor may be open.
  void clear() throws SQLException {
    latest = null;
    cache.clear();
  }

  /// sqlite-jdbc finalizes the statement after most errors, and leaves it unreset after the others.
  private void discardAfterFailure(PreparedSql statement) {
    try {
      if (statement.isUsable()) {
        db.reset(statement.pointer);
        rest(statement);
        return;
      }
    } catch (SQLException e) {
      // Reset repeats the error of the step, which is on its way to the caller already.
    }
    statement.generation++;
    if (latest == statement) {
      latest = null;
    }
    cache.remove(statement);
    uncached.remove(statement);
  }

  private static void noteLargeValues(PreparedSql statement, @Nullable Object[] parameters) {
    for (Object value : parameters) {
      int size =
          switch (value) {
            case String text -> text.length();
            case byte[] bytes -> bytes.length;
            case null, default -> 0;
          };
      if (size > LARGE_VALUE) {
        statement.bindsLargeValues = true;
      }
    }
  }
}
