package dev.bigdaddy.sql;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// SQLite itself, asked what it thinks of a text. Only prepares, never runs it.
final class SqliteOracle implements AutoCloseable {
  /// What SQLite says of a text.
  sealed interface Verdict {}

  /// It prepares.
  record Accepted() implements Verdict {}

  /// Its parser refuses it.
  record SyntaxError(String message) implements Verdict {}

  /// It parses, but names or types are wrong; or an action of the parser refused it midway.
  record OtherError(String message) implements Verdict {}

  private static final Pattern MESSAGE =
      Pattern.compile("\\[[A-Z_]+\\] [A-Za-z ]+ \\((.*)\\)", Pattern.DOTALL);

  private final Connection connection;

  SqliteOracle() {
    try {
      connection = DriverManager.getConnection("jdbc:sqlite::memory:");
      try (Statement statement = connection.createStatement()) {
        for (String ddl : SCHEMA) {
          statement.execute(ddl);
        }
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static final String[] SCHEMA = {
    "CREATE TABLE t(a PRIMARY KEY, b UNIQUE, c, UNIQUE(a, b))",
    "CREATE TABLE u(a PRIMARY KEY, b UNIQUE, c NOT NULL, UNIQUE(a, b))",
    "CREATE TABLE one(x)",
    "CREATE INDEX ti ON t(b, c)",
    "CREATE INDEX ui ON u(c)",
    "CREATE VIEW v AS SELECT a, b, c FROM t",
    "CREATE TRIGGER tr AFTER INSERT ON u BEGIN SELECT 1; END",
  };

  /// What SQLite says of the first statement of `sql`.
  Verdict verdict(String sql) {
    try {
      PreparedStatement prepared = connection.prepareStatement(sql);
      prepared.close();
      return new Accepted();
    } catch (SQLException e) {
      return classify(message(e));
    }
  }

  private static String message(SQLException e) {
    String message = String.valueOf(e.getMessage());
    Matcher matcher = MESSAGE.matcher(message);
    return matcher.matches() ? matcher.group(1) : message;
  }

  private static Verdict classify(String message) {
    boolean syntax =
        message.endsWith(": syntax error")
            || message.startsWith("unrecognized token: ")
            || message.equals("incomplete input");
    return syntax ? new SyntaxError(message) : new OtherError(message);
  }

  /// The byte code of a statement, as text.
  String byteCode(String sql) {
    StringBuilder code = new StringBuilder();
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("EXPLAIN " + sql)) {
      while (rows.next()) {
        for (int column = 2; column <= 7; column++) {
          String value = String.valueOf(rows.getString(column));
          // The text of the statement goes into sqlite_schema.
          code.append(value.startsWith("CREATE ") ? "text" : value).append(' ');
        }
        code.append('\n');
      }
      return code.toString();
    } catch (SQLException e) {
      throw new IllegalStateException(sql, e);
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
