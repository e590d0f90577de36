package dev.bigdaddy.jdbc;

import dev.bigdaddy.conductor.BatchException;
import dev.bigdaddy.conductor.BigDaddyException;
import dev.bigdaddy.conductor.Column;
import dev.bigdaddy.conductor.ResultCursor;
import dev.bigdaddy.conductor.Session;
import dev.bigdaddy.conductor.StatementDescription;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A statement without parameters, and what prepared statements share with it.
///
/// The first row is fetched when the statement runs, as sqlite-jdbc does: an error in it comes out
/// of `execute`, and the metadata know its types.
///
/// One text is one statement; a second one in it is refused by the session. Only `executeUpdate`
/// runs a script, all of it, as sqlite-jdbc's does.
class BigDaddyStatement extends StatementOverloads {
  private static final @Nullable Object[] NONE = {};

  final BigDaddyConnection connection;

  private volatile @Nullable CursorResultSet results;
  private boolean resultsTaken;
  private long updateCount = -1;
  private GeneratedKeys generatedKeys = GeneratedKeys.NONE;
  private final List<String> batch = new ArrayList<>();
  private int queryTimeoutSeconds;
  private long maxRows;
  private int fetchSize;
  private boolean closeOnCompletion;
  private boolean closed;

  /// Whoever cancels holds it, so that the next statement does not begin meanwhile.
  private final Object cancelling = new Object();

  private volatile boolean executing;

  BigDaddyStatement(BigDaddyConnection connection) {
    this.connection = connection;
  }

  final void checkOpen() throws SQLException {
    if (isClosed()) {
      throw SqlErrors.misuse("statement is closed");
    }
  }

  /// What the statement is, if that is known before it runs.
  @Nullable StatementDescription description() {
    return null;
  }

  /// Runs one statement; true if it gives rows, also if there are none.
  final boolean run(String sql, @Nullable Object[] parameters) throws SQLException {
    checkOpen();
    connection.checkMayRun(sql, description());
    discardResults();
    Session session = connection.enterTransaction();
    executing = true;
    try {
      session.statementTimeout(Duration.ofSeconds(queryTimeoutSeconds));
      ResultCursor cursor =
          session.query(sql, parameters == NONE ? unbound(sql, session) : parameters);
      try {
        List<Column> columns = cursor.columns();
        if (!columns.isEmpty()) {
          Origins origins = Origins.of(connection, sql);
          results = new CursorResultSet(this, cursor, columns, origins, cursor.next(), maxRows);
          return true;
        }
        updateCount = cursor.rowsAffected();
        cursor.close();
        return false;
      } catch (RuntimeException e) {
        cursor.close();
        throw e;
      }
    } catch (BigDaddyException e) {
      throw SqlErrors.of(e);
    } finally {
      executed();
      connection.leave();
    }
  }

  private void executed() {
    synchronized (cancelling) {
      executing = false;
    }
  }

  /// Runs a statement without rows once for each entry.
  ///
  /// @throws BatchUpdateException for the first error, with the counts of the entries before it
  final long[] runBatch(String sql, List<@Nullable Object[]> entries) throws SQLException {
    if (entries.isEmpty()) {
      return new long[0];
    }
    connection.checkMayRun(sql, description());
    discardResults();
    Session session = connection.enterTransaction();
    executing = true;
    try {
      session.statementTimeout(Duration.ofSeconds(queryTimeoutSeconds));
      long[] counts = session.batch(sql, entries);
      updateCount = counts[counts.length - 1];
      return counts;
    } catch (BatchException e) {
      throw Batches.failed(e);
    } catch (BigDaddyException e) {
      throw SqlErrors.of(e);
    } finally {
      executed();
      connection.leave();
    }
  }

  /// Ends the results of the former execution.
  final void discardResults() throws SQLException {
    CursorResultSet former = results;
    results = null;
    resultsTaken = false;
    updateCount = -1;
    if (former != null) {
      former.closeByStatement();
    }
  }

  /// The results of the execution that just gave some.
  final ResultSet takeResults() throws SQLException {
    CursorResultSet current = results;
    if (current == null) {
      throw new IllegalStateException("an execution with rows has left no results");
    }
    resultsTaken = true;
    return current;
  }

