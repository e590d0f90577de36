package dev.bigdaddy.testkit;

import dev.bigdaddy.testkit.Answer.Failure;
import dev.bigdaddy.testkit.Answer.Rows;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.sqlite.ProgressHandler;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/// One plain SQLite database: what Big Daddy is held against.
///
/// Used by one thread.
public final class PlainSqlite implements SystemUnderTest {
  /// What triggers that feed each other say when their time is over.
  static final Failure ENDLESS = new Failure(SQLiteErrorCode.SQLITE_INTERRUPT.code, "interrupted");

  /// How long a statement may take, in seconds.
  static final int PATIENCE = 30;

  private static final int STEPS_BETWEEN_LOOKS = 100_000;

  private final Connection connection;
  private long deadline = Long.MAX_VALUE;

  private PlainSqlite(String url) {
    try {
      connection = DriverManager.getConnection(url);
      ProgressHandler.setHandler(
          connection,
          STEPS_BETWEEN_LOOKS,
          new ProgressHandler() {
            @Override
            protected int progress() {
              return System.nanoTime() > deadline ? 1 : 0;
            }
          });
    } catch (SQLException e) {
      throw new IllegalStateException("plain SQLite does not open: " + url, e);
    }
  }

  /// A database that lives until it is closed.
  public static PlainSqlite inMemory() {
    return new PlainSqlite("jdbc:sqlite::memory:");
  }

  /// The database in a file, created if it is absent.
  public static PlainSqlite file(Path file) {
    return new PlainSqlite("jdbc:sqlite:" + file);
  }

  /// The database in a file, with the pragmas of a storage node that writes without syncing.
  static PlainSqlite likeANode(Path file) {
    PlainSqlite plain = file(file);
    plain.run("PRAGMA journal_mode = WAL", List.of());
    plain.run("PRAGMA synchronous = OFF", List.of());
    plain.run("PRAGMA cache_size = -16000", List.of());
    return plain;
  }

  /// The database in a file, never written.
  static PlainSqlite readOnly(Path file) {
    return new PlainSqlite("jdbc:sqlite:file:" + file.toUri().getPath() + "?mode=ro");
  }

  @Override
  public Answer run(String sql, List<@Nullable Object> parameters) {
    deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE);
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      if (parameters.size() > statement.getParameterMetaData().getParameterCount()) {
        return new Failure(SQLiteErrorCode.SQLITE_RANGE.code, "more values than parameters");
      }
      bind(statement, parameters);
      if (!statement.execute()) {
        return new Rows(List.of(), List.of(), changesOf(sql));
      }
      try (ResultSet resultSet = statement.getResultSet()) {
        List<String> columns = columns(resultSet.getMetaData());
        List<List<@Nullable Object>> rows = rows(resultSet, columns.size());
        return new Rows(columns, rows, changesOf(sql));
      }
    } catch (SQLiteException e) {
      return e.getResultCode() == SQLiteErrorCode.SQLITE_INTERRUPT
          ? ENDLESS
          : new Failure(e.getResultCode().code, messageOf(e));
    } catch (SQLException e) {
      return new Failure(e.getErrorCode(), String.valueOf(e.getMessage()));
    }
  }

  private static void bind(PreparedStatement statement, List<@Nullable Object> parameters)
      throws SQLException {
    for (int i = 0; i < parameters.size(); i++) {
      switch (parameters.get(i)) {
        case null -> statement.setNull(i + 1, java.sql.Types.NULL);
        case Long integer -> statement.setLong(i + 1, integer);
        case Double real -> statement.setDouble(i + 1, real);
        case byte[] bytes -> statement.setBytes(i + 1, bytes);
        case Object other -> statement.setString(i + 1, other.toString());
      }
    }
  }

  private static List<String> columns(ResultSetMetaData metaData) throws SQLException {
    List<String> columns = new ArrayList<>();
    for (int column = 1; column <= metaData.getColumnCount(); column++) {
      columns.add(metaData.getColumnName(column));
    }
    return columns;
  }

  private static List<List<@Nullable Object>> rows(ResultSet resultSet, int width)
      throws SQLException {
    List<List<@Nullable Object>> rows = new ArrayList<>();
    while (resultSet.next()) {
      List<@Nullable Object> row = new ArrayList<>(width);
      for (int column = 1; column <= width; column++) {
        Object value = resultSet.getObject(column);
        row.add(value instanceof Integer integer ? Long.valueOf(integer) : value);
      }
      rows.add(row);
    }
    return rows;
  }

  /// SQLite keeps `changes()` over statements that change nothing; a client counts 0 for those.
  private long changesOf(String sql) {
    return StatementShape.of(sql).changesRows() ? number("SELECT changes()") : 0;
  }

  /// The driver wraps SQLite's message: `[NAME] Explanation (message)`.
  private static String messageOf(SQLiteException e) {
    String message = String.valueOf(e.getMessage());
    String prefix = e.getResultCode() + " (";
    boolean wrapped = message.startsWith(prefix) && message.endsWith(")");
    return wrapped ? message.substring(prefix.length(), message.length() - 1) : message;
  }

  @Override
  public SessionState state() {
    String sql = "SELECT changes(), total_changes(), last_insert_rowid()";
    if (run(sql, List.of()) instanceof Rows(_, var rows, _)
        && rows.getFirst().get(0) instanceof Long changes
        && rows.getFirst().get(1) instanceof Long totalChanges
        && rows.getFirst().get(2) instanceof Long lastInsertRowid) {
      return new SessionState(changes, totalChanges, lastInsertRowid, inTransaction());
    }
    throw new IllegalStateException(sql + " fails");
  }

  /// The driver does not tell; a BEGIN inside a transaction fails, and changes nothing.
  private boolean inTransaction() {
    if (run("BEGIN", List.of()) instanceof Failure) {
      return true;
    }
    run("ROLLBACK", List.of());
    return false;
  }

  private long number(String sql) {
    return switch (run(sql, List.of())) {
      case Rows(_, var rows, _) when rows.getFirst().getFirst() instanceof Long number -> number;
      case Answer other -> throw new IllegalStateException(sql + ": " + other);
    };
  }

  @Override
  public String plan(String sql, List<@Nullable Object> parameters) {
    return String.join("\n", planSteps(sql, parameters));
  }

  /// The lines of EXPLAIN QUERY PLAN, outermost steps only; empty if the statement is wrong.
  List<String> planSteps(String sql, List<@Nullable Object> parameters) {
    if (!(run("EXPLAIN QUERY PLAN " + sql, parameters) instanceof Rows(_, var rows, _))) {
      return List.of();
    }
    List<String> steps = new ArrayList<>();
    for (List<@Nullable Object> row : rows) {
      if (Long.valueOf(0).equals(row.get(1))) {
        steps.add(String.valueOf(row.get(3)));
      }
    }
    return steps;
  }

  @Override
  public void close() {
    try {
      connection.close();
    } catch (SQLException e) {
      throw new IllegalStateException("plain SQLite does not close", e);
    }
  }
}
