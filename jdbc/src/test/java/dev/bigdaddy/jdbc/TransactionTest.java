package dev.bigdaddy.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/// Autocommit, commit, rollback and savepoints.
@ParameterizedClass
@ValueSource(strings = {"", "&nodes=4&default_shards=8"})
class TransactionTest {
  private final String settings;
  private SideBySide both;

  TransactionTest(String settings) {
    this.settings = settings;
  }

  @BeforeEach
  void createTable() throws Exception {
    both = new SideBySide(settings);
    both.run("CREATE TABLE t(id INTEGER PRIMARY KEY)");
  }

  @AfterEach
  void close() throws Exception {
    both.close();
  }

  private void assertSame(String name, SideBySide.Question<Connection> question) {
    both.assertSame(name, question);
  }

  private static void insert(Connection connection, int id) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.executeUpdate("INSERT INTO t VALUES (" + id + ")");
    }
  }

  private static String ids(Connection connection) throws SQLException {
    return StatementTest.dump(connection, "SELECT id FROM t ORDER BY id");
  }

  @Test
  void commitKeepsAndRollbackDrops() {
    assertSame(
        "both",
        connection -> {
          connection.setAutoCommit(false);
          insert(connection, 1);
          connection.commit();
          insert(connection, 2);
          insert(connection, 3);
          connection.rollback();
          insert(connection, 4);
          connection.setAutoCommit(true);
          return connection.getAutoCommit() + ids(connection);
        });
  }

  /// Its rows must not be lost without a word.
  @Test
  void aTransactionBegunByTextIsTakenOver() {
    assertSame(
        "refused, and taken over",
        connection -> {
          try (Statement statement = connection.createStatement()) {
            statement.execute("BEGIN");
          }
          insert(connection, 1);
          String refusal = "";
          try {
            connection.setAutoCommit(false);
          } catch (SQLException e) {
            refusal =
                e.getErrorCode()
                    + " "
                    + String.valueOf(e.getMessage()).contains("cannot start a transaction within a transaction");
          }
          connection.commit();
          insert(connection, 2);
          connection.rollback();
          connection.setAutoCommit(true);
          return refusal + ids(connection);
        });
  }

  @Test
  void aPlainStatementTakesNullForWhatIsNotBound() {
    assertSame(
        "unbound",
        connection -> {
          try (Statement statement = connection.createStatement()) {
            statement.execute("INSERT INTO t VALUES (?)");
          }
          return StatementTest.dump(connection, "SELECT ?, count(*) FROM t");
        });
  }

  /// SQLite reads on; here the end of a transaction ends its cursors, and they say so.
  @Test
  void aRowOfATransactionThatHasEndedIsAnSqlException() throws SQLException {
    Connection connection = both.ours;
    insert(connection, 1);
    connection.setAutoCommit(false);
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT id FROM t")) {
      connection.commit();
      assertThatThrownBy(rows::next)
          .isInstanceOfSatisfying(
              SQLException.class, e -> assertThat(e.getErrorCode() & 0xff).isEqualTo(4));
    }
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT id FROM t")) {
      assertThat(rows.next()).isTrue();
      connection.commit();
      assertThatThrownBy(() -> rows.getInt(1)).isInstanceOf(SQLException.class);
    }
    connection.setAutoCommit(true);
  }

  @Test
  void uncommittedRowsAreSeenByNobodyElse() throws SQLException {
    both.ours.setAutoCommit(false);
    insert(both.ours, 1);
    try (Connection other =
        java.sql.DriverManager.getConnection(both.ours.getMetaData().getURL())) {
      assertThat(ids(other)).isEmpty();
      assertThat(ids(both.ours)).contains("1");
      both.ours.commit();
      assertThat(ids(other)).contains("1");
    }
    both.ours.setAutoCommit(true);
  }

  @Test
  void closingRollsBack() throws SQLException {
    String url = both.ours.getMetaData().getURL();
    try (Connection other = java.sql.DriverManager.getConnection(url)) {
      other.setAutoCommit(false);
      insert(other, 1);
    }
    assertThat(ids(both.ours)).isEmpty();
  }

  @Test
  void endingWithoutATransactionIsAnErrorInAutocommitOnly() {
    assertSame("commit", connection -> call(connection::commit));
    assertSame("rollback", connection -> call(connection::rollback));
    assertSame(
        "commit of nothing",
        connection -> {
          connection.setAutoCommit(false);
          connection.commit();
          connection.rollback();
          connection.setAutoCommit(true);
          return "fine";
        });
  }

  /// A call without a value.
  @FunctionalInterface
  private interface Call {
    void run() throws SQLException;
  }

  private static String call(Call call) throws SQLException {
    call.run();
    return "fine";
  }

  @Test
  void aLostTransactionIsNotReportedAsCommitted() {
    assertSame(
        "ON CONFLICT ROLLBACK",
        connection -> {
          insert(connection, 1);
          connection.setAutoCommit(false);
          insert(connection, 2);
          String failure =
              SideBySide.answer(
                  connection,
                  open -> open.createStatement().execute("INSERT OR ROLLBACK INTO t VALUES (1)"));
          String commit = SideBySide.answer(connection, open -> call(open::commit));
          return failure + commit + ids(connection);
        });
  }

  @Test
  void anErrorLeavesTheTransactionOpen() {
    assertSame(
        "error",
        connection -> {
          connection.setAutoCommit(false);
          insert(connection, 1);
          String failure = SideBySide.answer(connection, open -> call(() -> insert(open, 1)));
          insert(connection, 2);
          connection.commit();
          connection.setAutoCommit(true);
          return failure + ids(connection);
        });
  }

  @Test
  void savepointsNest() {
    assertSame(
        "savepoints",
        connection -> {
          connection.setAutoCommit(false);
          insert(connection, 1);
          Savepoint outer = connection.setSavepoint();
          insert(connection, 2);
          Savepoint inner = connection.setSavepoint("an \"inner\" one");
          insert(connection, 3);
          connection.rollback(inner);
          insert(connection, 4);
          connection.releaseSavepoint(inner);
          String before = ids(connection);
          connection.rollback(outer);
          insert(connection, 5);
          connection.commit();
          connection.setAutoCommit(true);
          return before
              + "/"
              + ids(connection)
              + outer.getSavepointName()
              + outer.getSavepointId()
              + inner.getSavepointName();
        });
  }

  @Test
  void aSavepointThatIsGoneIsAnError() {
    assertSame(
        "released",
        connection -> {
          connection.setAutoCommit(false);
          Savepoint savepoint = connection.setSavepoint("s");
          connection.releaseSavepoint(savepoint);
          try {
            connection.rollback(savepoint);
            return "no error";
          } finally {
            connection.rollback();
            connection.setAutoCommit(true);
          }
        });
    assertThatThrownBy(() -> both.ours.setSavepoint()).isInstanceOf(SQLException.class);
  }

  @Test
  void transactionsMayBeginByText() {
    assertSame(
        "text",
        connection -> {
          try (Statement statement = connection.createStatement()) {
            statement.execute("BEGIN");
            insert(connection, 1);
            statement.execute("ROLLBACK");
            statement.execute("BEGIN IMMEDIATE");
            insert(connection, 2);
            statement.execute("COMMIT");
          }
          return ids(connection);
        });
    assertSame(
        "text within a transaction",
        connection -> {
          connection.setAutoCommit(false);
          try (Statement statement = connection.createStatement()) {
            return statement.execute("BEGIN");
          } finally {
            connection.rollback();
            connection.setAutoCommit(true);
          }
        });
  }

  @Test
  void isolationIsSerializable() throws SQLException {
    assertThat(both.ours.getTransactionIsolation()).isEqualTo(Connection.TRANSACTION_SERIALIZABLE);
    both.ours.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
    assertThatThrownBy(() -> both.ours.setTransactionIsolation(Connection.TRANSACTION_NONE))
        .isInstanceOf(SQLException.class);
  }

  @Test
  void readOnlyConnectionsRefuseToWrite() throws SQLException {
    both.ours.setReadOnly(true);
    assertThat(both.ours.isReadOnly()).isTrue();
    assertThatThrownBy(() -> insert(both.ours, 1))
        .isInstanceOf(SQLException.class)
        .hasMessageContaining("readonly");
    both.ours.setReadOnly(false);
    insert(both.ours, 1);
    assertThat(ids(both.ours)).contains("1");
  }
}
