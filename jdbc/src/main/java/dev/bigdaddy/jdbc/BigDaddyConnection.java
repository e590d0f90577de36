package dev.bigdaddy.jdbc;

import dev.bigdaddy.conductor.BigDaddyException;
import dev.bigdaddy.conductor.ErrorCode;
import dev.bigdaddy.conductor.QueryResult;
import dev.bigdaddy.conductor.Session;
import dev.bigdaddy.conductor.StatementDescription;
import dev.bigdaddy.engine.BigDaddy;
import java.sql.DatabaseMetaData;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.time.Duration;
import java.util.Properties;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// A connection: one {@link Session} and what JDBC adds to it.
///
/// JDBC lets several threads use one connection, a session serves one at a time: so everything that
/// reaches the session goes through {@link #enter} and {@link #leave}. Only cancelling does not.
///
/// Without autocommit, the first statement begins a transaction. `begun` stays true until commit or
/// rollback, also if the transaction is lost in between (`ON CONFLICT ROLLBACK`, a COMMIT given as
/// text): then commit fails with SQLite's "no transaction is active" rather than claim that it kept
/// what was rolled back.
final class BigDaddyConnection extends RefusedConnectionCalls {
  private final String url;
  private final OpenDatabases.Lease lease;
  private final Session session;
  private final ReentrantLock lock = new ReentrantLock();
  private final Properties clientInfo = new Properties();

  private boolean autoCommit = true;
  private boolean begun;
  private volatile boolean readOnly;
  private int isolation = TRANSACTION_SERIALIZABLE;
  private int savepoints;
  private volatile boolean closed;

  BigDaddyConnection(String url, OpenDatabases.Lease lease) {
    this.url = url;
    this.lease = lease;
    this.session = lease.database().session();
  }

  /// Takes the session for the caller's next call. Must be followed by {@link #leave}.
  Session enter() throws SQLException {
    lock.lock();
    if (closed) {
      lock.unlock();
      throw SqlErrors.misuse("database connection closed");
    }
    return session;
  }

  /// Takes the session for a statement, within a transaction unless in autocommit mode.
  Session enterTransaction() throws SQLException {
    Session entered = enter();
    if (!autoCommit && !begun) {
      try {
        entered.sql("BEGIN");
        begun = true;
      } catch (BigDaddyException e) {
        lock.unlock();
        throw SqlErrors.of(e);
      }
    }
    return entered;
  }

  void leave() {
    lock.unlock();
  }

  /// The session, for cancelling only.
  Session cancellable() {
    return session;
  }

  String url() {
    return url;
  }

  /// Runs a statement of the driver's own, as for metadata, in no transaction of its own.
  QueryResult ask(String sql, @Nullable Object... parameters) throws SQLException {
    return ask(Duration.ZERO, sql, parameters);
  }

  private QueryResult ask(Duration timeout, String sql, @Nullable Object... parameters)
      throws SQLException {
    Session entered = enter();
    try {
      entered.statementTimeout(timeout);
      return entered.sql(sql, parameters);
    } catch (BigDaddyException e) {
      throw SqlErrors.of(e);
    } finally {
      leave();
    }
  }

  @Override
  void checkOpen() throws SQLException {
    if (closed) {
      throw SqlErrors.misuse("database connection closed");
    }
  }

  @Override
  public Statement createStatement(int type, int concurrency, int holdability) throws SQLException {
    checkOpen();
    checkCursor(type, concurrency, holdability);
    return new BigDaddyStatement(this);
  }

  @Override
  public PreparedStatement prepareStatement(String sql, int type, int concurrency, int holdability)
      throws SQLException {
    checkCursor(type, concurrency, holdability);
    Session entered = enter();
    try {
      return new BigDaddyPreparedStatement(this, sql, entered.describe(sql));
    } catch (BigDaddyException e) {
      throw SqlErrors.of(e);
    } finally {
      leave();
    }
  }

  @Override
  public DatabaseMetaData getMetaData() throws SQLException {
    checkOpen();
    return new BigDaddyMetaData(this);
  }

  @Override
  public boolean getAutoCommit() throws SQLException {
    checkOpen();
    return autoCommit;
  }

  @Override
  public void setAutoCommit(boolean wanted) throws SQLException {
    enter();
    try {
      if (wanted && begun) {
        end("COMMIT");
      }
      boolean begunByText = !wanted && autoCommit && session.inTransaction();
      autoCommit = wanted;
      if (begunByText) {
        // It is this connection's from now on, as with sqlite-jdbc.
        begun = true;
        throw SqlErrors.of(
            new BigDaddyException(
                ErrorCode.SQL, "cannot start a transaction within a transaction"));
      }
    } finally {
      leave();
    }
  }

  @Override
  public void commit() throws SQLException {
    endTransaction("COMMIT");
  }

  @Override
  public void rollback() throws SQLException {
    endTransaction("ROLLBACK");
  }

  private void endTransaction(String sql) throws SQLException {
    enter();
    try {
      checkManualCommit();
      if (begun) {
        end(sql);
      }
    } finally {
      leave();
    }
  }

  /// Ends the transaction that this connection began. A commit that found the database busy leaves
  /// it open, to be tried again.
  private void end(String sql) throws SQLException {
    try {
      session.sql(sql);
    } catch (BigDaddyException e) {
      throw SqlErrors.of(e);
    } finally {
      begun = session.inTransaction();
    }
  }

  private void checkManualCommit() throws SQLException {
    if (autoCommit) {
      throw SqlErrors.misuse("database in auto-commit mode");
    }
  }

  @Override
  public Savepoint setSavepoint() throws SQLException {
    return savepoint(null);
  }