  /// The results that are open now, if any.
  final @Nullable CursorResultSet openResults() {
    CursorResultSet current = results;
    return current == null || current.isClosed() ? null : current;
  }

  final long updateCountOf(String sql, @Nullable Object[] parameters) throws SQLException {
    if (run(sql, parameters)) {
      discardResults();
      throw SqlErrors.misuse("query returns results");
    }
    return updateCount;
  }

  /// What is not bound is NULL.
  private static @Nullable Object[] unbound(String sql, Session session) {
    boolean mayTakeSome = sql.chars().anyMatch(c -> c == '?' || c == ':' || c == '@' || c == '$');
    return mayTakeSome
        ? new @Nullable Object[session.describe(sql).parameterNames().size()]
        : NONE;
  }

  /// Keeps the last inserted rowid for {@link #getGeneratedKeys()} if the statement was an INSERT.
  final void rememberGeneratedKeys(boolean inserted) throws SQLException {
    if (!inserted) {
      generatedKeys = GeneratedKeys.NONE;
      return;
    }
    Session session = connection.enter();
    try {
      generatedKeys = new GeneratedKeys(true, session.lastInsertRowid());
    } finally {
      connection.leave();
    }
  }

  @Override
  public boolean execute(String sql) throws SQLException {
    boolean rows = run(sql, NONE);
    rememberGeneratedKeys(SqlText.inserts(sql));
    return rows;
  }

  /// Runs a query. A statement that gives no rows is refused before it runs.
  @Override
  public ResultSet executeQuery(String sql) throws SQLException {
    checkOpen();
    if (!SqlText.startsLikeQuery(sql)) {
      checkGivesRows(sql);
    }
    if (!run(sql, NONE)) {
      throw SqlErrors.misuse("query does not return ResultSet");
    }
    return takeResults();
  }

  private void checkGivesRows(String sql) throws SQLException {
    Session session = connection.enter();
    try {
      if (session.describe(sql).columns().isEmpty()) {
        throw SqlErrors.misuse("query does not return ResultSet");
      }
    } catch (BigDaddyException e) {
      throw SqlErrors.of(e);
    } finally {
      connection.leave();
    }
  }

  @Override
  public int executeUpdate(String sql) throws SQLException {
    return (int) executeLargeUpdate(sql);
  }

  /// Runs every statement of a script. The count is that of all their changes, those of triggers
  /// and foreign keys included, as in sqlite-jdbc.
  @Override
  public long executeLargeUpdate(String sql) throws SQLException {
    checkOpen();
    long before = totalChanges();
    for (String statement : SqlText.statements(sql)) {
      if (run(statement, NONE)) {
        drain(takeResults());
      }
    }
    discardResults();
    rememberGeneratedKeys(SqlText.inserts(sql));
    return totalChanges() - before;
  }

  /// Reads rows that nobody wants, as an error may come with any of them.
  private static void drain(ResultSet rows) throws SQLException {
    boolean more = true;
    while (more) {
      more = rows.next();
    }
  }

  private long totalChanges() throws SQLException {
    Session session = connection.enter();
    try {
      return session.totalChanges();
    } finally {
      connection.leave();
    }
  }

  @Override
  public void addBatch(String sql) throws SQLException {
    checkOpen();
    batch.add(sql);
  }

  @Override
  public void clearBatch() throws SQLException {
    checkOpen();
    batch.clear();
  }

  @Override
  public final int[] executeBatch() throws SQLException {
    return Batches.narrow(executeLargeBatch());
  }

  @Override
  public long[] executeLargeBatch() throws SQLException {
    checkOpen();
    List<String> entries = List.copyOf(batch);
    batch.clear();
    return Batches.run(entries.size(), entry -> updateCountOf(entries.get(entry), NONE));
  }

  @Override
  public @Nullable ResultSet getResultSet() throws SQLException {
    checkOpen();
    CursorResultSet current = results;
    if (current == null) {
      return null;
    }
    if (resultsTaken && !current.isClosed()) {
      throw SqlErrors.misuse("ResultSet already requested");
    }
    resultsTaken = true;
    return current;
  }

  @Override
  public int getUpdateCount() throws SQLException {
    return (int) getLargeUpdateCount();
  }

  @Override
  public long getLargeUpdateCount() throws SQLException {
    checkOpen();
    return updateCount;
  }

