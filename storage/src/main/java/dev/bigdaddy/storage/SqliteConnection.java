package dev.bigdaddy.storage;

import dev.bigdaddy.storage.StorageException.Kind;
import java.nio.file.Path;
import java.sql.PreparedStatement;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConnection;
import org.sqlite.SQLiteOpenMode;
import org.sqlite.core.Codes;
import org.sqlite.core.DB;

/// A connection to one SQLite database, with its prepared statements. Used by one thread at a time;
/// only {@link #interrupt()} may be called by any thread.
///
/// Parameters are null, `Long`, `Integer`, `Double`, `String` or `byte[]`, exactly as many as the
/// statement has. A text with several statements is only understood by {@link #execute}; elsewhere
/// what follows the first statement is not looked at, so callers must have parsed it. Errors of
/// SQLite are {@link StorageException}s with its own code and message.
public final class SqliteConnection implements AutoCloseable {
  private static final int PLAIN_BUSY_MILLIS = 3_000;

  private final SQLiteConnection connection;
  private final DB db;
  private final PreparedStatements statements;
  private final Object interruptLock = new Object();
  private boolean closed;
  private boolean shielded;

  /// Set if a borrower ran something that may have left a transaction open.
  private boolean mayBeInTransaction;
  private int borrowersTables;

  /// Counts what changes the database without being counted by `total_changes`.
  private long uncountedChanges;

  private boolean inEpoch;
  private boolean transactionLost;

  private SqliteConnection(SQLiteConnection connection) {
    this.connection = connection;
    this.db = connection.getDatabase();
    this.statements = new PreparedStatements(connection);
    // Else sqlite-jdbc runs a BEGIN and a COMMIT of its own after each statement, to be sure that
    // no
    // transaction stays open. This only sets its flag: SQLite itself stays in autocommit.
    connection.getConnectionConfig().setAutoCommit(false);
  }

  /// A new database in memory.
  public static SqliteConnection inMemory() {
    return open(":memory:", new SQLiteConfig());
  }

  /// A new database in a temporary file of SQLite's, deleted when it is closed.
  public static SqliteConnection temporary() {
    return open("", new SQLiteConfig());
  }

  /// A plain SQLite file that is no part of any database of ours, to read from.
  public static SqliteConnection plainFile(Path file) {
    return open(file, IfMissing.FAIL, PLAIN_BUSY_MILLIS);
  }

  /// A new plain SQLite file.
  public static SqliteConnection newPlainFile(Path file) {
    return open(file, IfMissing.CREATE, PLAIN_BUSY_MILLIS);
  }

  /// Whether a missing file is made.
  enum IfMissing {
    CREATE,
    FAIL
  }

  static SqliteConnection open(Path file, IfMissing ifMissing, int busyTimeoutMillis) {
    SQLiteConfig config = new SQLiteConfig();
    config.setBusyTimeout(busyTimeoutMillis);
    if (ifMissing == IfMissing.FAIL) {
      config.resetOpenMode(SQLiteOpenMode.CREATE);
    }
    // A URI, since sqlite-jdbc cuts a plain name at its first question mark.
    return open(file.toAbsolutePath().toUri().toASCIIString(), config);
  }

  private static SqliteConnection open(String name, SQLiteConfig config) {
    // One thread at a time uses it, so SQLite's own mutex would only cost.
    config.setOpenMode(SQLiteOpenMode.NOMUTEX);
    try {
      return new SqliteConnection(
          (SQLiteConnection) config.createConnection("jdbc:sqlite:" + name));
    } catch (SQLException e) {
      throw SqliteErrors.of(e);
    }
  }

  /// Runs a query; the first row is computed at once. The statement stays prepared for the next
  /// time.
  public RowCursor query(String sql, @Nullable Object... parameters) {
    try {
      PreparedSql statement = acquire(sql);
      if (statement == null) {
        return new NoRows();
      }
      boolean hasRow = statements.start(statement, parameters);
      noteEffects(statement.nature, StatementNature.OTHER);
      statements.lend(statement);
      return new StatementCursor(this, db, statement, hasRow);
    } catch (SQLException e) {
      throw failed(e);
    }
  }

  /// Runs a statement to its end and drops its rows.
  ///
  /// @return `changes()` of this statement; 0 if it is no INSERT, UPDATE or DELETE
  public long update(String sql, @Nullable Object... parameters) {
    try {
      PreparedSql statement = acquire(sql);
      if (statement == null) {
        return 0;
      }
      long before = db.total_changes();
      run(statement, parameters);
      noteEffects(statement.nature, StatementNature.PRAGMA);
      return db.total_changes() == before ? 0 : db.changes();
    } catch (SQLException e) {
      throw failed(e);
    }
  }

