package dev.bigdaddy.cli;

import dev.bigdaddy.cli.output.ListCursor;
import dev.bigdaddy.conductor.BigDaddyException;
import dev.bigdaddy.conductor.ErrorCode;
import dev.bigdaddy.conductor.Explanation;
import dev.bigdaddy.conductor.QueryResult;
import dev.bigdaddy.conductor.ResultCursor;
import dev.bigdaddy.conductor.Session;
import dev.bigdaddy.conductor.ShardStats;
import dev.bigdaddy.conductor.StatementDescription;
import dev.bigdaddy.storage.ColumnOrigin;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A session on one plain SQLite database in memory, so that the console is tested by itself.
public final class PlainSession implements Session {

  private final Connection connection;
  private volatile @Nullable Statement running;

  public PlainSession() {
    try {
      connection = DriverManager.getConnection("jdbc:sqlite::memory:");
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public QueryResult sql(String text, @Nullable Object... parameters) {
    return QueryResult.of(query(text, parameters), Long.MAX_VALUE);
  }

  @Override
  public ResultCursor query(String text, @Nullable Object... parameters) {
    try (PreparedStatement statement = connection.prepareStatement(text)) {
      for (int i = 0; i < parameters.length; i++) {
        statement.setObject(i + 1, parameters[i]);
      }
      List<String> names = new ArrayList<>();
      List<List<@Nullable Object>> rows = new ArrayList<>();
      running = statement;
      if (statement.execute()) {
        read(statement.getResultSet(), names, rows);
      }
      return new ListCursor(
          names,
          rows,
          List.of(
              new ShardStats("t", 4, "node-0", rows.size(), 0, Duration.ofNanos(1_250_000)),
              new ShardStats("t", 12, "node-10", 0, 0, Duration.ofNanos(250_000))));
    } catch (SQLException e) {
      String message = String.valueOf(e.getMessage()).replaceFirst("^\\[\\w+] .*\\((.*)\\)$", "$1");
      ErrorCode code = message.contains("constraint") ? ErrorCode.CONSTRAINT : ErrorCode.SQL;
      int sqliteCode = code == ErrorCode.SQL ? 1 : 2067;
      throw new BigDaddyException(code, sqliteCode, message, text.indexOf("nowhere"), e);
    }
  }

  private static void read(ResultSet answer, List<String> names, List<List<@Nullable Object>> rows)
      throws SQLException {
    ResultSetMetaData columns = answer.getMetaData();
    for (int i = 1; i <= columns.getColumnCount(); i++) {
      names.add(columns.getColumnName(i));
    }
    while (answer.next()) {
      List<@Nullable Object> row = new ArrayList<>();
      for (int i = 1; i <= names.size(); i++) {
        Object value = answer.getObject(i);
        row.add(value instanceof Integer number ? (Object) number.longValue() : value);
      }
      rows.add(row);
    }
  }

  @Override
  public StatementDescription describe(String text) {
    throw new UnsupportedOperationException();
  }

  @Override
  public List<ColumnOrigin> origins(String text) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Explanation explain(String text, @Nullable Object... parameters) {
    return new Explanation(
        "streamed merge",
        "more than one node is asked",
        List.of(
            new Explanation.NodeStatement("node-0", "t: 4 of 8", text),
            new Explanation.NodeStatement("node-1", "t: 4 of 8", text)),
        "in the order of a");
  }

  @Override
  public boolean inTransaction() {
    try {
      try (Statement statement = connection.createStatement()) {
        statement.execute("BEGIN");
        statement.execute("ROLLBACK");
        return false;
      }
    } catch (SQLException _) {
      return true;
    }
  }

  @Override
  public long lastInsertRowid() {
    return number("SELECT last_insert_rowid()");
  }

  @Override
  public long changes() {
    return number("SELECT changes()");
  }

  @Override
  public long totalChanges() {
    return number("SELECT total_changes()");
  }

  private long number(String sql) {
    return sql(sql).rows().getFirst().getFirst() instanceof Long number ? number : -1;
  }

  @Override
  public void correlationId(String correlationId) {}

  @Override
  public void statementTimeout(Duration limit) {}

  @Override
  public void cancelLatest() {
    cancel();
  }

  @Override
  public void cancel() {
    Statement statement = running;
    try {
      if (statement != null) {
        statement.cancel();
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    try {
      connection.close();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
