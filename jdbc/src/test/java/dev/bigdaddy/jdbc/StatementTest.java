package dev.bigdaddy.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.sql.BatchUpdateException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.Statement;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/// Executing, counting, batches, generated keys, errors.
@ParameterizedClass
@ValueSource(strings = {"", "&nodes=4&default_shards=8"})
class StatementTest {
  private final String settings;
  private SideBySide both;

  StatementTest(String settings) {
    this.settings = settings;
  }

  @BeforeEach
  void createTable() throws Exception {
    both = new SideBySide(settings);
    both.run(
        "CREATE TABLE t(id INTEGER PRIMARY KEY, a TEXT UNIQUE, b INT NOT NULL CHECK(b < 100))");
    both.run("INSERT INTO t VALUES (1, 'one', 1), (2, 'two', 2), (3, 'three', 3)");
  }

  @AfterEach
  void close() throws Exception {
    both.close();
  }

  private void assertSame(String name, SideBySide.Question<Connection> question) {
    both.assertSame(name, question);
  }

  @Test
  void executeTellsRowsFromCounts() {
    for (String sql :
        new String[] {
          "SELECT * FROM t",
          "SELECT * FROM t WHERE 0",
          "INSERT INTO t VALUES (4, 'four', 4), (5, 'five', 5)",
          "UPDATE t SET b = b + 1",
          "UPDATE t SET b = 1 WHERE 0",
          "INSERT INTO t VALUES (9, 'nine', 9) RETURNING id, b",
          "DELETE FROM t WHERE id > 3",
          "PRAGMA table_info(t)"
        }) {
      assertSame(
          sql,
          connection -> {
            try (Statement statement = connection.createStatement()) {
              boolean rows = statement.execute(sql);
              int count = statement.getUpdateCount();
              ResultSet results = statement.getResultSet();
              boolean row = results != null && results.next();
              boolean more = statement.getMoreResults();
              return rows + " " + count + " " + row + " " + more + statement.getUpdateCount();
            }
          });
    }
  }

  @Test
  void updateCountsAreExact() {
    for (String sql :
        new String[] {
          "INSERT INTO t VALUES (4, 'four', 4), (5, 'five', 5)",
          "INSERT OR IGNORE INTO t VALUES (4, 'again', 4), (6, 'six', 6)",
          "INSERT OR REPLACE INTO t VALUES (4, 'four again', 4)",
          "UPDATE t SET b = b + 1 WHERE id <= 2",
          "UPDATE t SET b = b + 1 WHERE 0",
          "DELETE FROM t WHERE id = 1",
          "DELETE FROM t"
        }) {
      assertSame(
          sql,
          connection -> {
            connection.setAutoCommit(false);
            try (Statement statement = connection.createStatement();
                PreparedStatement prepared = connection.prepareStatement(sql)) {
              long count = statement.executeUpdate(sql);
              connection.rollback();
              long large = statement.executeLargeUpdate(sql);
              connection.rollback();
              return count + " " + large + " " + prepared.executeUpdate();
            } finally {
              connection.commit();
              connection.setAutoCommit(true);
            }
          });
    }
    assertSame("what is left", connection -> dump(connection, "SELECT * FROM t ORDER BY id"));
  }

  @Test
  void statementsThatChangeNoRowsCountNone() throws SQLException {
    try (Statement statement = both.ours.createStatement()) {
      assertThat(statement.executeUpdate("CREATE TABLE u(x)")).isZero();
      assertThat(statement.execute("DROP TABLE u")).isFalse();
      assertThat(statement.getUpdateCount()).isZero();
    }
  }