  /// Runs all statements of a text without parameters, and keeps none of them prepared.
  public void execute(String sql) {
    requireUsable();
    mayBeInTransaction = true;
    uncountedChanges++;
    try {
      int code = db._exec(sql);
      if (code != Codes.SQLITE_OK) {
        db.throwex(code);
      }
    } catch (SQLException e) {
      throw failed(e);
    }
    noteLostTransaction();
    if (transactionLost) {
      throw lost();
    }
  }

  /// Prepares a statement, to learn whether SQLite takes it and what it returns.
  public StatementShape describe(String sql) {
    requireUsable();
    if (StatementNature.isBlank(sql)) {
      return new StatementShape(List.of(), List.of(), 0);
    }
    try {
      PreparedSql statement = statements.prepare(sql);
      try {
        int columns = db.column_count(statement.pointer);
        List<String> names = new ArrayList<>(columns);
        List<@Nullable String> types = new ArrayList<>(columns);
        for (int c = 0; c < columns; c++) {
          names.add(db.column_name(statement.pointer, c));
          types.add(db.column_decltype(statement.pointer, c));
        }
        return new StatementShape(names, types, statement.parameterCount);
      } finally {
        statement.finalizeStatement();
      }
    } catch (SQLException e) {
      throw SqliteErrors.of(e).whilePreparing();
    }
  }