  @Override
  public boolean getMoreResults() throws SQLException {
    return getMoreResults(CLOSE_CURRENT_RESULT);
  }

  /// There never is a second result, so this only ends the first.
  @Override
  public boolean getMoreResults(int current) throws SQLException {
    checkOpen();
    if (current != CLOSE_CURRENT_RESULT) {
      throw SqlErrors.notSupported("only CLOSE_CURRENT_RESULT is supported");
    }
    discardResults();
    return false;
  }

  @Override
  public ResultSet getGeneratedKeys() throws SQLException {
    checkOpen();
    return generatedKeys.resultSet(this);
  }

  /// Stops this statement if it runs or its results are being read. May be called by any thread.
  @Override
  public void cancel() throws SQLException {
    synchronized (cancelling) {
      CursorResultSet current = results;
      if (executing) {
        connection.cancellable().cancelLatest();
      } else if (current != null) {
        current.cancel();
      }
    }
  }

  @Override
  public int getQueryTimeout() throws SQLException {
    checkOpen();
    return queryTimeoutSeconds;
  }

  /// Limits the time that an execution may take until its last row is read, waiting included; 0 for
  /// the database's own limit.
  @Override
  public void setQueryTimeout(int seconds) throws SQLException {
    checkOpen();
    if (seconds < 0) {
      throw SqlErrors.misuse("query timeout must be >= 0");
    }
    queryTimeoutSeconds = seconds;
  }

  @Override
  public int getMaxRows() throws SQLException {
    return (int) getLargeMaxRows();
  }

  @Override
  public void setMaxRows(int max) throws SQLException {
    setLargeMaxRows(max);
  }

  @Override
  public long getLargeMaxRows() throws SQLException {
    checkOpen();
    return maxRows;
  }

  @Override
  public void setLargeMaxRows(long max) throws SQLException {
    checkOpen();
    if (max < 0) {
      throw SqlErrors.misuse("max row count must be >= 0");
    }
    maxRows = max;
  }

  @Override
  public int getMaxFieldSize() throws SQLException {
    checkOpen();
    return 0;
  }

  @Override
  public void setMaxFieldSize(int max) throws SQLException {
    checkOpen();
    if (max < 0) {
      throw SqlErrors.misuse("max field size " + max + " cannot be negative");
    }
  }

  @Override
  public int getFetchSize() throws SQLException {
    checkOpen();
    return fetchSize;
  }

  /// A hint that changes nothing: rows stream one by one.
  @Override
  public void setFetchSize(int rows) throws SQLException {
    checkOpen();
    if (rows < 0) {
      throw SqlErrors.misuse("fetch size must be >= 0");
    }
    fetchSize = rows;
  }

  @Override
  public int getFetchDirection() throws SQLException {
    checkOpen();
    return ResultSet.FETCH_FORWARD;
  }

  @Override
  public void setFetchDirection(int direction) throws SQLException {
    checkOpen();
    if (direction < ResultSet.FETCH_FORWARD || direction > ResultSet.FETCH_UNKNOWN) {
      throw SqlErrors.misuse("not a fetch direction: " + direction);
    }
  }

  @Override
  public Connection getConnection() {
    return connection;
  }

  @Override
  public void setPoolable(boolean poolable) {}

  @Override
  public boolean isPoolable() {
    return false;
  }

  @Override
  public void closeOnCompletion() throws SQLException {
    checkOpen();
    closeOnCompletion = true;
  }

  @Override
  public boolean isCloseOnCompletion() throws SQLException {
    checkOpen();
    return closeOnCompletion;
  }

  /// Hears that the reader has closed its results.
  final void resultsClosed() throws SQLException {
    if (closeOnCompletion) {
      close();
    }
  }

  @Override
  public boolean isClosed() {
    return closed || connection.isClosed();
  }

  @Override
  public void close() throws SQLException {
    if (!closed) {
      closed = true;
      discardResults();
    }
  }

  @Override
  public <T> T unwrap(Class<T> type) throws SQLException {
    if (!type.isInstance(this)) {
      throw SqlErrors.misuse("not a wrapper for " + type.getName());
    }
    return type.cast(this);
  }

  @Override
  public boolean isWrapperFor(Class<?> type) {
    return type.isInstance(this);
  }
}