  @Override
  public Savepoint setSavepoint(String name) throws SQLException {
    return savepoint(name);
  }

  private Savepoint savepoint(@Nullable String name) throws SQLException {
    Session entered = enter();
    try {
      checkManualCommit();
      BigDaddySavepoint savepoint = new BigDaddySavepoint(++savepoints, name);
      run(entered, "SAVEPOINT " + savepoint.quotedName());
      return savepoint;
    } finally {
      leave();
    }
  }

  @Override
  public void rollback(Savepoint savepoint) throws SQLException {
    onSavepoint("ROLLBACK TO SAVEPOINT ", savepoint);
  }

  @Override
  public void releaseSavepoint(Savepoint savepoint) throws SQLException {
    onSavepoint("RELEASE SAVEPOINT ", savepoint);
  }

  private void onSavepoint(String verb, Savepoint savepoint) throws SQLException {
    if (!(savepoint instanceof BigDaddySavepoint ours)) {
      throw SqlErrors.misuse("the savepoint is not of this connection");
    }
    Session entered = enter();
    try {
      checkManualCommit();
      run(entered, verb + ours.quotedName());
    } finally {
      leave();
    }
  }

  /// Runs a statement within the transaction; the lock is held already.
  private void run(Session entered, String sql) throws SQLException {
    enterTransaction();
    try {
      entered.sql(sql);
    } catch (BigDaddyException e) {
      throw SqlErrors.of(e);
    } finally {
      leave();
    }
  }

  @Override
  public boolean isReadOnly() throws SQLException {
    checkOpen();
    return readOnly;
  }

  /// Makes every write an error, as SQLite's `query_only` does.
  @Override
  public void setReadOnly(boolean wanted) throws SQLException {
    checkOpen();
    readOnly = wanted;
  }

  /// Refuses a statement that would write while this connection is read-only.
  ///
  /// @param described what the statement is, if that is known already
  void checkMayRun(String sql, @Nullable StatementDescription described) throws SQLException {
    if (!readOnly) {
      return;
    }
    Session entered = enter();
    try {
      StatementDescription description = described == null ? entered.describe(sql) : described;
      if (!description.readOnly()) {
        throw SqlErrors.readOnly();
      }
    } catch (BigDaddyException e) {
      throw SqlErrors.of(e);
    } finally {
      leave();
    }
  }

  @Override
  public int getTransactionIsolation() throws SQLException {
    checkOpen();
    return isolation;
  }

  /// Accepts every level, as JDBC allows: what runs is SERIALIZABLE, which keeps more than they
  /// ask.
  @Override
  public void setTransactionIsolation(int level) throws SQLException {
    checkOpen();
    switch (level) {
      case TRANSACTION_READ_UNCOMMITTED,
          TRANSACTION_READ_COMMITTED,
          TRANSACTION_REPEATABLE_READ,
          TRANSACTION_SERIALIZABLE ->
          isolation = level;
      default -> throw SqlErrors.misuse("not a transaction isolation level: " + level);
    }
  }

  @Override
  public boolean isValid(int timeoutSeconds) throws SQLException {
    if (timeoutSeconds < 0) {
      throw SqlErrors.misuse("timeout must be >= 0");
    }
    if (closed) {
      return false;
    }
    try {
      ask(Duration.ofSeconds(timeoutSeconds), "SELECT 1");
      return true;
    } catch (SQLException e) {
      return false;
    }
  }

  /// Names the session in the database's logs by the property `CorrelationId`; other properties are
  /// kept for {@link #getClientInfo()}.
  @Override
  public void setClientInfo(String name, @Nullable String value) {
    if (value == null) {
      clientInfo.remove(name);
    } else {
      clientInfo.setProperty(name, value);
    }
    if (name.equals("CorrelationId") && !closed) {
      session.correlationId(value == null ? "" : value);
    }
  }

  @Override
  public void setClientInfo(Properties properties) {
    for (String name : properties.stringPropertyNames()) {
      setClientInfo(name, properties.getProperty(name));
    }
  }

  @Override
  public @Nullable String getClientInfo(String name) {
    return clientInfo.getProperty(name);
  }

  @Override
  public Properties getClientInfo() {
    Properties copy = new Properties();
    copy.putAll(clientInfo);
    return copy;
  }

  @Override
  public boolean isClosed() {
    return closed;
  }

  /// Closes the session, which rolls back an open transaction and ends open results, then gives the
  /// database back. Statements and results are closed with their connection.
  @Override
  public void close() throws SQLException {
    lock.lock();
    try {
      if (closed) {
        return;
      }
      closed = true;
      try (lease) {
        session.close();
      }
    } catch (BigDaddyException e) {
      throw SqlErrors.of(e);
    } finally {
      lock.unlock();
    }
  }

  /// Cancels what runs and closes the connection.
  @Override
  public void abort(Executor executor) {
    session.cancel();
    executor.execute(
        () -> {
          try {
            close();
          } catch (SQLException e) {
            System.getLogger(BigDaddyConnection.class.getName())
                .log(System.Logger.Level.WARNING, "an aborted connection failed to close", e);
          }
        });
  }

  /// Gives the connection itself, its {@link Session}, or its {@link BigDaddy}.
  @Override
  public <T> T unwrap(Class<T> type) throws SQLException {
    checkOpen();
    for (Object candidate : new Object[] {this, session, lease.database()}) {
      if (type.isInstance(candidate)) {
        return type.cast(candidate);
      }
    }
    throw SqlErrors.misuse("not a wrapper for " + type.getName());
  }

  @Override
  public boolean isWrapperFor(Class<?> type) {
    return type.isInstance(this) || type.isInstance(session) || type.isInstance(lease.database());
  }
}