  /// Prepares a statement, to learn where the columns of its answer come from: one entry a column.
  ///
  /// This goes through JDBC's metadata, since sqlite-jdbc shows `sqlite3_table_column_metadata`
  /// nowhere else.
  public List<ColumnOrigin> origins(String sql) {
    requireUsable();
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      ResultSetMetaData columns = statement.getMetaData();
      List<ColumnOrigin> origins = new ArrayList<>();
      for (int c = 1; c <= columns.getColumnCount(); c++) {
        origins.add(
            new ColumnOrigin(
                columns.getTableName(c),
                columns.isNullable(c) == ResultSetMetaData.columnNoNulls,
                columns.isAutoIncrement(c)));
      }
      return origins;
    } catch (SQLException e) {
      throw SqliteErrors.of(e);
    }
  }

  /// `last_insert_rowid()` of this connection, which outlives a transaction that SQLite ended.
  public long lastInsertRowid() {
    boolean wasLost = transactionLost;
    transactionLost = false;
    try (RowCursor row = query("SELECT last_insert_rowid()")) {
      row.next();
      return row.longAt(0);
    } finally {
      transactionLost = wasLost;
    }
  }

  /// `total_changes()` of this connection, which outlives a transaction that SQLite ended.
  public long totalChanges() {
    requireOpen();
    try {
      return db.total_changes();
    } catch (SQLException e) {
      throw SqliteErrors.of(e);
    }
  }

  /// `changes()` of the last statement, if `total_changes()` grew since it was this value, else 0.
  public long changesSince(long totalChanges) {
    requireOpen();
    try {
      return db.total_changes() == totalChanges ? 0 : db.changes();
    } catch (SQLException e) {
      throw SqliteErrors.of(e);
    }
  }

  /// Cancels the running statement, which fails with {@link Kind#INTERRUPTED}. Any thread may call
  /// it. On a connection that was lent, use the lender's own method: this one cannot know whether
  /// the connection serves somebody else by now.
  public void interrupt() {
    synchronized (interruptLock) {
      if (!closed && !shielded) {
        try {
          db.interrupt();
        } catch (SQLException e) {
          throw SqliteErrors.of(e);
        }
      }
    }
  }

  /// A database as the bytes of its file.
  ///
  /// @param schema `main`, or the name of an attached one
  public byte[] serialize(String schema) {
    requireUsable();
    try {
      return db.serialize(schema);
    } catch (SQLException e) {
      throw SqliteErrors.of(e);
    }
  }

  /// Replaces the whole database, which must be in memory, by the bytes of a database file.
  ///
  /// @param schema `main`, or the name of an attached one
  public void deserialize(String schema, byte[] image) {
    requireUsable();
    closeCursors();
    try {
      statements.clear();
      db.deserialize(schema, image);
    } catch (SQLException e) {
      throw SqliteErrors.of(e);
    }
  }

  /// Whether a transaction is open. Takes some microseconds.
  public boolean inTransaction() {
    requireOpen();
    return TransactionProbe.isInside(connection);
  }

  /// Closes it with all its cursors; closing twice is harmless.
  @Override
  public void close() {
    synchronized (interruptLock) {
      if (closed) {
        return;
      }
      closed = true;
    }
    try {
      statements.closeCursors();
      statements.clear();
      connection.close();
    } catch (SQLException e) {
      throw SqliteErrors.of(e);
    }
  }

  // For lenders in this package.

  /// Runs a statement that frames an epoch, such as COMMIT, which {@link #update} refuses.
  void control(String sql) {
    boolean wasInEpoch = inEpoch;
    boolean wasLost = transactionLost;
    inEpoch = false;
    transactionLost = false;
    try {
      PreparedSql statement = acquire(sql);
      if (statement != null) {
        run(statement);
      }
    } catch (SQLException e) {
      throw SqliteErrors.of(e);
    } finally {
      inEpoch = wasInEpoch;
      transactionLost = wasLost;
    }
  }

  /// Refuses statements that end the transaction, and notices when SQLite has ended it.
  void enterEpoch() {
    inEpoch = true;
    transactionLost = false;
    uncountedChanges = 0;
  }

  void leaveEpoch() {
    inEpoch = false;
    transactionLost = false;
  }

  /// The transaction ended and could not be begun again.
  void loseTransaction() {
    transactionLost = true;
  }

  /// Fails if SQLite ended the transaction by itself.
  void requireTransaction() {
    requireUsable();
  }

  boolean transactionLost() {
    return transactionLost;
  }

  long uncountedChanges() {
    return uncountedChanges;
  }

  void noteUncounted() {
    uncountedChanges++;
  }

  /// While shielded, interrupts are ignored.
  void shield() {
    synchronized (interruptLock) {
      shielded = true;
    }
  }

  void unshield() {
    synchronized (interruptLock) {
      shielded = false;
    }
  }

  /// Lenders end loans, and pass interrupts on, under this lock: so none reaches the next borrower.
  Object tenancyLock() {
    return interruptLock;
  }

  /// Makes it as good as new for the next borrower.
  void clean() {
    closeCursors();
    if (mayBeInTransaction) {
      mayBeInTransaction = false;
      if (inTransaction()) {
        control("ROLLBACK");
      }
    }
  }

  /// Notes temporary tables that a borrower has made, or dropped: with any left it is not lent again.
  public void noteTables(int more) {
    borrowersTables += more;
  }

  /// Whether any of them are left.
  public boolean hasBorrowersTables() {
    return borrowersTables > 0;
  }

  /// Whether it was closed, by whoever lent it, too.
  public boolean isClosed() {
    return closed;
  }

  /// Whether any cursor has not come to its end.
  public boolean hasOpenCursors() {
    return statements.hasOpenCursors();
  }

  void closeCursors() {
    if (statements.hasOpenCursors()) {
      try {
        statements.closeCursors();
      } catch (SQLException e) {
        throw SqliteErrors.of(e);
      }
    }
  }

  /// A cursor's end.
  void release(PreparedSql statement, boolean running) {
    try {
      statements.giveBack(statement, running);
    } catch (SQLException e) {
      throw SqliteErrors.of(e);
    }
  }

  /// The error of a step that a cursor made; the statement is reset.
  StorageException stepFailed(PreparedSql statement, int code) {
    return failed(statements.failure(statement, code));
  }

  private @Nullable PreparedSql acquire(String sql) {
    requireUsable();
    PreparedSql statement;
    try {
      statement = statements.acquire(sql);
    } catch (SQLException e) {
      throw failed(e).whilePreparing();
    }
    if (inEpoch && statement != null && statement.nature == StatementNature.TRANSACTION) {
      throw new IllegalArgumentException("inside an epoch: " + sql);
    }
    return statement;
  }

  private void run(PreparedSql statement, @Nullable Object... parameters) throws SQLException {
    if (statements.start(statement, parameters)) {
      statements.drain(statement);
    }
    statements.rest(statement);
  }

  /// Notes what `total_changes` does not show.
  ///
  /// @param least the first nature that counts as a change: a PRAGMA that is queried only reads
  private void noteEffects(StatementNature nature, StatementNature least) {
    if (nature == StatementNature.ROWS) {
      return;
    }
    if (nature.compareTo(least) >= 0) {
      uncountedChanges++;
    } else if (nature != StatementNature.PRAGMA) {
      mayBeInTransaction = true;
    }
  }

  private StorageException failed(SQLException e) {
    StorageException failure = SqliteErrors.of(e);
    if (SqliteErrors.mayKeepRows(failure.sqliteCode())) {
      // The rows before the failing one may stay in the transaction, and are not counted.
      uncountedChanges++;
    }
    noteLostTransaction();
    return failure;
  }

  private void noteLostTransaction() {
    if (inEpoch) {
      try {
        transactionLost |= !inTransaction();
      } catch (StorageException e) {
        // Nobody can tell: then it must not go on.
        transactionLost = true;
      }
    }
  }

  private void requireUsable() {
    requireOpen();
    if (transactionLost) {
      throw lost();
    }
  }

  private void requireOpen() {
    if (closed) {
      throw new StorageException(Kind.CLOSED, "the connection is closed");
    }
  }

  private static StorageException lost() {
    return new StorageException(
        Kind.TRANSACTION_LOST, "SQLite rolled the transaction back after an earlier error");
  }
}
