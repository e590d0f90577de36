package dev.bigdaddy.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import java.sql.Statement;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Statements that are stopped.
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class CancelTest {
  private static final String ENDLESS =
      "WITH RECURSIVE n(i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n";
  private static final String ENDLESS_ROWS =
      "WITH RECURSIVE n(i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n) SELECT i FROM n";

  private Connection connection;

  @BeforeEach
  void connect() throws SQLException {
    connection = DriverManager.getConnection("jdbc:bigdaddy::memory:");
  }

  @AfterEach
  void disconnect() throws SQLException {
    connection.close();
  }

  @Test
  void aTimeoutStopsAnEndlessStatement() throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.setQueryTimeout(1);
      SQLTimeoutException timeout =
          catchThrowableOfType(SQLTimeoutException.class, () -> statement.executeQuery(ENDLESS));
      assertThat(timeout.getMessage()).contains("1000 ms").contains("statement_timeout");
      assertThat(timeout.getErrorCode()).isEqualTo(9);
      assertThat(statement.executeQuery("SELECT 1").next()).isTrue();
    }
  }

  @Test
  void aTimeoutOfAFinishedStatementStopsNothing() throws Exception {
    try (Statement quick = connection.createStatement();
        Statement slow = connection.createStatement()) {
      quick.setQueryTimeout(1);
      assertThat(quick.execute("SELECT 1")).isTrue();
      assertThat(
              slow.executeQuery(
                      "WITH RECURSIVE n(i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n"
                          + " LIMIT 20000000) SELECT count(*) FROM n")
                  .next())
          .isTrue();
    }
  }

  @Test
  void anotherThreadCancels() throws Exception {
    try (Statement statement = connection.createStatement()) {
      AtomicBoolean done = new AtomicBoolean();
      CompletableFuture<Void> canceller =
          CompletableFuture.runAsync(() -> cancelUntil(done, statement));
      SQLException failure =
          catchThrowableOfType(SQLException.class, () -> statement.executeQuery(ENDLESS));
      done.set(true);
      canceller.get();
      assertThat(failure.getErrorCode()).isEqualTo(9);
      assertThat(failure.getMessage()).contains("interrupted");
    }
  }

  private static void cancelUntil(AtomicBoolean done, Statement statement) {
    try {
      while (!done.get()) {
        Thread.sleep(20);
        statement.cancel();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void readingIsCancelledToo() throws Exception {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(ENDLESS_ROWS)) {
      AtomicBoolean done = new AtomicBoolean();
      CompletableFuture<Void> canceller =
          CompletableFuture.runAsync(() -> cancelUntil(done, statement));
      assertThatThrownBy(() -> readToTheEnd(rows)).isInstanceOf(SQLException.class);
      done.set(true);
      canceller.get();
    }
  }

  private static void readToTheEnd(ResultSet rows) throws SQLException {
    boolean more = true;
    while (more) {
      more = rows.next();
    }
  }

  @Test
  void cancellingWithoutAStatementDoesNothing() throws SQLException {
    try (Statement idle = connection.createStatement()) {
      idle.cancel();
      assertThat(idle.execute("SELECT 1")).isTrue();
      assertThat(idle.getMoreResults()).isFalse();
      idle.cancel();
      assertThat(idle.execute("SELECT 1")).isTrue();
    }
  }
}