  static String dump(Connection connection, String sql) throws SQLException {
    StringBuilder dump = new StringBuilder();
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      int columns = rows.getMetaData().getColumnCount();
      while (rows.next()) {
        for (int column = 1; column <= columns; column++) {
          dump.append(SideBySide.shown(rows.getObject(column))).append('|');
        }
        dump.append('\n');
      }
    }
    return dump.toString();
  }

  @Test
  void errorsHaveSqlitesCodesAndMessages() {
    for (String sql :
        new String[] {
          "SELEC 1",
          "SELECT nobody FROM t",
          "SELECT * FROM nobody",
          "SELECT 'open",
          "INSERT INTO t VALUES (1, 'x', 1)",
          "INSERT INTO t VALUES (7, 'one', 1)",
          "INSERT INTO t VALUES (7, 'x', NULL)",
          "INSERT INTO t VALUES (7, 'x', 100)",
          "INSERT INTO t VALUES (7)",
          "INSERT INTO t VALUES ('x', 'x', 1)",
          "SELECT abs(-9223372036854775808)",
          "SELECT sum(9223372036854775807) FROM t",
          "CREATE TABLE t(x)",
          "COMMIT"
        }) {
      SQLException ours = failure(both.ours, sql);
      SQLException plain = failure(both.plain, sql);
      assertThat(ours.getErrorCode()).as(sql).isEqualTo(plain.getErrorCode());
      String plainMessage = String.valueOf(plain.getMessage());
      assertThat(ours.getMessage())
          .as(sql)
          .startsWith(plainMessage.substring(0, plainMessage.indexOf(' ')))
          .endsWith(
              plainMessage.substring(plainMessage.indexOf('(') + 1, plainMessage.length() - 1));
    }
  }

  private static SQLException failure(Connection connection, String sql) {
    return catchThrowableOfType(
        SQLException.class,
        () -> {
          try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
          }
        });
  }

  @Test
  void syntaxErrorsComeWhenPreparing() {
    for (String sql : new String[] {"SELEC 1", "SELECT * FROM nobody", "SELECT 1 FROM"}) {
      assertSame(sql, connection -> connection.prepareStatement(sql));
    }
  }

  @Test
  void queriesAndUpdatesAreNotMixedUp() throws SQLException {
    assertSame(
        "prepared update as query",
        connection -> connection.prepareStatement("DELETE FROM t").executeQuery());
    assertSame(
        "prepared query as update",
        connection -> connection.prepareStatement("SELECT 1").executeUpdate());
    try (Statement statement = both.ours.createStatement()) {
      assertThatThrownBy(() -> statement.executeQuery("DELETE FROM t"))
          .isInstanceOf(SQLException.class)
          .hasMessageContaining("does not return ResultSet");
      assertThat(dump(both.ours, "SELECT count(*) FROM t")).contains("3");
    }
  }

  @Test
  void executeUpdateRunsAWholeScript() {
    assertSame(
        "script",
        connection -> {
          try (Statement statement = connection.createStatement()) {
            return statement.executeUpdate(
                    "INSERT INTO t VALUES (10, ';', 1); -- one;\n"
                        + "UPDATE t SET b = 2 WHERE id = 10; SELECT 1; /* ; */ ;"
                        + "DELETE FROM t WHERE id = 1")
                + dump(connection, "SELECT * FROM t ORDER BY id");
          }
        });
    assertSame(
        "empty script",
        connection -> connection.createStatement().executeUpdate(" -- nothing \n ;; "));
  }

  @Test
  void aScriptStopsAtItsFirstError() {
    assertSame(
        "script",
        connection -> {
          try (Statement statement = connection.createStatement()) {
            statement.executeUpdate(
                "INSERT INTO t VALUES (10, 'x', 1); INSERT INTO t VALUES (10, 'y', 1);"
                    + " DELETE FROM t");
            return "no error";
          }
        });
    assertSame("what is left", connection -> dump(connection, "SELECT * FROM t ORDER BY id"));
  }

  @Test
  void aSecondStatementIsNeverIgnored() throws SQLException {
    String two = "SELECT 1; DELETE FROM t";
    try (Statement statement = both.ours.createStatement()) {
      assertThatThrownBy(() -> statement.execute(two)).isInstanceOf(SQLException.class);
      assertThatThrownBy(() -> statement.executeQuery(two)).isInstanceOf(SQLException.class);
      assertThatThrownBy(() -> both.ours.prepareStatement(two)).isInstanceOf(SQLException.class);
    }
  }

  @Test
  void generatedKeysAreTheLastRowid() {
    for (String sql :
        new String[] {
          "INSERT INTO t(a, b) VALUES ('x', 1)",
          "insert into t(a, b) values ('y', 1), ('z', 1)",
          " REPLACE INTO t VALUES (50, 'q', 1)",
          "WITH c(v) AS (SELECT 'w') INSERT INTO t(a, b) SELECT v, 1 FROM c",
          "UPDATE t SET b = 5",
          "DELETE FROM t WHERE id = 50"
        }) {
      assertSame(
          sql,
          connection -> {
            try (Statement statement = connection.createStatement()) {
              statement.executeUpdate(sql, Statement.RETURN_GENERATED_KEYS);
              return keys(statement);
            } finally {
              connection.createStatement().executeUpdate("DELETE FROM t WHERE id > 3");
            }
          });
      assertSame(
          "prepared " + sql,
          connection -> {
            try (PreparedStatement statement =
                connection.prepareStatement(sql, Statement.RETURN_GENERATED_KEYS)) {
              statement.executeUpdate();
              return keys(statement);
            } finally {
              connection.createStatement().executeUpdate("DELETE FROM t WHERE id > 3");
            }
          });
    }
    assertSame("before any statement", connection -> keys(connection.createStatement()));
  }

  private static String keys(Statement statement) throws SQLException {
    try (ResultSet keys = statement.getGeneratedKeys()) {
      String name = keys.getMetaData().getColumnName(1);
      return name + (keys.next() ? SideBySide.shown(keys.getObject(1)) : "nothing") + keys.next();
    }
  }

  @Test
  void batchesCountEachEntry() {
    assertSame(
        "texts",
        connection -> {
          try (Statement statement = connection.createStatement()) {
            statement.addBatch("INSERT INTO t VALUES (4, 'four', 4), (5, 'five', 5)");
            statement.addBatch("UPDATE t SET b = 9");
            statement.addBatch("DELETE FROM t WHERE id = 77");
            int[] counts = statement.executeBatch();
            return SideBySide.shown(counts) + SideBySide.shown(statement.executeBatch());
          }
        });
    assertSame(
        "parameters",
        connection -> {
          try (PreparedStatement statement =
              connection.prepareStatement("UPDATE t SET b = ? WHERE id <= ?")) {
            for (int entry = 0; entry < 50; entry++) {
              statement.setInt(1, entry);
              statement.setInt(2, entry % 7);
              statement.addBatch();
            }
            statement.setInt(1, 1);
            long[] counts = statement.executeLargeBatch();
            return SideBySide.shown(counts) + SideBySide.shown(statement.executeBatch());
          }
        });
    assertSame("what is left", connection -> dump(connection, "SELECT * FROM t ORDER BY id"));
  }

  @Test
  void batchesInATransactionAreKeptOrLostTogether() {
    assertSame(
        "batch",
        connection -> {
          connection.setAutoCommit(false);
          try (PreparedStatement statement =
              connection.prepareStatement("INSERT INTO t VALUES (?, ?, 1)")) {
            for (int entry = 100; entry < 1100; entry++) {
              statement.setInt(1, entry);
              statement.setString(2, "text " + entry);
              statement.addBatch();
            }
            int inserted = statement.executeBatch().length;
            connection.rollback();
            String afterRollback = dump(connection, "SELECT count(*), sum(id) FROM t");
            statement.setInt(1, 5000);
            statement.addBatch();
            statement.executeBatch();
            connection.commit();
            return inserted + afterRollback + dump(connection, "SELECT count(*), sum(id) FROM t");
          } finally {
            connection.setAutoCommit(true);
          }
        });
  }

  @Test
  void aFailedBatchTellsWhatWasDone() throws SQLException {
    try (PreparedStatement statement =
        both.ours.prepareStatement("INSERT INTO t VALUES (?, NULL, 1)")) {
      for (int id : new int[] {10, 11, 1, 12}) {
        statement.setInt(1, id);
        statement.addBatch();
      }
      BatchUpdateException failure =
          catchThrowableOfType(BatchUpdateException.class, statement::executeBatch);
      assertThat(failure.getUpdateCounts()).containsExactly(1, 1);
      assertThat(failure.getErrorCode()).isEqualTo(19);
      assertThat(failure.getMessage()).contains("batch entry 2", "t.id");
    }
    assertThat(dump(both.ours, "SELECT count(*) FROM t")).contains("5");
  }

  @Test
  void queriesAreRefusedInBatches() {
    assertSame(
        "text",
        connection -> {
          try (Statement statement = connection.createStatement()) {
            statement.addBatch("SELECT 1");
            return statement.executeBatch();
          }
        });
  }

  @Test
  void maxRowsLimitsTheRows() {
    for (int max : new int[] {0, 1, 2, 5}) {
      assertSame(
          "" + max,
          connection -> {
            try (Statement statement = connection.createStatement()) {
              statement.setMaxRows(max);
              ResultSet rows = statement.executeQuery("SELECT id FROM t ORDER BY id");
              int count = 0;
              while (rows.next()) {
                count++;
              }
              return count + " " + statement.getMaxRows();
            }
          });
    }
  }

  @Test
  void wrongArgumentsAreRefused() throws SQLException {
    try (Statement statement = both.ours.createStatement()) {
      assertThatThrownBy(() -> statement.setMaxRows(-1)).isInstanceOf(SQLException.class);
      assertThatThrownBy(() -> statement.setFetchSize(-1)).isInstanceOf(SQLException.class);
      assertThatThrownBy(() -> statement.setQueryTimeout(-1)).isInstanceOf(SQLException.class);
      assertThatThrownBy(() -> statement.setFetchDirection(7)).isInstanceOf(SQLException.class);
      assertThatThrownBy(() -> statement.getMoreResults(Statement.KEEP_CURRENT_RESULT))
          .isInstanceOf(SQLFeatureNotSupportedException.class);
      assertThatThrownBy(
              () ->
                  both.ours.createStatement(
                      ResultSet.TYPE_SCROLL_SENSITIVE, ResultSet.CONCUR_READ_ONLY))
          .isInstanceOf(SQLException.class);
      statement.setFetchSize(10);
      assertThat(statement.getFetchSize()).isEqualTo(10);
    }
  }

  @Test
  void preparedStatementsAreRunAgainAndAgain() throws SQLException {
    try (PreparedStatement statement = both.ours.prepareStatement("SELECT a FROM t WHERE id = ?")) {
      for (int round = 0; round < 100; round++) {
        statement.setInt(1, 1 + round % 4);
        ResultSet rows = statement.executeQuery();
        assertThat(rows.next()).isEqualTo(round % 4 != 3);
      }
      assertThat(statement.getMetaData().getColumnName(1)).isEqualTo("a");
      assertThat(statement.toString()).contains("SELECT a FROM t").contains("[4]");
    }
  }

  @Test
  void preparedStatementsSurviveAChangeOfTheSchema() {
    assertSame(
        "new column",
        connection -> {
          try (PreparedStatement statement =
              connection.prepareStatement("SELECT * FROM t WHERE id = 1")) {
            int before = statement.executeQuery().getMetaData().getColumnCount();
            connection.createStatement().execute("ALTER TABLE t ADD COLUMN c DEFAULT 'new'");
            ResultSet rows = statement.executeQuery();
            rows.next();
            return before + " " + rows.getString("a") + rows.getString("b");
          }
        });
  }

  @Test
  void readingOneResultWhileWritingWorksOnOneConnection() {
    assertSame(
        "both",
        connection -> {
          try (Statement reader = connection.createStatement();
              PreparedStatement writer =
                  connection.prepareStatement("INSERT INTO t VALUES (?, ?, 1)")) {
            ResultSet rows = reader.executeQuery("SELECT id, a FROM t WHERE id <= 3 ORDER BY id");
            while (rows.next()) {
              writer.setInt(1, rows.getInt(1) + 200);
              writer.setString(2, "copy of " + rows.getString(2));
              writer.executeUpdate();
            }
            return dump(connection, "SELECT * FROM t ORDER BY id");
          }
        });
  }

  @Test
  void callsThatTakeATextAreNotForPreparedStatements() throws SQLException {
    try (PreparedStatement statement = both.ours.prepareStatement("SELECT 1")) {
      assertThatThrownBy(() -> statement.execute("SELECT 1")).isInstanceOf(SQLException.class);
      assertThatThrownBy(() -> statement.executeQuery("SELECT 1")).isInstanceOf(SQLException.class);
      assertThatThrownBy(() -> statement.executeUpdate("DELETE FROM t"))
          .isInstanceOf(SQLException.class);
      assertThatThrownBy(() -> statement.addBatch("DELETE FROM t"))
          .isInstanceOf(SQLException.class);
    }
  }
}
